import { setTimeout as delay } from 'node:timers/promises'

/**
 * Waits between tries to write something that is known in this process alone, in milliseconds: half a minute in all. A
 * database that starts again takes seconds, one that another takes over for less than that.
 */
export const PAUSES_MS: readonly number[] = [50, 200, 500, 1_000, 2_000, 4_000, 8_000, 15_000]

/** Does something that may be done twice, again after each of these pauses when it throws. Throws what the last try threw. */
export async function keepTrying<Result>(
  act: () => Promise<Result>,
  pauses: readonly number[] = PAUSES_MS,
): Promise<Result> {
  for (const ms of pauses)
    try {
      return await act()
    } catch {
      await delay(ms)
    }
  return act()
}
