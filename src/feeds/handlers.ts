import { bare, type Capability, holdsAnyRole, on } from '#src/app/capability.ts'
import { redraw } from '#src/app/turn.ts'
import { releasing } from './releasing.ts'
import { queueCard } from './cards.ts'
import {
  CorrectFromItem,
  DeclineItem,
  DraftItem,
  PutOffItem,
  ReleaseQueue,
  SaveItemDraft,
  ShowItem,
} from './intents.ts'
import { waitingFor } from './store.ts'

const LISTED = 8

/** What official sources publish, in front of the person who releases it; nothing goes out by itself. */
export const feeds: Capability = {
  topic: 'sources',
  redraws: [],
  handlers: [
    on(ReleaseQueue, async (turn) => {
      const { items, total } = await waitingFor(turn.db, turn.me.id, LISTED)
      return [redraw(queueCard(items, total))]
    }),
    on(ShowItem, async (turn, { item }) => releasing.show(turn, item)),
    on(DraftItem, async (turn, { item }) => releasing.open(turn, item)),
    on(SaveItemDraft, releasing.save, releasing.again),
    on(DeclineItem, releasing.decline),
    on(PutOffItem, releasing.putOff),
    on(CorrectFromItem, async (turn, { item, broadcast }) =>
      releasing.correct(turn, item, broadcast),
    ),
  ],
  commands: [
    {
      words: ['release queue', 'releases', 'feeds'],
      usage: 'release queue',
      does: 'See what official sources published that waits for you to release',
      offered: holdsAnyRole,
      read: bare(ReleaseQueue({})),
    },
  ],
}
