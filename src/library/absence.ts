import { z } from 'zod'
import { ask, type MemberTurn, refuse, say } from '#src/app/turn.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import { type FormValues, withErrors } from '#src/chat/form.ts'
import { day, readForm } from '#src/chat/read-form.ts'
import { hastenNotices, notify } from '#src/delivery/notice-store.ts'
import { endExpired } from '#src/delivery/stop-store.ts'
import type { Db } from '#src/kernel/db.ts'
import { eachAlone } from '#src/kernel/each-alone.ts'
import { londonDay } from '#src/kernel/london.ts'
import type { Queue } from '#src/kernel/queue.ts'
import type { World } from '#src/kernel/world.ts'
import { writeAudit } from '#src/people/store.ts'
import { backAfter } from '#src/subscriptions/rules.ts'
import { absencesOver, endAbsence, lockAbsence, memberById, saveAway } from './away-store.ts'
import { awayForm } from './forms.ts'
import { awayCard } from './list-cards.ts'
import { catchUp, catchUpView, listCard } from './lists.ts'

const NOT_AWAY = {
  happened: 'You are not away',
  next: 'Messages come to you. Type catch up to see what you missed.',
}

/** Longer than any leave; a year typed wrong would keep everything from somebody. */
const LONGEST_DAYS = 731
const DAY_MS = 24 * 60 * 60 * 1000

const AwayGiven = z.object({ until: day('Your last day away') })

function readUntil(values: FormValues, at: Date) {
  const read = readForm(AwayGiven, values)
  if (!read.ok) return read
  const { until } = read.value
  const wrong =
    until < londonDay(at)
      ? 'That day has gone by. Choose today or a later day'
      : until > londonDay(new Date(at.getTime() + LONGEST_DAYS * DAY_MS))
        ? 'Choose a day within two years'
        : null
  return wrong === null ? read : { ok: false as const, errors: { until: wrong } }
}

/** From now until the morning after that day nothing is sent to somebody but what is critical. */
export async function goAway(turn: MemberTurn, values: FormValues): Promise<Reaction> {
  const read = readUntil(values, turn.at)
  if (!read.ok)
    return turn.typed
      ? refuse({
          happened: read.errors['until'] ?? 'I could not read that day',
          next: 'Type it as: away until 31 December 2026. Or type away for a form.',
        })
      : [ask(withErrors(awayForm(), values, read.errors))]
  const until = backAfter(read.value.until, turn.me)
  await lockAbsence(turn.db, turn.me.id)
  const held = await saveAway(turn.db, turn.me.id, until)
  await writeAudit(turn.db, turn.at, turn.me.id, 'person.away', `person:${turn.me.id}`)
  return [say(awayCard(until, held))]
}

/** Ends an absence now. What was kept is told as one list of what is still in force, and what changed meanwhile is said. */
export async function back(turn: MemberTurn): Promise<Reaction> {
  const until = await lockAbsence(turn.db, turn.me.id)
  if (until === null) return refuse(NOT_AWAY)
  await endAbsence(turn.db, turn.me.id, null, turn.at)
  await hastenNotices(turn, turn.me.id)
  await writeAudit(turn.db, turn.at, turn.me.id, 'person.back', `person:${turn.me.id}`)
  return catchUp(turn, true)
}

/** Sends everybody whose absence is over their catch-up, in place of what was kept; each in a transaction of their own. */
export async function endAbsences(
  deps: Readonly<{ db: Db; queue: Pick<Queue, 'add'>; world: World }>,
): Promise<void> {
  const at = deps.world.now()
  const over = await absencesOver(deps.db, at)
  if (over.length === 0) return
  await endExpired(deps.db, londonDay(at))
  await eachAlone(over, 'Some absences could not be ended', async (personId) =>
    deps.db.transaction().execute(async (db) => {
      const until = await lockAbsence(db, personId)
      const me = await memberById(db, personId)
      // Another process was first, or they came back or left meanwhile.
      if (until === null || until > at || me === null) return
      const card = await listCard(db, me, at, await catchUpView(db, me, at), true)
      if (card === null) throw new Error('A catch-up always has a card')
      const tools = { db, queue: deps.queue, at, newId: deps.world.newId }
      await endAbsence(db, personId, await notify(tools, personId, 'catch-up', card), at)
    }),
  )
}
