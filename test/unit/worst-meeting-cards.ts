import * as attendance from '#src/meetings/cards/attendance-cards.ts'
import * as bring from '#src/meetings/cards/bring-cards.ts'
import * as conclude from '#src/meetings/cards/conclude-cards.ts'
import * as bringForms from '#src/meetings/forms/bring-forms.ts'
import * as cameForms from '#src/meetings/forms/came-form.ts'
import * as concludeForms from '#src/meetings/forms/conclude-forms.ts'
import type { ActionItem, Proposal } from '#src/meetings/rules/brought.ts'
import * as reminding from '#src/meetings/cards/reminder-cards.ts'
import * as calendars from '#src/meetings/cards/calendar-cards.ts'
import * as deputies from '#src/meetings/cards/deputy-cards.ts'
import * as meetings from '#src/meetings/cards/meeting-cards.ts'
import * as moved from '#src/meetings/cards/moved-cards.ts'
import * as seriesCards from '#src/meetings/cards/series-cards.ts'
import * as seriesForms from '#src/meetings/forms/series-forms.ts'
import * as forms from '#src/meetings/forms/meeting-forms.ts'
import { SaveQuorum, SubmitDeputy } from '#src/meetings/intents.ts'
import { countQuorum, type MemberPractice, type QuorumRule } from '#src/meetings/rules/quorum.ts'
import { isNotice, type Notice } from '#src/meetings/rules/rsvp.ts'
import { daysAfter } from '#src/kernel/london.ts'
import { EVERY } from '#src/meetings/rules/series.ts'
import { option } from '#src/chat/form.ts'
import type { Since } from '#src/broadcasts/since.ts'
import {
  type Fill,
  fullBroadcast,
  fullRsvp,
  LARGEST_ID,
  LONGEST_MOMENT,
  times,
} from './worst-content.ts'
import type { Shown } from './worst-own-cards.ts'

export const MEETING_MODULES = [
  attendance,
  bring,
  bringForms,
  cameForms,
  calendars,
  conclude,
  concludeForms,
  deputies,
  meetings,
  moved,
  reminding,
  forms,
  seriesCards,
  seriesForms,
]

const url = `https://example.nhs.uk/${'x'.repeat(400)}`
const papers = (fill: Fill) => times(9, (n) => ({ id: n, title: fill(100), url }))
const minutes = (fill: Fill) => ({
  summary: fill(600),
  decisions: times(5, () => fill(120)),
  url,
  version: 2,
})
const proposal = (fill: Fill, n: number): Proposal => ({
  id: LARGEST_ID - n,
  broadcastId: LARGEST_ID,
  personId: 'p',
  name: fill(100),
  sort: 'question',
  words: fill(400),
  at: LONGEST_MOMENT,
  state: n % 3 === 0 ? 'accepted' : 'open',
  reason: fill(200),
})
const actionItem = (fill: Fill, n: number): ActionItem => ({
  id: LARGEST_ID - n,
  broadcastId: LARGEST_ID,
  what: fill(200),
  ownerId: 'p',
  ownerName: fill(100),
  due: '2026-09-30',
  madeBy: 'q',
  doneAt: n % 3 === 2 ? LONGEST_MOMENT : null,
})
const manyDays = (n: number) => times(n, (k) => daysAfter('2026-09-30', 7 * k))
const INTENT = SaveQuorum({ broadcast: LARGEST_ID })

const HREF = `https://cascade.example.nhs.uk/meetings/${'x'.repeat(300)}/meeting.ics`

/** A notice with everything in it, as it is or after one of its ends. */
export function fullNotice(fill: Fill, ended: Since['ended'] = null): Notice {
  const found = fullBroadcast('board-meeting', fill)
  const notice = { ...found, since: { ...found.since, ended } }
  if (!isNotice(notice)) throw new Error('No notice')
  return notice
}

const ENDS = (fill: Fill): readonly Since['ended'][] => [
  null,
  { is: 'withdrawn', at: LONGEST_MOMENT, why: fill(200) },
  { is: 'superseded', at: LONGEST_MOMENT, by: { id: LARGEST_ID, title: fill(80) } },
  { is: 'expired', last: '2026-09-30' },
]

