import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bankHolidays } from '#src/attention/store.ts'
import { silentLog } from '#src/kernel/log.ts'
import { createQueue, type Queue } from '#src/kernel/queue.ts'
import { sendLists } from '#src/reminders/lists.ts'
import { sendReminders } from '#src/reminders/send.ts'
import { within } from '#test/support/served-html.ts'
import { type Cascade, startCascade } from '#test/support/cascade.ts'
import { oneDatabase } from '#test/support/database.ts'
import { until } from '#test/support/process.ts'
import { keptLog, settled } from '#test/support/raw-chat.ts'
import { canSend } from '#test/support/sending.ts'
import { testWorld } from '#test/support/world.ts'

const AUTHOR = 'priya-raman'
const MONDAY = '2027-06-07T09:00:00Z'

describe.each(oneDatabase())('reminders on $name', ({ open }) => {
  const { log, errors } = keptLog()
  const world = testWorld(MONDAY, 7)
  let cascade: Cascade
  let queue: Queue
  beforeAll(async () => {
    cascade = await startCascade(await open(), { log, world })
    queue = createQueue(cascade.database, silentLog)
    await queue.start()
    await settled(cascade.database)
    // What the demonstration sends in its first minute is not what is tried here.
    await cascade.database.db.updateTable('broadcasts').set({ reminds: false }).execute()
  })
  afterAll(async () => {
    expect(errors).toEqual([])
    await queue.stop(1_000)
    await cascade.stop()
    await cascade.database.close()
  })

  /** What the tick does at that moment, in two processes at once. */
  async function tickAt(iso: string): Promise<void> {
    world.set(iso)
    const { db } = cascade.database
    const tools = { db, queue, world }
    const holidays = await bankHolidays(db)
    await Promise.all([sendReminders(tools, holidays), sendReminders(tools, holidays)])
    await Promise.all([sendLists(tools, holidays), sendLists(tools, holidays)])
    await settled(cascade.database)
  }
  const reminders = async (user: string) =>
    (await cascade.as(user).cards()).filter(({ text }) =>
      /^((Important|Critical) )?Reminder/.test(text),
    )

  async function write(title: string): Promise<number> {
    const author = cascade.as(AUTHOR)
    await author.say('compose announcement')
    await author.fill({ title, summary: 'Played by a test.', urgency: 'important' })
    const draft = (await author.cards()).findLast(canSend)
    expect(draft?.text).toContain(
      'Who does not answer is reminded once, at 12:30pm after 2 working days. After 4 you get the list.',
    )
    return Number(/^(\d+):/.exec(draft?.title ?? '')?.[1])
  }
  const send = async (id: number) => {
    await cascade.as(AUTHOR).press('Send now', `${id}:`)
    await settled(cascade.database)
  }
  let first = 0
  let second = 0

  test('go to those alone who have not answered, once, and several at once are one', async () => {
    first = await write('First to answer')
    await send(first)
    second = await write('Second to answer')
    await send(second)
    const quiet = await write('Without reminders')
    await cascade.as(AUTHOR).press('No reminders', `${quiet}:`)
    const shown = (await cascade.as(AUTHOR).cards()).findLast(canSend)
    expect(shown?.text).toContain('Nobody is reminded of it')
    expect(shown?.labels).toContain('Remind them')
    await send(quiet)

    await cascade.as('amara-okafor').press('Read', 'First to answer')
    await cascade.as('amara-okafor').press("Read, and I'll act", 'Second to answer')
    await cascade.as('yusuf-demir').press('Read', 'First to answer')
    await cascade.as('siobhan-keane').say(`ask ${second} Is this for us?`)
    await cascade.as('marcia-bennett').say('away until 2027-06-30')

    await tickAt('2027-06-09T11:29:00Z')
    expect(await reminders('yusuf-demir')).toEqual([])
    await tickAt('2027-06-09T11:30:00Z')
    await tickAt('2027-06-09T11:35:00Z')
    expect(await reminders('amara-okafor')).toEqual([])
    expect(await reminders('marcia-bennett')).toEqual([])
    const [yusuf, ...more] = await reminders('yusuf-demir')
    expect(more).toEqual([])
    expect(yusuf?.title).toBe('Second to answer')
    expect(yusuf?.text).toContain('You have not answered it yet.')
    expect(yusuf?.text).toContain('Central Alerting System')
    expect(yusuf?.labels).toEqual([
      `Open ${second}`,
      'Read',
      "Read, and I'll act",
      'Not relevant to me',
    ])
    // Whoever waits for an answer to their question is not pressed for theirs.
    expect((await reminders('siobhan-keane')).map(({ title }) => title)).toEqual([
      'First to answer',
    ])
    expect((await reminders('tomasz-wieczorek')).map(({ title }) => title)).toEqual([
      '2 messages wait for your answer',
    ])
  })

  test('an answer on the reminder shows on it and on the message', async () => {
    const yusuf = cascade.as('yusuf-demir')
    await yusuf.press('Read', 'Second to answer')
    const cards = async () =>
      (await yusuf.cards()).filter(({ title }) => title === 'Second to answer')
    await until('both cards to show the answer', async () =>
      (await cards()).every(({ text }) => text.includes('You answered: Read')),
    )
    expect(await cards()).toHaveLength(2)
    expect(await reminders('yusuf-demir')).toEqual([])
  })

  test('what is withdrawn while a reminder waits is reminded of no more', async () => {
    const third = await write('Third, withdrawn')
    await send(third)
    const { pool } = cascade.database
    // A process that made the reminders and died: the queue has not taken their jobs yet.
    const held: unknown[] = []
    const noQueue = {
      add: async (_: unknown, __: string, jobs: readonly unknown[]) => void held.push(...jobs),
    }
    world.set('2027-06-11T12:00:00Z')
    const holidays = await bankHolidays(cascade.database.db)
    await sendReminders({ db: cascade.database.db, queue: noQueue, world }, holidays)
    expect(held.length).toBeGreaterThan(2)
    await cascade.as('amara-okafor').press('Read', 'Third, withdrawn')
    await cascade.as(AUTHOR).say(`withdraw ${third}`)
    await cascade.as(AUTHOR).fill({ reason: 'It was wrong.' })
    await pool.query(
      `insert into pgboss.job (name, data, retry_limit)
       select 'notify', json_build_object('notice', id), 10 from notices where about = $1`,
      [`reminder:${third}`],
    )
    await settled(cascade.database)
    for (const user of ['amara-okafor', 'yusuf-demir', 'tomasz-wieczorek'])
      expect((await reminders(user)).map(({ title }) => title)).not.toContain('Third, withdrawn')
    const { rows } = await pool.query('select 1 from notices where about = $1', [
      `reminder:${third}`,
    ])
    expect(rows).toEqual([])
  })

  test('then the sender gets the list, once, and the report says who was reminded and when', async () => {
    const author = cascade.as(AUTHOR)
    await tickAt('2027-06-11T12:05:00Z')
    await tickAt('2027-06-14T12:05:00Z')
    const lists = (await author.cards()).filter(({ text }) => text.startsWith('No answer yet'))
    expect(lists.map(({ title }) => title)).toEqual([
      `${first}: First to answer`,
      `${second}: Second to answer`,
    ])
    expect(lists[0]?.text).toContain('3 people have not answered, of 5 who have it.')
    expect(lists[0]?.text).toContain('Tomasz Wieczorek')
    expect(lists[0]?.text).not.toContain('Amara')
    expect(lists[0]?.labels).toEqual(['Report', 'Correct'])
    const report = await author.ask(`report ${first}`)
    expect(report.text).toContain('Reminded 2 people: Wednesday 9 June 2027, 12:30pm')
  })

  test('what is critical is reminded of while somebody is away, too', async () => {
    expect(await reminders('marcia-bennett')).toEqual([])
    await cascade.database.pool.query(`update broadcasts set urgency = 'critical' where id = $1`, [
      first,
    ])
    await tickAt('2027-06-14T12:10:00Z')
    expect((await reminders('marcia-bennett')).map(({ title }) => title)).toEqual([
      'First to answer',
    ])
    // The sender's file says who was reminded, and how often.
    const author = cascade.as(AUTHOR)
    await author.say(`report ${first}`)
    const root = await author.open(`/chat?as=${AUTHOR}`)
    const href = [...within(root)]
      .map(({ attributes }) => attributes['href'] ?? '')
      .findLast((one) => one.includes('/reports/'))
    const page = await (await fetch(href ?? '')).text()
    expect(page).toContain('<h2 class="nhsuk-heading-m" id="reminders">Reminders</h2>')
    expect(page).toMatch(/Reminded: \d people/)
    const file = await (await fetch(`${href}/csv`)).text()
    expect(file).toMatch(/"Marcia Bennett".*,"1","2027-06-14T/)
  })
})
