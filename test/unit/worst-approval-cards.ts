import * as cards from '#src/approvals/cards.ts'
import * as forms from '#src/approvals/forms.ts'
import type { Approval } from '#src/approvals/rules.ts'
import * as standIns from '#src/approvals/stand-in-cards.ts'
import { NOBODY_NEEDED, type Standing } from '#src/approvals/standing-blocks.ts'
import { LEFT_OUT } from '#src/broadcasts/audience-rules.ts'
import * as draft from '#src/broadcasts/draft-card.ts'
import { KINDS } from '#src/broadcasts/kind-names.ts'
import { differenceOf } from '#src/versions/difference.ts'
import { LONGEST_CHANGE } from '#src/versions/rules.ts'
import { contentOf } from './a-broadcast.ts'
import { type Fill, fullBroadcast, LARGEST_ID, LONGEST_MOMENT, times } from './worst-content.ts'
import type { Shown } from './worst-own-cards.ts'

export const APPROVAL_MODULES = [cards, forms, standIns]

const counts = {
  total: 51_000,
  now: 38_000,
  held: 5000,
  away: 5000,
  digest: 3000,
  leftOut: new Map(LEFT_OUT.map((reason) => [reason, 46_000])),
}
const STATES = ['asked', 'approved', 'returned', 'recalled', 'voided', 'done'] as const
const WHYS = ['changed', 'deleted', 'over', 'not-sent'] as const
type Kind = (typeof KINDS)[number]

const fullApproval = (kind: Kind, fill: Fill, extra: Partial<Approval> = {}): Approval => ({
  id: LARGEST_ID,
  broadcast: LARGEST_ID,
  what: 'sending',
  because: 'replaces',
  hash: '0'.repeat(64),
  content: fullBroadcast(kind, fill).content,
  recipients: 46_000,
  asked: { id: 'author', name: fill(100), at: LONGEST_MOMENT },
  sendAt: LONGEST_MOMENT,
  state: 'asked',
  decided: { id: 'other', name: fill(100), at: LONGEST_MOMENT, insteadOf: fill(100) },
  reason: fill(200),
  goesAt: LONGEST_MOMENT,
  ended: { at: LONGEST_MOMENT, name: fill(100), why: null },
  ...extra,
})

const everyState = (kind: Kind, fill: Fill, what: Approval['what']): readonly Approval[] =>
  STATES.flatMap((state) =>
    (state === 'voided' ? WHYS : [null]).flatMap((why) =>
      [LONGEST_MOMENT, null].map((sendAt) =>
        fullApproval(kind, fill, {
          what,
          state,
          sendAt,
          ended: { at: LONGEST_MOMENT, name: fill(100), why },
        }),
      ),
    ),
  )

/** Everything that an author can be told of the second person. */
export const everyStanding = (
  kind: Kind,
  fill: Fill,
  what: Approval['what'],
): readonly Standing[] => [
  { because: null, newest: null, approvers: [] },
  { because: 'replaces', newest: null, approvers: [] },
  ...everyState(kind, fill, what).map((newest): Standing => ({
    because: 'replaces',
    newest,
    approvers: times(40, () => fill(100)),
  })),
]

const requests = (fill: Fill) =>
  KINDS.flatMap((kind) => {
    const proposed = fullBroadcast(kind, fill)
    const small = contentOf(kind)
    return [
      { changes: [], what: null, material: false, insteadOf: null },
      {
        changes: differenceOf(small, proposed.content),
        what: fill(LONGEST_CHANGE),
        material: true,
        insteadOf: fill(100),
      },
    ].flatMap((more) => [
      { approval: fullApproval(kind, fill), proposed, ...more },
      {
        approval: fullApproval(kind, fill, { what: 'correction', sendAt: null }),
        proposed: { ...proposed, content: small },
        ...more,
      },
    ])
  })

/** Every card and form about a second person's agreement, with as much in it as there may be. */
export const APPROVAL_CARDS: Readonly<Record<string, (fill: Fill) => readonly Shown[]>> = {
  draftCard: (fill) => {
    return KINDS.flatMap((kind) => {
      const full = fullBroadcast(kind, fill)
      const scheduled = { ...full, state: 'scheduled' as const, scheduledFor: LONGEST_MOMENT }
      const nobody = { total: 0, now: 0, held: 0, away: 0, digest: 0, leftOut: new Map() }
      return [
        // What is said of approval is the same for every kind.
        ...(kind === 'board-meeting' ? everyStanding(kind, fill, 'sending') : []).flatMap(
          (standing) => [
            draft.draftCard(full, counts, standing, fill(80)),
            draft.draftCard(scheduled, counts, standing),
          ],
        ),
        draft.draftCard(full, counts, NOBODY_NEEDED),
        draft.draftCard(full, nobody, NOBODY_NEEDED),
      ]
    })
  },
  requestCard: (fill) =>
    requests(fill).flatMap((one) => [cards.requestCard(one, false), cards.requestCard(one, true)]),
  answeredCard: (fill) =>
    (['sending', 'correction'] as const).flatMap((what) =>
      everyState('pathway', fill, what).map((one) => cards.answeredCard(one, fill(80))),
    ),
  wentCard: (fill) => [cards.wentCard(fullApproval('pathway', fill, { state: 'done' }))],
  correctionNotSentCard: (fill) => [
    cards.correctionNotSentCard(fullBroadcast('pathway', fill), fill(300), fill(300)),
  ],
  nobodyAnsweredCard: (fill) => [
    cards.nobodyAnsweredCard(
      fullApproval('pathway', fill),
      times(40, () => fill(100)),
    ),
    cards.nobodyAnsweredCard(fullApproval('pathway', fill, { what: 'correction' }), []),
  ],
  approvalsCard: (fill) => [
    cards.approvalsCard([]),
    cards.approvalsCard(times(40, (n) => fullApproval('pathway', fill, { broadcast: n + 1 }))),
  ],
  returnForm: (fill) => [forms.returnForm(fullApproval('pathway', fill))],
  standInForm: (fill) => [
    forms.standInForm(
      times(100, (n) => ({ id: `p${n}`, name: fill(100), places: times(10, () => fill(100)) })),
      '2026-12-30',
    ),
  ],
  standInCard: (fill) => [
    standIns.standInCard({ name: fill(100), startsAt: LONGEST_MOMENT, endsAt: LONGEST_MOMENT }),
  ],
  noStandInCard: () => [standIns.noStandInCard()],
}
