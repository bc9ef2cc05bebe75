import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Cascade, startCascade } from '#test/support/cascade.ts'
import { openOne } from '#test/support/database.ts'
import { codeIn } from '#test/support/link-code.ts'
import { until } from '#test/support/process.ts'
import { keptLog, settled, tablesWith } from '#test/support/raw-chat.ts'
import { canSend } from '#test/support/sending.ts'

/** What nobody would type by chance: in every place where somebody types, with a word of its own. */
const MARK = 'Zqx'
const TYPED = ['name', 'question', 'reply', 'how', 'line', 'search'].map(
  (place) => `${MARK}${place}`,
)

const { log, lines } = keptLog()
let cascade: Cascade
beforeAll(async () => {
  cascade = await startCascade(await openOne(), { log })
  await settled(cascade.database)
})
afterAll(async () => {
  await cascade.stop()
  await cascade.database.close()
})

/** The address behind a link of the newest card. */
async function linkOn(user: string, label: string): Promise<string> {
  const { rows } = await cascade.database.pool.query<{ href: string }>(
    `select a ->> 'href' as href from web_messages m, jsonb_array_elements(m.body -> 'actions') a
     where m.user_ref = $1 and m.sender = 'bot' and a ->> 'label' = $2 order by m.position desc limit 1`,
    [user, label],
  )
  return rows[0]?.href ?? ''
}

const queueIsEmpty = async () =>
  until('the queue to be done', async () => {
    const { rows } = await cascade.database.pool.query(
      `select 1 from pgboss.job where state in ('created', 'active', 'retry')
         and name in ('deliver', 'notify', 'redraw', 'renew', 'empty-cards')
         and start_after <= now() limit 1`,
    )
    return rows.length === 0
  })

test('somebody sees all that is held of them, deletes it, and nothing that they typed is left anywhere', async () => {
  const rhiannon = cascade.as('rhiannon-lloyd')
  await rhiannon.say('join')
  await rhiannon.fill({
    name: `Dr ${MARK}name Quill`,
    gpKind: 'locum',
    gmc: '0000099',
    workplaces: ['L85001', 'A00001'],
    interests: ['dermatology'],
    purpose: 'yes',
    opportunities: 'yes',
  })
  await rhiannon.press('Follow all of these')
  const priya = cascade.as('priya-raman')
  await priya.ask('preview 27')
  expect(canSend(await priya.last())).toBe(true)
  await priya.press('Send now', '27:')
  await settled(cascade.database)
  await rhiannon.say(`ask 27 ${MARK}question about the hours?`)
  await rhiannon.say(`reply 27 ${MARK}reply, thank you`)
  await rhiannon.say(`interested 27 ${MARK}how I would like to be involved`)
  await rhiannon.say('read 27')
  await rhiannon.say(`${MARK}line that is no command`)
  await rhiannon.say(`search ${MARK}search`)
  const code = codeIn((await rhiannon.ask('link')).title)
  const elsewhere = cascade.as('tom-second')
  await cascade.database.pool.query(
    `insert into web_accounts (user_ref, name, about, invented) values ('tom-second', 'Second account', '', true)`,
  )
  expect((await elsewhere.ask(`link ${code}`)).title).toBe('This account is linked')
  await settled(cascade.database)
  // What the sender was shown of them, in lists of the moment too.
  for (const typed of ['questions', 'interest 27', 'report 27']) await priya.say(typed)
  await priya.card('Question', `${MARK}question`)
  const before = (await priya.ask('report 27')).text

  expect((await rhiannon.ask('my data')).title).toBe('What Cascade holds about you')
  const page = await linkOn('rhiannon-lloyd', 'Open the page')
  const shown = await fetch(page)
  expect(shown.status).toBe(200)
  const html = await shown.text()
  const file = await (
    await fetch(await linkOn('rhiannon-lloyd', 'Download the file (JSON)'))
  ).text()
  for (const typed of TYPED) {
    expect(html).toContain(typed)
    expect(file).toContain(typed)
  }
  expect(JSON.parse(file)).toHaveProperty('held')
  expect((await fetch(`${page}x`)).status).toBe(404)

  await rhiannon.say('delete me')
  await rhiannon.press('Keep everything', 'Delete everything')
  expect((await rhiannon.last()).title).toBe('Nothing was deleted')
  await rhiannon.say('delete me')
  await rhiannon.press('Delete everything', 'Delete everything')
  expect((await rhiannon.last()).title).toBe('Everything about you was deleted')
  await queueIsEmpty()
  expect(await tablesWith(cascade.database, '[Zz]qx')).toEqual([])
  expect(lines.filter((line) => /zqx/i.test(line))).toEqual([])
  expect((await fetch(page)).status).toBe(404)
  expect((await elsewhere.cards()).length).toBe(0)
  expect((await elsewhere.ask('details')).title).toBe('You have not joined Cascade yet')

  // The sender keeps the counts, under no name.
  const question = await priya.card('Question', 'A person who has left')
  expect(question.text).toContain('Removed at the request of whoever wrote it.')
  const counts = (text: string) =>
    /Delivered .*? open/.exec(text)?.[0].replace(/Interested .*? Marked/, 'Marked')
  expect(counts(before)).toContain('Marked as read 1 person')
  const after = (await priya.ask('report 27')).text
  expect(counts(after)).toBe(counts(before))
  // Whoever is gone cannot be offered it any more.
  expect([before, after].map((text) => /Interested (1 person|Nobody yet)/.exec(text)?.[1])).toEqual(
    ['1 person', 'Nobody yet'],
  )
  const csv = await (await fetch(`${await linkOn('priya-raman', 'Open the report')}/csv`)).text()
  expect(csv).toContain('A person who has left')
})

test('who comes back is new, and is signed up for nothing optional', async () => {
  const rhiannon = cascade.as('rhiannon-lloyd')
  await rhiannon.say('join')
  const form = await rhiannon.form()
  expect(form?.title).toBe('Join Cascade')
  await rhiannon.fill({
    name: 'Dr Rhiannon Lloyd',
    gpKind: 'locum',
    gmc: '0000099',
    workplaces: ['L85001'],
    purpose: 'yes',
  })
  const card = await rhiannon.ask('preferences')
  expect(card.text).toContain('Opportunities Not sent to you')
  await rhiannon.press('Send me opportunities', 'What you agree to')
  await rhiannon.press('Stop opportunities')
  expect((await rhiannon.last()).title).toBe('Opportunities are stopped')
  await rhiannon.press('Undo')
  expect((await rhiannon.last()).title).toBe('Opportunities come to you again')
})
