import { z } from 'zod'
import { bare, type Command, type Handler, holdsAnyRole, on } from '#src/app/capability.ts'
import { ask, type MemberTurn, refuse, say } from '#src/app/turn.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import { type FormValues, withErrors } from '#src/chat/form.ts'
import { day, line, readForm } from '#src/chat/read-form.ts'
import { atLondon, daysAfter, londonDay } from '#src/kernel/london.ts'
import { writeAudit } from '#src/people/store.ts'
import { endStandIn, holdersAnywhere, insertStandIn, standInOf } from './approver-store.ts'
import { standInForm } from './forms.ts'
import { EndStandIn, SaveStandIn, StandIn } from './intents.ts'
import { APPROVING, approvingRoles, decideStandIn } from './rules.ts'
import { noStandInCard, standInCard } from './stand-in-cards.ts'

export const STAND_IN: Command = {
  words: ['stand-in', 'stand in', 'standin'],
  usage: 'stand-in',
  does: 'Name who approves in your place while you are away',
  offered: (actor) => holdsAnyRole(actor) && approvingRoles(actor.roles).length > 0,
  read: bare(StandIn({})),
}

const NOT_AN_APPROVER = {
  happened: 'You hold no role that approves messages',
  next: 'So nobody needs to stand in for you. Type help to see what you can do.',
}
const NOBODY = {
  happened: 'Nobody else holds a role that approves messages',
  next: 'Ask whoever runs Cascade to give somebody one.',
}

const choices = async (turn: MemberTurn) => holdersAnywhere(turn.db, APPROVING, turn.me.id, turn.at)

async function open(turn: MemberTurn): Promise<Reaction> {
  if (approvingRoles(turn.actor.roles).length === 0) return refuse(NOT_AN_APPROVER)
  const now = await standInOf(turn.db, turn.me.id, turn.at)
  if (now !== null) return [say(standInCard(now))]
  const others = await choices(turn)
  return others.length === 0 ? refuse(NOBODY) : [ask(standInForm(others, londonDay(turn.at)))]
}

const Given = z.object({
  standIn: line('Who stands in for you', 100),
  from: day('The first day'),
  until: day('The last day'),
})

async function save(turn: MemberTurn, values: FormValues): Promise<Reaction> {
  if (approvingRoles(turn.actor.roles).length === 0) return refuse(NOT_AN_APPROVER)
  const others = await choices(turn)
  if (others.length === 0) return refuse(NOBODY)
  const today = londonDay(turn.at)
  const given = readForm(Given, values)
  const again = (errors: Readonly<Record<string, string>>) => [
    ask(withErrors(standInForm(others, today), values, errors)),
  ]
  if (!given.ok) return again(given.errors)
  const { from, until } = given.value
  const chosen = others.find(({ id }) => id === given.value.standIn)
  if (chosen === undefined) return again({ standIn: 'Choose somebody from the list' })
  const decided = decideStandIn({ from, until }, today)
  if (!decided.ok) return again({ until: `${decided.refusal.happened}. ${decided.refusal.next}` })
  await endStandIn(turn.db, turn.me.id, turn.at)
  const [startsAt, endsAt] = [atLondon(from, '00:00'), atLondon(daysAfter(until, 1), '00:00')]
  const id = turn.newId()
  await insertStandIn(turn.db, {
    id,
    personId: turn.me.id,
    standIn: chosen.id,
    startsAt,
    endsAt,
  })
  await writeAudit(turn.db, turn.at, turn.me.id, 'stand-in.named', `stand-in:${id}`)
  return [say(standInCard({ name: chosen.name, startsAt, endsAt }))]
}

async function end(turn: MemberTurn): Promise<Reaction> {
  if (await endStandIn(turn.db, turn.me.id, turn.at))
    await writeAudit(turn.db, turn.at, turn.me.id, 'stand-in.ended', `person:${turn.me.id}`)
  return [say(noStandInCard())]
}

/** Naming who approves in one's place. */
export const standingInHandlers: readonly Handler[] = [
  on(StandIn, open),
  on(
    SaveStandIn,
    async (turn, _, values) => save(turn, values),
    async (turn) => {
      const others = await choices(turn)
      return others.length === 0 ? null : standInForm(others, londonDay(turn.at))
    },
  ),
  on(EndStandIn, end),
]
