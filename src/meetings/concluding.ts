import { type Handler, on } from '#src/app/capability.ts'
import { ask, type MemberTurn, redraw, refuse, say } from '#src/app/turn.ts'
import { findBroadcast } from '#src/broadcasts/store.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import { type Form, type FormValues, option, withErrors } from '#src/chat/form.ts'
import { notify, notifyAll } from '#src/delivery/notice-store.ts'
import { londonDay } from '#src/kernel/london.ts'
import { clip } from '#src/kernel/words.ts'
import { writeAudit } from '#src/people/store.ts'
import { noticeAt } from '#src/subscriptions/rules.ts'
import { followMeeting } from './attending.ts'
import { actionCard, actionsCard, minutesCard, minutesSentCard } from './cards/conclude-cards.ts'
import { attendersOf } from './came-store.ts'
import { coming } from './coming-store.ts'
import {
  actionsOf,
  addAction,
  findAction,
  finishAction,
  keepToldMinutes,
  minutesOf,
  saveMinutes,
  toldMinutes,
} from './conclude-store.ts'
import { actionForm, minutesForm } from './forms/conclude-forms.ts'
import { meeting, running } from './found.ts'
import {
  ActionDone,
  Actions,
  AddAction,
  SaveAction,
  SaveMinutes,
  ShowMinutes,
  WriteMinutes,
} from './intents.ts'
import { isMarked } from './rules/came.ts'
import { decideMinutes, minutesGoTo, readAction, readMinutes } from './rules/concluding.ts'
import { decideNotCancelled, isNotice, type Notice } from './rules/rsvp.ts'
import { whomItConcerns } from './store.ts'

/** What comes of a meeting: its minutes, and what somebody has to do. */
export const concluding: readonly Handler[] = [
  on(WriteMinutes, async (turn, { broadcast }) =>
    running(turn, broadcast, async (notice) => {
      const decided = decideMinutes(notice, turn.at)
      if (!decided.ok) return refuse(decided.refusal)
      const minutes = await minutesOf(turn.db, broadcast)
      return [ask(minutesForm(notice, minutes, isMarked(await attendersOf(turn.db, notice))))]
    }),
  ),
  on(
    SaveMinutes,
    async (turn, { broadcast }, values) =>
      running(turn, broadcast, async (notice) => writeMinutes(turn, notice, values)),
    async (turn, { broadcast }) => {
      const found = await findBroadcast(turn.db, broadcast)
      return found !== null && isNotice(found)
        ? minutesForm(found, null, isMarked(await attendersOf(turn.db, found)))
        : null
    },
  ),
  on(ShowMinutes, async (turn, { broadcast }) =>
    meeting(turn, broadcast, async ({ notice }) => {
      const minutes = await minutesOf(turn.db, broadcast)
      return minutes === null ? refuse(NO_MINUTES) : [say(minutesCard(notice, minutes))]
    }),
  ),
  on(AddAction, async (turn, { broadcast }) =>
    running(turn, broadcast, async (notice) => {
      const held = decideNotCancelled(notice)
      return held.ok ? [ask(await actionFormFor(turn, notice))] : refuse(held.refusal)
    }),
  ),
  on(
    SaveAction,
    async (turn, { broadcast }, values) =>
      running(turn, broadcast, async (notice) => saveAction(turn, notice, values)),
    async (turn, { broadcast }) => {
      const found = await findBroadcast(turn.db, broadcast)
      return found !== null && isNotice(found) ? actionFormFor(turn, found) : null
    },
  ),
  on(Actions, async (turn, { broadcast }) =>
    meeting(turn, broadcast, async ({ notice }) => [
      say(actionsCard(notice, await actionsOf(turn.db, broadcast))),
    ]),
  ),
  on(ActionDone, async (turn, { action }) => finish(turn, action)),
]

const NO_MINUTES = {
  happened: 'There are no minutes of this meeting yet',
  next: 'Whoever runs it sends them out. To ask, use Ask a question on its notice.',
}

