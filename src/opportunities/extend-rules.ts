import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import type { ContentOf } from '#src/broadcasts/content.ts'
import { dateWords } from '#src/kernel/london.ts'
import { allowed, type Decision, refused } from '#src/kernel/refusal.ts'
import { decideOut } from '#src/versions/rules.ts'

/**
 * Whether an opportunity can be given more time: it is out and nobody has closed it, and no correction of it waits, which
 * would be lost. One whose closing date has gone by can be.
 */
export function decideExtending(
  broadcast: Broadcast,
  hasCorrectionInHand: boolean,
): Decision<ContentOf<'opportunity'>> {
  const out = decideOut(broadcast)
  if (!out.ok) return out
  const { id, content } = out.value
  if (content.kind !== 'opportunity') throw new Error('Only an opportunity has a closing date')
  return hasCorrectionInHand
    ? refused(
        `A correction of ${id} is written and not sent`,
        `Its author sends it or drops it first: they type correct ${id}. They can put the closing date right there too.`,
      )
    : allowed(content)
}

/** What is wrong with a new closing date (YYYY-MM-DD); null for nothing. */
export function wrongWith(closes: string, before: string, today: string): string | null {
  if (closes < today) return 'That date has gone by. Give a day from today on'
  return closes <= before ? `It closes on ${dateWords(before)} as it is. Give a later day` : null
}
