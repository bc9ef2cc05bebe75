import { afterAll, beforeAll, expect, test } from 'vitest'
import { tendEvents } from '#src/events/due.ts'
import { type BothPlatforms, openBothPlatforms, type Played } from '#test/support/both-platforms.ts'
import { jobsAreDue } from '#test/support/holds.ts'
import { until } from '#test/support/process.ts'
import { tellDays } from '#src/versions/days.ts'
import { settled } from '#test/support/raw-chat.ts'
import { shown, withWords } from '#test/support/screens.ts'

const TITLE = 'Minor surgery update'
const PAID = 'Joint injections course'
const EVENT = {
  summary: 'Bring questions.',
  date: '2027-06-16',
  starts: '13:00',
  ends: '14:30',
  place: 'Meeting room',
  cpdHours: '1.5',
}

const LINE = `Attended “${TITLE}”, Wednesday 16 June 2027, 1.5 CPD hours`

let both: BothPlatforms
/** The first event, and who pressed too late for its last place. */
let id = 0
let late: Played
let anna: Played
let cara: Played
let ben: Played
let dai: Played
/** She books nothing. */
let eve: Played

/** The same over the local chat is in education-events.test.ts. */
beforeAll(async () => {
  both = await openBothPlatforms('2027-06-07T09:00:00Z', ['education-event'], {
    onSlack: 2,
    onTeams: 3,
  })
  const [a, c, b, d, e] = both.readers
  if (a === undefined || b === undefined || c === undefined || d === undefined || e === undefined)
    throw new Error('Somebody is missing')
  ;[anna, ben, cara, dai, eve] = [a, b, c, d, e]
  const named = { Anna: anna, Ben: ben, Cara: cara, Dai: dai, Eve: eve }
  for (const [name, { personId }] of Object.entries(named))
    await both.database.pool.query('update people set name = $1 where id = $2', [
      `Dr ${name}`,
      personId,
    ])
})
afterAll(() => both.close())

const has = (one: Played, ...words: readonly string[]) => withWords(one.sees, ...words)
const card = async (one: Played, ...words: readonly string[]) => shown(one.sees, ...words)

/** Writes an event and sends it; its number. */
async function send(values: Readonly<Record<string, string>>): Promise<number> {
  const { author, database } = both
  await author.says('compose event')
  const sent = await author.sendsForm('Education event', { ...EVENT, ...values })
  expect(sent).toEqual({ is: 'closed' })
  const draft = await card(author, 'would get this now', values['title'] ?? '')
  await author.presses(draft.id, draft.buttons.find((one) => one.startsWith('Send now')) ?? '')
  await settled(database)
  return Number(/(\d+):/.exec(draft.plain)?.[1])
}

/** Presses a button of the event's own card. */
const press = async (one: Played, label: string, title = TITLE) =>
  one.presses((await card(one, 'Education event', title)).id, label)

const stateOf = async (event: number, { personId }: Played) => {
  const { rows } = await both.database.pool.query<{ state: string }>(
    'select state from bookings where broadcast_id = $1 and person_id = $2',
    [event, personId],
  )
  return rows[0]?.state
}

const tick = async (iso: string) => both.tick(iso, tendEvents)

test('of two who press for the last place at the same moment, on Slack and on Teams, one has it', async () => {
  id = await send({ title: TITLE, capacity: '3' })
  for (const one of [anna, dai]) {
    await press(one, 'Book a place')
    await card(one, `You have a place: ${TITLE}`)
  }
  await Promise.all([press(ben, 'Book a place'), press(cara, 'Book a place')])
  for (const one of [ben, cara])
    await until('an answer', async () => (await stateOf(id, one)) !== undefined)
  const states = [await stateOf(id, ben), await stateOf(id, cara)]
  expect(new Set(states)).toEqual(new Set(['booked', 'waiting']))
  const [lucky, waits] = states[0] === 'booked' ? [ben, cara] : [cara, ben]
  await card(lucky, `You have a place: ${TITLE}`)
  await card(waits, `You are on the waiting list: ${TITLE}`)
  late = waits
})

test('a place that is given up on Slack goes to whoever waits, who is told once where they are', async () => {
  await press(anna, 'Give up my place')
  await card(anna, 'Your place is given up')
  const now = await card(late, 'A place came free, and it is yours')
  expect(now.plain).toContain('Wednesday 16 June 2027, 1pm to 2:30pm')
  expect(await stateOf(id, late)).toBe('booked')
  // The other way: from Teams to Slack.
  await anna.says(`book ${id}`)
  await card(anna, `You are on the waiting list: ${TITLE}`)
  await press(dai, 'Give up my place')
  await card(anna, 'A place came free, and it is yours')
  await settled(both.database)
  for (const one of [anna, late]) expect(has(one, 'A place came free')).toHaveLength(1)
  expect(has(dai, 'A place came free')).toEqual([])
})

