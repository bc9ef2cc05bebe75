import { NOBODY_NEEDED } from '#src/approvals/standing-blocks.ts'
import * as broadcast from '#src/broadcasts/broadcast-card.ts'
import { NOTHING_YET } from '#src/broadcasts/broadcast-card.ts'
import { KINDS } from '#src/broadcasts/kind-names.ts'
import * as cards from '#src/versions/cards.ts'
import { differenceOf } from '#src/versions/difference.ts'
import * as forms from '#src/versions/forms.ts'
import { SaveCorrection, SubmitWithdrawal } from '#src/versions/intents.ts'
import { LONGEST_CHANGE, LONGEST_REASON } from '#src/versions/rules.ts'
import { contentOf } from './a-broadcast.ts'
import { everyStanding } from './worst-approval-cards.ts'
import {
  busyMine,
  everyEnd,
  type Fill,
  fullBroadcast,
  fullSince,
  LARGEST_ID,
} from './worst-content.ts'
import type { Shown } from './worst-own-cards.ts'

export const VERSION_MODULES = [cards, forms]

const everybody = { has: 46_000, answered: 46_000 }
const intent = SaveCorrection({ broadcast: LARGEST_ID })

const inHand = (kind: (typeof KINDS)[number], fill: Fill) => ({
  base: 999_999,
  content: fullBroadcast(kind, fill).content,
  what: fill(LONGEST_CHANGE),
  material: true,
})

/** Every card and form about what became of a message, with as much in it as there may be. */
export const VERSIONS: Readonly<Record<string, (fill: Fill) => readonly Shown[]>> = {
  broadcastCard: (fill) =>
    KINDS.flatMap((kind) => [
      broadcast.broadcastCard(fullBroadcast(kind, fill), NOTHING_YET),
      ...everyEnd(fill).map((ended) =>
        broadcast.broadcastCard(
          { ...fullBroadcast(kind, fill), since: { ...fullSince(kind, fill), ended } },
          busyMine(kind, 3),
        ),
      ),
      ...[1, 3, 4, 600].map((asked) =>
        broadcast.broadcastCard(fullBroadcast(kind, fill), busyMine(kind, asked)),
      ),
    ]),
  correctionForm: (fill) =>
    KINDS.flatMap((kind) => [
      forms.correctionForm(fullBroadcast(kind, fill), inHand(kind, fill), intent),
      forms.correctionForm(fullBroadcast(kind, fill), null, intent),
    ]),
  withdrawForm: (fill) => [
    forms.withdrawForm(
      fullBroadcast('pathway', fill),
      everybody,
      SubmitWithdrawal({ broadcast: LARGEST_ID }),
    ),
  ],
  correctionCard: (fill) =>
    KINDS.flatMap((kind) => {
      const full = fullBroadcast(kind, fill)
      const changes = differenceOf(contentOf(kind), full.content)
      return [
        ...everyStanding(kind, fill, 'correction').map((standing) =>
          cards.correctionCard(full, inHand(kind, fill), changes, everybody, standing),
        ),
        cards.correctionCard(
          full,
          inHand(kind, fill),
          differenceOf(full.content, contentOf(kind)),
          {
            has: 1,
            answered: 0,
          },
          NOBODY_NEEDED,
        ),
      ]
    }),
  correctionDroppedCard: () => [cards.correctionDroppedCard(LARGEST_ID)],
  changedCard: (fill) => [cards.changedCard(fullBroadcast('pathway', fill))],
  messageWithdrawnCard: (fill) => [
    cards.messageWithdrawnCard(fullBroadcast('pathway', fill), fill(LONGEST_REASON)),
  ],
  reviewCard: (fill) => [cards.reviewCard(fullBroadcast('pathway', fill))],
  reviewedCard: (fill) => [cards.reviewedCard(fullBroadcast('pathway', fill))],
}
