import { bankHolidays } from '#src/attention/store.ts'
import type { BankHolidays } from '#src/attention/rules.ts'
import { Content } from '#src/broadcasts/content.ts'
import { claimNotice, recordNotice } from '#src/delivery/notice-claim-store.ts'
import { planDeliveries } from '#src/delivery/plan.ts'
import { prepareNotice } from '#src/delivery/prepare.ts'
import { leavingDigest } from '#src/digests/make.ts'
import type { Database } from '#src/kernel/db.ts'
import { daysAfter } from '#src/kernel/london.ts'
import type { Urgency } from '#src/kernel/schema.ts'
import { saveAway } from '#src/library/away-store.ts'
import { leavingReminders } from '#src/reminders/send.ts'
import { backAfter, duesFor } from '#src/subscriptions/rules.ts'
import { askAgain, putInForce } from '#src/versions/store.ts'
import { onTheWall } from './wall-clock.ts'
import type { TestWorld } from './world.ts'

/** Six people with an author, in a database without an app: what is sent to them, and what they do, at the world's hour. */
const PEOPLE = ['12345', '24', '3', '67', '12345', '1234567'].map((workingDays, n) => ({
  workingDays,
  quietFrom: n % 3 === 1 ? '21:00' : null,
  quietTo: n % 3 === 1 ? '08:30' : null,
  cadence: (['daily', 'weekly', 'now'] as const)[n % 3] ?? 'now',
}))
type Who = (typeof PEOPLE)[number]

const CONTENT = Content.parse({
  kind: 'announcement',
  title: 'A title',
  summary: 'A summary',
  actions: [],
  sourceName: null,
  sourceUrl: null,
  contact: null,
  until: null,
})

/** A queue that loses nothing: what waits stands in the rows. */
const queue = { add: async () => {} }
const prepares = new Map([leavingDigest, ...leavingReminders])

export type Notice = Readonly<{ id: string; person_id: string; about: string }>
export type AttentionArea = Awaited<ReturnType<typeof attentionArea>>

