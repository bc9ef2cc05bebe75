import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeDigests } from '#src/digests/make.ts'
import type { Database } from '#src/kernel/db.ts'
import { atLondon, daysAfter } from '#src/kernel/london.ts'
import { endAbsences } from '#src/library/absence.ts'
import type { Pressing } from '#src/reminders/rules.ts'
import { sendReminders } from '#src/reminders/send.ts'
import { type AttentionArea, attentionArea, type Notice } from '#test/support/attention-area.ts'
import { openOne } from '#test/support/database.ts'
import { mayDisturb, onTheWall } from '#test/support/wall-clock.ts'
import { reminderDay, stepOnTheWall } from '#test/support/wall-reminders.ts'
import { type TestWorld, testWorld } from '#test/support/world.ts'

/**
 * The real ticks, stores and rules over a year, with a worker that is often late and processes that die. What the rules
 * say for every sort of person is in digest-year and reminder-year.
 */

/** The weeks in which the clocks change, with Easter, and those around Christmas: every day several times, the others every fourth. */
const HARD = [
  ['2026-03-26', '2026-04-07'],
  ['2026-10-22', '2026-10-29'],
  ['2026-12-21', '2027-01-08'],
] as const
const HOUR_MS = 60 * 60_000
const isHard = (day: string) => HARD.some(([from, to]) => day >= from && day <= to)
/** Nothing is sent and nobody does anything any more: all that is owed is told. */
const QUIET_FROM = '2026-12-28'

/** Somebody asked something about the broadcast b that nobody has answered. */
const openQuestion = (person: string) => `exists (
  select 1 from replies q where q.broadcast_id = b.id and q.person_id = ${person} and q.wants_answer
    and not exists (select 1 from replies r where r.in_answer_to = q.id))`

let database: Database
let world: TestWorld
let area: AttentionArea
beforeEach(async () => {
  database = await openOne()
  world = testWorld('2026-01-01T09:00:00Z', 18)
  area = await attentionArea(database, world)
})
afterEach(() => database.close())

/** What went out, and a look at each notice that goes: it is only of what is owed, and not at night. */
function outbox() {
  const told = new Map<string, number>()
  const remindedAt = new Map<string, number>()
  const digestDays = new Set<string>()
  const count = { reminded: 0, atNight: 0, back: 0 }
  const tell = (key: string) => void told.set(key, (told.get(key) ?? 0) + 1)

  function remind(key: string, at: Date): void {
    const apart = at.getTime() - (remindedAt.get(key) ?? 0)
    expect(apart, 'two reminders in one burst').toBeGreaterThanOrEqual(4 * HOUR_MS)
    remindedAt.set(key, at.getTime())
    count.reminded += 1
  }

  async function look({ id, person_id: person, about }: Notice): Promise<void> {
    const at = world.now()
    const { rows: items } = await database.pool.query<{
      broadcast_id: number
      urgency: string
      owes: boolean
    }>(
      `select x.broadcast_id, b.urgency, b.state = 'sent' and d.state in ('sent', 'digest')
         and not exists (select 1 from acknowledgements a where a.broadcast_id = b.id and a.person_id = $2)
         and (x.kept or not ${openQuestion('$2')})
         and (b.urgency = 'critical' or not exists (select 1 from people p where p.id = $2 and p.away_until > $3)) as owes
       from (select broadcast_id, true as kept from digest_items where notice_id = $1
         union all select broadcast_id, false from reminders where notice_id = $1) x
       join broadcasts b on b.id = x.broadcast_id
       join deliveries d on d.broadcast_id = b.id and d.person_id = $2`,
      [id, person, at],
    )
    const keys = items.map((item) => `${item.broadcast_id} ${person}`)
    if (about === 'catch-up') {
      count.back += 1
      return keys.forEach(tell)
    }
    expect(items.length).toBeGreaterThan(0)
    expect(items.filter(({ owes }) => !owes)).toEqual([])
    if (!mayDisturb(area.whoIs(person), area.holidays, at)) {
      count.atNight += 1
      expect(items.map(({ urgency }) => urgency)).toContain('critical')
    }
    if (about !== 'digest') return keys.forEach((key) => remind(key, at))
    const today = `${onTheWall(at).day} ${person}`
    expect(digestDays, 'a second digest').not.toContain(today)
    digestDays.add(today)
    keys.forEach(tell)
  }
  return { look, told, count }
}

