import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Cascade, startCascade } from '#test/support/cascade.ts'
import { databases, openFresh } from '#test/support/database.ts'
import {
  dump,
  keptLog,
  NASTY,
  NO_IDS,
  rawChat,
  type RawChat,
  settled,
} from '#test/support/raw-chat.ts'
import type { Visitor } from '#test/support/visitor.ts'
import { controlsOf, find } from '#test/support/served-html.ts'

/** Every first word of the command table. */
const COMMANDS = [
  'help',
  'join',
  'details',
  'leave',
  'subscriptions',
  'follow',
  'unfollow',
  'quiet',
  'compose',
  'drafts',
  'preview',
  'audience',
  'test',
  'edit',
  'send',
  'schedule',
  'unschedule',
  'stop',
  'progress',
  'delete',
  'show',
  'in force',
  'read',
  'act',
  'not relevant',
  'ask',
  'reply',
  'questions',
  'answer',
  'interested',
  'withdraw',
  'interest',
  'report',
  'sent',
]

/** How each form is opened, by whom; a form with a list or a date in it can never be valid with one text in every box. */
const FORMS: readonly (readonly [user: string, command: string])[] = [
  ['rhiannon-lloyd', 'join'],
  ['amara-okafor', 'details'],
  ['amara-okafor', 'follow'],
  ['amara-okafor', 'quiet'],
  ...[
    'prescribing',
    'pathway',
    'board',
    'announcement',
    'opportunity',
    'consultation',
    'event',
  ].map((kind) => ['priya-raman', `compose ${kind}`] as const),
  ['priya-raman', 'edit 27'],
  ['priya-raman', 'schedule 27'],
]

/** The same statements run on both, so one is enough: the server when there is one. */
const [{ name, open } = { name: 'none', open: openFresh }] = databases().slice(-1)

/** Each command and form has a third of what is nasty, the next the next third: all of it is tried a dozen times. */
const aThird = (nasty: typeof NASTY, n: number) => nasty.filter((_, k) => (k + n) % 3 === 0)

/** What the open form says is wrong; where a form was opened by a typed command, the card that refuses it. */
async function refusalsShown(visitor: Visitor): Promise<readonly string[]> {
  const form = await visitor.form()
  const sentences = form?.errors ?? [(await visitor.last()).title]
  for (const sentence of sentences) expect(sentence).toMatch(/^\p{Lu}.{5,299}$/u)
  return sentences
}

