import { type Command, type Handler, holdsAnyRole, on } from '#src/app/capability.ts'
import { numbered, spoken } from '#src/app/commands.ts'
import { ask, type MemberTurn, redraw, refuse, say } from '#src/app/turn.ts'
import { voidOpen } from '#src/approvals/ending.ts'
import { bankHolidays } from '#src/attention/store.ts'
import { authorityOf } from '#src/broadcasts/audience.ts'
import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import { decideEdit } from '#src/broadcasts/rules.ts'
import { findBroadcast, insertDraft, lockBroadcast, setState } from '#src/broadcasts/store.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import { type Form, type FormValues, withErrors } from '#src/chat/form.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import { londonDay } from '#src/kernel/london.ts'
import { officersFor } from '#src/opportunities/officers.ts'
import { writeAudit } from '#src/people/store.ts'
import { endSeriesCard, seriesCard, seriesDatesCard } from './cards/series-cards.ts'
import { seriesForm } from './forms/series-forms.ts'
import { running } from './found.ts'
import {
  AskEndSeries,
  EndSeries,
  KeepSeries,
  LeaveOut,
  PlanSeries,
  RepeatMeeting,
  ShowSeries,
  TakeOver,
} from './intents.ts'
import { decideNotCancelled, isNotice, type Notice } from './rules/rsvp.ts'
import {
  decideKeep,
  holidaysOn,
  isPlanned,
  type PlannedMeeting,
  readSeries,
  repeated,
  type ShownSeries,
} from './rules/series.ts'
import { handOver, plannedWith, saveSeries, type Series, seriesOf } from './series-store.ts'

/** A meeting that is held again: its series is drafts of notices, each of which is looked at and sent by a person. */
export const series: readonly Handler[] = [
  on(RepeatMeeting, async (turn, { broadcast }) =>
    repeatable(turn, broadcast, async (notice) => [ask(await formFor(turn, notice))]),
  ),
  on(
    PlanSeries,
    async (turn, { broadcast }, values) =>
      repeatable(turn, broadcast, async (notice) => plan(turn, notice, values)),
    async (turn, { broadcast }) => {
      const found = await findBroadcast(turn.db, broadcast)
      return found !== null && isNotice(found) ? formFor(turn, found) : null
    },
  ),
  on(KeepSeries, async (turn, { broadcast, from, every, weeks, look }) =>
    repeatable(turn, broadcast, async (notice) => {
      const decided = decideKeep(notice, { from, weeks }, londonDay(turn.at))
      if (!decided.ok) return refuse(decided.refusal)
      return keep(turn, notice, { every, days: decided.value, look })
    }),
  ),
  on(ShowSeries, async (turn, { broadcast }) =>
    inSeries(turn, broadcast, async (found) => [say(await cardFor(turn, found))]),
  ),
  on(TakeOver, async (turn, { broadcast }) =>
    inSeries(turn, broadcast, async (found, { id }) => takeOver(turn, found, id)),
  ),
  on(LeaveOut, async (turn, { broadcast }) =>
    inSeries(turn, broadcast, async (found) => leaveOut(turn, found)),
  ),
  on(AskEndSeries, async (turn, { broadcast }) =>
    inSeries(turn, broadcast, async (found) => {
      const all = await plannedMeetings(turn.db, broadcast, turn.at)
      const drafts = all.filter(({ state }) => state === 'draft').length
      return [redraw(endSeriesCard(found, drafts, all.length - drafts))]
    }),
  ),
  on(EndSeries, async (turn, { broadcast }) =>
    inSeries(turn, broadcast, async (found, { id }) => {
      for (const one of await plannedMeetings(turn.db, broadcast, turn.at))
        if (one.state === 'draft') await remove(turn, one.id)
      await writeAudit(turn.db, turn.at, turn.me.id, 'series.ended', `series:${id}`)
      return [redraw(await cardFor(turn, found))]
    }),
  ),
]

export const seriesCommands: readonly Command[] = [
  {
    words: ['repeat'],
    usage: 'repeat 12',
    does: 'Plan more meetings like one that you run',
    offered: holdsAnyRole,
    read: (rest) =>
      numbered(rest, 'repeat 12', (broadcast) => spoken(RepeatMeeting({ broadcast }))),
  },
  {
    words: ['series'],
    usage: 'series 12',
    does: 'See what is planned after a meeting that you run',
    offered: holdsAnyRole,
    read: (rest) => numbered(rest, 'series 12', (broadcast) => spoken(ShowSeries({ broadcast }))),
  },
]

/** The meetings that are planned in the series of one of them, the next first. */
export async function plannedMeetings(
  db: Db | Tx,
  broadcast: number,
  at: Date,
): Promise<readonly PlannedMeeting[]> {
  const found: PlannedMeeting[] = []
  for (const row of await plannedWith(db, broadcast, londonDay(at))) {
    const one = await findBroadcast(db, row.broadcast)
    if (one !== null && isPlanned(one)) found.push(one)
  }
  return found
}

