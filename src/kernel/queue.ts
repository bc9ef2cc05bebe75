import { setTimeout as wait } from 'node:timers/promises'
import { PgBoss, fromKysely, type Job } from 'pg-boss'
import { v5 } from 'uuid'
import type { Database, Tx } from './db.ts'
import { type JobLoop, startJobLoop } from './job-loop.ts'
import type { Log } from './log.ts'

/** Where every job comes from and goes to: pg-boss, on whichever PostgreSQL there is. */
export type Queue = Readonly<{
  start: () => Promise<void>
  /** Writes jobs inside the caller's transaction: they exist if and only if it commits. */
  add: (tx: Tx, name: string, jobs: readonly NewJob[]) => Promise<void>
  /** One job for one tick of a clock, however many processes tick. */
  addTick: (name: string, tick: string) => Promise<void>
  /** Makes the queue and says who takes its jobs; they are taken from `begin` on. */
  work: (
    name: string,
    options: WorkOptions,
    handle: (data: unknown, signal: AbortSignal) => Promise<void>,
  ) => Promise<void>
  /** From now on jobs are taken: only once every platform can be spoken to. */
  begin: () => Promise<void>
  healthy: () => boolean
  /** Takes no new jobs and waits up to `ms` for those under way. */
  stop: (ms: number) => Promise<void>
}>

export type NewJob = Readonly<{
  data: object
  priority?: number
  startAfter?: Date
  /** What it shares a limit with: of one group only a few are done at once. */
  group?: string
}>
export type WorkOptions = Readonly<{
  concurrency: number
  retryLimit: number
  /** How long a done job is kept, where what it says should not be; a week otherwise. */
  keepSeconds?: number
  /** For many slow jobs side by side: how many of one group at once, roughly. */
  aGroup?: number
}>

/** The namespace of tick ids; any fixed UUID serves. */
const TICKS = '6f6b9a1e-7d2c-4b8a-9a57-0f3c5f5c9a11'

const NO_JOB = '00000000-0000-0000-0000-000000000000'

const WAIT_SECONDS = 0.5

/** How often it is looked whether the disk has room again. */
const ROOM_MS = 1_000

export function createQueue(database: Database, log: Log): Queue {
  const boss = new PgBoss({
    db: { executeSql: async (text, values) => database.pool.query(text, values as unknown[]) },
    backend: database.server,
    schedule: false,
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
  })
  let broken = false
  let stopping = false
  const workers: (() => Promise<void>)[] = []
  const loops = new Map<string, JobLoop>()
  boss.on('error', (error) => {
    broken = true
    log.error('queue.failed', error)
  })

  /**
   * pg-boss looks a queue up when it first meets it, outside the transaction that it writes in. An embedded database has
   * no second connection for that: whoever pressed a button in the first moments waited half a minute, in vain.
   */
  const lookUp = async (name: string) => boss.findJobs(name, { id: NO_JOB })

  /** The one process on an embedded database has only just started: whoever holds a job of it is dead. */
  async function takeUpWhatTheDeadHeld(name: string): Promise<void> {
    const { rows } = await database.pool.query<{ id: string }>(
      `select id from pgboss.job where name = $1 and state = 'active'`,
      [name],
    )
    const ids = rows.map(({ id }) => id)
    if (ids.length > 0) await boss.fail(name, ids, { message: 'its process died' })
  }

  /** A job begins only where what it does can be written down: until then it is kept, and no try of it is used up. */
  async function room(): Promise<void> {
    let full = false
    while (!(await database.hasRoom())) {
      if (stopping) throw new Error('It was stopped while its disk was full')
      if (!full) log.warn('disk.full')
      full = true
      await wait(ROOM_MS)
    }
  }

  return {
    start: async () => {
      await boss.start()
    },
    add: async (tx, name, jobs) => {
      if (jobs.length === 0) return
      await boss.insert(
        name,
        jobs.map(({ group, ...job }) => ({
          ...job,
          ...(group === undefined ? {} : { group: { id: group } }),
        })),
        { db: fromKysely(tx.withoutPlugins()) },
      )
      if (jobs.some(({ startAfter }) => startAfter === undefined)) loops.get(name)?.hurry()
    },
    addTick: async (name, tick) => {
      await boss.send(name, { tick }, { id: v5(`${name} ${tick}`, TICKS) })
    },
    work: async (name, { concurrency, retryLimit, keepSeconds, aGroup }, handle) => {
      // A dead process's job is taken up by another in about 13 seconds (heartbeat 10 s, monitor 5 s; measured).
      await boss.createQueue(name, {
        retryLimit,
        retryDelay: 2,
        retryBackoff: true,
        retryDelayMax: 60,
        heartbeatSeconds: 10,
        expireInSeconds: 3600,
        ...(keepSeconds === undefined ? {} : { deleteAfterSeconds: keepSeconds }),
      })
      await lookUp(name)
      if (database.kind === 'embedded') await takeUpWhatTheDeadHeld(name)
      if (aGroup !== undefined) {
        workers.push(async () => {
          const act = async (data: unknown, signal: AbortSignal) => {
            await room()
            await handle(data, signal)
          }
          loops.set(name, startJobLoop(boss, name, { concurrency, aGroup }, act, log))
        })
        return
      }
      let id = ''
      const run = async (jobs: Job<unknown>[]): Promise<void> => {
        broken = false
        for (const job of jobs) {
          await room()
          await handle(job.data, job.signal)
        }
        // With a batch of one, only this makes it look for the next at once instead of at the next poll.
        if (jobs.length > 0) boss.notifyWorker(id)
      }
      workers.push(async () => {
        id = await boss.work(
          name,
          { batchSize: 1, localConcurrency: concurrency, pollingIntervalSeconds: WAIT_SECONDS },
          run,
        )
      })
    },
    begin: async () => {
      for (const start of workers.splice(0)) await start()
    },
    healthy: () => !broken,
    stop: async (ms) => {
      stopping = true
      await Promise.all([...loops.values()].map(async (loop) => loop.stop(ms)))
      await boss.stop({ graceful: true, close: false, timeout: ms })
    },
  }
}
