import * as app from '#src/app/cards.ts'
import { TOPICS } from '#src/app/topics.ts'
import * as broadcast from '#src/broadcasts/broadcast-card.ts'
import { NOTHING_YET } from '#src/broadcasts/broadcast-card.ts'
import * as broadcasts from '#src/broadcasts/cards.ts'
import * as progressCards from '#src/broadcasts/progress-card.ts'
import * as retries from '#src/broadcasts/retry-cards.ts'
import * as silent from '#src/broadcasts/silent-card.ts'
import * as draft from '#src/broadcasts/draft-card.ts'
import * as forms from '#src/broadcasts/forms.ts'
import { SaveDraft, SaveSchedule } from '#src/broadcasts/intents.ts'
import { KINDS } from '#src/broadcasts/kind-names.ts'
import { decideAuthority } from '#src/broadcasts/rules.ts'
import { button } from '#src/chat/message.ts'
import { REASONS as DELIVERY_REASONS } from '#src/delivery/rules.ts'
import * as library from '#src/library/cards.ts'
import * as libraryForms from '#src/library/forms.ts'
import * as libraryLists from '#src/library/list-cards.ts'
import * as linking from '#src/people/accounts/cards.ts'
import * as people from '#src/people/cards.ts'
import * as privacy from '#src/privacy/cards.ts'
import * as guarded from '#src/privacy/forms.ts'
import { SIGNAL_KINDS } from '#src/privacy/signal.ts'
import * as reports from '#src/reports/cards.ts'
import * as organisations from '#src/organisations/cards.ts'
import * as responses from '#src/responses/cards.ts'
import { SubmitAnswer, SubmitQuestion } from '#src/responses/intents.ts'
import * as subscriptions from '#src/subscriptions/cards.ts'
import {
  busyMine,
  type Fill,
  fullAudience,
  fullBroadcast,
  fullDraft,
  fullProgress,
  fullQuestion,
  LARGEST_ID,
  LONGEST_MOMENT,
  manyRoles,
  times,
} from './worst-content.ts'
import { APPROVAL_CARDS, APPROVAL_MODULES } from './worst-approval-cards.ts'
import { BALLOT_MODULES, BALLOTS } from './worst-ballot-cards.ts'
import { VERSION_MODULES, VERSIONS } from './worst-version-cards.ts'
import { LIBRARY } from './worst-library-cards.ts'
import { REMINDER_MODULES, REMINDERS } from './worst-reminder-cards.ts'
import { CONSULTATION_MODULES, CONSULTATIONS } from './worst-consultation-cards.ts'
import { OPPORTUNITIES, OPPORTUNITY_MODULES } from './worst-opportunity-cards.ts'
import { ORGANISATIONS } from './worst-organisation-cards.ts'
import { FEED_MODULES, FEEDS } from './worst-feed-cards.ts'
import { FORUM_MODULES, FORUMS } from './worst-forum-cards.ts'
import { RIGHTS, RIGHTS_MODULES } from './worst-rights-cards.ts'
import { MEETING_MODULES, MEETINGS } from './worst-meeting-cards.ts'
import { OWN, type Shown } from './worst-own-cards.ts'
import { fullUptake } from './worst-uptake.ts'

export const MODULES = [
  app,
  broadcast,
  broadcasts,
  progressCards,
  retries,
  silent,
  draft,
  forms,
  linking,
  library,
  libraryForms,
  libraryLists,
  ...OPPORTUNITY_MODULES,
  organisations,
  people,
  ...FORUM_MODULES,
  ...RIGHTS_MODULES,
  ...FEED_MODULES,
  privacy,
  guarded,
  ...REMINDER_MODULES,
  ...CONSULTATION_MODULES,
  reports,
  responses,
  subscriptions,
  ...APPROVAL_MODULES,
  ...BALLOT_MODULES,
  ...VERSION_MODULES,
  ...MEETING_MODULES,
]

const N = 46_000
const REASONS = Object.keys(DELIVERY_REASONS)
const tallied = {
  everybody: N,
  delivered: N,
  toCome: N,
  notDelivered: N,
  stopped: N,
  answered: N,
  read: N,
  willAct: N,
  notRelevant: N,
  noAnswer: N,
  repeats: N,
}
const everyKind = (show: (kind: (typeof KINDS)[number]) => readonly Shown[]) => KINDS.flatMap(show)

