import { digestCard } from '#src/delivery/digests.ts'
import type { Tx } from '#src/kernel/db.ts'
import { digestsOf, digestsWith, dropEmptyDigest, itemsOf, saveDigest } from './digest-store.ts'

/** Digests with a broadcast in them that have been made and have not left say what is so now, and none names what is over. */
export async function remakeDigests(db: Tx, broadcast: number): Promise<void> {
  await remake(db, await digestsWith(db, broadcast))
}

/** The same for one person, whose agreements have changed. */
export async function remakeDigestsOf(db: Tx, personId: string): Promise<void> {
  await remake(db, await digestsOf(db, personId))
}

async function remake(db: Tx, notices: readonly string[]): Promise<void> {
  for (const notice of notices) {
    const items = await itemsOf(db, notice)
    if (items.length === 0) await dropEmptyDigest(db, notice)
    else await saveDigest(db, notice, digestCard(items))
  }
}
