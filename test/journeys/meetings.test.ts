import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { silentLog } from '#src/kernel/log.ts'
import { createQueue, type Queue } from '#src/kernel/queue.ts'
import { followUpActions, remindOfMeetings } from '#src/meetings/reminding.ts'
import { type Cascade, startCascade } from '#test/support/cascade.ts'
import { oneDatabase } from '#test/support/database.ts'
import { until } from '#test/support/process.ts'
import { keptLog, settled } from '#test/support/raw-chat.ts'
import { calendarAt, linkedOn, personOf } from '#test/support/calendar-links.ts'
import { instantOf, textOf, valueOf } from '#test/support/read-ics.ts'
import { canSend } from '#test/support/sending.ts'
import type { Visitor } from '#test/support/visitor.ts'
import { testWorld } from '#test/support/world.ts'

const PRIYA = 'priya-raman'
const TITLE = 'Board meeting in June'
const DAY = '2027-06-23'

describe.each(oneDatabase())('a board meeting on $name', ({ open }) => {
  const { log, errors } = keptLog()
  const world = testWorld('2027-06-07T09:00:00Z', 25)
  let cascade: Cascade
  let queue: Queue
  let id = 0
  beforeAll(async () => {
    cascade = await startCascade(await open(), { log, world })
    queue = createQueue(cascade.database, silentLog)
    await queue.start()
    await settled(cascade.database)
    const priya = cascade.as(PRIYA)
    await priya.say('compose board')
    await priya.fill({
      title: TITLE,
      summary: 'Played by a test.',
      urgency: 'routine',
      date: DAY,
      starts: '12:30',
      ends: '14:00',
      place: 'Sample Street; upstairs',
      agenda: 'Minutes\nExtended access, and who does it',
    })
    const draft = (await priya.cards()).findLast(canSend)
    id = Number(/^(\d+):/.exec(draft?.title ?? '')?.[1])
    await priya.press('Send now', `${id}:`)
    await settled(cascade.database)
  })
  afterAll(async () => {
    expect(errors).toEqual([])
    await queue.stop(1_000)
    await cascade.stop()
    await cascade.database.close()
  })

  const idOf = async (user: string) => personOf(cascade.database, user)
  const attendance = async () => cascade.as(PRIYA).ask(`attendance ${id}`)
  const linked = async (user: string, label: string) => linkedOn(cascade.url, user, label)

  test('is answered on its notice', async () => {
    const yusuf = cascade.as('yusuf-demir')
    const marcia = cascade.as('marcia-bennett')
    const amara = cascade.as('amara-okafor')
    await yusuf.press('Going for my practice', TITLE)
    const going = await yusuf.card(TITLE)
    expect(going.text).toContain('You are going for Sample Street Practice (invented).')
    expect(going.labels[0]).toBe('✓ Going for my practice')
    // A locum speaks for no practice by themselves.
    await amara.press('Going for my practice', TITLE)
    const refusal = await amara.last()
    expect(refusal.title).toBe('A locum GP does not speak for a practice by themselves')
    expect(refusal.labels).toEqual(['Come as observer'])
    await marcia.press('Send a deputy', TITLE)
    await marcia.fill({ deputy: [await idOf('yusuf-demir')] })
    expect((await marcia.form())?.errors.join()).toContain('does not work at Example Surgery')
    await marcia.fill({ deputy: [await idOf('amara-okafor')] })
    const asked = await amara.card(TITLE, 'Marcia Bennett asks you to go in their place')
    expect(asked.labels.slice(0, 2)).toEqual(["I'll go", 'I cannot go'])
  })

  test('is counted in practices, on a screen that follows what people say', async () => {
    const first = await attendance()
    expect(first.text).toContain('2 practices of 3 come. No rule is set')
    expect(first.text).toContain('through a deputy who has not answered yet: Example Surgery')
    expect(first.text).toContain('Nobody yet from: Specimen Health Centre (invented)')
    await cascade.as(PRIYA).press('Set the quorum', `${id}:`)
    await cascade.as(PRIYA).fill({ rule: 'more-than-half' })
    const set = await cascade.as(PRIYA).card(`${id}: ${TITLE}`, 'That is a quorum')
    expect(set.text).toContain('2 practices of 3 come. That is a quorum: 2 practices are needed.')
    await cascade.as('amara-okafor').press("I'll go", TITLE)
    await cascade.as('marcia-bennett').card('Dr Amara Okafor goes in your place')
    await until('the screen of who runs it to follow', async () =>
      (await cascade.as(PRIYA).cards()).some(
        ({ title, text }) =>
          title.startsWith(`${id}:`) &&
          text.includes('2 practices of 3') &&
          !text.includes('only through'),
      ),
    )
    // Two people of one practice are one practice.
    await cascade.as(PRIYA).say(`rsvp ${id} going`)
    expect((await attendance()).text).toMatch(/2 practices of 3 come\..*Going for a practice 2/s)
    const report = (await cascade.as(PRIYA).ask(`report ${id}`)).text
    expect(report).toMatch(/3 of \d+ people have said whether they come\. 2 practices of 3/)
  })

  test('counts a practice no more that left the network the day before', async () => {
    const { pool } = cascade.database
    const leaves = async (day: string | null) =>
      pool.query(
        `update memberships set ends = $1::date where child = 'A00002' and parent = 'U00000'`,
        [day],
      )
    await leaves('2027-06-24')
    expect((await attendance()).text).toContain('2 practices of 3 come.')
    await leaves('2027-06-22')
    const without = await attendance()
    expect(without.text).toContain(
      '1 practice of 2 comes. 2 practices are needed for a quorum: 1 more.',
    )
    const html = await (await fetch(await linked(PRIYA, 'Names in a table'))).text()
    expect(html).toContain('No: not a member practice on that day')
    const csv = await (await fetch(`${await linked(PRIYA, 'Names in a table')}/csv`)).text()
    expect(csv).toContain('"Dr Yusuf Demir","Going","Sample Street Practice (invented)","A00002"')
    await leaves(null)
    expect((await attendance()).text).toContain('2 practices of 3 come.')
  })

  test('is prepared by those who come, and reminded of where nobody has answered', async () => {
    const [priya, yusuf] = [cascade.as(PRIYA), cascade.as('yusuf-demir')]
    await yusuf.say(`meeting ${id}`)
    await yusuf.press('Put something forward', TITLE)
    await yusuf.fill({ sort: 'item', words: 'Who pays for rooms?' })
    await priya.card('Dr Yusuf Demir: ', 'Who pays for rooms?')
    await priya.press('Decline', 'Dr Yusuf Demir: ')
    await priya.fill({ reason: 'Next month.' })
    await yusuf.card(TITLE, 'The organiser says: Next month.')
    await priya.press('Accept', 'Dr Yusuf Demir: ')
    expect((await priya.last()).title).toBe('That has been decided already')
    await yusuf.press('Declare an interest', TITLE)
    await yusuf.fill({ words: 'I own the building.' })
    await attendance()
    await priya.press('Add papers', `${id}:`)
    await priya.fill({ title1: 'The plan', url1: 'https://example.nhs.uk/plan' })
    await yusuf.card(TITLE, 'To be read for')
    expect(await (await fetch(await linked(PRIYA, 'Names in a table'))).text()).toContain(
      'I own the building.',
    )

    // Two processes tick at once, a week before; the notice has been there longer than a day.
    world.set('2027-06-16T11:30:00Z')
    const tools = { db: cascade.database.db, queue, world }
    const none = new Set<string>()
    await Promise.all([remindOfMeetings(tools, none), remindOfMeetings(tools, none)])
    await settled(cascade.database)
    const reminded = async (user: string) =>
      (await cascade.as(user).cards()).filter(
        ({ title, text }) => title === TITLE && text.includes('Reminder: board meeting'),
      )
    expect(await reminded('siobhan-keane')).toHaveLength(1)
    for (const user of ['yusuf-demir', 'marcia-bennett', 'amara-okafor'])
      expect(await reminded(user), user).toEqual([])
  })

  test('comes into a calendar, moves there, and is told of once when it moves', async () => {
    const yusuf = cascade.as('yusuf-demir')
    await yusuf.say(`meeting ${id}`)
    const href = await linked('yusuf-demir', 'Add to my calendar')
    const { calendar, events } = await calendarAt(href)
    const [event] = events
    if (event === undefined) throw new Error('No event')
    expect(textOf(event, 'SUMMARY')).toBe(TITLE)
    expect(textOf(event, 'LOCATION')).toBe('Sample Street; upstairs')
    expect(textOf(event, 'DESCRIPTION')).toContain('2. Extended access, and who does it')
    expect(instantOf(calendar, event, 'DTSTART')).toEqual(new Date('2027-06-23T11:30:00Z'))
    expect(textOf(event, 'DESCRIPTION')).toContain('The plan: https://example.nhs.uk/plan')
    expect(valueOf(event, 'SEQUENCE')?.value).toBe('1')
    expect((await fetch(`${href.slice(0, -20)}x/meeting.ics`)).status).toBe(404)

    await yusuf.say('calendar')
    const follow = await linked('yusuf-demir', 'Follow it in my calendar')
    expect(await (await fetch(follow)).text()).toContain('webcal://')
    const feed = `${follow}/meetings.ics`
    const uid = valueOf(event, 'UID')?.value
    const inFeed = async (address = feed) =>
      (await calendarAt(address)).events.find((one) => valueOf(one, 'UID')?.value === uid)
    expect(await inFeed()).toBeDefined()

    const priya = cascade.as(PRIYA)
    world.advance(60_000)
    await priya.say(`correct ${id}`)
    await priya.fill({ whatChanged: 'A week later', date: '2027-06-30' })
    await priya.press('Send the correction', `${id}:`)
    await settled(cascade.database)
    for (const user of ['yusuf-demir', 'marcia-bennett', 'amara-okafor']) {
      const told = (await cascade.as(user).cards()).filter(({ text }) =>
        text.includes('Meeting changed'),
      )
      expect(
        told.map(({ text }) => text.includes('Wednesday 30 June 2027')),
        user,
      ).toEqual([true])
    }
    expect((await attendance()).text).toContain('0 practices of 3 come.')
    await until('the card about the meeting to ask again', async () =>
      (await yusuf.cards()).some(
        ({ text }) =>
          /Add to my calendar/.test(text) && text.includes('You answered for another time: going'),
      ),
    )
    await yusuf.press(`Open ${id}`, TITLE)
    expect((await yusuf.last()).text).toContain('You answered for another time: going')
    const moved = await inFeed()
    if (moved === undefined) throw new Error('Not in the feed')
    expect(Number(valueOf(moved, 'SEQUENCE')?.value)).toBeGreaterThan(0)
    expect(valueOf(moved, 'DTSTART')?.value).toBe('20270630T123000')
    await yusuf.press('Going for my practice', TITLE)
    expect((await attendance()).text).toContain('1 practice of 3 comes.')

    await yusuf.press('Give me a new address', 'Your meetings in your own calendar')
    expect((await fetch(feed)).status).toBe(410)
    const renewed = `${await linked('yusuf-demir', 'Follow it in my calendar')}/meetings.ics`
    expect(renewed).not.toBe(feed)
    expect(await inFeed(renewed)).toBeDefined()
  })

  test('is concluded: minutes go to those who were not there, and what is to be done is followed up', async () => {
    const priya = cascade.as(PRIYA)
    const yusuf = cascade.as('yusuf-demir')
    const amara = cascade.as('amara-okafor')
    const had = async (who: Visitor) =>
      (await who.cards()).filter(({ text }) => /^(Routine )?Minutes.*August/.test(text)).length
    const send = async (to: string) => {
      await priya.press('Send out minutes', `${id}:`)
      await priya.fill({ summary: 'It was discussed.', decisions: 'Start in August', to })
      await settled(cascade.database)
      return [await had(yusuf), await had(amara)]
    }
    await priya.press('Send out minutes', `${id}:`)
    expect((await priya.last()).title).toBe('This meeting has not begun')
    world.set('2027-06-30T13:30:00Z')
    expect(await send('absent')).toEqual([0, 1])
    // Yusuf said that he comes, and did not; Amara had not said so, and was there.
    await priya.press('Who came?', `${id}:`)
    await priya.fill({ came1: [], came2: [await idOf('amara-okafor')] })
    await priya.card(`${id}:`, '1 person came, for 0 practices of 3.')
    const file = await fetch(`${await linked(PRIYA, 'Names in a table')}/csv`)
    expect(await file.text()).toMatch(/Demir","Going".*,"No"\r?\n[^]*Okafor",.*,"Yes"\r?\n/)
    expect(await send('absent')).toEqual([1, 1])
    expect(await send('all')).toEqual([1, 1])
    await priya.press('Give somebody something to do', `${id}:`)
    await priya.fill({
      what: 'Draw up a rota',
      owner: await idOf('yusuf-demir'),
      due: '2027-07-07',
    })
    await yusuf.card(TITLE, 'For you to do')
    const tools = { db: cascade.database.db, queue, world }
    world.set('2027-07-07T11:30:00Z')
    await Promise.all([followUpActions(tools), followUpActions(tools)])
    await yusuf.card(TITLE, 'To be done today')
    await settled(cascade.database)
    expect(
      (await yusuf.cards()).filter(({ text }) => text.includes('To be done today')),
    ).toHaveLength(1)
    await yusuf.press('It is done', TITLE)
    await priya.card(TITLE, 'Dr Yusuf Demir: Draw up a rota')
    world.set('2027-07-09T11:30:00Z')
    await followUpActions(tools)
    await settled(cascade.database)
    expect((await priya.cards()).filter(({ text }) => text.includes('Still to be done'))).toEqual(
      [],
    )
    world.set('2027-06-16T12:00:00Z')
  })

  test('is told of once when it is cancelled, and stays in calendars as cancelled', async () => {
    const [priya, yusuf] = [cascade.as(PRIYA), cascade.as('yusuf-demir')]
    await yusuf.say('calendar')
    const renewed = `${await linked('yusuf-demir', 'Follow it in my calendar')}/meetings.ics`
    const inFeed = async () =>
      (await calendarAt(renewed)).events.find((one) => textOf(one, 'SUMMARY')?.includes(TITLE))
    const moved = await inFeed()
    if (moved === undefined) throw new Error('Not in the feed')
    await priya.say(`withdraw ${id}`)
    await priya.fill({ reason: 'The room is flooded.' })
    await settled(cascade.database)
    for (const user of ['yusuf-demir', 'marcia-bennett', 'amara-okafor']) {
      const told = (await cascade.as(user).cards()).filter(({ text }) =>
        text.includes('Meeting cancelled'),
      )
      expect(told, user).toHaveLength(1)
    }
    const cancelled = await inFeed()
    if (cancelled === undefined) throw new Error('Not in the feed')
    expect(valueOf(cancelled, 'STATUS')?.value).toBe('CANCELLED')
    expect(Number(valueOf(cancelled, 'SEQUENCE')?.value)).toBeGreaterThan(
      Number(valueOf(moved, 'SEQUENCE')?.value),
    )
    expect((await yusuf.ask(`rsvp ${id} going`)).title).toBe('This meeting is cancelled')
  })
})