/** After a run that lived nobody is left who owes an answer and has come to a step that they were not reminded at. */
async function nobodyPassedOver(): Promise<void> {
  const at = world.now()
  const { rows } = await database.pool.query<{
    broadcast_id: number
    person: string
    urgency: Pressing
    arrived: Date
    done: number
    remindedAt: Date | null
  }>(
    `select d.broadcast_id, d.person_id as person, b.urgency, greatest(d.sent_at, v.at) as arrived, coalesce((
         select max(r.step) from reminders r join notices n on n.id = r.notice_id
         where r.broadcast_id = b.id and r.person_id = d.person_id and r.version = coalesce(v.version, 1)), 0)::int as done, (
         select max(greatest(r.at, n.sent_at)) from reminders r join notices n on n.id = r.notice_id
         where r.broadcast_id = b.id and r.person_id = d.person_id) as "remindedAt"
     from deliveries d join broadcasts b on b.id = d.broadcast_id and b.state = 'sent' and b.urgency in ('critical', 'important')
     left join lateral (select version, at from broadcast_versions where broadcast_id = b.id and material
       order by version desc limit 1) v on true
     join people p on p.id = d.person_id and (b.urgency = 'critical' or p.away_until is null or p.away_until <= $1)
     where d.state = 'sent' and greatest(b.started_at, v.at) > $1::timestamptz - interval '30 days'
       and not exists (select 1 from acknowledgements a where a.broadcast_id = b.id and a.person_id = d.person_id)
       and not ${openQuestion('d.person_id')}`,
    [at],
  )
  const passedOver = rows.filter(({ person, urgency, arrived, done, remindedAt }) => {
    const who = area.whoIs(person)
    const on = reminderDay(who, onTheWall(arrived).day, area.holidays)
    return stepOnTheWall(who, urgency, { arrived, on }, area.holidays, at, remindedAt) > done
  })
  expect(passedOver, `left out at ${at.toISOString()}`).toEqual([])
}

test('over a year nobody is reminded who owes nothing or passed over who does, nothing is lost or doubled, and the night is for what is critical', async () => {
  const pick = (n: number) => Math.floor(world.random() * n)
  const { look, told, count } = outbox()
  let deaths = 0
  const things = [
    'answer',
    'answer',
    'answer',
    'askOrSettle',
    'correct',
    'goAway',
    'withdraw',
    'pause',
    'resume',
  ] as const

  async function happen(noon: boolean, hard: boolean): Promise<void> {
    if (noon && pick(hard ? 2 : 4) === 0)
      await area.send(
        (['critical', 'important', 'important', 'routine'] as const)[pick(4)] ?? 'info',
      )
    const thing = things[pick(2 * things.length)]
    if (area.sent() > 0 && thing !== undefined) await area[thing]()
  }

  async function tick(dies: boolean): Promise<void> {
    const process = area.processOf(dies ? pick(4) : Infinity)
    try {
      await endAbsences(process)
      await makeDigests(process)
      await sendReminders(process, area.holidays)
    } catch (error) {
      if (!dies) throw error
      deaths += 1
      return
    }
    await nobodyPassedOver()
  }

  for (let day = '2026-01-01'; day <= '2027-01-08'; day = daysAfter(day, isHard(day) ? 1 : 4)) {
    const over = day >= QUIET_FROM
    const down = !over && pick(10) === 0
    for (const clock of isHard(day) ? ['01:30', '07:30', '12:30', '20:00'] : ['12:30']) {
      world.set(atLondon(day, clock).toISOString())
      await area.deliver()
      await (over ? area.resume() : happen(clock === '12:30', isHard(day)))
      if (down || (!over && pick(8) === 0)) continue
      await tick(!over && pick(3) === 0)
      // A process that dies here leaves its notices to the next one.
      if (over || pick(5) > 0) await area.work(look)
    }
  }
  expect(area.sent()).toBeGreaterThan(20)
  expect(deaths).toBeGreaterThan(4)
  expect([count.reminded > 50, count.atNight > 10, count.back > 3]).toEqual([true, true, true])
  // Nothing is lost, and nothing is told twice.
  expect(told.size).toBeGreaterThan(20)
  expect([...told].filter(([, times]) => times !== 1)).toEqual([])
  const { rows: lost } = await database.pool.query(
    `select 1 from deliveries d join broadcasts b on b.id = d.broadcast_id and b.state = 'sent' where d.state <> 'sent'`,
  )
  expect(lost).toEqual([])
}, 300_000)

/** A critical message that nobody has answered for four hours; its reminders are made, and no worker has taken them. */
async function remindersWaiting(): Promise<void> {
  world.set('2026-06-01T09:00:00Z')
  await area.send('critical')
  await area.deliver()
  world.set('2026-06-01T13:00:00Z')
  await sendReminders(area.processOf(Infinity), area.holidays)
}

test('a reminder that waited when its message was paused comes once that goes on', async () => {
  const { look, count } = outbox()
  await remindersWaiting()
  await area.pause()
  await area.work(look)
  expect(count.reminded).toBe(0)
  await area.resume()
  await sendReminders(area.processOf(Infinity), area.holidays)
  await area.work(look)
  expect(count.reminded).toBe(6)
})

test('a critical one is not reminded of again within four hours of a reminder that left late', async () => {
  const { look, count } = outbox()
  await remindersWaiting()
  // No worker ran in the night.
  world.set('2026-06-02T08:56:00Z')
  await area.work(look)
  world.set('2026-06-02T09:00:00Z')
  await sendReminders(area.processOf(Infinity), area.holidays)
  await area.work(look)
  expect(count.reminded).toBe(6)
  world.set('2026-06-02T12:56:00Z')
  await sendReminders(area.processOf(Infinity), area.holidays)
  await area.work(look)
  expect(count.reminded).toBe(12)
})

test('of two reminders that waited for the worker only the newer goes', async () => {
  const { look, count } = outbox()
  await remindersWaiting()
  world.set('2026-06-02T09:00:00Z')
  await sendReminders(area.processOf(Infinity), area.holidays)
  await area.work(look)
  expect(count.reminded).toBe(6)
})
