import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import { deletedCard } from '#src/broadcasts/cards.ts'
import { draftCard } from '#src/broadcasts/draft-card.ts'
import { progressCard } from '#src/broadcasts/progress-card.ts'
import { countsOf } from '#src/broadcasts/audience.ts'
import type { Message } from '#src/chat/message.ts'
import { progressOf } from '#src/delivery/store.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import { correctionCard } from '#src/versions/cards.ts'
import { differenceOf } from '#src/versions/difference.ts'
import { findInHand, howManyHave } from '#src/versions/store.ts'
import { wentCard } from './cards.ts'
import { withdrawnSourceOf } from '#src/feeds/draft-store.ts'
import { standingOf } from './standing.ts'

/** The author's card of a message that somebody was asked about, as it is now: of what they wrote, or of what has gone. */
export async function authorCard(db: Db | Tx, broadcast: Broadcast, at: Date): Promise<Message> {
  if (broadcast.state === 'deleted') return deletedCard(broadcast.id)
  if (broadcast.startedAt === null) {
    const counts = await countsOf(db, broadcast, at)
    return draftCard(
      broadcast,
      counts,
      await standingOf(db, broadcast, 'sending'),
      await withdrawnSourceOf(db, broadcast.id),
    )
  }
  const inHand = await findInHand(db, broadcast.id)
  const sending = await standingOf(db, broadcast, 'sending')
  const correction = await standingOf(db, broadcast, 'correction')
  const newest = correction.newest ?? sending.newest
  if (inHand === null)
    return newest?.state === 'done'
      ? wentCard(newest)
      : progressCard(broadcast, await progressOf(db, broadcast.id, at))
  const changes = differenceOf(broadcast.content, inHand.content)
  const howMany = await howManyHave(db, broadcast.id)
  return correctionCard(broadcast, inHand, changes, howMany, correction)
}
