import type { Message } from '#src/chat/message.ts'
import type { Tx } from '#src/kernel/db.ts'
import { londonDay } from '#src/kernel/london.ts'
import { relatedOrganisations } from '#src/organisations/store.ts'
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
  const related = new Set<string>()
  for (const code of codes) {
    for (const one of await relatedOrganisations(db, code, londonDay(at))) related.add(one)
  }
  const kinds = KINDS.filter((kind) => optional || kind !== 'opportunity')
  return inForceListCard(await inForce(db, [...related], kinds, at, 10))
}