async function writeMinutes(
  turn: MemberTurn,
  notice: Notice,
  values: FormValues,
): Promise<Reaction> {
  const { db, me, at } = turn
  const { id } = notice
  const decided = decideMinutes(notice, at)
  if (!decided.ok) return refuse(decided.refusal)
  const before = await minutesOf(db, id)
  const read = readMinutes(values)
  if (!read.ok) {
    const form = minutesForm(notice, before, isMarked(await attendersOf(db, notice)))
    return [ask(withErrors(form, values, read.errors))]
  }
  const { to, ...said } = read.value
  const same =
    before !== null &&
    JSON.stringify({ ...before, version: 0 }) === JSON.stringify({ ...said, version: 0 })
  const version = same ? before.version : (before?.version ?? 0) + 1
  const minutes = { ...said, version }
  await saveMinutes(db, id, minutes, me.id, at)
  const there = await wasThere(turn, notice)
  const all = await whomItConcerns(db, id)
  const chosen = all.filter(({ personId }) => to === 'all' || !there.has(personId))
  const told = await toldMinutes(db, id)
  const goTo = minutesGoTo(
    chosen.map(({ personId }) => personId),
    told,
    version,
  )
  const people = all.filter(({ personId }) => goTo.has(personId) && personId !== me.id)
  const card = minutesCard(notice, minutes)
  await notifyAll(
    turn,
    people.map((one) => ({ personId: one.personId, dueAt: noticeAt(one, 'routine', at) })),
    `minutes:${id}:${version}`,
    card,
  )
  await keepToldMinutes(
    db,
    id,
    people.map(({ personId }) => personId),
    version,
  )
  await writeAudit(db, at, me.id, 'minutes.sent', `broadcast:${id}`)
  await followMeeting(turn, id)
  return [say(minutesSentCard(notice, people.length))]
}

/** Who was there, where that was marked; else who was expected. */
async function wasThere({ db }: MemberTurn, notice: Notice): Promise<ReadonlySet<string>> {
  const all = await attendersOf(db, notice)
  const there = isMarked(all) ? all.filter(({ came }) => came === true) : await coming(db, notice)
  return new Set(there.map(({ personId }) => personId))
}

/** Somebody who came or is expected, or whoever runs the meeting. */
async function actionFormFor(turn: MemberTurn, notice: Notice): Promise<Form> {
  const others = (await coming(turn.db, notice)).filter(({ personId }) => personId !== turn.me.id)
  const owners = [{ personId: turn.me.id, name: turn.me.name }, ...others].slice(0, 100)
  return actionForm(
    notice,
    owners.map(({ personId, name }) => option(personId, clip(name, 75))),
    SaveAction({ broadcast: notice.id }),
  )
}

async function saveAction(turn: MemberTurn, notice: Notice, values: FormValues): Promise<Reaction> {
  const { db, me, at } = turn
  const form = await actionFormFor(turn, notice)
  const read = readAction(values, londonDay(at))
  if (!read.ok) return [ask(withErrors(form, values, read.errors))]
  const { what, owner, due } = read.value
  const owners = [me.id, ...(await coming(db, notice)).map(({ personId }) => personId)]
  if (!owners.includes(owner))
    return [ask(withErrors(form, values, { owner: 'Choose somebody who comes to the meeting' }))]
  const row = { broadcastId: notice.id, what, ownerId: owner, due, madeBy: me.id, madeAt: at }
  const item = await findAction(db, await addAction(db, row))
  if (item === null) throw new Error('An action item that was just written is not there')
  await writeAudit(db, at, me.id, 'action.given', `action:${item.id}`)
  if (owner !== me.id)
    await notify(turn, owner, `action:${item.id}`, actionCard(notice, item, 'new'))
  return [say(actionsCard(notice, await actionsOf(db, notice.id)))]
}

const NOT_YOURS = {
  happened: 'There is nothing with that number for you to do',
  next: 'Open the meeting with meetings, and look at what is to be done.',
}

/** Its owner says that it is done, or whoever runs the meeting. */
async function finish(turn: MemberTurn, id: number): Promise<Reaction> {
  const { db, me, at } = turn
  const item = await findAction(db, id)
  if (item === null) return refuse(NOT_YOURS)
  const then = async (notice: Notice): Promise<Reaction> => {
    if (await finishAction(db, id, at)) {
      await writeAudit(db, at, me.id, 'action.done', `action:${id}`)
      if (item.madeBy !== me.id)
        await notify(turn, item.madeBy, `action-done:${id}`, actionCard(notice, item, 'done'))
    }
    return [redraw(actionsCard(notice, await actionsOf(db, notice.id)))]
  }
  if (item.ownerId !== me.id) return running(turn, item.broadcastId, then)
  const found = await findBroadcast(db, item.broadcastId)
  return found !== null && isNotice(found) ? then(found) : refuse(NOT_YOURS)
}