const lines = (fill: Fill, n: number) => times(n, () => ({ usage: fill(60), does: fill(70) }))

/** What a refusal says at its longest: somebody with many roles asks for what none of them allows. */
function longRefusal(fill: Fill) {
  const decided = decideAuthority(manyRoles(fill), 'opportunity', { name: fill(100) }, [])
  if (decided.ok) throw new Error('Nobody may send that')
  return decided.refusal
}

/** Every card and form, by the name of its builder, with as much in it as there may be. */
export const WORST: Readonly<Record<string, (fill: Fill) => readonly Shown[]>> = {
  ...OWN,
  ...FORUMS,
  ...RIGHTS,
  ...APPROVAL_CARDS,
  ...BALLOTS,
  ...FEEDS,
  ...VERSIONS,
  ...LIBRARY,
  ...REMINDERS,
  ...CONSULTATIONS,
  ...OPPORTUNITIES,
  ...ORGANISATIONS,
  ...MEETINGS,
  unansweredCard: (fill) => [
    broadcasts.unansweredCard([]),
    broadcasts.unansweredCard(times(40, () => fullBroadcast('board-meeting', fill))),
  ],
  recordedCard: (fill) =>
    [busyMine('pathway', 600), NOTHING_YET].map((mine) =>
      responses.recordedCard(fullBroadcast('pathway', fill), mine),
    ),
  refusalCard: (fill) => [app.refusalCard(longRefusal(fill))],
  helpCard: (fill) => [
    app.helpCard('What you can do', `You are ${fill(100)}.`, lines(fill, 12), []),
    app.helpCard('x', fill(2000), lines(fill, 12), []),
  ],
  // The commands are ours, and few of them are as long as this.
  topicsCard: (fill) => [
    app.topicsCard(
      fill(2000),
      times(4, (n) => button(`daily ${n}${fill(30)}`, app.Help({}))),
      new Map(
        TOPICS.map((topic) => [
          topic,
          times(30, () => ({ usage: 'reply post 12 your words', does: '' })),
        ]),
      ),
      times(2, (n) => button(`${n}${fill(30)}`, app.Help({}))),
    ),
  ],
  unknownCard: (fill) => [
    app.unknownCard(lines(fill, 4), []),
    app.unknownCard(
      lines(fill, 4),
      times(2, (n) => ({ line: `${n}${fill(39)}`, intent: { do: 'drafts', with: {} } })),
    ),
  ],
  retryCard: (fill) => [
    retries.retryCard(fullBroadcast('pathway', fill), []),
    retries.retryCard(
      fullBroadcast('pathway', fill),
      REASONS.flatMap((reason) =>
        (['failed', 'doubtful'] as const).flatMap((state) =>
          ([null, 'answered', 'left', 'consent', 'no-account'] as const).map((not) => ({
            state,
            reason,
            not,
            n: N,
          })),
        ),
      ),
    ),
  ],
  notReachedCard: (fill) => [
    retries.notReachedCard(fullBroadcast('pathway', fill), []),
    retries.notReachedCard(
      fullBroadcast('pathway', fill),
      REASONS.flatMap((reason) => times(500, () => ({ name: fill(100), reason }))),
    ),
  ],
  retriedCard: () => [retries.retriedCard(LARGEST_ID, 0), retries.retriedCard(LARGEST_ID, N)],
  silentCard: (fill) => [silent.silentCard(fullBroadcast('pathway', fill), N)],
  repeatCard: (fill) =>
    everyKind((kind) => [
      broadcast.repeatCard(broadcast.broadcastCard(fullBroadcast(kind, fill), NOTHING_YET)),
    ]),
  patientDataCard: () =>
    (['ask', 'prevent'] as const).map((is) =>
      privacy.patientDataCard({ is, found: SIGNAL_KINDS, within: [0] }),
    ),
  guardedForm: (fill) =>
    (['ask', 'prevent'] as const).flatMap((is) => {
      const verdict = { is, found: SIGNAL_KINDS, within: [0] }
      const form = responses.askForm(LARGEST_ID, fill(80), SubmitQuestion({ broadcast: 1 }))
      return guarded.guardedForm(form, { text: fill(1000) }, verdict, ['text']) ?? []
    }),
  chooseKindCard: (fill) => [
    broadcasts.chooseKindCard(
      KINDS,
      manyRoles(fill).map((held) => held.organisationName),
    ),
  ],
  previewCard: (fill) => everyKind((kind) => [broadcasts.previewCard(fullBroadcast(kind, fill))]),
  testCard: (fill) => everyKind((kind) => [broadcasts.testCard(fullBroadcast(kind, fill))]),
  audienceCard: (fill) => [
    draft.audienceCard(fullBroadcast('pathway', fill), fullAudience(fill)),
    draft.audienceCard(fullBroadcast('pathway', fill), { recipients: [], leftOut: new Map() }),
  ],
  draftsCard: (fill) => [
    broadcasts.draftsCard([]),
    broadcasts.draftsCard(
      times(40, () => ({
        ...fullBroadcast('prescribing', fill),
        state: 'scheduled' as const,
        scheduledFor: LONGEST_MOMENT,
      })),
    ),
  ],
  deletedCard: () => [broadcasts.deletedCard(LARGEST_ID)],
  testSentCard: () => [broadcasts.testSentCard(LARGEST_ID)],
  progressCard: (fill) =>
    (['sending', 'paused', 'sent', 'stopped', 'superseded', 'withdrawn'] as const).map((state) =>
      progressCards.progressCard({ ...fullBroadcast('pathway', fill), state }, fullProgress),
    ),
  inForceListCard: (fill) => [
    broadcasts.inForceListCard([]),
    broadcasts.inForceListCard(times(40, () => fullBroadcast('board-meeting', fill))),
  ],
  notSentCard: (fill) => {
    const { happened, next } = longRefusal(fill)
    return [broadcasts.notSentCard(fullBroadcast('pathway', fill), happened, next)]
  },
  composeForm: (fill) =>
    everyKind((kind) => [
      forms.composeForm(kind, fullDraft(kind, fill), SaveDraft({ kind })),
      forms.composeForm(kind, forms.EMPTY_DRAFT, SaveDraft({ kind })),
    ]),
  scheduleForm: () => [forms.scheduleForm(LARGEST_ID, SaveSchedule({ broadcast: LARGEST_ID }))],
  reportCard: (fill) =>
    everyKind((kind) => [
      reports.reportCard(
        { ...fullBroadcast(kind, fill), startedAt: LONGEST_MOMENT },
        tallied,
        { open: N, answered: N },
        fullUptake(kind, fill),
        {
          people: N,
          reminders: N + N,
          first: LONGEST_MOMENT,
          last: new Date('2026-09-30T22:30:00Z'),
        },
        `https://example.nhs.uk/${'a'.repeat(900)}`,
      ),
    ]),
  sentCard: (fill) => {
    const uptake = fullUptake('board-meeting', fill)
    const broadcast = { ...fullBroadcast('opportunity', fill), state: 'sending' as const }
    return [
      reports.sentCard([]),
      reports.sentCard(times(40, () => ({ broadcast, counts: tallied, uptake }))),
    ]
  },
  questionCard: (fill) =>
    [true, false].flatMap((answered) =>
      [true, false].map((wants) => responses.questionCard(fullQuestion(fill, answered, wants))),
    ),
  answerCard: (fill) => [
    responses.answerCard(fullQuestion(fill, true, true), fill(1000), fill(100)),
  ],
  askForm: (fill) => [
    responses.askForm(LARGEST_ID, fill(80), SubmitQuestion({ broadcast: LARGEST_ID })),
  ],
  answerForm: (fill) => [
    responses.answerForm(fullQuestion(fill, false, true), SubmitAnswer({ reply: LARGEST_ID })),
  ],
  answerSentCard: (fill) => [responses.answerSentCard(fullQuestion(fill, true, true))],
  replySentCard: () => [true, false].map((wants) => responses.replySentCard(LARGEST_ID, wants)),
  questionsCard: (fill) => [
    responses.questionsCard([]),
    responses.questionsCard(times(40, () => fullQuestion(fill, false, true))),
  ],
}
