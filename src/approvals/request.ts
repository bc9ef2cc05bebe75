import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import { findBroadcast } from '#src/broadcasts/store.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import { type Change, differenceOf } from '#src/versions/difference.ts'
import { findInHand } from '#src/versions/store.ts'
import type { Request } from './cards.ts'
import { hashOf } from './hash.ts'
import type { Approval } from './rules.ts'
import { earlierContent } from './store.ts'

/** A request with all that its card shows, and the hash of what it would be about if it were asked now. */
export async function loadRequest(
  db: Db | Tx,
  approval: Approval,
  insteadOf: string | null,
): Promise<Readonly<{ request: Request; found: Broadcast; hashNow: string }>> {
  const found = await findBroadcast(db, approval.broadcast)
  if (found === null) throw new Error('A request is about a broadcast that is not there')
  const inHand = approval.what === 'correction' ? await findInHand(db, found.id) : null
  const proposed = { ...found, content: approval.content }
  const request: Request = {
    approval,
    proposed,
    changes: await changesOf(db, approval, found),
    what: inHand?.what ?? null,
    material: inHand?.material ?? false,
    insteadOf,
  }
  return { request, found, hashNow: hashOf(found, inHand) }
}

/** Against what it corrects, what it replaces, or what was asked about it before; nothing for what is new. */
async function changesOf(
  db: Db | Tx,
  { id, what, content }: Approval,
  found: Broadcast,
): Promise<readonly Change[]> {
  if (what === 'correction') return differenceOf(found.content, content)
  const [newest] = found.since.replaces
  const earlier =
    newest === undefined
      ? await earlierContent(db, id, found.id)
      : ((await findBroadcast(db, newest.id))?.content ?? null)
  return earlier === null ? [] : differenceOf(earlier, content)
}
