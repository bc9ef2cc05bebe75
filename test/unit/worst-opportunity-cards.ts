import * as applicants from '#src/opportunities/cards.ts'
import * as chases from '#src/opportunities/chase-cards.ts'
import * as forms from '#src/opportunities/forms.ts'
import {
  SubmitClosing,
  SubmitDecision,
  SubmitExtension,
  SubmitInterest,
  SubmitTurnDown,
} from '#src/opportunities/intents.ts'
import * as officers from '#src/opportunities/officer-cards.ts'
import { DECISIONS, nextOf, STAGES, type StageCounts } from '#src/opportunities/stages.ts'
import type { Interest } from '#src/opportunities/rules.ts'
import { type Fill, fullBroadcast, LARGEST_ID, LONGEST_MOMENT, times } from './worst-content.ts'
import type { Shown } from './worst-own-cards.ts'

export const OPPORTUNITY_MODULES = [applicants, chases, forms, officers]

const N = 46_000
/** A number that people type stands as it is, without a comma. */
const NUMBER = 41_234
const broadcast = LARGEST_ID
const full = (fill: Fill) => fullBroadcast('opportunity', fill)
/** One that is neither corrected away nor over, so that all can still be decided. */
const open = (fill: Fill) => {
  const found = full(fill)
  return { ...found, since: { ...found.since, ended: null } }
}
const counts = Object.fromEntries(STAGES.map((stage) => [stage, N])) as StageCounts
const nobody = Object.fromEntries(STAGES.map((stage) => [stage, 0])) as StageCounts

const interest = (fill: Fill, stage: Interest['stage'] = 'interested', n = NUMBER): Interest => ({
  personId: 'p',
  number: n,
  name: fill(100),
  gpKind: 'partner',
  how: fill(600),
  dates: ['2026-09-23', '2026-09-30', '2026-12-30'],
  conflict: { is: 'declared', words: fill(300) },
  at: LONGEST_MOMENT,
  withdrawnAt: null,
  stage,
  stageAt: LONGEST_MOMENT,
  reason: fill(300),
})

const undeclared = (fill: Fill): readonly Interest[] => [
  { ...interest(fill), conflict: null, dates: [] },
  { ...interest(fill), conflict: { is: 'none' }, gpKind: 'not-a-gp' },
]

/** The cards and forms about interest in an opportunity, for applicants and for those who run it. */
export const OPPORTUNITIES: Readonly<Record<string, (fill: Fill) => readonly Shown[]>> = {
  interestForm: (fill) =>
    [interest(fill), ...undeclared(fill), null].map((mine) =>
      applicants.interestForm(full(fill), mine, SubmitInterest({ broadcast })),
    ),
  withdrawnByMeCard: (fill) => [applicants.withdrawnByMeCard(full(fill))],
  whichWithdrawalCard: (fill) =>
    [true, false].map((one) => applicants.whichWithdrawalCard(full(fill), one)),
  interestSentCard: (fill) =>
    [null, { is: 'none' as const }].map((one) => applicants.interestSentCard(full(fill), one)),
  decisionCard: (fill) =>
    DECISIONS.flatMap((to) =>
      [true, false].flatMap((had) =>
        [fill(300), null].map((reason) => applicants.decisionCard(full(fill), to, had, reason)),
      ),
    ),
  overCard: (fill) =>
    (
      [
        { is: 'filled' },
        { is: 'unfilled' },
        { is: 'withdrawn' },
        { is: 'superseded', by: LARGEST_ID },
      ] as const
    ).map((over) => applicants.overCard(full(fill), over, fill(300))),
  opportunityChangedCard: (fill) => [
    applicants.opportunityChangedCard(full(fill), fill(120), null),
    applicants.opportunityChangedCard(full(fill), fill(120), {
      from: '2026-09-23',
      to: '2026-09-30',
    }),
  ],
  offerAnsweredCard: (fill) =>
    [true, false].map((accepted) => applicants.offerAnsweredCard(full(fill), accepted)),
  turnDownForm: (fill) => [applicants.turnDownForm(full(fill), SubmitTurnDown({ broadcast }))],
  interestCard: (fill) =>
    [true, false].flatMap((again) =>
      [interest(fill), ...undeclared(fill)].map((one) =>
        officers.interestCard(open(fill), one, again),
      ),
    ),
  applicantCard: (fill) =>
    STAGES.flatMap((stage) =>
      [open(fill), full(fill)].map((found) => officers.applicantCard(found, interest(fill, stage))),
    ),
  withdrawnCard: (fill) =>
    STAGES.map((stage) => officers.withdrawnCard(full(fill), fill(100), stage)),
  offerAnswerCard: (fill) =>
    [true, false].flatMap((accepted) =>
      [fill(300), null].map((reason) =>
        officers.offerAnswerCard(full(fill), fill(100), accepted, reason),
      ),
    ),
  interestListCard: (fill) => [
    officers.interestListCard(full(fill), nobody, [], 0, '2026-01-01', true),
    ...[open(fill), full(fill)].map((found) =>
      officers.interestListCard(
        found,
        counts,
        times(officers.A_PAGE, (n) => interest(fill, STAGES[n] ?? 'interested', NUMBER - n)),
        40,
        '2027-01-01',
        true,
      ),
    ),
  ],
  unclosedCard: (fill) =>
    [counts, nobody].flatMap((one) =>
      (['waiting', 'over'] as const).map((why) => chases.unclosedCard(open(fill), one, why)),
    ),
  decisionForm: (fill) =>
    STAGES.flatMap((from) =>
      nextOf(from).map((to) =>
        forms.decisionForm(
          open(fill),
          interest(fill, from),
          to,
          SubmitDecision({ broadcast, applicant: NUMBER, from, to }),
        ),
      ),
    ),
  closingForm: (fill) =>
    [counts, nobody].map((one) => forms.closingForm(open(fill), one, SubmitClosing({ broadcast }))),
  extensionForm: (fill) => [
    forms.extensionForm(open(fill), '2026-09-30', SubmitExtension({ broadcast })),
  ],
  extendedCard: (fill) =>
    [0, 1, N].map((told) => officers.extendedCard(full(fill), '2026-09-23', '2026-09-30', told)),
  closedCard: (fill) =>
    (['filled', 'unfilled'] as const).flatMap((as) =>
      [0, 1, N].map((told) => officers.closedCard(full(fill), as, told)),
    ),
}
