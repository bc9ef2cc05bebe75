import { setTimeout as delay } from 'node:timers/promises'
import type { Job, PgBoss } from 'pg-boss'
import { z } from 'zod'
import type { Log } from './log.ts'

export type JobLoop = Readonly<{
  /** Looks often for a moment: a job is being written in this process, and is there once its transaction ends. */
  hurry: () => void
  /** Takes no more, waits up to `ms` for what is under way, and gives the rest back. */
  stop: (ms: number) => Promise<void>
}>

type Options = Readonly<{
  concurrency: number
  /** How many of one group are done at once, in all processes together: roughly, so nothing may rely on it. */
  aGroup: number
}>

/** What pg-boss answers, and does not say in its types. */
const Touched = z.object({ affected: z.number() })

const LOOK_EVERY_MS = 500
/** Whoever pressed Send waits for the first message: half a second of looking later would be most of that. */
const HURRY_EVERY_MS = 25
const HURRY_FOR_MS = 2_000
const LOOK_AFTER_MS = 10
const MOST_AT_ONCE = 16
/** Half of the time after which a job that is not heard of is taken to be a dead process's. */
const BEAT_MS = 5_000

/**
 * Does many jobs of one queue side by side, with one look for all of them: pg-boss's own workers each look by themselves,
 * twice a second, which for dozens of slow jobs is too many questions. What a job holds is fenced by pg-boss: who lost its
 * claim is told by `signal`, and can neither end nor fail what another has now.
 */
export function startJobLoop(
  boss: PgBoss,
  name: string,
  { concurrency, aGroup }: Options,
  handle: (data: unknown, signal: AbortSignal) => Promise<void>,
  log: Log,
): JobLoop {
  const active = new Map<Job<unknown>, Readonly<{ claim: AbortController; done: Promise<void> }>>()
  let stopped = false
  let wake = Promise.withResolvers<void>()
  let hurryUntil = 0

  async function keep(job: Job<unknown>, claim: AbortController): Promise<void> {
    try {
      const { affected } = Touched.parse(await boss.touch(name, [job]))
      if (affected === 0) claim.abort(new Error('Another has this job now'))
    } catch (error) {
      log.error('job.beat-failed', error, { queue: name })
    }
  }

  async function run(job: Job<unknown>, claim: AbortController): Promise<void> {
    const beat = setInterval(() => void keep(job, claim), BEAT_MS)
    try {
      await handle(job.data, claim.signal)
      await boss.complete(name, [job])
    } catch (error) {
      if (!claim.signal.aborted) log.error('job.failed', error, { queue: name })
      await giveBack(job, error)
    } finally {
      clearInterval(beat)
      active.delete(job)
      wake.resolve()
    }
  }

  async function giveBack(job: Job<unknown>, why: unknown): Promise<void> {
    try {
      await boss.fail(name, [job], { message: why instanceof Error ? why.message : 'it failed' })
    } catch (error) {
      // Whoever hears nothing of it any more takes it up.
      log.error('job.not-given-back', error, { queue: name })
    }
  }

  async function take(): Promise<boolean> {
    const free = Math.min(MOST_AT_ONCE, concurrency - active.size)
    if (free === 0) return false
    const jobs = await boss.fetch<unknown>(name, { batchSize: free, groupConcurrency: aGroup })
    if (jobs.length > 0) hurryUntil = 0
    for (const job of jobs) {
      const claim = new AbortController()
      active.set(job, { claim, done: run(job, claim) })
    }
    return jobs.length === free
  }

  async function look(): Promise<void> {
    while (!stopped) {
      wake = Promise.withResolvers<void>()
      const more = await take().catch((error: unknown) => {
        log.error('queue.failed', error, { queue: name })
        return false
      })
      // Not faster than this, however soon jobs end: on the embedded database nothing else would get its turn.
      await delay(LOOK_AFTER_MS)
      if (more) continue
      const every = performance.now() < hurryUntil ? HURRY_EVERY_MS : LOOK_EVERY_MS
      const timer = setTimeout(() => wake.resolve(), every)
      await wake.promise
      clearTimeout(timer)
    }
  }

  const looking = look()
  return {
    hurry: () => {
      hurryUntil = performance.now() + HURRY_FOR_MS
      wake.resolve()
    },
    stop: async (ms) => {
      stopped = true
      wake.resolve()
      await looking
      const late = Promise.withResolvers<void>()
      const timer = setTimeout(() => late.resolve(), ms)
      await Promise.race([Promise.all([...active.values()].map(({ done }) => done)), late.promise])
      clearTimeout(timer)
      for (const [job, { claim }] of active) {
        claim.abort(new Error('The process stops'))
        await giveBack(job, claim.signal.reason)
      }
    },
  }
}
