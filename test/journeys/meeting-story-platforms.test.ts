import { afterAll, beforeAll, expect, test } from 'vitest'
import { tendSeries } from '#src/meetings/series-due.ts'
import { type BothPlatforms, openBothPlatforms, type Played } from '#test/support/both-platforms.ts'
import { until } from '#test/support/process.ts'
import { settled } from '#test/support/raw-chat.ts'

const TITLE = 'The board meets'
const HELD = '2027-06-30'

let both: BothPlatforms
let id = 0
let next = 0
/** Two on Slack, then two on Teams; all are partners of one practice. */
let anna: Played
let ben: Played
let cara: Played
let dai: Played

/** Answers, deputies and the quorum are in meetings-platforms.test.ts. */
beforeAll(async () => {
  const people = { onSlack: 2, onTeams: 2 }
  both = await openBothPlatforms('2027-06-07T09:00:00Z', ['board-meeting'], people)
  const [a, b, c, d] = both.readers
  if (a === undefined || b === undefined || c === undefined || d === undefined)
    throw new Error('Somebody is missing')
  ;[anna, ben, cara, dai] = [a, b, c, d]
  for (const [name, { personId }] of Object.entries({ Anna: anna, Ben: ben, Cara: cara, Dai: dai }))
    await both.database.pool.query(
      `with named as (update people set name = $1, gp_kind = 'partner' where id = $2)
       insert into workplaces (person_id, organisation) values ($2, 'X00001')`,
      [`Dr ${name}`, personId],
    )
})
afterAll(() => both.close())

const has = (one: Played, ...words: readonly string[]) =>
  one.sees().filter(({ plain }) => words.every((some) => plain.includes(some)))

/** The last card with all of these words on it, once there is one. */
async function card(one: Played, ...words: readonly string[]) {
  await until(`a card with ${words.join(', ')}`, async () => has(one, ...words).length > 0)
  const found = has(one, ...words).at(-1)
  if (found === undefined) throw new Error('It was there a moment ago')
  return found
}

const press = async (one: Played, label: string, ...words: readonly string[]) => {
  const { id: on, buttons } = await card(one, ...words)
  return one.presses(on, buttons.find((some) => some.startsWith(label)) ?? label)
}

const told = (...words: readonly string[]) =>
  [anna, ben, cara, dai].map((one) => has(one, ...words).length)

const sendsForm = async (title: string, values: Parameters<Played['sendsForm']>[1]) => {
  expect(await both.author.sendsForm(title, values)).toEqual({ is: 'closed' })
  await settled(both.database)
}

test('a notice with a deputy from Slack on Teams, and papers told to those who come', async () => {
  const { author } = both
  await author.says('compose board')
  await sendsForm('Board meeting notice', {
    title: TITLE,
    summary: 'About extended access.',
    urgency: 'routine',
    date: '2027-06-23',
    starts: '12:30',
    ends: '14:00',
    place: 'Upstairs',
  })
  id = Number(/(\d+):/.exec((await card(author, 'would get this now')).plain)?.[1])
  await press(author, 'Send now', 'would get this now')
  await settled(both.database)
  expect(told(TITLE, 'Upstairs')).toEqual([1, 1, 1, 1])

  await press(cara, 'Going for my practice', TITLE)
  await card(cara, 'You are going for')
  await press(anna, 'Send a deputy', TITLE)
  expect(await anna.sendsForm('Send a deputy', { deputy: 'Dr Dai' })).toEqual({ is: 'closed' })
  await press(dai, "I'll go", 'asks you to go in their place')
  await card(anna, 'Dr Dai goes in your place')

  await author.says(`attendance ${id}`)
  await press(author, 'Add papers', 'Who is coming')
  await sendsForm('Add papers', { title1: 'The budget', url1: 'https://example.nhs.uk/budget' })
  for (const one of [cara, dai]) await card(one, 'Papers for a meeting', 'The budget')
  expect(told('Papers for a meeting')).toEqual([0, 0, 1, 1])
})

test('moved, it is told of once on both, and everybody is asked again', async () => {
  const { author } = both
  await both.set('2027-06-08T09:00:00Z')
  await author.says(`correct ${id}`)
  await sendsForm('Correct a message', { whatChanged: 'A week later', date: HELD })
  await press(author, 'Send the correction', 'A week later')
  await settled(both.database)
  for (const one of [anna, ben, cara, dai])
    await card(one, 'Meeting changed', 'Wednesday 30 June 2027')
  expect(told('Meeting changed')).toEqual([1, 1, 1, 1])
  await author.says(`attendance ${id}`)
  await card(author, 'Who is coming', '0 practices of 1 come')
  await press(ben, 'Going for my practice', 'Meeting changed')
  await press(dai, 'Going for my practice', 'Meeting changed')
  for (const one of [ben, dai]) await card(one, 'You are going for')
  await card(author, 'Who is coming', '1 practice of 1 comes')
})

test('minutes go to whoever was not there, on either, by what happened', async () => {
  const { author } = both
  await both.set(`${HELD}T14:00:00Z`)
  await author.says(`attendance ${id}`)
  await press(author, 'Who came?', 'Who is coming')
  // Dai was expected and was not there; Anna had not answered again, and was.
  await sendsForm('Who came?', { came1: [ben.personId], came2: [anna.personId] })
  await card(author, '2 people came, for 1 practice of 1.')
  await press(author, 'Send out minutes', 'Who is coming')
  await sendsForm('Minutes', {
    summary: 'It was discussed.',
    decisions: 'Start in August',
    to: 'absent',
  })
  for (const one of [cara, dai]) await card(one, 'Minutes', 'Start in August')
  expect(told('Minutes', 'Start in August')).toEqual([0, 0, 1, 1])
})

test('its series is looked at and sent by a person, and cancelled it is told of once on both', async () => {
  const { author, database, queue, world } = both
  await author.says(`repeat ${id}`)
  await sendsForm('Repeat this meeting', { every: 'month', times: '2', look: '14' })
  await press(author, 'Keep these dates', TITLE)
  await card(author, '2 meetings are planned')
  await both.set('2027-07-14T11:31:00Z')
  const tools = { db: database.db, queue, world }
  await Promise.all([tendSeries(tools), tendSeries(tools)])
  await settled(database)
  const look = await card(author, 'A meeting of your series')
  next = Number(/(\d+):/.exec(look.plain)?.[1])
  expect(told('Wednesday 28 July 2027')).toEqual([0, 0, 0, 0])
  await press(author, 'Check and send', 'A meeting of your series')
  await press(author, 'Send now', `${next}:`, 'would get this now')
  await settled(database)
  expect(told(TITLE, 'Wednesday 28 July 2027')).toEqual([1, 1, 1, 1])

  await author.says(`withdraw ${next}`)
  await sendsForm('Withdraw a message', { reason: 'The room is flooded.' })
  for (const one of [anna, ben, cara, dai]) await card(one, 'Meeting cancelled', 'flooded')
  expect(told('Meeting cancelled')).toEqual([1, 1, 1, 1])
  expect(both.troubles()).toEqual([])
})
