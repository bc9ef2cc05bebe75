import { bare, type Capability, holdsAnyRole, joined, on } from '#src/app/capability.ts'
import { numbered, spoken } from '#src/app/commands.ts'
import { ask, type MemberTurn, redraw, say } from '#src/app/turn.ts'
import { findBroadcast } from '#src/broadcasts/store.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import { type FormValues, withErrors } from '#src/chat/form.ts'
import { askRedraw } from '#src/delivery/notice-store.ts'
import { londonDay } from '#src/kernel/london.ts'
import { refused } from '#src/kernel/refusal.ts'
import { writeAudit } from '#src/people/store.ts'
import { answerAsDeputy, deputyFormAgain, openDeputy, rsvp, submitDeputy } from './answering.ts'
import { attendanceFor, type Links, meetingFor, meetingRedraws } from './attending.ts'
import { bringing } from './bringing.ts'
import { calendar, renewCalendar, stopCalendar } from './calendars.ts'
import { meetingsCard } from './cards/meeting-cards.ts'
import { concluding } from './concluding.ts'
import { quorumForm } from './forms/meeting-forms.ts'
import { mayRun, meeting, running } from './found.ts'
import {
  AnswerAsDeputy,
  Attendance,
  Calendar,
  GoingFor,
  Meetings,
  RenewCalendar,
  Rsvp,
  RSVP_BY_BUTTON,
  SaveQuorum,
  SendDeputy,
  SetQuorum,
  ShowMeeting,
  StopCalendar,
  SubmitDeputy,
} from './intents.ts'
import { readQuorum } from './rules/read-quorum.ts'
import { isNotice, type Notice } from './rules/rsvp.ts'
import { series, seriesCommands } from './series.ts'
import { marking } from './marking.ts'
import { makeFeedLink, makeFileLink, tableLink } from './signed-links.ts'
import { answerOf, meetingsOf, quorumRuleOf, saveQuorumRule } from './store.ts'

/** What people type for an answer, beside its own words. */
const OTHER_WORDS: ReadonlyMap<string, (typeof RSVP_BY_BUTTON)[number]> = new Map([
  ['yes', 'going'],
  ['no', 'not-going'],
  ['as-observer', 'observer'],
])

type Settings = Readonly<{
  /** What links are signed with; the same in every process. */
  secret: string
  /** Where the pages are reached from outside, as "https://cascade.example.nhs.uk". */
  publicUrl: string
}>

