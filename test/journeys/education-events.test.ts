import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bankHolidays } from '#src/attention/store.ts'
import { tendEvents } from '#src/events/due.ts'
import { book } from '#src/events/store.ts'
import { lockBroadcast } from '#src/broadcasts/store.ts'
import { silentLog } from '#src/kernel/log.ts'
import { createQueue, type Queue } from '#src/kernel/queue.ts'
import { type Cascade, startCascade } from '#test/support/cascade.ts'
import { personOf } from '#test/support/calendar-links.ts'
import { linkOf } from '#test/support/card-link.ts'
import { oneDatabase } from '#test/support/database.ts'
import { keptLog, settled } from '#test/support/raw-chat.ts'
import { canSend } from '#test/support/sending.ts'
import { instantOf, ofName, readIcs, textOf } from '#test/support/read-ics.ts'
import { testWorld } from '#test/support/world.ts'

const AUTHOR = 'priya-raman'
const TITLE = 'Lunchtime teaching'

describe.each(oneDatabase())('an education event on $name', ({ open }) => {
  const { log, errors } = keptLog()
  const world = testWorld('2027-06-07T09:00:00Z', 13)
  let cascade: Cascade
  let queue: Queue
  let id = 0
  let first = ''
  let second = ''
  beforeAll(async () => {
    cascade = await startCascade(await open(), { log, world })
    queue = createQueue(cascade.database, silentLog)
    await queue.start()
    await settled(cascade.database)
  })
  afterAll(async () => {
    expect(errors).toEqual([])
    await queue.stop(1_000)
    await cascade.stop()
    await cascade.database.close()
  })

  async function tickAt(iso: string): Promise<void> {
    world.set(iso)
    const { db } = cascade.database
    const holidays = await bankHolidays(db)
    const tend = async () => tendEvents({ db, queue, world }, holidays)
    await Promise.all([tend(), tend()])
    await settled(cascade.database)
  }
  const cardsOf = async (user: string, label: string) =>
    (await cascade.as(user).cards()).filter(({ text }) => text.startsWith(label))
  const howMany = async (user: string, label: string) => (await cardsOf(user, label)).length

  async function send(values: Readonly<Record<string, string>>): Promise<number> {
    const author = cascade.as(AUTHOR)
    await author.say('compose event')
    await author.fill({
      title: TITLE,
      summary: 'Bring questions.',
      date: '2027-06-16',
      starts: '13:00',
      ends: '14:00',
      place: 'Meeting room',
      capacity: '1',
      cpdHours: '1',
      ...values,
    })
    const draft = (await author.cards()).findLast(canSend)
    const number = Number(/^(\d+):/.exec(draft?.title ?? '')?.[1])
    await author.press('Send now', `${number}:`)
    await settled(cascade.database)
    return number
  }

  test('gives its last place to one of two who press at the same instant', async () => {
    id = await send({})
    const [amara, yusuf] = [cascade.as('amara-okafor'), cascade.as('yusuf-demir')]
    expect((await amara.card(TITLE)).text).toContain('Cost Free')
    await Promise.all([amara.press('Book a place', TITLE), yusuf.press('Book a place', TITLE)])
    const { rows } = await cascade.database.pool.query<{ user: string; state: string }>(
      `select i.user_ref as user, b.state from bookings b join identities i on i.person_id = b.person_id
       where b.broadcast_id = $1 order by b.state`,
      [id],
    )
    expect(rows.map(({ state }) => state)).toEqual(['booked', 'waiting'])
    first = rows[0]?.user ?? ''
    second = rows[1]?.user ?? ''
    expect((await cascade.as(first).card(TITLE, 'You have a place.')).labels).toContain(
      'Give up my place',
    )
    expect((await cascade.as(second).card(TITLE, 'waiting list')).labels).toContain(
      'Leave the waiting list',
    )
  })

  test('never gives more places than there are, however many press', async () => {
    const { db, pool } = cascade.database
    const busy = await send({ title: 'A full room', capacity: '7' })
    await pool.query(
      `insert into people (id, name, gp_kind, joined_at)
       select gen_random_uuid(), 'Dr Crowd ' || n, 'locum', now() from generate_series(1, 30) n`,
    )
    const { rows } = await pool.query<{ id: string }>(
      `select id from people where name like 'Dr Crowd%'`,
    )
    const states = await Promise.all(
      rows.map(async (person) =>
        db.transaction().execute(async (tx) => {
          await lockBroadcast(tx, busy)
          return book(tx, busy, person.id, 7, world.now())
        }),
      ),
    )
    expect(states.filter((state) => state === 'booked')).toHaveLength(7)
    const turns = await pool.query(`select distinct turn from bookings where broadcast_id = $1`, [
      busy,
    ])
    expect(turns.rows).toHaveLength(30)
    await pool.query(`delete from bookings where broadcast_id = $1`, [busy])
    await pool.query(`delete from people where name like 'Dr Crowd%'`)
  })

  test('is in the calendar of whoever has a place, and of nobody else', async () => {
    const one = cascade.as(first)
    await one.press('Add to my calendar', TITLE)
    const chat = await (await fetch(`${cascade.url}/chat?as=${first}`)).text()
    const href = /href="([^"]+event\.ics)"/.exec(chat)?.[1] ?? ''
    const file = await fetch(href)
    expect(file.headers.get('content-type')).toContain('text/calendar')
    const calendar = readIcs(await file.text())
    const [event, ...others] = ofName(calendar, 'VEVENT')
    expect(others).toEqual([])
    if (event === undefined) throw new Error('There is no event in the file')
    expect(textOf(event, 'SUMMARY')).toBe(TITLE)
    expect(textOf(event, 'LOCATION')).toBe('Meeting room')
    expect(instantOf(calendar, event, 'DTSTART').toISOString()).toBe('2027-06-16T12:00:00.000Z')
    await cascade.as(second).say(`book ${id}`)
    expect((await cascade.as(second).last()).title).toContain('waiting list')
    expect((await fetch(href.replace(/events\/./, 'events/x'))).status).toBe(404)
  })

  test('moves: whoever has a place or waits is told once, and keeps it', async () => {
    const author = cascade.as(AUTHOR)
    await cascade.as(first).press('Read', TITLE)
    await author.say(`correct ${id}`)
    await author.fill({
      starts: '12:30',
      place: 'The library',
      whatChanged: 'Another room',
      material: 'yes',
    })
    await author.press('Send the correction')
    await settled(cascade.database)
    for (const user of [first, second]) {
      const [moved, ...more] = await cardsOf(user, 'Event changed')
      expect(more).toEqual([])
      expect(moved?.text).toContain('12:30pm to 2pm')
      expect(moved?.text).toContain('It was: Wednesday 16 June 2027, 1pm to 2pm, Meeting room')
    }
    // The correction would have told those who had answered: not a second time.
    const { rows } = await cascade.database.pool.query(
      'select 1 from notices where about like $1',
      [`changed:${id}:%`],
    )
    expect(rows).toEqual([])
  })

  test('gives a place that comes free to whoever waits, who is told once; and reminds the day before', async () => {
    await cascade.as(first).press('Give up my place', TITLE)
    await settled(cascade.database)
    expect(await howMany(second, 'You have a place now')).toBe(1)
    await cascade.as(first).say(`book ${id}`)
    expect((await cascade.as(first).last()).title).toContain('waiting list')
    await tickAt('2027-06-15T08:59:00Z')
    expect(await howMany(second, 'Reminder: you have a place')).toBe(0)
    await tickAt('2027-06-15T09:00:00Z')
    await tickAt('2027-06-15T09:05:00Z')
    expect(await howMany(second, 'Reminder: you have a place')).toBe(1)
    expect(await howMany(first, 'Reminder: you have a place')).toBe(0)
  })

  test('ends with who came, and a line that they find again', async () => {
    const author = cascade.as(AUTHOR)
    await author.say(`who came ${id}`)
    expect((await author.last()).title).toContain('starts on')
    await tickAt('2027-06-17T09:00:00Z')
    await tickAt('2027-06-17T09:05:00Z')
    const asked = await cardsOf(AUTHOR, 'Who came?')
    expect(asked.map(({ title }) => title)).toEqual([`${id}: ${TITLE}`])
    await author.press('Mark who came', `${id}:`)
    const { rows } = await cascade.database.pool.query<{ person: string }>(
      `select person_id as person from bookings where broadcast_id = $1 and state = 'booked'`,
      [id],
    )
    await author.fill({ came1: rows.map(({ person }) => person) })
    expect((await author.form())?.errors.join()).toContain('Choose whose names you tick')
    // Nobody is marked while somebody is named who was not told of it.
    const idOf = async (user: string) => personOf(cascade.database, user)
    await author.fill({ which: 'missed', came1: [], others: [await idOf(AUTHOR)] })
    expect((await author.form())?.errors.join()).toContain('have the message about this event')
    expect((await cascade.as(second).ask('my events')).text).not.toContain('Attended')
    const others = [await idOf('siobhan-keane')]
    await author.fill({ which: 'missed', without1: [await idOf(first)], others })
    expect((await author.last()).text).toMatch(/1 of 1 person came.*2 people came without a place/s)
    await settled(cascade.database)
    const LINE = 'Attended “Lunchtime teaching”, Wednesday 16 June 2027, 1 CPD hour'
    expect((await cardsOf(second, 'For your appraisal'))[0]?.text).toContain(LINE)
    expect((await cascade.as(second).ask('my events')).text).toContain(LINE)
    const chat = await (async () => {
      await cascade.as(second).say('my data')
      return (await fetch(`${cascade.url}/chat?as=${second}`)).text()
    })()
    const data = await (await fetch(/href="([^"]*\/my-data\/[^"]+)"/.exec(chat)?.[1] ?? '')).text()
    expect(data).toContain(LINE)
    await author.press('Change who came')
    await author.fill({ came1: [], without1: [await idOf(first)] })
    await settled(cascade.database)
    for (const user of [second, 'siobhan-keane']) expect(await howMany(user, 'Put right')).toBe(1)
    expect((await cascade.as(first).ask('my events')).text).toContain(LINE)
    expect((await cascade.as('siobhan-keane').ask('my events')).text).not.toContain(TITLE)
  })

  test('disturbs nobody at night to say so', async () => {
    const { pool } = cascade.database
    await pool.query(
      `update people set quiet_from = '20:00', quiet_to = '07:00'
       where id in (select person_id from bookings where broadcast_id = $1)`,
      [id],
    )
    world.set('2027-06-17T21:30:00Z')
    const author = cascade.as(AUTHOR)
    await author.say(`who came ${id}`)
    await author.fill({ which: 'missed' })
    const { rows } = await pool.query<{ due: Date }>(
      `delete from notices where about = $1 and state = 'waiting' returning due_at as due`,
      [`attended:${id}`],
    )
    expect(rows).toEqual([{ due: new Date('2027-06-18T06:00:00Z') }])
  })

  test('shows its names on a page and in a file to whoever runs it, at that moment', async () => {
    const { pool } = cascade.database
    const author = cascade.as(AUTHOR)
    const sent = await author.ask(`report ${id}`)
    expect(sent.text).toContain(
      '1 of 1 place taken, 0 people waiting. 2 people came, 1 of them without a place.',
    )
    expect(sent.text).toContain('Came 2 people Of them without a place 1 person')
    expect(sent.labels).toContain('Bookings')
    const href = await linkOf(cascade, AUTHOR, `bookings ${id}`, 'Names in a table')
    const page = await (await fetch(href)).text()
    expect(page).toContain(
      '1 of 1 place taken, 0 people waiting. 2 people came, 1 of them without a place.',
    )
    const file = await fetch(`${href}/csv`)
    expect(file.headers.get('content-disposition')).toContain(`cascade-bookings-${id}.csv`)
    const name = (user: string) => (user === 'amara-okafor' ? 'Dr Amara Okafor' : 'Dr Yusuf Demir')
    const text = await file.text()
    expect(text).toMatch(
      new RegExp(`"${name(second)}","[^"]+","2027-[^"]+","Has a place","Yes","1"`),
    )
    expect(text).toMatch(new RegExp(`"${name(first)}","[^"]+",,"Waits","Yes","1"`))

    const statusOf = async (of: string) => (await fetch(of)).status
    expect(await statusOf(href.replace(/bookings\/./, 'bookings/x'))).toBe(404)
    await pool.query(
      `update roles set ends_at = $1 where person_id = (select author_id from broadcasts where id = $2)`,
      [world.now(), id],
    )
    expect([await statusOf(href), await statusOf(`${href}/csv`)]).toEqual([403, 403])
    await author.say(`bookings ${id}`)
    expect((await author.last()).title).not.toContain(TITLE)
    await pool.query(
      `update roles set ends_at = null where person_id = (select author_id from broadcasts where id = $1)`,
      [id],
    )
    world.advance(61 * 60_000)
    expect(await statusOf(href)).toBe(410)
  })

  test('that costs goes to those alone who agreed; cancelled, whoever had a place hears it once', async () => {
    world.set('2027-06-21T09:00:00Z')
    const paid = await send({ title: 'A paid course', date: '2027-06-30', cost: '£20' })
    const got = async (user: string) =>
      (await cascade.as(user).cards()).some(({ title }) => title === 'A paid course')
    expect([await got('amara-okafor'), await got('marcia-bennett')]).toEqual([true, false])
    const amara = cascade.as('amara-okafor')
    await amara.press('Book a place', 'A paid course')
    await cascade.as(AUTHOR).say(`withdraw ${paid}`)
    await cascade.as(AUTHOR).fill({ reason: 'The speaker is ill.' })
    await settled(cascade.database)
    const [told, ...more] = await cardsOf('amara-okafor', 'Event cancelled')
    expect(more).toEqual([])
    expect(told?.text).toContain('The speaker is ill.')
    await amara.say(`book ${paid}`)
    expect((await amara.last()).title).toBe('This event was cancelled')
    const names = await cascade.as(AUTHOR).ask(`bookings ${paid}`)
    expect(names.text).toContain('This event is cancelled.')
    expect(names.labels).not.toContain('Who came')
  })
})
