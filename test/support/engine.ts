import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { createReceive } from '#src/app/receive.ts'
import type { FormValues } from '#src/chat/form.ts'
import type { Intent } from '#src/chat/intent.ts'
import { message } from '#src/chat/message.ts'
import { cardFor, firstCard } from '#src/broadcasts/mine-store.ts'
import type { Inbound, PlatformName, Reaction } from '#src/chat/chat-platform.ts'
import { createDelivery } from '#src/delivery/deliver.ts'
import { notify } from '#src/delivery/notice-store.ts'
import { type GroupPeople, planDeliveries } from '#src/delivery/plan.ts'
import { redrawsOf } from '#src/delivery/redraws.ts'
import { sweepLost } from '#src/delivery/sweep.ts'
import { watchCritical } from '#src/delivery/canary.ts'
import { digestRedraw, leavingDigest } from '#src/digests/make.ts'
import type { Database } from '#src/kernel/db.ts'
import { silentLog } from '#src/kernel/log.ts'
import { createQueue, type Queue } from '#src/kernel/queue.ts'
import type { Urgency } from '#src/kernel/schema.ts'
import { startEmptying } from '#src/people/rights/emptying.ts'
import { findActor, saveAccountState } from '#src/people/store.ts'
import { leavingReminders } from '#src/reminders/send.ts'
import { capabilities } from './engine-capabilities.ts'
import { createFarEnd, type FarEnd } from './far-end.ts'
import { testWorld } from './world.ts'

type Handle = Parameters<Queue['work']>[2]
type JobRow = Readonly<{ id: string; name: string; data: unknown }>

/** Somebody with an account on each of these, in this order of preference. */
export type Reader = Readonly<{ id: string; refs: readonly string[] }>

const ORGANISATION = 'U99999'
const TENANT = 'T1'

/**
 * The real engine, store, queue tables and commands over two platforms in memory, with the test as clock and as worker:
 * jobs are read from the queue's own table and handled one after the other, so that every interleaving can be played again.
 * Its clock starts at the machine's, which the queue's own table goes by.
 */
