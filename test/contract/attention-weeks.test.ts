import { afterAll, beforeAll, expect, test } from 'vitest'
import { bankHolidays } from '#src/attention/store.ts'
import { planDeliveries } from '#src/delivery/plan.ts'
import { claimNotice, recordNotice } from '#src/delivery/notice-claim-store.ts'
import { prepareNotice } from '#src/delivery/prepare.ts'
import { leavingDigest, makeDigests } from '#src/digests/make.ts'
import type { Database } from '#src/kernel/db.ts'
import { atLondon, daysAfter } from '#src/kernel/london.ts'
import { leavingReminders, sendReminders } from '#src/reminders/send.ts'
import { type Due, dueFor } from '#src/subscriptions/rules.ts'
import { openFresh } from '#test/support/database.ts'
import { mayDisturb, onTheWall } from '#test/support/wall-clock.ts'
import { testWorld } from '#test/support/world.ts'

/** The real ticks, stores and rules over the hard weeks of a year, with a queue that loses nothing and a worker that is often late. */
const PEOPLE = ['12345', '24', '3', '67', '12345', '1234567'].map((workingDays, n) => ({
  workingDays,
  quietFrom: n % 3 === 1 ? '21:00' : null,
  quietTo: n % 3 === 1 ? '08:30' : null,
  awayUntil: null,
  cadence: (['daily', 'weekly', 'now'] as const)[n % 3] ?? 'now',
}))

/** The weeks in which the clocks change, with Easter, and those around Christmas. */
const DAYS = [
  ...Array.from({ length: 13 }, (_, n) => daysAfter('2026-03-26', n)),
  ...Array.from({ length: 8 }, (_, n) => daysAfter('2026-10-22', n)),
  ...Array.from({ length: 11 }, (_, n) => daysAfter('2026-12-21', n)),
]

let database: Database
beforeAll(async () => {
  database = await openFresh()
})
afterAll(() => database.close())

