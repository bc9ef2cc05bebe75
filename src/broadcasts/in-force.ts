import type { Message } from '#src/chat/message.ts'
import type { Tx } from '#src/kernel/db.ts'
import { londonDay } from '#src/kernel/london.ts'
import { reachOf } from '#src/organisations/store.ts'
import { inForceListCard } from './cards.ts'
import { KINDS } from './kind-names.ts'
import { inForce } from './store.ts'

/** What still applies at some places and everything above and under them. */
export async function inForceCard(
  db: Tx,
  codes: readonly string[],
  optional: boolean,
  at: Date,
): Promise<Message> {
  const reach = await reachOf(db, codes, londonDay(at), 'both')
  const related = new Set(reach.map(({ code }) => code))
  const kinds = KINDS.filter((kind) => optional || kind !== 'opportunity')
  return inForceListCard(await inForce(db, [...related], kinds, at, 10))
}
