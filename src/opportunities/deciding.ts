import { ask as askFor, type MemberTurn, redraw, refuse, say } from '#src/app/turn.ts'
import { authorityOf } from '#src/broadcasts/audience.ts'
import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import { findBroadcast } from '#src/broadcasts/store.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import { type Form, type FormValues, withErrors } from '#src/chat/form.ts'
import { readForm } from '#src/chat/read-form.ts'
import { redrawCopies } from '#src/delivery/copies.ts'
import { londonDay } from '#src/kernel/london.ts'
import type { Stage } from '#src/kernel/schema.ts'
import { writeAudit } from '#src/people/store.ts'
import { tellEach } from '#src/versions/telling.ts'
import { decisionCard } from './cards.ts'
import { SubmitDecision } from './intents.ts'
import { decisionForm } from './forms.ts'
import { A_PAGE, applicantCard, interestListCard } from './officer-cards.ts'
import { applicantToTell, saveOutcome } from './outcome-store.ts'
import { ReasonForm } from './rules.ts'
import { decideOutcome, type DecisionTo, STAGES } from './stages.ts'
import { applicantOf, interestIn, stageCounts } from './store.ts'

type Wanted = Readonly<{ broadcast: number; applicant: number; from: Stage; to: DecisionTo }>

/** Applicants, for those who run the opportunity: the list, one of them, and what is decided about them. */
export const deciding = { list, show, ask, decide, again }

async function list(turn: MemberTurn, found: Broadcast, page: number): Promise<Reaction> {
  const counts = await stageCounts(turn.db, found.id)
  const all = STAGES.reduce((sum, stage) => sum + counts[stage], 0)
  const last = Math.max(0, Math.ceil(all / A_PAGE) - 1)
  const shown = Math.min(page, last)
  const some = await interestIn(turn.db, found.id, { offset: shown * A_PAGE, limit: A_PAGE })
  return [
    say(
      interestListCard(
        found,
        counts,
        some,
        shown,
        londonDay(turn.at),
        found.authorId === turn.me.id,
      ),
    ),
  ]
}

async function show(turn: MemberTurn, found: Broadcast, number: number): Promise<Reaction> {
  const one = await applicantOf(turn.db, found.id, number)
  return one === null || one.withdrawnAt !== null
    ? refuse({
        happened: 'There is no such applicant',
        next: `Type interest ${found.id} to see everybody as they are now.`,
      })
    : [say(applicantCard(found, one))]
}

async function ask(turn: MemberTurn, found: Broadcast, wanted: Wanted): Promise<Reaction> {
  const one = await applicantOf(turn.db, found.id, wanted.applicant)
  const decided = decideOutcome(found, one, turn.me.id, wanted.from, wanted.to)
  return decided.ok
    ? [askFor(decisionForm(found, decided.value, wanted.to, SubmitDecision(wanted)))]
    : refuse(decided.refusal)
}

/** The form of a decision again, for whoever may take it. */
async function again(turn: MemberTurn, wanted: Wanted): Promise<Form | null> {
  const found = await findBroadcast(turn.db, wanted.broadcast)
  if (found === null) return null
  const authority = await authorityOf(turn.db, turn.actor.roles, found, turn.at)
  if (!authority.ok) return null
  const one = await applicantOf(turn.db, found.id, wanted.applicant)
  return one === null ? null : decisionForm(found, one, wanted.to, SubmitDecision(wanted))
}

/** Keeps the decision and tells the applicant, once: a second press finds them at the new stage. */
async function decide(
  turn: MemberTurn,
  found: Broadcast,
  wanted: Wanted,
  values: FormValues,
): Promise<Reaction> {
  const { from, to } = wanted
  const decided = decideOutcome(
    found,
    await applicantOf(turn.db, found.id, wanted.applicant),
    turn.me.id,
    from,
    to,
  )
  if (!decided.ok) return refuse(decided.refusal)
  const one = decided.value
  const read = readForm(ReasonForm, values)
  if (!read.ok) {
    const form = decisionForm(found, one, to, SubmitDecision(wanted))
    return [askFor(withErrors(form, values, read.errors))]
  }
  const { reason } = read.value
  const step = { stage: to, by: turn.me.id, reason }
  await saveOutcome(turn.db, found.id, one.personId, step, turn.at)
  const applicant = await applicantToTell(turn.db, one.personId)
  await tellEach(
    turn,
    applicant === null ? [] : [applicant],
    'routine',
    `outcome:${found.id}:${one.number}`,
    decisionCard(found, to, from === 'offered', reason),
  )
  await redrawCopies(turn, found.id, one.personId, null)
  const subject = `broadcast:${found.id}:${one.number}`
  await writeAudit(turn.db, turn.at, turn.me.id, `applicant.${to}`, subject)
  return [redraw(applicantCard(found, { ...one, stage: to, stageAt: turn.at, reason }))]
}