const notices = (fill: Fill) => ENDS(fill).map((ended) => fullNotice(fill, ended))
const practices = (fill: Fill, n: number): readonly MemberPractice[] =>
  times(n, (at) => ({ code: `L${85_000 + at}`, name: fill(100) }))
const RULES: readonly (QuorumRule | null)[] = [
  null,
  { is: 'number', number: 100 },
  { is: 'share', top: 3, bottom: 4, over: false },
  { is: 'share', top: 1, bottom: 2, over: true },
]

/** All that may have been answered, to a meeting as it is and as it was. */
const answered = (fill: Fill) => [
  null,
  fullRsvp(fill),
  fullRsvp(fill, '2026-01-01T09:00'),
  { ...fullRsvp(fill), deputySays: 'no' as const },
  { ...fullRsvp(fill), answer: 'going' as const, deputyName: null, deputySays: null },
]

export const MEETINGS: Readonly<Record<string, (fill: Fill) => readonly Shown[]>> = {
  meetingCard: (fill) =>
    notices(fill).flatMap((notice) =>
      answered(fill).map((mine) =>
        meetings.meetingCard({
          notice,
          mine,
          fileHref: HREF,
          runs: true,
          papers: papers(fill),
          accepted: times(30, () => fill(400)),
          hasMinutes: true,
        }),
      ),
    ),
  comingCard: (fill) => [meetings.comingCard(fullNotice(fill), fullRsvp(fill), HREF)],
  choosePracticeCard: (fill) => [
    meetings.choosePracticeCard(fullNotice(fill), practices(fill, 40)),
  ],
  meetingsCard: (fill) => [
    meetings.meetingsCard([], false),
    meetings.meetingsCard(
      times(8, (n) => ({
        notice: { ...fullNotice(fill), id: LARGEST_ID - n },
        mine: fullRsvp(fill),
        runs: true,
      })),
      true,
    ),
  ],
  deputyCard: (fill) =>
    (['asked', 'yes', 'no', 'over'] as const).map((state) =>
      deputies.deputyCard(
        fullNotice(fill),
        {
          person: '018f0000-0000-7000-8000-000000000000',
          name: fill(100),
          practiceName: fill(100),
        },
        state,
        HREF,
      ),
    ),
  deputyAnsweredCard: (fill) =>
    (['yes', 'no'] as const).map((says) =>
      deputies.deputyAnsweredCard(fullNotice(fill), fill(100), says),
    ),
  deputyReleasedCard: (fill) => [deputies.deputyReleasedCard(fullNotice(fill), fill(100))],
  meetingMovedCard: (fill) => [
    moved.meetingMovedCard(fullNotice(fill), ['day', 'time', 'place', 'link to join']),
    moved.meetingMovedCard(fullNotice(fill), ['place']),
  ],
  meetingCancelledCard: (fill) => [moved.meetingCancelledCard(fullNotice(fill), fill(200))],
  attendanceCard: (fill) =>
    RULES.map((rule, n) => {
      const members = practices(fill, 60)
      const said = members.slice(0, 30).map(({ code }) => ({
        answer: 'deputy' as const,
        practice: code,
        deputySays: 'asked' as const,
      }))
      return attendance.attendanceCard({
        notice: fullNotice(fill),
        rule,
        quorum: countQuorum(rule, members, said),
        coming: {
          going: 46_000,
          deputies: 46_000,
          observers: 46_000,
          notGoing: 46_000,
          silent: 46_000,
        },
        came: n < 2 ? null : { people: 46_000, quorum: countQuorum(rule, members, said) },
        tableHref: HREF,
        hasSeries: rule === null,
      })
    }),
  papersAddedCard: (fill) => [bring.papersAddedCard(fullNotice(fill), papers(fill))],
  proposalCard: (fill) => [bring.proposalCard(fullNotice(fill), proposal(fill, 1))],
  proposalsCard: (fill) => [
    bring.proposalsCard(fullNotice(fill), []),
    bring.proposalsCard(
      fullNotice(fill),
      times(30, (n) => proposal(fill, n)),
    ),
  ],
  proposalDecidedCard: (fill) =>
    [0, 1].map((n) => bring.proposalDecidedCard(fullNotice(fill), proposal(fill, n))),
  proposalSentCard: (fill) => [bring.proposalSentCard(fullNotice(fill))],
  declarationSavedCard: (fill) =>
    [fill(400), null].map((words) => bring.declarationSavedCard(fullNotice(fill), words)),
  papersForm: (fill) => [bringForms.papersForm(fullNotice(fill), INTENT)],
  proposalForm: (fill) => [bringForms.proposalForm(fullNotice(fill), INTENT)],
  agendaDecisionForm: (fill) =>
    (['accepted', 'declined'] as const).map((as) =>
      bringForms.agendaDecisionForm(proposal(fill, 1), as, INTENT),
    ),
  declarationForm: (fill) => [bringForms.declarationForm(fullNotice(fill), fill(400), INTENT)],
  minutesCard: (fill) => [conclude.minutesCard(fullNotice(fill), minutes(fill))],
  minutesSentCard: (fill) => [0, 46_000].map((n) => conclude.minutesSentCard(fullNotice(fill), n)),
  actionCard: (fill) =>
    (['new', 'due', 'overdue', 'done'] as const).map((why) =>
      conclude.actionCard(fullNotice(fill), actionItem(fill, 0), why),
    ),
  actionsCard: (fill) => [
    conclude.actionsCard(fullNotice(fill), []),
    conclude.actionsCard(
      fullNotice(fill),
      times(30, (n) => actionItem(fill, n)),
    ),
  ],
  minutesForm: (fill) =>
    [true, false].map((is) => concludeForms.minutesForm(fullNotice(fill), minutes(fill), is)),
  actionForm: (fill) => [
    concludeForms.actionForm(
      fullNotice(fill),
      times(100, (n) => option(`p${n}`, fill(75))),
      INTENT,
    ),
  ],
  cameForm: (fill) => [
    cameForms.cameForm(
      fullNotice(fill),
      times(2_100, (n) => ({
        personId: `018f0000-0000-7000-8000-${String(n).padStart(12, '0')}`,
        name: fill(100),
        gpKind: 'salaried' as const,
        expected: n < 1_050,
        answer: null,
        practice: null,
        places: [],
        came: null,
      })),
    ),
  ],
  meetingReminderCard: (fill) =>
    (['answer-7', 'answer-2', 'tomorrow'] as const).flatMap((step) =>
      [null, fullRsvp(fill)].map((mine) =>
        reminding.meetingReminderCard(fullNotice(fill), step, mine),
      ),
    ),
  calendarCard: () => [calendars.calendarCard(HREF, true), calendars.calendarCard(HREF, false)],
  calendarStoppedCard: () => [calendars.calendarStoppedCard()],
  deputyForm: (fill) => [
    forms.deputyForm(
      fullNotice(fill),
      practices(fill, 40),
      [option('018f0000-0000-7000-8000-000000000000', fill(75))],
      SubmitDeputy({ broadcast: LARGEST_ID }),
    ),
  ],
  seriesDatesCard: (fill) =>
    EVERY.map((every) =>
      seriesCards.seriesDatesCard(fullNotice(fill), { every, days: manyDays(24), look: '28' }),
    ),
  seriesCard: (fill) =>
    ['somebody else', fullNotice(fill).authorId].flatMap((viewer) =>
      [0, 24].map((n) =>
        seriesCards.seriesCard(
          fullNotice(fill),
          times(n, (k) => ({
            ...fullNotice(fill),
            id: LARGEST_ID - k,
            state: k % 2 === 0 ? ('draft' as const) : ('scheduled' as const),
          })),
          viewer,
          n > 0,
        ),
      ),
    ),
  endSeriesCard: (fill) => [0, 24].map((n) => seriesCards.endSeriesCard(fullNotice(fill), 24, n)),
  takeOverCard: (fill) => [seriesCards.takeOverCard(fullNotice(fill))],
  lookCard: (fill) => [seriesCards.lookCard(fullNotice(fill))],
  seriesForm: (fill) => [
    seriesForms.seriesForm(fullNotice(fill), [], INTENT),
    seriesForms.seriesForm(fullNotice(fill), manyDays(100), INTENT),
  ],
  quorumForm: (fill) =>
    RULES.map((rule) =>
      forms.quorumForm(fullNotice(fill), rule, SaveQuorum({ broadcast: LARGEST_ID })),
    ),
}
