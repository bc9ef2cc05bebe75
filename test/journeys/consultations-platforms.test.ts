import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tendConsultations } from '#src/consultations/due.ts'
import { type BothPlatforms, openBothPlatforms, type Played } from '#test/support/both-platforms.ts'
import { settled } from '#test/support/raw-chat.ts'
import { shown, withWords } from '#test/support/screens.ts'
import { parseHtml, textOf } from '#test/support/served-html.ts'

const TITLE = 'Which clinic day?'
const HEARD = 'Thursday it is.'

let both: BothPlatforms
/** In this order: four on Slack, then five on Teams. */
let readers: readonly Played[]
let id = 0

/** The same over the local chat is in consultations.test.ts. */
beforeAll(async () => {
  both = await openBothPlatforms('2027-06-07T09:00:00Z', ['consultation'], {
    onSlack: 4,
    onTeams: 5,
  })
  readers = both.readers
  await both.database.pool.query(
    `update people set gp_kind = 'salaried' where id = any($1::uuid[])`,
    [[3, 4].map((n) => reader(n).personId)],
  )
})
afterAll(() => both.close())

function reader(n: number): Played {
  const found = readers[n]
  if (found === undefined) throw new Error(`There is no reader ${n}`)
  return found
}
/** How many cards with these words each of them has. */
const counts = (...words: readonly string[]) =>
  readers.map((one) => withWords(one.sees, ...words).length)
const card = async (one: Played, ...words: readonly string[]) => shown(one.sees, ...words)
const press = async (one: Played, label: string, ...words: readonly string[]) =>
  one.presses((await card(one, ...words)).id, label)

/** Answers on the card with these words. */
async function answer(n: number, values: Parameters<Played['sendsForm']>[1], on = 'Consultation') {
  const one = reader(n)
  await press(one, 'Answer the questions', on, TITLE)
  expect(await one.sendsForm('Consultation', values)).toEqual({ is: 'closed' })
  await card(one, 'Thank you for taking part')
}

const tick = async (iso: string) => both.tick(iso, tendConsultations)

/** What the report says of it, as its sender opens it from their chat. */
async function report() {
  const { author } = both
  const before = author.sees().length
  await author.says(`report ${id}`)
  const given = await shown(() => author.sees().slice(before), 'Open the report')
  const href = await author.follows(given.id, 'Open the report')
  const page = parseHtml(await (await fetch(href)).text())
  const file = await (await fetch(`${href}/csv/consultation`)).text()
  const people = await (await fetch(`${href}/csv`)).text()
  return { card: given.plain, text: textOf(page).replaceAll(/\s+/g, ' '), file, people }
}

test('is sent to people on Slack and on Teams, and takes answers from its first day on', async () => {
  const { author, database } = both
  await author.says('compose consultation')
  const sent = await author.sendsForm('Consultation', {
    title: TITLE,
    summary: 'Extra clinics start in autumn.',
    opens: '2027-06-08',
    closes: '2027-06-18',
    question1: 'Which day suits you? | Monday | Thursday',
    question2: 'What would help you most?',
  })
  expect(sent).toEqual({ is: 'closed' })
  const draft = await card(author, '9 people would get this now')
  id = Number(/(\d+):/.exec(draft.plain)?.[1])
  await author.presses(draft.id, draft.buttons.find((one) => one.startsWith('Send now')) ?? '')
  await settled(database)
  expect(counts('Consultation', TITLE)).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1])
  for (const n of [0, 5]) {
    await reader(n).says(`take part ${id}`)
    await card(reader(n), 'It opens on Tuesday 8 June 2027')
  }
  await both.set('2027-06-08T09:00:00Z')
})

test('is answered in a form on both; while few have, no number is shown', async () => {
  await answer(0, { answer1: 'Thursday', answer2: 'Somewhere to park' })
  await answer(1, { answer1: 'Thursday' })
  await answer(4, { answer1: 'Monday', answer2: 'A room of my own' })
  await answer(5, { answer1: 'Thursday', answer2: 'A login', named: true })
  const few = await report()
  for (const seen of [few.text, few.card])
    expect(seen).toContain('9 people were asked. How many took part is not shown')
  expect(few.card).not.toMatch(/answered|Dr /)
  expect(few.text).not.toContain('Somewhere to park')
  expect(few.file).toContain('"Kind of GP","Everybody","9","Not shown"')
  await answer(6, { answer1: 'Thursday' })
  await press(reader(2), 'Not relevant to me', 'Consultation', TITLE)
  await card(reader(2), 'You answered: Not relevant to me')
})

test('reminds once those who said nothing, and nobody else; they answer from the reminder', async () => {
  await tick('2027-06-11T11:00:00Z')
  expect(counts('Reminder: consultation')).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0])
  await tick('2027-06-14T11:00:00Z')
  await tick('2027-06-15T11:00:00Z')
  expect(counts('Reminder: consultation')).toEqual([0, 0, 0, 1, 0, 0, 0, 1, 1])
  await answer(7, { answer1: 'Thursday' }, 'Reminder: consultation')
})

test('closes, and its report says who took part without giving anybody away', async () => {
  await tick('2027-06-21T09:00:00Z')
  await reader(3).says(`take part ${id}`)
  await card(reader(3), 'It closed on Friday 18 June 2027')
  await reader(8).says(`take part ${id}`)
  await card(reader(8), 'It closed on Friday 18 June 2027')
  const { card: shownInChat, text, file, people } = await report()
  for (const seen of [text, shownInChat])
    expect(seen).toContain('6 of the 9 people who were asked took part (67%).')
  // Of two salaried GPs one took part: her number, and what it could be worked out from, stay hidden.
  expect(file).toContain('"Kind of GP","Salaried GP","2","Not shown"')
  expect(file).toContain('"Kind of GP","Locum GP","7","Not shown"')
  expect(file).toContain('"Which day suits you?","Thursday",,"5"')
  // Whoever was not reminded had taken part.
  const reminders = parse<Record<string, string>>(people, { bom: true, columns: true }).map((row) =>
    [row['Reminders'], row['Last reminded at']].join(''),
  )
  expect(reminders).toEqual(readers.map(() => ''))
  expect(text).not.toMatch(/Reminded: \d/)
  for (const said of ['Somewhere to park', 'A room of my own']) expect(text).toContain(said)
  expect(text).toMatch(/A login Dr \S+/)
})

test('ends in “you said, we did” to all who answered, where they are, once', async () => {
  const { author } = both
  const closed = await card(author, 'Consultation closed')
  expect(closed.plain).toContain('6 of the 9 people who were asked took part (67%).')
  await author.presses(closed.id, 'You said, we did')
  const words = { youSaid: 'Thursday, and parking.', weDid: HEARD }
  expect(await author.sendsForm('You said, we did', words)).toEqual({ is: 'closed' })
  await card(author, 'It is on its way to everybody who took part')
  await author.says(`say back ${id}`)
  await card(author, `What came of consultation ${id} has been said`)
  await tick('2027-07-02T09:00:00Z')
  expect(counts('You said, we did', HEARD)).toEqual([1, 1, 0, 0, 1, 1, 1, 1, 0])
  expect(withWords(author.sees, 'Still to be said')).toEqual([])
  expect(both.troubles()).toEqual([])
})