/** A meeting of whoever acts that nothing is planned after yet. */
async function repeatable(
  turn: MemberTurn,
  broadcast: number,
  then: (notice: Notice) => Promise<Reaction>,
): Promise<Reaction> {
  return running(turn, broadcast, async (notice) => {
    const held = decideNotCancelled(notice)
    if (!held.ok) return refuse(held.refusal)
    const planned = await plannedWith(turn.db, broadcast, londonDay(turn.at))
    return planned.length === 0
      ? then(notice)
      : refuse({
          happened: 'More meetings are planned after this one already',
          next: `To see, move or end them, type series ${broadcast}.`,
        })
  })
}

/** A meeting of a series that whoever acts runs, told of or planned. Its row is held. */
async function inSeries(
  turn: MemberTurn,
  broadcast: number,
  then: (found: Broadcast, of: Series) => Promise<Reaction>,
): Promise<Reaction> {
  const found = await lockBroadcast(turn.db, broadcast)
  const of = await seriesOf(turn.db, broadcast)
  if (found === null || of === null) return refuse(NO_SERIES)
  const authority = await authorityOf(turn.db, turn.actor.roles, found, turn.at)
  return authority.ok ? then(found, of) : refuse(NO_SERIES)
}

const NO_SERIES = {
  happened: 'There is no series with a meeting of that number that you run',
  next: 'To plan more meetings like one that you run, type repeat and its number.',
}

async function formFor({ db, at }: MemberTurn, notice: Notice): Promise<Form> {
  const holidays = holidaysOn(notice.content.date, await bankHolidays(db), londonDay(at))
  return seriesForm(notice, holidays, PlanSeries({ broadcast: notice.id }))
}

async function plan(turn: MemberTurn, notice: Notice, values: FormValues): Promise<Reaction> {
  const read = readSeries(values, notice.content.date, londonDay(turn.at))
  return read.ok
    ? [say(seriesDatesCard(notice, read.value))]
    : [ask(withErrors(await formFor(turn, notice), values, read.errors))]
}

async function keep(turn: MemberTurn, notice: Notice, shown: ShownSeries): Promise<Reaction> {
  const { db, me, at } = turn
  const { organisation, urgency, specialties, gpKinds, content } = notice
  const drafts: number[] = []
  for (const day of shown.days) {
    const draft = { organisation, urgency, specialties, gpKinds, content: repeated(content, day) }
    drafts.push(await insertDraft(db, me.id, draft, at))
  }
  const made = { every: shown.every, lookDays: Number(shown.look), madeBy: me.id }
  const id = await saveSeries(db, made, notice.id, drafts, at)
  await writeAudit(db, at, me.id, 'series.made', `series:${id}`)
  return [redraw(await cardFor(turn, notice))]
}

/** Of these, the ones whose author is gone, or may not send their notices any more. */
async function orphans(
  { db, at }: MemberTurn,
  planned: readonly PlannedMeeting[],
): Promise<readonly PlannedMeeting[]> {
  const found: PlannedMeeting[] = []
  for (const one of planned)
    if (!(await officersFor(db, one, at)).includes(one.authorId)) found.push(one)
  return found
}

async function cardFor(turn: MemberTurn, { id, content }: Broadcast | Notice) {
  const planned = await plannedMeetings(turn.db, id, turn.at)
  const orphaned = (await orphans(turn, planned)).length > 0
  return seriesCard({ id, content }, planned, turn.me.id, orphaned)
}

/** What an author cannot send any more is this person's; what waited for its time is looked at anew. */
async function takeOver(turn: MemberTurn, found: Broadcast, id: number): Promise<Reaction> {
  const { db, me, at } = turn
  const left = await orphans(turn, await plannedMeetings(db, found.id, at))
  for (const one of left) {
    if (one.state === 'scheduled') {
      await setState(db, one.id, 'draft', { changedAt: at, scheduledFor: null })
      await voidOpen(turn, one.id, 'not-sent', me.id)
    }
    await handOver(db, one.id, me.id)
  }
  if (left.length > 0) await writeAudit(db, at, me.id, 'series.taken-over', `series:${id}`)
  return [redraw(await cardFor(turn, found))]
}

async function remove(turn: MemberTurn, broadcast: number): Promise<void> {
  await setState(turn.db, broadcast, 'deleted', { changedAt: turn.at })
  await voidOpen(turn, broadcast, 'deleted', turn.me.id)
}

async function leaveOut(turn: MemberTurn, found: Broadcast): Promise<Reaction> {
  if (found.state !== 'deleted') {
    const decided = decideEdit(found)
    if (!decided.ok) return refuse(decided.refusal)
    await remove(turn, found.id)
    await writeAudit(turn.db, turn.at, turn.me.id, 'series.left-out', `broadcast:${found.id}`)
  }
  return [redraw(await cardFor(turn, found))]
}
