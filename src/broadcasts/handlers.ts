import { answering } from '#src/approvals/answering.ts'
import { askToSend } from '#src/approvals/asking.ts'
import { authorCard } from '#src/approvals/for-author.ts'
import { voidOpen } from '#src/approvals/ending.ts'
import { needFor } from '#src/approvals/gate.ts'
import { newestApproval } from '#src/approvals/store.ts'
import { type Capability, on } from '#src/app/capability.ts'
import { ask, type MemberTurn, redraw, refuse, say } from '#src/app/turn.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import type { FormValues } from '#src/chat/form.ts'
import { withErrors } from '#src/chat/form.ts'
import { instantOf } from '#src/chat/read-form.ts'

import { noticeHandle, notify } from '#src/delivery/notice-store.ts'
import { progressOf } from '#src/delivery/store.ts'
import { writeAudit } from '#src/people/store.ts'
import type { Broadcast } from './broadcast.ts'
import { broadcastCommands } from './commands.ts'
import { deletedCard, draftsCard, previewCard, testCard, testSentCard } from './cards.ts'
import { composing } from './composing.ts'
import { audienceCard } from './draft-card.ts'
import { scheduleForm } from './forms.ts'
import { inForceCard } from './in-force.ts'
import {
  Audience,
  Compose,
  ComposeKind,
  DeleteDraft,
  Drafts,
  EditDraft,
  InForce,
  Preview,
  SaveDraft,
  SaveEdit,
  SaveSchedule,
  Schedule,
  SendNow,
  SendTest,
  Show,
  ShowProgress,
  Unschedule,
} from './intents.ts'

import { open } from './open.ts'
import { owned } from './owned.ts'
import { placeStands } from './place.ts'
import {
  decideEdit,
  decideOwn,
  decideSchedule,
  decideStillTrue,
  decideUnschedule,
} from './rules.ts'
import { audienceOf, authorityOf } from './audience.ts'
import { startBroadcast } from './start.ts'
import { findBroadcast, setProgressCard, setState, writtenBy } from './store.ts'
import { progressCard } from './progress-card.ts'
import { retrying } from './retrying.ts'
import { underWay } from './under-way.ts'
import { londonDay } from '#src/kernel/london.ts'

export const broadcasts: Capability = {
  topic: 'messages',
  handlers: [
    on(Compose, composing.chooseKind),
    on(ComposeKind, async (turn, { kind }) => composing.open(turn, kind)),
    on(
      SaveDraft,
      async (turn, { kind }, values) => composing.save(turn, kind, null, values),
      async (turn, { kind }, values) => composing.again(turn, kind, null, values),
    ),
    on(EditDraft, async (turn, { broadcast }) =>
      owned(turn, broadcast, async (found) => composing.edit(turn, found)),
    ),
    on(
      SaveEdit,
      async (turn, { broadcast }, values) =>
        owned(turn, broadcast, async (found) => composing.save(turn, found.kind, found, values)),
      async (turn, { broadcast }, values) => {
        const own = decideOwn(await findBroadcast(turn.db, broadcast), turn.me.id)
        return own.ok ? composing.again(turn, own.value.kind, own.value, values) : null
      },
    ),
    on(DeleteDraft, async (turn, { broadcast }) =>
      owned(turn, broadcast, async (found) => {
        const decided = decideEdit(found)
        if (!decided.ok) return refuse(decided.refusal)
        await setState(turn.db, found.id, 'deleted', { changedAt: turn.at })
        await voidOpen(turn, found.id, 'deleted', turn.me.id)
        await writeAudit(turn.db, turn.at, turn.me.id, 'broadcast.deleted', `broadcast:${found.id}`)
        return [redraw(deletedCard(found.id))]
      }),
    ),
    on(Drafts, async (turn) => [
      say(draftsCard(await writtenBy(turn.db, turn.me.id, ['draft', 'scheduled'], 12))),
    ]),
    on(Preview, async (turn, { broadcast }) =>
      owned(turn, broadcast, async (found) => showDraft(turn, found)),
    ),
    on(Audience, async (turn, { broadcast }) =>
      owned(turn, broadcast, async (found) => {
        // It holds names, and a draft outlives the role that it was written with.
        const authority = await authorityOf(turn.db, turn.actor.roles, found, turn.at)
        if (!authority.ok) return refuse(authority.refusal)
        return [say(audienceCard(found, await audienceOf(turn.db, found, turn.at)))]
      }),
    ),
    on(SendTest, async (turn, { broadcast }) =>
      owned(turn, broadcast, async (found) => {
        await notify(turn, turn.me.id, `test:${found.id}`, testCard(found))
        return [say(testSentCard(found.id))]
      }),
    ),
    on(SendNow, async (turn, { broadcast }) =>
      owned(turn, broadcast, async (found) => send(turn, found)),
    ),
    on(Schedule, async (turn, { broadcast }) =>
      owned(turn, broadcast, async (found) => {
        const decided = decideEdit(found)
        return decided.ok
          ? [ask(scheduleForm(found.id, SaveSchedule({ broadcast: found.id })))]
          : refuse(decided.refusal)
      }),
    ),
    on(
      SaveSchedule,
      async (turn, { broadcast }, values) =>
        owned(turn, broadcast, async (found) => schedule(turn, found, values)),
      async (_, { broadcast }) => scheduleForm(broadcast, SaveSchedule({ broadcast })),
    ),
    on(Unschedule, async (turn, { broadcast }) =>
      owned(turn, broadcast, async (found) => {
        const decided = decideUnschedule(found)
        if (!decided.ok) return refuse(decided.refusal)
        const newest = await newestApproval(turn.db, found.id)
        if (newest?.state === 'approved') return answering.recall(turn, newest.id)
        await setState(turn.db, found.id, 'draft', { changedAt: turn.at, scheduledFor: null })
        await writeAudit(
          turn.db,
          turn.at,
          turn.me.id,
          'broadcast.unscheduled',
          `broadcast:${found.id}`,
        )
        return controlCard(turn, { ...found, state: 'draft', scheduledFor: null })
      }),
    ),
    ...underWay,
    ...retrying,
    on(ShowProgress, async (turn, { broadcast }) =>
      owned(turn, broadcast, async (found) =>
        found.startedAt === null
          ? showDraft(turn, found)
          : [redraw(progressCard(found, await progressOf(turn.db, found.id, turn.at)))],
      ),
    ),
    on(Show, async (turn, { broadcast }) => open(turn, broadcast)),
    on(InForce, async (turn) => inForceNow(turn)),
  ],
  commands: broadcastCommands,
  redraws: [
    [
      'progress',
      async (db, id, at) => {
        const found = await findBroadcast(db, Number(id))
        const handle = found?.progress ?? (await noticeHandle(db, `progress:${id}`))
        if (found === null || handle === null) return []
        return [{ handle, message: progressCard(found, await progressOf(db, found.id, at)) }]
      },
    ],
  ],
}

