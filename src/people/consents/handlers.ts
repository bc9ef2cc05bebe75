import { bare, type Capability, joined, on, onAnybody } from '#src/app/capability.ts'
import { type MemberTurn, redraw, refuse, say, type Turn } from '#src/app/turn.ts'
import { findBroadcast } from '#src/broadcasts/store.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import { queueUncovered } from '#src/delivery/lost-store.ts'
import { writeAudit } from '../store.ts'
import {
  agreedCard,
  nothingToStopCard,
  notAskedCard,
  preferencesCard,
  stoppedCard,
  undoneCard,
} from './cards.ts'
import {
  consentsOf,
  giveConsent,
  lastTakenBack,
  restoreStopped,
  takeBack,
  takenBackAt,
} from './consent-store.ts'
import { Agree, Preferences, StopOptional, UndoStop } from './intents.ts'
import { accountHash } from './suppression.ts'
import { endSuppression, suppress } from './suppression-store.ts'
import { OPTIONAL_CATEGORIES, type OptionalCategory, WORDINGS } from './wordings.ts'

/** For how long what was stopped can be let come after all. */
const UNDO_MS = 24 * 60 * 60_000

const isTooLate = (stoppedAt: Date, at: Date) => at.getTime() - stoppedAt.getTime() > UNDO_MS

const TOO_LATE = {
  happened: 'That can no longer be undone',
  next: 'Type preferences and choose what you want to be sent.',
}

/** What somebody agrees to, and the stop on everything optional. `secret` is what suppressed accounts are kept under. */
export function createConsents({ secret }: Readonly<{ secret: string }>): Capability {
  const hashOf = (turn: Turn) => accountHash(secret, turn.actor.identity)

  async function agree(turn: MemberTurn, category: keyof typeof WORDINGS): Promise<void> {
    const { db, at, newId, actor } = turn
    await giveConsent(
      db,
      { personId: turn.me.id, at, platform: actor.identity.platform, newId },
      category,
    )
    if (category !== 'purpose') await endSuppression(db, hashOf(turn), [category])
    await writeAudit(
      db,
      at,
      turn.me.id,
      'consent.given',
      `consent:${category}:${WORDINGS[category].version}`,
    )
  }

  async function stop(turn: Turn, category: OptionalCategory | 'all'): Promise<Reaction> {
    const { db, at, actor } = turn
    const { person } = actor
    if (person === null) {
      await suppress(db, [hashOf(turn)], ['invitation'], at)
      await writeAudit(db, at, null, 'account.suppressed', 'account:-')
      return [say(notAskedCard())]
    }
    const wanted = category === 'all' ? OPTIONAL_CATEGORIES : [category]
    const platform = actor.identity.platform
    const stopped = await takeBack(db, { personId: person.id, at, platform }, wanted)
    for (const one of stopped)
      await writeAudit(db, at, person.id, 'consent.withdrawn', `consent:${one}`)
    if (stopped.length > 0) return [say(stoppedCard(stopped, at))]
    // Pressed again: the card with the way back may be far up in the chat.
    const before = await lastTakenBack(db, person.id, wanted)
    return [
      say(
        before === null || isTooLate(before.at, at)
          ? nothingToStopCard(category)
          : stoppedCard(before.categories, before.at),
      ),
    ]
  }

  async function undo(turn: MemberTurn, stoppedAt: Date): Promise<Reaction> {
    const { db, at, me } = turn
    const taken = await takenBackAt(db, me.id, stoppedAt)
    if (taken.length === 0 || isTooLate(stoppedAt, at)) return refuse(TOO_LATE)
    for (const category of taken) {
      await agree(turn, category)
      for (const id of await restoreStopped(db, me.id, at, category)) {
        const found = await findBroadcast(db, id)
        if (found !== null) await queueUncovered(turn, found, at, 'live')
      }
    }
    return [redraw(undoneCard(taken))]
  }

  return {
    topic: 'account',
    handlers: [
      on(Preferences, async (turn) => [say(await preferences(turn))]),
      on(Agree, async (turn, { category }) => {
        await agree(turn, category)
        return [redraw(agreedCard(category, turn.at))]
      }),
      onAnybody(StopOptional, async (turn, { category }) => stop(turn, category)),
      on(UndoStop, async (turn, { at }) => undo(turn, new Date(at))),
    ],
    commands: [
      {
        words: ['preferences', 'my preferences', 'consents', 'my consents'],
        usage: 'preferences',
        does: 'See what you agree to, and change it',
        offered: joined,
        read: bare(Preferences({})),
      },
      {
        // The bare word is read where "stop 12" is, and comes to the same.
        words: ['stop all', 'stop optional', 'stop messages'],
        usage: 'stop all',
        does: 'Stop everything optional at once',
        offered: joined,
        read: bare(StopOptional({ category: 'all' })),
      },
    ],
    redraws: [],
  }
}

async function preferences({ db, me }: MemberTurn) {
  const held = await consentsOf(db, me.id)
  return preferencesCard(
    held.map(({ category, wording, givenAt }) => ({
      category,
      since: givenAt,
      current: wording === WORDINGS[category].version,
    })),
  )
}
