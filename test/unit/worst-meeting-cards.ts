import * as attendance from '#src/meetings/cards/attendance-cards.ts'
import * as calendars from '#src/meetings/cards/calendar-cards.ts'
import * as deputies from '#src/meetings/cards/deputy-cards.ts'
import * as meetings from '#src/meetings/cards/meeting-cards.ts'
import * as moved from '#src/meetings/cards/moved-cards.ts'
import * as forms from '#src/meetings/forms/meeting-forms.ts'
import { SaveQuorum, SubmitDeputy } from '#src/meetings/intents.ts'
import { countQuorum, type MemberPractice, type QuorumRule } from '#src/meetings/rules/quorum.ts'
import { isNotice, type Notice } from '#src/meetings/rules/rsvp.ts'
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

export const MEETING_MODULES = [attendance, calendars, deputies, meetings, moved, forms]

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
        meetings.meetingCard({ notice, mine, fileHref: HREF, runs: true }),
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
    RULES.map((rule) => {
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
        tableHref: HREF,
        more: [],
      })
    }),
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
  quorumForm: (fill) =>
    RULES.map((rule) =>
      forms.quorumForm(fullNotice(fill), rule, SaveQuorum({ broadcast: LARGEST_ID })),
    ),
}