test('over the hard weeks of a year nobody is reminded who owes nothing, nothing is lost or doubled, and the night is for what is critical', async () => {
  const { db, pool } = database
  const world = testWorld('2026-01-01T09:00:00Z', 18)
  const pick = (n: number) => Math.floor(world.random() * n)
  const queue = { add: async () => {} }
  const tools = { db, queue, world }
  const prepares = new Map([leavingDigest, ...leavingReminders])
  const holidays = await bankHolidays(db)
  const ids = [world.newId(), ...PEOPLE.map(() => world.newId())]
  await pool.query(`insert into organisations (code, kind, name) values ('U00001', 'pcn', 'A PCN')`)
  for (const [n, id] of ids.entries()) {
    const who = PEOPLE[n - 1] ?? PEOPLE[0]
    await pool.query(
      `insert into people (id, name, gp_kind, quiet_from, quiet_to, working_days, joined_at)
       values ($1, 'Dr ' || $2, 'locum', $3, $4, $5, $6)`,
      [id, String(n), who?.quietFrom, who?.quietTo, who?.workingDays, world.now()],
    )
    await pool.query(
      `insert into identities (id, person_id, platform, tenant, user_ref, address, linked_at)
       values ($1, $1, 'web', '-', $2, 'web:1:' || $2, $3)`,
      [id, String(n), world.now()],
    )
  }
  const [author = ''] = ids
  let broadcasts = 0

  async function send(): Promise<void> {
    const urgency =
      (['critical', 'important', 'important', 'routine'] as const)[pick(4)] ?? 'routine'
    const at = world.now()
    const { rows } = await pool.query<{ id: number }>(
      `insert into broadcasts (kind, organisation, author_id, urgency, content, state, created_at, changed_at, started_at)
       values ('announcement', 'U00001', $1, $2, '{"kind": "announcement", "title": "A title"}', 'sent', $3, $3, $3) returning id`,
      [author, urgency, at],
    )
    const id = rows[0]?.id ?? 0
    broadcasts += 1
    const recipients = PEOPLE.map((who, n) => {
      const due: Due = dueFor(who, urgency, at, holidays)
      const id = `{${ids[n + 1] ?? ''}}`
      return { lane: 'web -', people: 1, personIds: id, identityIds: id, due }
    })
    await db
      .transaction()
      .execute(async (tx) =>
        planDeliveries({ db: tx, queue, newId: world.newId }, { id, urgency }, recipients, at),
      )
    await pool.query(
      `update deliveries set state = 'sent', sent_at = due_at where broadcast_id = $1 and state = 'waiting'`,
      [id],
    )
  }

  /** Somebody answers, or the sender withdraws. */
  async function something(): Promise<void> {
    if (pick(3) > 0) return
    if (pick(12) === 0)
      await pool.query(
        `update broadcasts set state = 'withdrawn', ended_at = $1, ended_why = 'It was wrong.'
         where id = $2 and state = 'sent'`,
        [world.now(), 1 + pick(broadcasts)],
      )
    else
      await pool.query(
        `insert into acknowledgements (broadcast_id, person_id, answer, first_at, changed_at)
         select broadcast_id, person_id, 'read', $1, $1 from deliveries
         where state = 'sent' and sent_at <= $1 order by md5(broadcast_id::text || person_id::text || $2::text) limit 2 on conflict do nothing`,
        [world.now(), String(pick(1_000_000))],
      )
  }

  const sentItems = new Map<string, number>()
  const digestDays = new Map<string, Set<string>>()
  let reminded = 0
  let atNight = 0

  /** The worker takes up what waits, as after a restart: each notice is prepared, claimed and recorded. */
  async function work(): Promise<void> {
    const at = world.now()
    const { rows } = await pool.query<{ id: string; person_id: string; about: string }>(
      `select id, person_id, about from notices where state = 'waiting' and due_at <= $1`,
      [at],
    )
    for (const { id, person_id: person, about } of rows) {
      if (!(await prepareNotice({ db, queue, prepares }, id, at))) continue
      const who = PEOPLE[ids.indexOf(person) - 1] ?? PEOPLE[0]
      const open = who !== undefined && mayDisturb(who, holidays, at)
      const { rows: items } = await pool.query<{
        broadcast_id: number
        urgency: string
        owes: boolean
      }>(
        `select x.broadcast_id, b.urgency, b.state = 'sent' and d.state in ('sent', 'digest') and not exists (
           select 1 from acknowledgements a where a.broadcast_id = b.id and a.person_id = $2) as owes
         from (select broadcast_id from digest_items where notice_id = $1
           union all select broadcast_id from reminders where notice_id = $1) x
         join broadcasts b on b.id = x.broadcast_id
         join deliveries d on d.broadcast_id = b.id and d.person_id = $2`,
        [id, person],
      )
      expect(items.length).toBeGreaterThan(0)
      expect(items.filter(({ owes }) => !owes)).toEqual([])
      if (!open) {
        atNight += 1
        expect(items.map(({ urgency }) => urgency)).toContain('critical')
      }
      if (about === 'digest') {
        const { day } = onTheWall(at)
        const days = digestDays.get(person) ?? new Set()
        expect(days.has(day), `a second digest on ${day}`).toBe(false)
        digestDays.set(person, days.add(day))
        for (const { broadcast_id: one } of items) {
          const key = `${one} ${person}`
          sentItems.set(key, (sentItems.get(key) ?? 0) + 1)
        }
      } else reminded += 1
      const claimed = await claimNotice(db, id)
      if (claimed === null) throw new Error('It was due')
      await recordNotice(db, claimed, 'web', { state: 'sent', handle: id }, at)
    }
  }

  for (const day of DAYS) {
    const down = pick(10) === 0
    for (const clock of ['01:30', '07:30', '12:30', '20:00']) {
      world.set(atLondon(day, clock).toISOString())
      if (clock === '12:30' && pick(2) === 0) await send()
      await something()
      if (down || pick(8) === 0) continue
      await makeDigests(tools)
      await sendReminders(tools, holidays)
      // A process that dies here leaves its notices to the next one.
      if (pick(5) > 0) await work()
    }
  }
  expect(broadcasts).toBeGreaterThan(8)
  expect([reminded > 5, atNight > 0, sentItems.size > 5]).toEqual([true, true, true])
  expect([...sentItems.values()].every((n) => n === 1)).toBe(true)
  const { rows: twice } = await pool.query(
    `select 1 from reminders group by broadcast_id, person_id, version, step having count(*) > 1`,
  )
  expect(twice).toEqual([])
  // Nothing that was due before the last fortnight is still in nobody's digest.
  const { rows: lost } = await pool.query(
    `select 1 from digest_items i join broadcasts b on b.id = i.broadcast_id
     where i.due_at < '2026-12-20' and b.state = 'sent'`,
  )
  expect(lost).toEqual([])
})