async function showDraft(turn: MemberTurn, found: Broadcast): Promise<Reaction> {
  if (found.startedAt !== null)
    return [say(progressCard(found, await progressOf(turn.db, found.id, turn.at)))]
  const newest = await newestApproval(turn.db, found.id)
  // While somebody is asked, or it is held, it follows what becomes of that.
  const about =
    newest?.state === 'asked' || newest?.state === 'approved' ? `approval:${newest.id}` : null
  return [say(previewCard(found)), say(await authorCard(turn.db, found, turn.at), about)]
}

async function controlCard(turn: MemberTurn, found: Broadcast): Promise<Reaction> {
  return [redraw(await authorCard(turn.db, found, turn.at))]
}

async function send(turn: MemberTurn, found: Broadcast): Promise<Reaction> {
  const because = await needFor(turn.db, found)
  if (because !== null && found.startedAt === null) return askToSend(turn, found, because, null)
  const started = await startBroadcast(turn, found, turn.at)
  if (!started.ok) return refuse(started.refusal)
  const card = progressCard(started.value, await progressOf(turn.db, found.id, turn.at))
  if (turn.on !== null) {
    await setProgressCard(turn.db, found.id, turn.on)
    return [redraw(card)]
  }
  // A typed command has no card of its own: one is sent, and it is that one that follows the sending.
  await notify(turn, turn.me.id, `progress:${found.id}`, card)
  return []
}

async function schedule(turn: MemberTurn, found: Broadcast, values: FormValues): Promise<Reaction> {
  const text = (name: string) => [values[name] ?? ''].flat()[0]?.trim() ?? ''
  const form = scheduleForm(found.id, SaveSchedule({ broadcast: found.id }))
  const when = instantOf(text('date'), text('time'))
  const again = (errors: Readonly<Record<string, string>>) =>
    turn.typed
      ? refuse({
          happened: Object.values(errors)[0] ?? 'That time cannot be used',
          next: `Type it as: schedule ${found.id} 2026-12-09 13:00.`,
        })
      : [ask(withErrors(form, values, errors))]
  if (!when.ok) return again(when.errors)
  const place = await placeStands(turn.db, found, turn.at)
  if (!place.ok) return refuse(place.refusal)
  const decided = decideSchedule(found, when.value, turn.at)
  if (!decided.ok) return again({ date: `${decided.refusal.happened}. ${decided.refusal.next}` })
  const stillTrue = decideStillTrue(found, londonDay(when.value))
  if (!stillTrue.ok)
    return refuse({
      happened: `By then message ${found.id} would be out of date`,
      next: stillTrue.refusal.next,
    })
  const because = await needFor(turn.db, found)
  if (because !== null) return askToSend(turn, found, because, when.value)
  await setState(turn.db, found.id, 'scheduled', { changedAt: turn.at, scheduledFor: when.value })
  await writeAudit(turn.db, turn.at, turn.me.id, 'broadcast.scheduled', `broadcast:${found.id}`)
  return controlCard(turn, { ...found, state: 'scheduled', scheduledFor: when.value })
}

async function inForceNow(turn: MemberTurn): Promise<Reaction> {
  const followed = await turn.db
    .selectFrom('subscriptions')
    .where('personId', '=', turn.me.id)
    .select('organisation')
    .distinct()
    .execute()
  const places = await turn.db
    .selectFrom('workplaces')
    .where('personId', '=', turn.me.id)
    .select('organisation')
    .execute()
  const codes = [...new Set([...followed, ...places].map((row) => row.organisation))]
  return [redraw(await inForceCard(turn.db, codes, turn.me.agreed, turn.at))]
}
