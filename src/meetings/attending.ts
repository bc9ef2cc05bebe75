import { askRedraw, noticeHandle } from '#src/delivery/notice-store.ts'
import type { Redraw } from '#src/delivery/redraws.ts'
import type { Message } from '#src/chat/message.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import { findBroadcast } from '#src/broadcasts/store.ts'
import { londonDay } from '#src/kernel/london.ts'
import { rolesOf } from '#src/people/store.ts'
import { attendanceCard, type Coming } from './cards/attendance-cards.ts'
import { deputyCard } from './cards/deputy-cards.ts'
import { meetingCard } from './cards/meeting-cards.ts'
import { proposalsFor } from './bring-store.ts'
import { minutesOf } from './conclude-store.ts'
import { mayRun } from './found.ts'
import { attendersOf } from './came-store.ts'
import { papersOf } from './paper-store.ts'
import { type Attender, type Came, countCame } from './rules/came.ts'
import { countQuorum, type Quorum, type QuorumRule } from './rules/quorum.ts'
import { isNotice, type Notice, stands } from './rules/rsvp.ts'
import {
  answerOf,
  answersTo,
  cardsAbout,
  howManyTold,
  memberPractices,
  quorumRuleOf,
  type RsvpRow,
} from './store.ts'
import { plannedWith } from './series-store.ts'

/** Where the pages and files of meetings are. */
export type Links = Readonly<{
  file: (broadcast: number, person: string) => string
  feed: (person: string, serial: number) => string
  table: (broadcast: number, person: string, expires: Date) => string
}>

export type Attending = Readonly<{
  rule: QuorumRule | null
  quorum: Quorum
  coming: Coming
  /** Who was there; null until it is marked. */
  came: Came | null
  /** Everybody who may have been there, with what was marked. */
  attenders: readonly Attender[]
  /** What was answered for the meeting as it is now. */
  answers: readonly RsvpRow[]
}>

/** How a meeting stands: everything is read as it is now, and practices as they are members on its day. */
export async function attendingOf(db: Db | Tx, notice: Notice): Promise<Attending> {
  const { id, organisation, content } = notice
  const members = await memberPractices(db, organisation, content.date)
  const rule = await quorumRuleOf(db, organisation)
  const answers = (await answersTo(db, id)).filter((one) => stands(one, content))
  const attenders = await attendersOf(db, notice)
  const counted = answers.filter(({ speaks }) => speaks)
  const count = (answer: RsvpRow['answer']) => answers.filter((one) => one.answer === answer).length
  return {
    rule,
    answers,
    attenders,
    came: countCame(attenders, rule, members),
    quorum: countQuorum(rule, members, counted),
    coming: {
      going: count('going'),
      deputies: count('deputy'),
      observers: count('observer'),
      notGoing: count('not-going'),
      silent: Math.max(0, (await howManyTold(db, id)) - answers.length),
    },
  }
}

/** The card of whoever runs it, as it is for this person. */
export async function attendanceFor(
  db: Db | Tx,
  links: Links,
  notice: Notice,
  personId: string,
  at: Date,
): Promise<Message> {
  const { rule, quorum, coming, came } = await attendingOf(db, notice)
  const tableHref = links.table(notice.id, personId, at)
  const hasSeries = (await plannedWith(db, notice.id, londonDay(at))).length > 0
  return attendanceCard({ notice, rule, quorum, coming, came, tableHref, hasSeries })
}

/** The card about a meeting, as it is for one person. */
export async function meetingFor(
  db: Db | Tx,
  links: Links,
  notice: Notice,
  personId: string,
  runs: boolean,
): Promise<Message> {
  const mine = await answerOf(db, notice.id, personId)
  const put = await proposalsFor(db, notice.id)
  return meetingCard({
    notice,
    mine,
    fileHref: links.file(notice.id, personId),
    runs,
    papers: await papersOf(db, notice.id),
    accepted: put.filter(({ state }) => state === 'accepted').map(({ words }) => words),
    hasMinutes: (await minutesOf(db, notice.id)) !== null,
  })
}

const runsNow = async (db: Db, notice: Notice, personId: string, at: Date): Promise<boolean> =>
  db.transaction().execute(async (tx) => mayRun(tx, await rolesOf(tx, personId, at), notice, at))

/** Asks that every card about a meeting follows, in the caller's transaction: it moved, or is cancelled. */
export async function followMeeting(
  tools: Parameters<typeof askRedraw>[0],
  broadcast: number,
): Promise<void> {
  await askRedraw(tools, `attendance:${broadcast}`)
  await askRedraw(tools, `my-meeting:${broadcast}`)
}

/** Cards of meetings that follow what is answered. Who has lost the role since keeps the card as it was. */
export const meetingRedraws = (links: Links): readonly Redraw[] => [
  [
    'attendance',
    async (db, rest, at) => {
      const found = await findBroadcast(db, Number(rest))
      if (found === null || !isNotice(found)) return []
      const drawn = []
      for (const { personId, handle } of await cardsAbout(db, `attendance:${rest}`)) {
        if (!(await runsNow(db, found, personId, at))) continue
        const message = await attendanceFor(db, links, found, personId, at)
        drawn.push({ handle, message })
      }
      return drawn
    },
  ],
  [
    'my-meeting',
    async (db, rest, at) => {
      const [id = '', only = null] = rest.split(':')
      const found = await findBroadcast(db, Number(id))
      if (found === null || !isNotice(found)) return []
      const drawn = []
      for (const { personId, handle } of await cardsAbout(db, `meeting:${id}`, only)) {
        const runs = await runsNow(db, found, personId, at)
        drawn.push({ handle, message: await meetingFor(db, links, found, personId, runs) })
      }
      return drawn
    },
  ],
  [
    'deputy',
    async (db, rest) => {
      const [id = '', person = '', deputy = ''] = rest.split(':')
      const found = await findBroadcast(db, Number(id))
      const handle = await noticeHandle(db, `deputy:${rest}`)
      const sent = await answerOf(db, Number(id), person)
      if (found === null || !isNotice(found) || handle === null || sent === null) return []
      const state = sent.deputyId === deputy ? (sent.deputySays ?? 'over') : 'over'
      const asked = { person, name: sent.name, practiceName: sent.practiceName ?? 'the practice' }
      return [{ handle, message: deputyCard(found, asked, state, links.file(found.id, deputy)) }]
    },
  ],
]
