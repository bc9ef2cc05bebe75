import { setTimeout as delay } from 'node:timers/promises'

/** Writes what became of many sends a few at a time, one write after the other, without holding up the next send. */
export type Outcomes<Result> = Readonly<{
  add: (result: Result) => void
  /** Whether a write failed: what is sent from then on would be in doubt. */
  failed: () => boolean
  /** Waits until everything is written. Throws when a write failed: what was in it stays in doubt. */
  end: () => Promise<void>
}>

/** So many are written at once. */
const MOST = 128

export function createOutcomes<Result>(
  write: (results: readonly Result[]) => Promise<void>,
  /** How long one waits for others, at most. */
  longestMs: () => number = () => 50,
): Outcomes<Result> {
  const waiting: Result[] = []
  let writing: Promise<void> | null = null
  let broken: unknown = null
  let full = Promise.withResolvers<void>()
  let ending = false

  async function drain(): Promise<void> {
    while (waiting.length > 0 && broken === null) {
      if (waiting.length < MOST && !ending) await Promise.race([delay(longestMs()), full.promise])
      full = Promise.withResolvers<void>()
      try {
        await write(waiting.splice(0, MOST))
      } catch (error) {
        broken = error
      }
    }
    writing = null
  }

  return {
    add: (result) => {
      // After a write that failed nothing more is written: what is left stays in doubt, and is asked about.
      if (broken !== null) return
      waiting.push(result)
      if (waiting.length >= MOST) full.resolve()
      writing ??= drain()
    },
    failed: () => broken !== null,
    end: async () => {
      ending = true
      full.resolve()
      await writing
      if (broken !== null)
        throw new Error('What became of some sends was not written', { cause: broken })
    },
  }
}