export async function createEngine(database: Database, seed = 1) {
  const { db, pool, hasRoom } = database
  const world = testWorld(new Date(Date.now() + 60_000).toISOString(), seed)
  const slack = createFarEnd('slack', true)
  const teams = createFarEnd('teams', false)
  const ends: Readonly<Record<'slack' | 'teams', FarEnd>> = { slack, teams }
  const real = createQueue(database, silentLog)
  await real.start()
  let handlers = new Map<string, Handle>()
  const queue: Queue = {
    ...real,
    work: async (name, options, handle) => {
      if (!handlers.has(name)) await real.work(name, options, handle)
      handlers.set(name, handle)
    },
  }
  const prepares = new Map([leavingDigest, ...leavingReminders])
  const deps = { db, hasRoom, queue, world, log: silentLog, prepares }
  const receive = createReceive({ ...deps, capabilities, findActor, replyTo: async () => null })

  async function start(): Promise<void> {
    const known = handlers
    handlers = new Map(known)
    const delivery = createDelivery({
      ...deps,
      platforms: new Map([
        ['slack', slack.platform],
        ['teams', teams.platform],
      ]),
      cardOf: firstCard,
      copyCard: cardFor,
      doubtAfterMs: 0,
      redraws: redrawsOf([...capabilities.flatMap((one) => one.redraws), digestRedraw]),
      count: () => {},
    })
    await delivery.start()
    await startEmptying({ ...deps, platforms: [slack.platform, teams.platform] })
  }
  await start()
  // A queue is looked up once, outside any transaction: an embedded database has no second connection for it.
  for (const name of handlers.keys()) await real.addTick(name, 'known')
  await pool.query(`delete from pgboss.job where data ->> 'tick' = 'known'`)
  await pool.query(
    `insert into organisations (code, kind, name) values ($1, 'pcn', 'Model PCN') on conflict do nothing`,
    [ORGANISATION],
  )

  async function addReader(platforms: readonly ('slack' | 'teams')[]): Promise<Reader> {
    const id = world.newId()
    await pool.query(
      `insert into people (id, name, gp_kind, invented, joined_at) values ($1, 'Dr Model', 'locum', true, $2)`,
      [id, world.now()],
    )
    const refs = platforms.map((platform) => `${platform}:${id}`)
    for (const [n, platform] of platforms.entries())
      await pool.query(
        `insert into identities (id, person_id, platform, tenant, user_ref, address, preferred, linked_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [world.newId(), id, platform, TENANT, refs[n], refs[n], n === 0, world.now()],
      )
    return { id, refs }
  }

  const author = await addReader(['slack'])
  await pool.query(
    `insert into roles (id, person_id, organisation, role, starts_at) values ($1, $2, $3, 'clinical-director', $4)`,
    [world.newId(), author.id, ORGANISATION, world.now()],
  )

  /** What somebody types; answered as the platform would show it. */
  const say = async (reader: Reader, text: string) => act(reader, { is: 'say', text })
  const press = async (reader: Reader, intent: Intent, on: string | null = null) =>
    act(reader, { is: 'press', intent }, on)
  const submit = async (reader: Reader, intent: Intent, values: FormValues) =>
    act(reader, { is: 'submit', intent, values })

  async function act(
    reader: Reader,
    what: Inbound['what'],
    on: string | null = null,
  ): Promise<Reaction> {
    const [ref = ''] = reader.refs
    const platform = ref.split(':')[0] as PlatformName
    return receive({
      eventId: world.newId(),
      who: { platform, tenant: TENANT, user: ref },
      reachableAt: { platform, ref },
      on: on === null ? null : { platform, ref: on },
      what,
    })
  }

  /** A broadcast that has just been started, for these. */
  async function broadcast(readers: readonly Reader[], urgency: Urgency = 'routine') {
    const at = world.now()
    return db.transaction().execute(async (tx) => {
      const content = {
        kind: 'announcement',
        title: 'Modelled',
        summary: 'Modelled.',
        actions: [],
        sourceName: null,
        sourceUrl: null,
        contact: null,
        until: null,
      }
      const { id } = await tx
        .insertInto('broadcasts')
        .values({
          kind: 'announcement',
          organisation: ORGANISATION,
          authorId: author.id,
          urgency,
          content: JSON.stringify(content),
          state: 'sending',
          createdAt: at,
          changedAt: at,
          scheduledFor: null,
          startedAt: at,
          finishedAt: null,
          doneAt: null,
          progressPlatform: null,
          progressHandle: null,
        })
        .returning('id')
        .executeTakeFirstOrThrow()
      const { rows } = await sql<GroupPeople>`
        select platform || ' ' || tenant as lane, count(*)::int as people,
          array_agg(person_id order by linked_at, id)::text as person_ids, array_agg(id order by linked_at, id)::text as identity_ids
        from identities where user_ref = any(${readers.map(({ refs }) => refs[0] ?? '')}::text[])
        group by 1`.execute(tx)
      await planDeliveries(
        { db: tx, queue, newId: world.newId },
        { id, urgency },
        rows.map((group) => ({ ...group, due: { state: 'waiting', at } })),
        at,
      )
      return id
    })
  }

  /** The next job that is due by the test's clock, marked as being done. */
  async function takeJob(): Promise<JobRow | null> {
    const { rows } = await pool.query<JobRow>(
      `update pgboss.job set state = 'active' where (name, id) = (
         select name, id from pgboss.job
         where state = 'created' and start_after <= greatest($1::timestamptz, created_on) and name = any($2)
         order by priority desc, start_after, id limit 1)
       returning id, name, data`,
      [world.now(), [...handlers.keys()]],
    )
    return rows[0] ?? null
  }

  const setJob = (job: JobRow, state: 'completed' | 'created') =>
    pool.query('update pgboss.job set state = $3 where name = $1 and id = $2', [
      job.name,
      job.id,
      state,
    ])

  /** Handles one due job. False when there is none, or when the process died in it: then a new one has started. */
  async function step(): Promise<boolean> {
    const job = await takeJob()
    const handle = job === null ? undefined : handlers.get(job.name)
    if (job === null || handle === undefined) return false
    const handled = handle(job.data, new AbortController().signal).then(
      () => 'done' as const,
      () => 'failed' as const,
    )
    const died = Promise.race([slack.death(), teams.death()]).then(async () => {
      // What else of its batch was on its way is at its far end by now; nothing of it is written any more.
      await wait(3)
      return 'died' as const
    })
    const ended = await Promise.race([handled, died])
    if (ended === 'died') {
      await crash()
      await setJob(job, 'created')
      return false
    }
    await setJob(job, ended === 'done' ? 'completed' : 'created')
    return ended === 'done'
  }

  /** Forgets everything that the process held. */
  async function crash(): Promise<void> {
    slack.restarted()
    teams.restarted()
    await start()
  }

  return {
    world,
    db,
    pool,
    author,
    ends,
    queue,
    addReader,
    say,
    press,
    submit,
    broadcast,
    step,
    crash,
    /** Handles what is due until nothing is. */
    run: async (most = 200): Promise<void> => {
      for (let n = 0; n < most; n += 1) if (!(await step()) && !(await anyDue())) return
      throw new Error(`There are still jobs after ${most}`)
    },
    /** One message to somebody that is no broadcast. */
    notice: async (reader: Reader) =>
      db
        .transaction()
        .execute(async (tx) =>
          notify(
            { db: tx, queue, at: world.now(), newId: world.newId },
            reader.id,
            'test:0',
            message({ title: 'A notice' }),
          ),
        ),
    sweep: async () => sweepLost(deps),
    watch: async () => watchCritical(deps),
    accountClosed: async (ref: string) => {
      const platform = ref.split(':')[0] as PlatformName
      await saveAccountState(db, { platform, tenant: TENANT, user: ref }, false, world.now())
    },
    deliveries: async (broadcastId: number) => {
      const { rows } = await pool.query<{
        personId: string
        state: string
        reason: string | null
        repeat: boolean
        at: string
      }>(
        `select d.person_id as "personId", d.state, d.reason, d.possible_repeat as repeat, i.user_ref as at
         from deliveries d join identities i on i.id = d.identity_id where d.broadcast_id = $1 order by d.seq`,
        [broadcastId],
      )
      return rows
    },
    stop: async () => real.stop(1000),
  }

  async function anyDue(): Promise<boolean> {
    const { rows } = await pool.query(
      `select 1 from pgboss.job where state = 'created' and start_after <= greatest($1::timestamptz, created_on)
         and name = any($2) limit 1`,
      [world.now(), [...handlers.keys()]],
    )
    return rows.length > 0
  }
}

export type Engine = Awaited<ReturnType<typeof createEngine>>
