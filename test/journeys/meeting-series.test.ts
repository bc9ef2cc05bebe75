import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { silentLog } from '#src/kernel/log.ts'
import { createQueue, type Queue } from '#src/kernel/queue.ts'
import { tendSeries } from '#src/meetings/series-due.ts'
import { calendarAt, linkedOn } from '#test/support/calendar-links.ts'
import { type Cascade, startCascade } from '#test/support/cascade.ts'
import { oneDatabase } from '#test/support/database.ts'
import { keptLog, settled } from '#test/support/raw-chat.ts'
import { textOf, valueOf } from '#test/support/read-ics.ts'
import { canSend } from '#test/support/sending.ts'
import { testWorld } from '#test/support/world.ts'

const PRIYA = 'priya-raman'
const YUSUF = 'yusuf-demir'
const TITLE = 'Held every month'

describe.each(oneDatabase())('a series of board meetings on $name', ({ open }) => {
  const { log, errors } = keptLog()
  const world = testWorld('2027-06-07T09:00:00Z', 27)
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
      date: '2027-06-23',
      starts: '12:30',
      ends: '14:00',
      place: 'Sample Street',
      agenda: 'Minutes',
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

  const planned = async () => {
    const { rows } = await cascade.database.pool.query<{
      id: number
      date: string
      agenda: number
    }>(
      `select b.id, b.content ->> 'date' as date, jsonb_array_length(b.content -> 'agenda') as agenda from broadcasts b
       join series_meetings m on m.broadcast_id = b.id where b.state = 'draft' order by 2`,
    )
    return rows
  }
  const dates = async () => (await planned()).map(({ date }) => date)
  const feed = async () => {
    await cascade.as(YUSUF).say('calendar')
    const follow = await linkedOn(cascade.url, YUSUF, 'Follow it in my calendar')
    const { events } = await calendarAt(`${follow}/meetings.ics`)
    return events
      .map((event) => ({
        uid: valueOf(event, 'UID')?.value,
        on: `${valueOf(event, 'DTSTART')?.value ?? ''} ${valueOf(event, 'STATUS')?.value ?? ''}`,
        title: textOf(event, 'SUMMARY') ?? '',
      }))
      .filter(({ title }) => title.includes(TITLE))
  }

  test('is shown before anything is kept, and is kept as it was shown', async () => {
    const priya = cascade.as(PRIYA)
    expect((await cascade.as(YUSUF).ask(`repeat ${id}`)).title).toContain('that you run')
    await priya.say(`attendance ${id}`)
    await priya.press('Repeat this meeting', `${id}:`)
    await priya.fill({ every: 'month', times: '3', last: '2027-12-01', look: '14' })
    expect((await priya.form())?.errors.join()).toContain('not both')
    await priya.fill({ every: 'month', times: '3', last: '', without: '2027-08-25', look: '14' })
    const shown = await priya.last()
    expect(shown.text).toContain('Every month, on the fourth Wednesday: 3 more meetings.')
    expect(shown.text).toContain('Wednesday 22 September 2027')
    expect(shown.text).not.toContain('August')
    expect(await planned()).toEqual([])
    await priya.press('Keep these dates', TITLE)
    expect((await priya.card(TITLE, '3 meetings are planned')).text).toContain(
      'Wednesday 27 October 2027, 12:30pm to 2pm',
    )
    expect(await dates()).toEqual(['2027-07-28', '2027-09-22', '2027-10-27'])
    expect((await planned()).map(({ agenda }) => agenda)).toEqual([0, 0, 0])
    expect((await priya.ask(`repeat ${id}`)).title).toBe(
      'More meetings are planned after this one already',
    )
    expect((await priya.ask('drafts')).text).not.toContain(TITLE)
    expect((await priya.ask(`series ${id}`)).text).toContain('3 meetings are planned')
  })

  test('is in calendars as planned, and one can be moved or left out', async () => {
    const priya = cascade.as(PRIYA)
    expect((await feed()).map(({ on }) => on)).toEqual([
      '20270623T123000 CONFIRMED',
      '20270728T123000 TENTATIVE',
      '20270922T123000 TENTATIVE',
      '20271027T123000 TENTATIVE',
    ])
    await cascade.as(YUSUF).say(`meeting ${id}`)
    const file = await calendarAt(await linkedOn(cascade.url, YUSUF, 'Add to my calendar'))
    expect(file.events).toHaveLength(4)
    const [july, september] = await planned()
    await priya.press(`Move ${september?.id}`, TITLE)
    await priya.fill({ date: '2027-09-29' })
    await priya.say(`series ${id}`)
    const october = (await planned())[2]
    await priya.press(`Leave out ${october?.id}`, TITLE)
    expect(await dates()).toEqual(['2027-07-28', '2027-09-29'])
    expect((await feed()).map(({ on }) => on)).toEqual([
      '20270623T123000 CONFIRMED',
      '20270728T123000 TENTATIVE',
      '20270929T123000 TENTATIVE',
    ])
    expect(july?.date).toBe('2027-07-28')
  })

  test('is looked at in time, once, and sent by a person', async () => {
    const priya = cascade.as(PRIYA)
    const [july] = await planned()
    const number = july?.id ?? 0
    const uid = (await feed())[1]?.uid
    const tools = { db: cascade.database.db, queue, world }
    const asked = async () =>
      (await priya.cards()).filter(({ text }) => text.includes('A meeting of your series'))
    world.set('2027-07-14T11:29:00Z')
    await tendSeries(tools)
    await settled(cascade.database)
    expect(await asked()).toEqual([])
    world.set('2027-07-14T11:31:00Z')
    await Promise.all([tendSeries(tools), tendSeries(tools)])
    await tendSeries(tools)
    await settled(cascade.database)
    expect((await asked()).map(({ title }) => title)).toEqual([`${number}: ${TITLE}`])
    expect((await priya.ask('drafts')).text).toContain(`${number}: ${TITLE}`)
    await priya.press('Check and send', `${number}:`)
    await priya.press('Send now', `${number}:`)
    await settled(cascade.database)
    const sent = (await feed()).filter((one) => one.uid === uid)
    expect(sent.map(({ on, title }) => [on, title])).toEqual([['20270728T123000 CONFIRMED', TITLE]])
  })

  test('can be ended; what is out stands', async () => {
    const priya = cascade.as(PRIYA)
    await priya.say(`series ${id}`)
    await priya.press('End the series', TITLE)
    expect((await priya.last()).text).toContain('1 planned meeting is left out')
    expect(await dates()).toEqual(['2027-09-29'])
    await priya.press('End it', 'End this series?')
    expect(await dates()).toEqual([])
    expect((await feed()).map(({ on }) => on)).toEqual([
      '20270623T123000 CONFIRMED',
      '20270728T123000 CONFIRMED',
    ])
  })

  test('stays when who planned it only loses the role, or only leaves: who may send it is asked', async () => {
    const [priya, yusuf] = [cascade.as(PRIYA), cascade.as(YUSUF)]
    const { pool, db } = cascade.database
    const tools = { db, queue, world }
    const PLANNER = '(select person_id from identities where user_ref = $1)'
    const asked = async (who: typeof priya, words: string) =>
      (await who.cards()).filter(({ text }) => text.includes(words)).map(({ title }) => title)
    const before = await asked(priya, 'A meeting of your series')
    await priya.say(`attendance ${id}`)
    await priya.press('Repeat this meeting', `${id}:`)
    await priya.fill({ every: 'month', last: '2027-09-30', look: '14' })
    await priya.press('Keep these dates', TITLE)
    await priya.press(`Leave out ${(await planned())[0]?.id}`, TITLE)
    const [august, september] = (await planned()).map((one) => `${one.id}: ${TITLE}`)
    await pool.query(
      `insert into roles (id, person_id, organisation, role, starts_at)
       select gen_random_uuid(), i.person_id, b.organisation, 'liaison-lead', '2026-01-01'
       from identities i, broadcasts b where i.user_ref = $1 and b.id = $2`,
      [YUSUF, id],
    )
    await pool.query(`update roles set ends_at = '2027-07-14' where person_id = ${PLANNER}`, [
      PRIYA,
    ])
    world.set('2027-08-11T11:31:00Z')
    await tendSeries(tools)
    await settled(cascade.database)
    expect(await asked(yusuf, 'Whoever planned it is gone')).toEqual([august])
    expect((await priya.ask(`series ${id}`)).title).not.toContain(TITLE)
    await pool.query(`update roles set ends_at = null where person_id = ${PLANNER}`, [PRIYA])
    await pool.query(`update people set left_at = '2027-08-12' where id = ${PLANNER}`, [PRIYA])
    world.set('2027-09-08T11:31:00Z')
    await tendSeries(tools)
    await settled(cascade.database)
    expect((await asked(yusuf, 'Whoever planned it is gone')).at(-1)).toBe(september)
    expect(await dates()).toEqual(['2027-08-25', '2027-09-22'])
    await pool.query(`update people set left_at = null where id = ${PLANNER}`, [PRIYA])
    expect(await asked(priya, 'A meeting of your series')).toEqual(before)
    await pool.query(`delete from roles where person_id = ${PLANNER}`, [YUSUF])
    world.set('2027-07-14T11:32:00Z')
    await priya.say(`series ${id}`)
    await priya.press('End the series', TITLE)
    await priya.press('End it', 'End this series?')
    expect(await dates()).toEqual([])
  })

  test('stays when who planned it is deleted, and is taken over by somebody who may send it', async () => {
    const priya = cascade.as(PRIYA)
    const yusuf = cascade.as(YUSUF)
    const { pool, db } = cascade.database
    const tools = { db, queue, world }
    const asked = async () =>
      (await yusuf.cards()).filter(({ text }) => text.includes('Whoever planned it is gone'))
    const before = (await asked()).length
    await priya.say(`attendance ${id}`)
    await priya.press('Repeat this meeting', `${id}:`)
    await priya.fill({ every: 'month', last: '2027-09-30', look: '14' })
    await priya.press('Keep these dates', TITLE)
    expect(await dates()).toEqual(['2027-07-28', '2027-08-25', '2027-09-22'])
    await priya.press(`Leave out ${(await planned())[0]?.id}`, TITLE)
    await priya.say('delete me')
    await priya.press('Delete', 'Delete')
    await settled(cascade.database)
    expect(await dates()).toEqual(['2027-08-25', '2027-09-22'])
    expect((await feed()).map(({ on }) => on).slice(2)).toEqual([
      '20270825T123000 TENTATIVE',
      '20270922T123000 TENTATIVE',
    ])
    world.set('2027-08-11T11:31:00Z')
    // Who is nearest is asked, and not those above as well.
    await pool.query(
      `insert into roles (id, person_id, organisation, role, starts_at)
       select gen_random_uuid(), i.person_id, b.organisation, 'liaison-lead', '2026-01-01'
       from identities i, broadcasts b where i.user_ref = $1 and b.id = $2`,
      [YUSUF, id],
    )
    await Promise.all([tendSeries(tools), tendSeries(tools)])
    await tendSeries(tools)
    await settled(cascade.database)
    const [august] = await planned()
    expect((await asked()).slice(before).map(({ title }) => title)).toEqual([
      `${august?.id}: ${TITLE}`,
    ])
    await yusuf.press('Take it over', `${august?.id}:`)
    await yusuf.press(`Look at ${august?.id}`, TITLE)
    await yusuf.press('Send now', `${august?.id}:`)
    await settled(cascade.database)
    expect((await feed()).map(({ on }) => on).slice(2)).toEqual([
      '20270825T123000 CONFIRMED',
      '20270922T123000 TENTATIVE',
    ])
    world.set('2027-09-08T11:31:00Z')
    await tendSeries(tools)
    await yusuf.card(`${(await planned())[0]?.id}:`, 'A meeting of your series')
  })
})