export async function attentionArea({ db, pool }: Database, world: TestWorld) {
  const holidays: BankHolidays = await bankHolidays(db)
  const ids = [world.newId(), ...PEOPLE.map(() => world.newId())]
  const [author = '', ...readers] = ids
  const whoIs = (person: string): Who => PEOPLE[readers.indexOf(person)] as Who
  const pick = (n: number) => Math.floor(world.random() * n)
  const someone = () => readers[pick(readers.length)] ?? ''
  let sent = 0
  await pool.query(`insert into organisations (code, kind, name) values ('U00001', 'pcn', 'A PCN')`)
  for (const [n, id] of ids.entries()) {
    const { quietFrom, quietTo, workingDays } = PEOPLE[Math.max(0, n - 1)] as Who
    await pool.query(
      `insert into people (id, name, gp_kind, quiet_from, quiet_to, working_days, joined_at)
       values ($1, 'Dr ' || $2, 'locum', $3, $4, $5, $6)`,
      [id, String(n), quietFrom, quietTo, workingDays, world.now()],
    )
    await pool.query(
      `insert into identities (id, person_id, platform, tenant, user_ref, address, linked_at)
       values ($1, $1, 'web', '-', $2, 'web:1:' || $2, $3)`,
      [id, String(n), world.now()],
    )
  }

  /** The newest message, or one of the two before it. */
  const recent = () => Math.max(1, sent - pick(3))

  return {
    holidays,
    whoIs,
    /** How many messages were sent. */
    sent: () => sent,

    /** A process that lives for so many new ids: whatever it does then fails, and is rolled back. */
    processOf(lives: number) {
      let left = lives
      const newId = () => {
        if (left === 0) throw new Error('The process died')
        left -= 1
        return world.newId()
      }
      return { db, queue, world: { ...world, newId } }
    },

    /** Plans a message for everybody. */
    async send(urgency: Urgency): Promise<void> {
      const at = world.now()
      const { rows } = await pool.query<{ id: number }>(
        `insert into broadcasts (kind, organisation, author_id, urgency, content, state, created_at, changed_at, started_at)
         values ('announcement', 'U00001', $1, $2, $4, 'sent', $3, $3, $3) returning id`,
        [author, urgency, at, JSON.stringify(CONTENT)],
      )
      const id = rows[0]?.id ?? 0
      sent = id
      const { rows: away } = await pool.query<{ id: string; until: Date | null }>(
        'select id, away_until as until from people',
      )
      const until = new Map(away.map((one) => [one.id, one.until]))
      const wishes = readers.map((one) => ({ ...whoIs(one), awayUntil: until.get(one) ?? null }))
      const recipients = duesFor(wishes, urgency, at, holidays, null).map((due, n) => {
        const list = `{${readers[n] ?? ''}}`
        return { lane: 'web -', people: 1, personIds: list, identityIds: list, due }
      })
      await db
        .transaction()
        .execute(async (tx) =>
          planDeliveries({ db: tx, queue, newId: world.newId }, { id, urgency }, recipients, at),
        )
    },

    /** What came by itself is delivered when it is due. */
    async deliver(): Promise<void> {
      await pool.query(
        `update deliveries set state = 'sent', sent_at = $1 where state = 'waiting' and due_at <= $1`,
        [world.now()],
      )
    },

    /** The worker takes up what waits, as after a restart: each notice is prepared, looked at, claimed and recorded. */
    async work(look: (notice: Notice) => Promise<void>): Promise<void> {
      const at = world.now()
      const { rows } = await pool.query<Notice>(
        `select id, person_id, about from notices where state = 'waiting' and due_at <= $1 order by id`,
        [at],
      )
      for (const notice of rows) {
        if (!(await prepareNotice({ db, queue, prepares }, notice.id, at))) continue
        await look(notice)
        const claimed = await claimNotice(db, notice.id)
        if (claimed === null) throw new Error('It was due')
        await recordNotice(db, claimed, 'web', { state: 'sent', handle: notice.id }, at)
      }
    },

    /** Two who have the newest message answer it. */
    async answer(): Promise<void> {
      await pool.query(
        `insert into acknowledgements (broadcast_id, person_id, answer, first_at, changed_at)
         select broadcast_id, person_id, 'read', $1, $1 from deliveries
         where state = 'sent' order by broadcast_id desc, md5(person_id::text || $2::text) limit 2 on conflict do nothing`,
        [world.now(), String(pick(1_000_000))],
      )
    },

    /** The author answers what was asked; when nothing was, somebody asks. */
    async askOrSettle(): Promise<void> {
      const { rowCount } = await pool.query(
        `insert into replies (broadcast_id, person_id, in_answer_to, wants_answer, body, at)
         select broadcast_id, $1, id, false, 'It is.', $2 from replies q
         where wants_answer and not exists (select 1 from replies r where r.in_answer_to = q.id)`,
        [author, world.now()],
      )
      if (rowCount === 0)
        await pool.query(
          `insert into replies (broadcast_id, person_id, wants_answer, body, at) values ($1, $2, true, 'Is it?', $3)`,
          [recent(), someone(), world.now()],
        )
    },

    /** A recent message changes so that all are asked again. */
    async correct(): Promise<void> {
      const id = recent()
      const content = { ...CONTENT, summary: 'Another' }
      await db.transaction().execute(async (tx) => {
        const inHand = { base: 1, content, what: 'The day', material: true }
        await putInForce(tx, id, inHand, author, world.now())
        await askAgain(tx, id)
      })
    },

    async goAway(): Promise<void> {
      const person = someone()
      const last = daysAfter(onTheWall(world.now()).day, pick(9))
      await db
        .transaction()
        .execute(async (tx) => saveAway(tx, person, backAfter(last, whoIs(person))))
    },

    async withdraw(): Promise<void> {
      await pool.query(
        `update broadcasts set state = 'withdrawn', ended_at = $1, ended_why = 'It was wrong.' where id = $2 and state = 'sent'`,
        [world.now(), recent()],
      )
    },

    async pause(): Promise<void> {
      await pool.query(`update broadcasts set state = 'paused' where id = $1 and state = 'sent'`, [
        recent(),
      ])
    },

    /** All that is paused goes on. */
    async resume(): Promise<void> {
      await pool.query(`update broadcasts set state = 'sent' where state = 'paused'`)
    },
  }
}
