import { type MemberTurn, refuse, say } from '#src/app/turn.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import { broadcastCard } from './broadcast-card.ts'
import { redrawCopies, redrawOne } from '#src/delivery/copies.ts'
import { copyAt } from '#src/delivery/copy-store.ts'
import { isList } from '#src/delivery/listed.ts'
import type { Broadcast } from './broadcast.ts'
import { appliesTo, keepSeen, mineOf, tellLate, toldOfReplaced } from './mine-store.ts'
import { categoryOf } from './optional.ts'
import { findBroadcast } from './store.ts'

const NOT_YOURS = {
  happened: 'There is no message with that number for you',
  next: 'Type in force to see what applies where you work.',
}

/** What has gone out to somebody; a message that is paused or was stopped goes to nobody new. */
const OPENED = ['sending', 'paused', 'sent', 'stopped', 'superseded', 'withdrawn'] as const

/** What somebody new can be told of. */
const TELLING = ['sending', 'sent'] as const

/** It is for where they work or what they follow, or it takes the place of something that they were told. */
const isFor = async (turn: MemberTurn, found: Broadcast): Promise<boolean> =>
  (await appliesTo(turn.db, found.organisation, turn.me.id, turn.at)) ||
  toldOfReplaced(turn.db, found.id, turn.me.id)

/**
 * Opens a message again, or for the first time for somebody who came after it was sent and for whom it applies.
 * They are then one of those who were told: their answer counts like anybody's.
 */
export async function open(turn: MemberTurn, id: number): Promise<Reaction> {
  const found = await findBroadcast(turn.db, id)
  if (found === null || !OPENED.some((state) => state === found.state)) return refuse(NOT_YOURS)
  const { told } = await mineOf(turn.db, id, turn.me.id)
  if (!told) {
    if (!TELLING.some((state) => state === found.state)) return refuse(NOT_YOURS)
    if (!(await isFor(turn, found))) return refuse(NOT_YOURS)
    const category = categoryOf(found.content)
    if (category !== null && !turn.me.agreed.includes(category)) return refuse(NOT_YOURS)
    await tellLate(turn.db, id, turn.actor.identity, turn.newId(), turn.at)
  }
  return openTold(turn, found)
}

/** Opens a message for somebody who was told of it. */
export async function openTold(turn: MemberTurn, found: Broadcast): Promise<Reaction> {
  const { id } = found
  const { mine } = await mineOf(turn.db, id, turn.me.id)
  await keepSeen(turn.db, id, turn.me.id)
  // A copy that could not be changed by itself is tried again now that it is touched.
  if (found.since.edition > 1) {
    await redrawCopies(turn, id, turn.me.id, null)
    await redrawPressedList(turn)
  }
  return [say(broadcastCard(found, mine), `broadcast:${id}`)]
}

/** A digest or reminder on which they pressed, which still shows it as it was. */
async function redrawPressedList(turn: MemberTurn): Promise<void> {
  const about = turn.on === null ? null : await copyAt(turn.db, turn.me.id, turn.on)
  if (turn.on !== null && about !== null && isList(about)) await redrawOne(turn, about, turn.on)
}