describe(`bad input on ${name} gets a sentence and changes nothing`, () => {
  const { log, errors } = keptLog()
  let cascade: Cascade
  let before: Readonly<Record<string, string>>
  const raw = (user: string): Promise<RawChat> => rawChat(cascade.url, cascade.database, user)

  beforeAll(async () => {
    cascade = await startCascade(await open(), { log })
    // What was due at the start has gone out: from here on nothing moves by itself.
    await settled(cascade.database)
  })
  afterAll(async () => {
    await cascade.stop()
    await cascade.database.close()
  })
  beforeEach(async () => {
    before = await dump(cascade.database)
  })
  const nothingChanged = async (what: string) => {
    expect(await dump(cascade.database), what).toEqual(before)
    expect(errors, what).toEqual([])
  }

  test('after every command', async () => {
    for (const [user, nasty] of [
      ['priya-raman', NASTY],
      ['amara-okafor', NASTY.slice(0, 4)],
      ['rhiannon-lloyd', NASTY.slice(0, 3)],
    ] as const) {
      const chat = await raw(user)
      for (const [n, command] of COMMANDS.entries()) {
        for (const [what, text] of aThird(nasty, n)) {
          // By itself it stops everything optional, as it should.
          if (command === 'stop' && text.trim() === '') continue
          // Pasted before or after, and with nothing at all it is the plain command.
          const { status, title } = await chat.say(`${command} ${text}`)
          const said = `${user}: ${command} + ${what}`
          expect(status, said).toBe(303)
          if (!['details', 'join', 'follow', 'quiet'].includes(command))
            expect(title ?? '', said).not.toBe('')
        }
      }
      await nothingChanged(user)
    }
  })

  test('as a line of its own', async () => {
    const chat = await raw('amara-okafor')
    for (const [what, text] of NASTY) {
      const { status, title } = await chat.say(text)
      if (text.trim() === '') expect(status, what).toBe(422)
      else expect([status, title], what).toEqual([303, expect.stringMatching(/./)])
    }
    await nothingChanged('lines')
  })

  test('where a number is wanted', async () => {
    const chat = await raw('priya-raman')
    for (const command of COMMANDS) {
      for (const [n, id] of NO_IDS.entries()) {
        const said = `${command} ${id}${n % 2 === 0 ? '' : ' and some words'}`
        const { status, title } = await chat.say(said)
        expect(status, said).toBe(303)
        if (!['details', 'join', 'follow', 'quiet'].includes(command))
          expect(title ?? '', said).not.toBe('')
      }
    }
    await nothingChanged('numbers')
  })

  test.each(FORMS)('in every box of the form that %s opens with: %s', async (user, command) => {
    const chat = await raw(user)
    const visitor = cascade.as(user)
    const n = FORMS.findIndex((form) => form[1] === command)
    for (const [what, text] of aThird(NASTY, n)) {
      await chat.say(command)
      const page = await visitor.open(`/chat?as=${user}`)
      const form = find(page, ({ attributes }) => attributes['action'] === '/chat/submit')
      if (form === undefined) throw new Error(`${command} opened no form`)
      const controls = controlsOf(page, form).map(({ attributes }) => attributes)
      // 100,000 characters stand in the first box alone: more than 256 KB is no post that a page makes.
      let left = text.length > 50_000 ? 1 : controls.length
      const sent = controls.flatMap(({ name = '', value = '' }): [string, string][] => {
        if (name.startsWith('_')) return name === '_find' ? [] : [[name, value]]
        if (name.endsWith('Typed')) return []
        left -= 1
        return [[name, left < 0 ? '' : text]]
      })
      const { status, text: html } = await chat.post('submit', '', Object.fromEntries(sent))
      const said = `${command} with ${what}`
      expect([303, 400], said).toContain(status)
      if (status === 400) expect(html, said).toContain('That could not be read')
      else expect(await refusalsShown(visitor), said).not.toEqual([])
    }
    await nothingChanged(command)
  })

  test('in the date and time of a schedule', async () => {
    const [visitor, chat] = [cascade.as('priya-raman'), await raw('priya-raman')]
    const DATES = [
      ['2027-03-28', '01:30', /clocks go forward/],
      ['2027-10-31', '01:30', /clocks go back/],
      ['2026-10-25', '01:00', /clocks go back|gone by/],
      ['2020-01-01', '09:00', /gone by/],
      ['2027-02-30', '09:00', /real date/],
      ['9999-12-31', '09:00', /within a year/],
      ['2027-01-01', '25:00', /real date/],
      ['', '', /real date/],
      ['2027-01-01', '', /real date/],
    ] as const
    for (const [date, time, sentence] of DATES) {
      await chat.say('schedule 27')
      await visitor.fill({ date, time })
      expect((await refusalsShown(visitor)).join(' '), `${date} ${time}`).toMatch(sentence)
      if (date === '' || time === '') continue
      const typed = await chat.say(`schedule 27 ${date} ${time}`)
      expect(typed.title, `${date} ${time}`).toMatch(sentence)
    }
    await nothingChanged('schedules')
  })

  test('a past date in a message is named at the box that it stands in', async () => {
    const [visitor, chat] = [cascade.as('priya-raman'), await raw('priya-raman')]
    for (const [kind, field] of [
      ['announcement', 'until'],
      ['board', 'date'],
      ['opportunity', 'closes'],
      ['consultation', 'closes'],
      ['event', 'date'],
    ] as const) {
      await chat.say(`compose ${kind}`)
      await visitor.fill({ title: 'Late', summary: 'Too late', [field]: '2020-01-01' })
      expect((await visitor.form())?.errors.join(' | '), kind).toMatch(/has gone by/)
    }
    await nothingChanged('past dates')
  })

  test('free words are kept as they were typed and shown as words, or refused with the limit', async () => {
    const chat = await raw('amara-okafor')
    for (const [what, text] of NASTY) {
      const { rows: earlier } = await cascade.database.pool.query('select id from replies')
      const words = text.toWellFormed().replaceAll(/[\u202A-\u202E\u200B\u2060\uFEFF\u00AD]/g, '')
      const kept = words.trim() !== '' && text.trim().length <= 1_000
      const { status, title } = await chat.submit(
        { do: 'submit-question', with: { broadcast: '24' } },
        { text },
      )
      expect(status, what).toBe(303)
      const { rows } = await cascade.database.pool.query('select id from replies')
      expect(rows.length - earlier.length, `${what}: ${title}`).toBe(kept ? 1 : 0)
    }
    await cascade.as('tomasz-wieczorek').card('Question', '"><script>alert(1)</script>')
    const page = await (await fetch(`${cascade.url}/chat?as=tomasz-wieczorek`)).text()
    expect(page).not.toContain('<script>alert')
    expect(page).not.toContain('<img src=x')
    expect(errors).toEqual([])
  })
})
