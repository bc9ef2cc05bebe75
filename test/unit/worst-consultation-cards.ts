import * as consultations from '#src/consultations/cards.ts'
import { SubmitAnswers, SubmitOutcome } from '#src/consultations/intents.ts'
import { type Consultation, LONGEST_ANSWER, LONGEST_OUTCOME } from '#src/consultations/rules.ts'
import { type Fill, fullBroadcast, LARGEST_ID, times } from './worst-content.ts'
import { EVENT_MODULES, EVENTS } from './worst-event-cards.ts'
import type { Shown } from './worst-own-cards.ts'

export const CONSULTATION_MODULES = [consultations, ...EVENT_MODULES]

const N = 46_000
const broadcast = LARGEST_ID

function full(fill: Fill): Consultation {
  const found = fullBroadcast('consultation', fill)
  if (found.content.kind !== 'consultation') throw new Error('It is of another kind')
  return { ...found, content: found.content }
}

export const CONSULTATIONS: Readonly<Record<string, (fill: Fill) => readonly Shown[]>> = {
  ...EVENTS,
  takePartForm: (fill) => [
    consultations.takePartForm(full(fill), null, SubmitAnswers({ broadcast })),
    consultations.takePartForm(
      full(fill),
      { answers: times(5, () => fill(LONGEST_ANSWER)), named: true },
      SubmitAnswers({ broadcast }),
    ),
  ],
  tookPartCard: (fill) =>
    [true, false].map((again) => consultations.tookPartCard(full(fill), again)),
  takePartReminderCard: (fill) => [consultations.takePartReminderCard(full(fill))],
  chaseCard: (fill) =>
    [0, null, N].flatMap((answered) =>
      [true, false].map((again) =>
        consultations.chaseCard(full(fill), { asked: N, answered, groups: [] }, again),
      ),
    ),
  outcomeForm: (fill) => [
    consultations.outcomeForm(
      full(fill),
      { asked: N, answered: null, groups: [] },
      SubmitOutcome({ broadcast }),
    ),
  ],
  outcomeCard: (fill) => [
    consultations.outcomeCard(full(fill), {
      youSaid: fill(LONGEST_OUTCOME),
      weDid: fill(LONGEST_OUTCOME),
    }),
  ],
  saidBackCard: (fill) =>
    [true, false].map((everybody) => consultations.saidBackCard(full(fill), everybody)),
}
