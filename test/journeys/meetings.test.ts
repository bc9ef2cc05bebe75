import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Cascade, startCascade } from '#test/support/cascade.ts'
import { databases } from '#test/support/database.ts'
import { until } from '#test/support/process.ts'
import { keptLog, settled } from '#test/support/raw-chat.ts'
import { instantOf, ofName, readIcs, textOf, valueOf } from '#test/support/read-ics.ts'
import { canSend } from '#test/support/sending.ts'
import { testWorld } from '#test/support/world.ts'

const PRIYA = 'priya-raman'
const TITLE = 'Board meeting in June'
const DAY = '2027-06-23'

describe.each(databases())('a board meeting on $name', ({ open }) => {
  const { log, errors } = keptLog()
  const world = testWorld('2027-06-07T09:00:00Z', 25)
  let cascade: Cascade
  let id = 0
  beforeAll(async () => {
    cascade = await startCascade(await open(), { log, world })
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
    await cascade.stop()
    await cascade.database.close()
  })

  const idOf = async (user: string) => {
    const { rows } = await cascade.database.pool.query<{ it: string }>(
      'select person_id as it from identities where user_ref = $1',
      [user],
    )
    return rows[0]?.it ?? ''
  }
  const attendance = async () => cascade.as(PRIYA).ask(`attendance ${id}`)
  /** What a link on somebody's newest card with such a title leads to. */
  async function linked(user: string, label: string): Promise<string> {
    const html = await (await fetch(`${cascade.url}/chat?as=${user}`)).text()
    const hrefs = [...html.matchAll(/<a[^>]*href="([^"]+)"[^>]*>([\s\S]*?)<\/a\s*>/g)]
      .filter(([, , text = '']) => text.includes(label))
      .map(([, href = '']) => href.replaceAll('&amp;', '&'))
    return hrefs.at(-1) ?? ''
  }
  const file = async (href: string) => {
    const response = await fetch(href)
    expect(response.headers.get('content-type')).toBe('text/calendar; charset=utf-8')
    const calendar = readIcs(await response.text())
    return { calendar, events: ofName(calendar, 'VEVENT') }
  }

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
    expect((await amara.last()).title).toBe(
      'A locum GP does not speak for a practice by themselves',
    )
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
    expect((await attendance()).text).toContain('2 practices of 3 come.')
    expect((await attendance()).text).toContain('Going for a practice 2')
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

  test('comes into a calendar, moves there, and is told of once when it moves', async () => {
    const yusuf = cascade.as('yusuf-demir')
    await yusuf.say(`meeting ${id}`)
    const href = await linked('yusuf-demir', 'Add to my calendar')
    const { calendar, events } = await file(href)
    const [event] = events
    if (event === undefined) throw new Error('No event')
    expect(textOf(event, 'SUMMARY')).toBe(TITLE)
    expect(textOf(event, 'LOCATION')).toBe('Sample Street; upstairs')
    expect(textOf(event, 'DESCRIPTION')).toContain('2. Extended access, and who does it')
    expect(instantOf(calendar, event, 'DTSTART')).toEqual(new Date('2027-06-23T11:30:00Z'))
    expect(valueOf(event, 'SEQUENCE')?.value).toBe('0')
    expect((await fetch(`${href.slice(0, -20)}x/meeting.ics`)).status).toBe(404)

    await yusuf.say('calendar')
    const follow = await linked('yusuf-demir', 'Follow it in my calendar')
    expect(await (await fetch(follow)).text()).toContain('webcal://')
    const feed = `${follow}/meetings.ics`
    const uid = valueOf(event, 'UID')?.value
    const inFeed = async (address = feed) =>
      (await file(address)).events.find((one) => valueOf(one, 'UID')?.value === uid)
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

    await priya.say(`withdraw ${id}`)
    await priya.fill({ reason: 'The room is flooded.' })
    await settled(cascade.database)
    for (const user of ['yusuf-demir', 'marcia-bennett', 'amara-okafor']) {
      const told = (await cascade.as(user).cards()).filter(({ text }) =>
        text.includes('Meeting cancelled'),
      )
      expect(told, user).toHaveLength(1)
    }
    const cancelled = await inFeed(renewed)
    if (cancelled === undefined) throw new Error('Not in the feed')
    expect(valueOf(cancelled, 'STATUS')?.value).toBe('CANCELLED')
    expect(Number(valueOf(cancelled, 'SEQUENCE')?.value)).toBeGreaterThan(
      Number(valueOf(moved, 'SEQUENCE')?.value),
    )
    expect((await yusuf.ask(`rsvp ${id} going`)).title).toBe('This meeting is cancelled')
  })
})
