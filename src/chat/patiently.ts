import { setTimeout as wait } from 'node:timers/promises'
import type { SendOutcome } from './chat-platform.ts'

const TRIES = 3
const LONGEST_WAIT_MS = 10_000

/** Tries again, three times in all, only what the platform surely did not take. */
export async function patiently(send: () => Promise<SendOutcome>): Promise<SendOutcome> {
  for (let tries = 1; ; tries += 1) {
    const outcome = await send()
    if (outcome.is !== 'later' || tries >= TRIES) return outcome
    await wait(Math.min(outcome.afterMs ?? 500, LONGEST_WAIT_MS))
  }
}
