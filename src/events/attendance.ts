import { ask, type MemberTurn, refuse, say } from '#src/app/turn.ts'
import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import { authorityOf } from '#src/broadcasts/audience.ts'
import { findBroadcast } from '#src/broadcasts/store.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import type { Form, FormValues } from '#src/chat/form.ts'
import { notify } from '#src/delivery/notice-store.ts'
import { redrawCopies } from '#src/delivery/copies.ts'
import { writeAudit } from '#src/people/store.ts'
import { roleOut } from '#src/versions/out.ts'
import { certificateCard, notAttendedCard } from './cards.ts'
import { attendanceForm, attendanceSavedCard, bookingsCard } from './organiser-cards.ts'
import { SubmitAttendance } from './intents.ts'
import { certificateWords, decideAttendance, type EducationEvent, readAttendance } from './rules.ts'
import { type Attender, attendersOf, markAttended } from './store.ts'
import { asEvent } from './telling.ts'

/** What the organiser does: sees who has a place, and says who came. Their role is read each time. */
export const attendance = { list, open, save, again }

const bookedOf = async (turn: MemberTurn, id: number): Promise<readonly Attender[]> =>
  (await attendersOf(turn.db, id)).filter(({ state }) => state === 'booked')

async function list(turn: MemberTurn, id: number): Promise<Reaction> {
  return roleOut(turn, id, async (found) => {
    const event = asEvent(found)
    if (event === null)
      return refuse({
        happened: `Message ${id} is not an education event`,
        next: `Type report ${id} to see how it went.`,
      })
    const all = await attendersOf(turn.db, id)
    const of = (state: Attender['state']) => all.filter((one) => one.state === state)
    return [say(bookingsCard(event, of('booked'), of('waiting')))]
  })
}

async function marking(
  turn: MemberTurn,
  id: number,
  then: (event: EducationEvent, booked: readonly Attender[]) => Promise<Reaction>,
): Promise<Reaction> {
  return roleOut(turn, id, async (found: Broadcast) => {
    const booked = await bookedOf(turn, id)
    const decided = decideAttendance(found, booked.length, turn.at)
    return decided.ok ? then(decided.value, booked) : refuse(decided.refusal)
  })
}

async function open(turn: MemberTurn, id: number): Promise<Reaction> {
  return marking(turn, id, async (event, booked) => [
    ask(attendanceForm(event, booked, SubmitAttendance({ broadcast: id }))),
  ])
}

async function again(turn: MemberTurn, id: number): Promise<Form | null> {
  const event = asEvent(await findBroadcast(turn.db, id))
  if (event === null || event.startedAt === null) return null
  const authority = await authorityOf(turn.db, turn.actor.roles, event, turn.at)
  const booked = await bookedOf(turn, id)
  return authority.ok && booked.length > 0
    ? attendanceForm(event, booked, SubmitAttendance({ broadcast: id }))
    : null
}

async function save(turn: MemberTurn, id: number, values: FormValues): Promise<Reaction> {
  return marking(turn, id, async (event, booked) => {
    const came = readAttendance(
      values,
      booked.map(({ personId }) => personId),
    )
    for (const one of booked)
      if (one.attended !== came.has(one.personId)) await mark(turn, event, one, !one.attended)
    await writeAudit(turn.db, turn.at, turn.me.id, 'event.attendance-marked', `broadcast:${id}`)
    return [say(attendanceSavedCard(event, came.size, booked.length))]
  })
}

/** Tells only those for whom something changed. */
async function mark(
  turn: MemberTurn,
  event: EducationEvent,
  { personId }: Attender,
  came: boolean,
): Promise<void> {
  const certificate = came ? certificateWords(event.content) : null
  await markAttended(turn.db, event.id, personId, certificate, turn.at)
  const card = certificate === null ? notAttendedCard(event) : certificateCard(event, certificate)
  await notify(turn, personId, `attended:${event.id}`, card)
  await redrawCopies(turn, event.id, personId, null)
  await writeAudit(
    turn.db,
    turn.at,
    turn.me.id,
    came ? 'event.attended' : 'event.not-attended',
    `person:${personId}`,
  )
}
