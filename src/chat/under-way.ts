import { setTimeout as wait } from 'node:timers/promises'

/** What an adapter has begun and not ended. */
export type UnderWay = Readonly<{
  during: <T>(work: Promise<T>) => Promise<T>
  /** Resolves once nothing is under way: what is may begin more, as an answer follows what was received. */
  settled: () => Promise<void>
}>

export function createUnderWay(): UnderWay {
  const all = new Set<Promise<unknown>>()
  return {
    during: async (work) => {
      all.add(work)
      try {
        return await work
      } finally {
        all.delete(work)
      }
    },
    settled: async () => {
      while (all.size > 0) await Promise.allSettled(all)
    },
  }
}

const STOP_WITHIN_MS = 2_500

/** A platform may be out of reach just then, and whoever stops us ends the process when it takes too long. */
export async function inTime(work: Promise<void>): Promise<void> {
  const late = new AbortController()
  await Promise.race([
    work,
    wait(STOP_WITHIN_MS, undefined, { signal: late.signal }).catch(() => {}),
  ])
  late.abort()
}