test('what costs goes to those who agreed and comes no more after Stop, on either; what is free still does', async () => {
  for (const one of [anna, ben, cara]) {
    await one.says('preferences')
    await one.presses((await card(one, 'Education', 'Not sent to you')).id, 'Send me education')
    await card(one, 'Education is sent to you')
  }
  await send({ title: PAID, capacity: '3', cost: '£20' })
  for (const one of [ben, cara]) {
    await press(one, 'Stop education', PAID)
    await card(one, 'Nothing more of that is sent to you')
  }
  await send({ title: 'Another course', capacity: '3', cost: '£20' })
  await send({ title: 'A free lunch', capacity: '3' })
  const got = (title: string) =>
    [anna, ben, cara, dai].map((one) => has(one, 'Education event', title).length)
  expect(got(PAID)).toEqual([1, 1, 1, 0])
  expect(got('Another course')).toEqual([1, 0, 0, 0])
  expect(got('A free lunch')).toEqual([1, 1, 1, 1])
})

test('reminds those who have a place the day before, where they are', async () => {
  await tick('2027-06-15T09:00:00Z')
  await tick('2027-06-15T09:05:00Z')
  const reminded = [anna, ben, cara, dai].map(
    (one) => has(one, 'Reminder: you have a place').length,
  )
  expect(reminded).toEqual([1, 1, 1, 0])
})

test('offers no place any more on any card once it is over', async () => {
  const offers = (one: Played) =>
    has(one, TITLE, 'Bring questions.').some(({ buttons }) => buttons.includes('Book a place'))
  await both.tick('2027-06-16T13:29:00Z', tellDays)
  expect([dai, eve].map(offers)).toEqual([true, true])
  await both.tick('2027-06-16T13:30:00Z', tellDays)
  for (const one of [anna, ben, dai, eve])
    await until(`the card of ${one.name} to say that it is over`, async () => {
      await jobsAreDue(both.database, both.world)
      return has(one, TITLE, 'Bring questions.', 'No longer in force').length > 0
    })
  for (const one of [anna, ben, dai, eve])
    expect((await card(one, TITLE, 'Bring questions.')).buttons.join()).not.toMatch(
      /Book|Give|Read/,
    )
})

test('who came is marked for all at once, and those who did have a line and their hours where they are', async () => {
  await tick('2027-06-17T09:00:00Z')
  const { author } = both
  const asked = await card(author, 'Mark who came, and each of them gets a line')
  await author.presses(asked.id, 'Mark who came')
  // Dai had given his place up and came all the same; Eve never asked for one.
  const form = { which: 'missed', came1: [anna.personId], without1: [dai.personId] }
  expect(await author.sendsForm('Who came?', { ...form, others: ['Dr Eve'] })).toEqual({
    is: 'closed',
  })
  await card(author, '2 of 3 people came')
  for (const one of [ben, cara, dai, eve]) {
    await card(one, 'For your appraisal', TITLE)
    await one.says('my events')
    await card(one, `Your events`)
    await until(
      'the card to say it',
      async () => has(one, TITLE, 'Bring questions.', LINE).length > 0,
    )
    expect(has(one, 'For your appraisal', LINE)).toHaveLength(1)
    expect(has(one, 'Your events', LINE)).toHaveLength(1)
  }
  expect(has(anna, LINE)).toEqual([])

  await author.says(`bookings ${id}`)
  expect((await card(author, 'Bookings', '3 of 3 places taken')).buttons).toContain(
    'Names in a table',
  )
  const { rows } = await both.database.pool.query<{ name: string; hours: number | null }>(
    `select p.name, k.cpd_hours as hours from bookings k join people p on p.id = k.person_id
     where k.broadcast_id = $1 order by p.name`,
    [id],
  )
  expect(rows).toEqual([
    { name: 'Dr Anna', hours: null },
    { name: 'Dr Ben', hours: 1.5 },
    { name: 'Dr Cara', hours: 1.5 },
    { name: 'Dr Dai', hours: 1.5 },
    { name: 'Dr Eve', hours: 1.5 },
  ])
  expect(both.troubles()).toEqual([])
})