/** Board meetings: the notice is a broadcast, and this is what it is about. */
export function createMeetings({ secret, publicUrl }: Settings): Capability {
  const base = publicUrl.replace(/\/+$/, '')
  const links: Links = {
    file: (broadcast, person) =>
      `${base}/meetings/${makeFileLink(secret, broadcast, person)}/meeting.ics`,
    feed: (person, serial) => `${base}/calendar/${makeFeedLink(secret, person, serial)}`,
    table: (broadcast, person, at) =>
      `${base}/attendance/${tableLink.make(secret, [broadcast, person], at)}`,
  }
  return {
    topic: 'meetings',
    handlers: [
      on(Rsvp, async (turn, { broadcast, answer, at }) =>
        meeting(turn, broadcast, async (found) =>
          rsvp(turn, found, { answer, practice: null, at }, links),
        ),
      ),
      on(GoingFor, async (turn, { broadcast, practice, at }) =>
        meeting(turn, broadcast, async (found) =>
          rsvp(turn, found, { answer: 'going', practice, at }, links),
        ),
      ),
      on(SendDeputy, async (turn, { broadcast }) =>
        meeting(turn, broadcast, async (found) => openDeputy(turn, found)),
      ),
      on(
        SubmitDeputy,
        async (turn, { broadcast }, values) =>
          meeting(turn, broadcast, async (found) => submitDeputy(turn, found, values, links)),
        async (turn, { broadcast }, values) => {
          const found = await findBroadcast(turn.db, broadcast)
          return found !== null && isNotice(found) ? deputyFormAgain(turn, found, values) : null
        },
      ),
      on(AnswerAsDeputy, async (turn, { broadcast, person, says }) =>
        meeting(turn, broadcast, async (found) => answerAsDeputy(turn, found, person, says, links)),
      ),
      on(ShowMeeting, async (turn, { broadcast }) =>
        meeting(turn, broadcast, async ({ notice, runs }) => [
          say(await meetingFor(turn.db, links, notice, turn.me.id, runs), `meeting:${broadcast}`),
        ]),
      ),
      on(Meetings, async (turn) => mine(turn)),
      on(Attendance, async (turn, { broadcast }) =>
        running(turn, broadcast, async (notice) => attendance(turn, notice, links)),
      ),
      on(SetQuorum, async (turn, { broadcast }) =>
        running(turn, broadcast, async (notice) => [ask(await quorumFormFor(turn, notice))]),
      ),
      on(
        SaveQuorum,
        async (turn, { broadcast }, values) =>
          running(turn, broadcast, async (notice) => saveQuorum(turn, notice, values, links)),
        async (turn, { broadcast }) => {
          const found = await findBroadcast(turn.db, broadcast)
          return found !== null && isNotice(found) ? quorumFormFor(turn, found) : null
        },
      ),
      on(Calendar, async (turn) => calendar(turn, links)),
      on(RenewCalendar, async (turn) => renewCalendar(turn, links)),
      on(StopCalendar, async (turn) => stopCalendar(turn)),
      ...bringing,
      ...marking(links),
      ...concluding,
      ...series,
    ],
    commands: [
      {
        words: ['meetings', 'my meetings'],
        usage: 'meetings',
        does: 'See the board meetings that you were told of',
        offered: joined,
        read: bare(Meetings({})),
      },
      {
        words: ['meeting'],
        usage: 'meeting 12',
        does: 'See one meeting, with its papers and your answer',
        offered: joined,
        read: (rest) =>
          numbered(rest, 'meeting 12', (broadcast) => spoken(ShowMeeting({ broadcast }))),
      },
      {
        words: ['rsvp'],
        usage: 'rsvp 12 going',
        does: 'Say whether you come: going, observer or not going',
        offered: joined,
        read: (rest) =>
          numbered(rest, 'rsvp 12 going', (broadcast, typed) => {
            const said = typed.toLowerCase().replaceAll(/\s+/g, '-')
            const answer = OTHER_WORDS.get(said) ?? RSVP_BY_BUTTON.find((one) => one === said)
            return answer === undefined
              ? refused(
                  'I did not understand how you come',
                  `Type rsvp ${broadcast} going, rsvp ${broadcast} observer or rsvp ${broadcast} not going. To send a deputy, type meeting ${broadcast}.`,
                )
              : spoken(Rsvp({ broadcast, answer, at: '' }))
          }),
      },
      {
        words: ['calendar', 'my calendar'],
        usage: 'calendar',
        does: 'Have your meetings in your own calendar',
        offered: joined,
        read: bare(Calendar({})),
      },
      {
        words: ['attendance', 'who is coming to'],
        usage: 'attendance 12',
        does: 'See who comes to a meeting of yours, and the quorum',
        offered: holdsAnyRole,
        read: (rest) =>
          numbered(rest, 'attendance 12', (broadcast) => spoken(Attendance({ broadcast }))),
      },
      ...seriesCommands,
    ],
    redraws: meetingRedraws(links),
  }
}

/** As many as a card shows. */
const MOST_LISTED = 8

async function mine(turn: MemberTurn): Promise<Reaction> {
  const { db, me, actor, at } = turn
  const ids = await meetingsOf(db, me.id, londonDay(at), MOST_LISTED + 1)
  const shown = []
  for (const id of ids.slice(0, MOST_LISTED)) {
    const notice = await findBroadcast(db, id)
    if (notice === null || !isNotice(notice)) continue
    const runs = await mayRun(db, actor.roles, notice, at)
    shown.push({ notice, mine: await answerOf(db, id, me.id), runs })
  }
  return [say(meetingsCard(shown, ids.length > MOST_LISTED))]
}

async function attendance(turn: MemberTurn, notice: Notice, links: Links): Promise<Reaction> {
  const card = await attendanceFor(turn.db, links, notice, turn.me.id, turn.at)
  return [say(card, `attendance:${notice.id}`)]
}

const quorumFormFor = async (turn: MemberTurn, notice: Notice) =>
  quorumForm(
    notice,
    await quorumRuleOf(turn.db, notice.organisation),
    SaveQuorum({ broadcast: notice.id }),
  )

async function saveQuorum(
  turn: MemberTurn,
  notice: Notice,
  values: FormValues,
  links: Links,
): Promise<Reaction> {
  const read = readQuorum(values)
  if (!read.ok) return [ask(withErrors(await quorumFormFor(turn, notice), values, read.errors))]
  const { db, me, at } = turn
  await saveQuorumRule(db, notice.organisation, read.value, me.id, at)
  await writeAudit(db, at, me.id, 'quorum.set', `organisation:${notice.organisation}`)
  const card = await attendanceFor(db, links, notice, me.id, at)
  if (turn.on === null) {
    await askRedraw(turn, `attendance:${notice.id}`)
    return [say(card, `attendance:${notice.id}`)]
  }
  return [redraw(card, `attendance:${notice.id}`)]
}
