import type { Kysely } from 'kysely'
import type { Core, Inbound, MessageHandle, Reaction } from '#src/chat/chat-platform.ts'
import { referenceOf } from '#src/chat/platform-cards.ts'
import type { Log } from '#src/kernel/log.ts'
import type { World } from '#src/kernel/world.ts'
import { handleOf, messageAt } from './address.ts'
import { keepCard, keepTyped, redrawCard } from './inbox.ts'
import type { Live } from './live.ts'
import { opened, type OpenForms, refilled } from './open-forms.ts'
import type { WebTables } from './tables.ts'

export type Room = Readonly<{
  db: Kysely<WebTables>
  world: World
  log: Log
  live: Live
  forms: OpenForms
}>

export type Handled =
  /** `forgotten`: it was not taken, and is not kept. */
  | Readonly<{ is: 'done'; forgotten: boolean }>
  /** `saved` is whether what the person did stands all the same. */
  | Readonly<{ is: 'failed'; saved: boolean; reference: string }>

/** Tells the core what somebody did, and shows what it answers in their chat. */
export async function converse(room: Room, core: Core, inbound: Inbound): Promise<Handled> {
  const { user } = inbound.who
  let saved = false
  try {
    const reaction = await core.receive(inbound)
    saved = true
    const said = await show(room, inbound, reaction)
    await tellWhere(room, core, inbound, said)
    settleForm(room, inbound, reaction)
    room.live.changed(user)
    return { is: 'done', forgotten: reaction.some((step) => step.do === 'forget') }
  } catch (error) {
    const reference = referenceOf(room.world.newId())
    room.log.error('web.event-failed', error, { reference, saved, eventId: inbound.eventId })
    if (!saved) keepWhatWasFilledIn(room, inbound)
    return { is: 'failed', saved, reference }
  }
}

/** A card that was said, and what it is about. */
type Said = Readonly<{ about: string; handle: MessageHandle }>

/** The cards stand already: one that the core could not note is only one that will not follow. */
async function tellWhere(
  { log }: Room,
  core: Core,
  { who, eventId }: Inbound,
  said: readonly Said[],
): Promise<void> {
  for (const { about, handle } of said)
    try {
      await core.said(who, about, handle)
    } catch (error) {
      log.error('web.said-not-told', error, { eventId })
    }
}

/** All of an answer appears at once, and once only however often its event is told. */
async function show(
  { db, world }: Room,
  inbound: Inbound,
  reaction: Reaction,
): Promise<readonly Said[]> {
  const { eventId, who, what } = inbound
  const { user } = who
  const at = world.now()
  const on = inbound.on === null ? null : messageAt(inbound.on)
  return db.transaction().execute(async (tx) => {
    const said: Said[] = []
    // As if it had never been typed: this far end is ours, so here it can be done.
    const forget = reaction.some((step) => step.do === 'forget')
    if (what.is === 'say' && !forget)
      await keepTyped(tx, {
        id: world.newId(),
        user,
        key: `event:${eventId}:typed`,
        text: what.text,
        inReplyTo: on,
        at,
      })
    for (const [n, step] of reaction.entries()) {
      if (step.do === 'ask' || step.do === 'forget') continue
      const { message, about } = step
      // With no card to redraw, the answer is still an answer.
      const redrawn = step.do === 'redraw' && on !== null && (await redrawCard(tx, on, message))
      if (redrawn !== false && redrawn !== undefined) continue
      const key = `event:${eventId}:${n}`
      const id = await keepCard(tx, { id: world.newId(), user, key, message, at })
      if (about !== null) said.push({ about, handle: handleOf(id) })
    }
    return said
  })
}

function settleForm({ forms, world }: Room, inbound: Inbound, reaction: Reaction): void {
  const { user } = inbound.who
  const before = forms.get(user)
  const ask = reaction.findLast((step) => step.do === 'ask')
  if (ask !== undefined) {
    const on = inbound.on === null ? null : messageAt(inbound.on)
    const again =
      inbound.what.is === 'submit' && before !== undefined
        ? { before, values: inbound.what.values }
        : null
    forms.set(user, opened(world.newId(), ask.form, on, again))
  } else if (inbound.what.is === 'submit' && before?.id === inbound.eventId) {
    // Only the form that was sent: the same click told twice must not close what its first telling opened.
    forms.delete(user)
  }
}

function keepWhatWasFilledIn({ forms }: Room, { eventId, who, what }: Inbound): void {
  const open = forms.get(who.user)
  if (open?.id === eventId && what.is === 'submit') forms.set(who.user, refilled(open, what.values))
}
