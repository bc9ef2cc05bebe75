import { type MemberTurn, redraw, refuse, say } from '#src/app/turn.ts'
import { mineOf, tellLate } from '#src/broadcasts/mine-store.ts'
import { openTold } from '#src/broadcasts/open.ts'
import { findBroadcast } from '#src/broadcasts/store.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import { option } from '#src/chat/form.ts'
import type { Message } from '#src/chat/message.ts'
import { redrawCopies } from '#src/delivery/copies.ts'
import type { Tx } from '#src/kernel/db.ts'
import { londonDay } from '#src/kernel/london.ts'
import { allowed, type Decision } from '#src/kernel/refusal.ts'
import { organisationsByCode, reachOf } from '#src/organisations/store.ts'
import type { Person } from '#src/people/actor.ts'
import { writeAudit } from '#src/people/store.ts'
import { recordAnswer } from '#src/responses/respond.ts'
import { listSubscriptions, workplacesOf } from '#src/subscriptions/store.ts'
import { catchUpCard, choosePlaceCard, noPlaceCard, todayCard } from './list-cards.ts'
import {
  applyingFrom,
  contactsAt,
  listCatchUp,
  listToday,
  type Reader,
  saveCaughtUp,
  upToDateAt,
} from './list-store.ts'
import { MOST_PLACES } from './place-rules.ts'
import { findPlaces } from './places.ts'
import { ROWS, type View } from './view.ts'

const CONTACTS = 4

const GONE = {
  happened: 'That is not in force here any more',
  next: 'Type today at and the name of the place to see what applies there now.',
}
const UNKNOWN_PLACE = {
  happened: 'I know no such place',
  next: 'Type today at and a part of its name, or its ODS code.',
}

type Me = Pick<Person, 'id' | 'gpKind' | 'agreed'>

const readerOf = (me: Me, now: Date, view: View): Reader => ({
  personId: me.id,
  gpKind: me.gpKind,
  agreed: me.agreed,
  day: londonDay(now),
  at: new Date(view.at),
})

/** A place and everything that it belongs to today. */
const above = async (db: Tx, place: string, now: Date): Promise<readonly string[]> =>
  (await reachOf(db, [place], londonDay(now), 'above')).map(({ code }) => code)

/** The card of one page of a list as it is now; null for a place that does not exist. */
export async function listCard(
  db: Tx,
  me: Me,
  now: Date,
  view: View,
  returned = false,
): Promise<Message | null> {
  const reader = readerOf(me, now, view)
  const today = reader.day
  if (view.list === 'catch-up') {
    const followed = await listSubscriptions(db, me.id)
    const codes = [...new Set(followed.map(({ organisation }) => organisation))]
    const reach = await reachOf(db, codes, today, 'both')
    const page = await listCatchUp(db, reader, reach, new Date(view.since), view.from, ROWS)
    return catchUpCard({ view, today, ...page }, { returned, follows: followed.length > 0 })
  }
  const [place] = await organisationsByCode(db, [view.place])
  if (place === undefined) return null
  const codes = await above(db, view.place, now)
  const page = await listToday(db, reader, codes, view.from, ROWS)
  const contacts = view.from === 0 ? await contactsAt(db, codes, now, CONTACTS) : []
  return todayCard(place, { view, today, ...page }, contacts)
}

/** In place after a press on the list itself; anew after a command. */
async function shown(turn: MemberTurn, view: View): Promise<Reaction> {
  const card = await listCard(turn.db, turn.me, turn.at, view)
  return card === null ? refuse(UNKNOWN_PLACE) : [redraw(card)]
}

export const showList = shown

export async function todayAt(turn: MemberTurn, place: string): Promise<Reaction> {
  const view: View = { list: 'today', place, at: turn.at.getTime(), since: 0, from: 0 }
  const card = await listCard(turn.db, turn.me, turn.at, view)
  return card === null ? refuse(UNKNOWN_PLACE) : [say(card)]
}

