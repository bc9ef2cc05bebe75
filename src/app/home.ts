import { approvalsCard } from '#src/approvals/cards.ts'
import { waitingFor } from '#src/approvals/store.ts'
import { draftsCard, unansweredCard } from '#src/broadcasts/cards.ts'
import { progressCard } from '#src/broadcasts/progress-card.ts'
import { kindsFor } from '#src/broadcasts/rules.ts'
import { findBroadcast, writtenBy } from '#src/broadcasts/store.ts'
import type { Core, Identity } from '#src/chat/chat-platform.ts'
import { button, type Message } from '#src/chat/message.ts'
import { progressOf } from '#src/delivery/store.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import type { World } from '#src/kernel/world.ts'
import { unanswered } from '#src/people/home-store.ts'
import { joinedElsewhere } from '#src/people/accounts/cards.ts'
import { Join } from '#src/people/intents.ts'
import { findActor } from '#src/people/store.ts'
import { subscriptionsCard } from '#src/subscriptions/cards.ts'
import { listSubscriptions } from '#src/subscriptions/store.ts'
import { helpCard } from './cards.ts'

/** What a person's own page shows: what waits for them first, then what they send, then what they follow. */
export function createHome({ db, world }: Readonly<{ db: Db; world: World }>): Core['home'] {
  return async (who) => db.transaction().execute(async (tx) => homeOf(tx, who, world.now()))
}

async function homeOf(db: Tx, who: Identity, at: Date): Promise<readonly Message[]> {
  const actor = await findActor(
    db,
    { who, reachableAt: { platform: who.platform, ref: '-' } },
    at,
    'look-only',
  )
  const { person } = actor
  if (person === null) {
    return [
      helpCard(
        'Welcome to Cascade',
        'I keep GPs in the loop with the places where they work. You have not joined yet.',
        [],
        [button('Join', Join({}), 'primary'), joinedElsewhere()],
      ),
    ]
  }
  const waiting = await Promise.all(
    (await unanswered(db, person.id, 8)).map(async (id) => findBroadcast(db, id)),
  )
  const toApprove = await waitingFor(db, person.id)
  return [
    ...(toApprove.length > 0 ? [approvalsCard(toApprove)] : []),
    unansweredCard(waiting.filter((one) => one !== null)),
    ...(kindsFor(actor.roles).length > 0 ? await senderCards(db, person.id, at) : []),
    subscriptionsCard(await listSubscriptions(db, person.id), person),
  ]
}

async function senderCards(db: Tx, personId: string, at: Date): Promise<readonly Message[]> {
  const going = await writtenBy(db, personId, ['sending', 'paused'], 2)
  const progress = await Promise.all(
    going.map(async (one) => progressCard(one, await progressOf(db, one.id, at))),
  )
  return [...progress, draftsCard(await writtenBy(db, personId, ['draft', 'scheduled'], 8))]
}
