import type { Message } from '#src/chat/message.ts'
import type { Tx } from '#src/kernel/db.ts'
import { londonDay } from '#src/kernel/london.ts'
import { reachOf } from '#src/organisations/store.ts'
import type { OptionalCategory } from '#src/people/consents/wordings.ts'
import { inForceListCard } from './cards.ts'
import { inForce } from './store.ts'

/** What still applies at some places and everything above and under them. */
export async function inForceCard(
  db: Tx,
  codes: readonly string[],
  agreed: readonly OptionalCategory[],
  at: Date,
): Promise<Message> {
  const reach = await reachOf(db, codes, londonDay(at), 'both')
  const related = new Set(reach.map(({ code }) => code))
  return inForceListCard(await inForce(db, [...related], agreed, at, 10))
}
