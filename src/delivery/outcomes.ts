import { setTimeout as delay } from 'node:timers/promises'
import { keepTrying, PAUSES_MS } from '#src/kernel/keep-trying.ts'

/** Writes what became of many sends a few at a time, one write after the other, without holding up the next send. */
export type Outcomes<Result> = Readonly<{
  add: (result: Result) => void
  /** Whether the last try to write failed: what is sent from then on could come to be in doubt. */
  failed: () => boolean
  /** Waits until everything is written. Throws when that could not be done for too long: what is left stays in doubt. */
  end: () => Promise<void>
}>

/** So many are written at once. */
const MOST = 128

export function createOutcomes<Result>(
  write: (results: readonly Result[]) => Promise<void>,
  /** How long one waits for others, at most. */
  longestMs: () => number = () => 50,
  pauses: readonly number[] = PAUSES_MS,
): Outcomes<Result> {
  const waiting: Result[] = []
  let writing: Promise<void> | null = null
  let broken: unknown = null
  let failing = false
  let full = Promise.withResolvers<void>()
  let ending = false

  async function drain(): Promise<void> {
    while (waiting.length > 0 && broken === null) {
      if (waiting.length < MOST && !ending) await Promise.race([delay(longestMs()), full.promise])
      full = Promise.withResolvers<void>()
      try {
        const batch = waiting.splice(0, MOST)
        // Nobody else knows what became of these: on Teams each that is forgotten is a question for a person.
        await keepTrying(() => tryToWrite(batch), pauses)
      } catch (error) {
        broken = error
      }
    }
    writing = null
  }

  async function tryToWrite(batch: readonly Result[]): Promise<void> {
    try {
      await write(batch)
      failing = false
    } catch (error) {
      failing = true
      throw error
    }
  }

  return {
    add: (result) => {
      // After a write that failed nothing more is written: what is left stays in doubt, and is asked about.
      if (broken !== null) return
      waiting.push(result)
      if (waiting.length >= MOST) full.resolve()
      writing ??= drain()
    },
    failed: () => failing || broken !== null,
    end: async () => {
      ending = true
      full.resolve()
      await writing
      if (broken !== null)
        throw new Error('What became of some sends was not written', { cause: broken })
    },
  }
}