/** By what was typed: the place that is meant, a choice of those that fit, or of one's own when nothing was typed. */
export async function findPlace(turn: MemberTurn, typed: string): Promise<Reaction> {
  if (typed.trim() === '') {
    const own = await workplacesOf(turn.db, turn.me.id)
    const [only] = own
    if (only !== undefined && own.length === 1) return todayAt(turn, only.code)
    return [
      say(
        choosePlaceCard(
          '',
          own.slice(0, MOST_PLACES).map(({ code, name }) => option(code, name.slice(0, 75), code)),
        ),
      ),
    ]
  }
  const { meant, places } = await findPlaces(turn.db, typed, londonDay(turn.at))
  if (meant !== null) return todayAt(turn, meant.value)
  return [say(places.length === 0 ? noPlaceCard(typed) : choosePlaceCard(typed, places))]
}

/** What somebody missed since they were last up to date. */
export async function catchUpView(db: Tx, me: Me, at: Date): Promise<View> {
  const since = await upToDateAt(db, me.id)
  await saveCaughtUp(db, me.id, at)
  await writeAudit(db, at, me.id, 'person.caught-up', `person:${me.id}`)
  return {
    list: 'catch-up',
    place: '',
    at: at.getTime(),
    since: Math.max(0, since?.getTime() ?? 0),
    from: 0,
  }
}

export async function catchUp(turn: MemberTurn, returned: boolean): Promise<Reaction> {
  const view = await catchUpView(turn.db, turn.me, turn.at)
  const card = await listCard(turn.db, turn.me, turn.at, view, returned)
  return card === null ? [] : [say(card)]
}

/** Of some numbers, the broadcasts that this person may see in that list today. */
async function mayRead(turn: MemberTurn, view: View, ids: readonly number[]) {
  const today = londonDay(turn.at)
  const codes =
    view.list === 'today'
      ? await above(turn.db, view.place, turn.at)
      : (
          await reachOf(
            turn.db,
            (await listSubscriptions(turn.db, turn.me.id)).map((one) => one.organisation),
            today,
            'both',
          )
        ).map(({ code }) => code)
  return applyingFrom(turn.db, turn.me.id, ids, codes, { day: today, agreed: turn.me.agreed })
}

/** What a card showed of one message: its number, and the version that was in force then. */
export type Seen = Readonly<{ id: number; version: number }>

async function read(turn: MemberTurn, { id, version }: Seen): Promise<Decision<true>> {
  const { told, mine } = await mineOf(turn.db, id, turn.me.id)
  if (!told) await tellLate(turn.db, id, turn.actor.identity, turn.newId(), turn.at)
  // Who already said that they will act, or that it is not relevant, is not made to say less.
  if (mine.answer !== null) return allowed(true)
  const recorded = await recordAnswer(turn, id, 'read', version)
  await redrawCopies(turn, id, turn.me.id, null)
  return recorded
}

/** Acknowledges one row of a list, and shows the list as it then is, in the same order. */
export async function readListed(turn: MemberTurn, view: View, seen: Seen): Promise<Reaction> {
  const [there] = await mayRead(turn, view, [seen.id])
  if (there === undefined) return refuse(GONE)
  const recorded = await read(turn, seen)
  const list = await shown(turn, view)
  return recorded.ok ? list : [...list, ...refuse(recorded.refusal)]
}

/** Acknowledges the rows that a card showed, a critical one never, nor one that has changed since: these stay unread. */
export async function readShown(
  turn: MemberTurn,
  view: View,
  all: readonly Seen[],
): Promise<Reaction> {
  const there = await mayRead(
    turn,
    view,
    all.map(({ id }) => id),
  )
  const calm = new Set(there.filter(({ urgency }) => urgency !== 'critical').map(({ id }) => id))
  for (const seen of all.filter(({ id }) => calm.has(id))) await read(turn, seen)
  return shown(turn, view)
}

/** Opens what applies at a place: somebody who was not told of it is told from now on. */
export async function openAt(
  turn: MemberTurn,
  place: string,
  broadcast: number,
): Promise<Reaction> {
  const view: View = { list: 'today', place, at: 0, since: 0, from: 0 }
  const [there] = await mayRead(turn, view, [broadcast])
  const found = there === undefined ? null : await findBroadcast(turn.db, broadcast)
  if (found === null) return refuse(GONE)
  const { told } = await mineOf(turn.db, broadcast, turn.me.id)
  if (!told) await tellLate(turn.db, broadcast, turn.actor.identity, turn.newId(), turn.at)
  return openTold(turn, found)
}
