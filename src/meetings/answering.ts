import { ask, type MemberTurn, redraw, refuse, say } from '#src/app/turn.ts'
import { refusalCard } from '#src/app/cards.ts'
import { broadcastCard } from '#src/broadcasts/broadcast-card.ts'
import { mineOf } from '#src/broadcasts/mine-store.ts'
import type { Reaction, Step } from '#src/chat/chat-platform.ts'
import { type FormValues, withErrors, type Form, option } from '#src/chat/form.ts'
import { many, optionalLine, readForm } from '#src/chat/read-form.ts'
import { copyAt } from '#src/delivery/copy-store.ts'
import { redrawCopies, redrawOthers } from '#src/delivery/copies.ts'
import { askRedraw, notify } from '#src/delivery/notice-store.ts'
import type { RsvpAnswer } from '#src/kernel/schema.ts'
import { writeAudit } from '#src/people/store.ts'
import { recordAnswer } from '#src/responses/respond.ts'
import { z } from 'zod'
import type { Links } from './attending.ts'
import { meetingFor } from './attending.ts'
import { deputyAnsweredCard, deputyCard, deputyReleasedCard } from './cards/deputy-cards.ts'
import { choosePracticeCard, comingCard } from './cards/meeting-cards.ts'
import { observerButton } from './cards/rsvp-parts.ts'
import { deputyForm } from './forms/meeting-forms.ts'
import type { Meeting } from './found.ts'
import { SubmitDeputy } from './intents.ts'
import type { MemberPractice } from './rules/quorum.ts'
import {
  decideDeputy,
  decideRsvp,
  decideSpeaks,
  meetsAt,
  type Notice,
  stands,
} from './rules/rsvp.ts'
import {
  answerOf,
  memberPractices,
  memberWithPlaces,
  practicesOf,
  type RsvpRow,
  saveDeputySays,
  saveRsvp,
} from './store.ts'

const theirs = async (turn: MemberTurn, { organisation, content }: Notice) =>
  practicesOf(turn.db, turn.me.id, await memberPractices(turn.db, organisation, content.date))

const hasMoved = (id: number) =>
  refuse({
    happened: 'This meeting has moved since that card was drawn, so nothing was recorded',
    next: `Look at the day and time, and answer again. To see the notice, type show ${id}.`,
  })

/** The card that was acted on as it is now, and every other copy of it after it. */
async function myCards(turn: MemberTurn, { notice, runs }: Meeting, links: Links): Promise<Step[]> {
  const { id } = notice
  const { me, on, db } = turn
  await redrawCopies(turn, id, me.id, on)
  await redrawOthers(turn, `my-meeting:${id}:${me.id}`, on)
  await askRedraw(turn, `attendance:${id}`)
  if (on === null) return []
  const { told, mine } = await mineOf(db, id, me.id)
  if (!told || (await copyAt(db, me.id, on)) === `meeting:${id}`)
    return [redraw(await meetingFor(db, links, notice, me.id, runs), `meeting:${id}`)]
  return [redraw(broadcastCard(notice, mine), `broadcast:${id}`)]
}

/** Whoever was to go in their place hears that they need not. */
async function releaseDeputy(
  turn: MemberTurn,
  notice: Notice,
  before: RsvpRow | null,
  next: string | null,
): Promise<void> {
  if (before === null || before.deputyId === null || before.deputyId === next) return
  await askRedraw(turn, `deputy:${notice.id}:${turn.me.id}:${before.deputyId}`)
  if (before.deputySays === 'no') return
  const about = `deputy-released:${notice.id}`
  await notify(turn, before.deputyId, about, deputyReleasedCard(notice, turn.me.name))
}

/** An answer to the notice is an answer: nobody is reminded of a message on which they have said that they come. */
async function acknowledgeToo(turn: MemberTurn, id: number): Promise<void> {
  const { told, seen, mine } = await mineOf(turn.db, id, turn.me.id)
  if (told && mine.answer === null) await recordAnswer(turn, id, 'read', seen)
}

/** What a deputy has said about this already; null for somebody who is to be asked, or asked again. */
const saysAlready = (
  before: RsvpRow | null,
  deputyId: string | null,
  notice: Notice,
): 'asked' | 'yes' | null =>
  before === null ||
  before.deputyId !== deputyId ||
  before.deputySays === 'no' ||
  !stands(before, notice.content)
    ? null
    : before.deputySays

async function askDeputy(
  turn: MemberTurn,
  notice: Notice,
  deputyId: string,
  practiceName: string,
  links: Links,
): Promise<void> {
  const asked = { person: turn.me.id, name: turn.me.name, practiceName }
  const card = deputyCard(notice, asked, 'asked', links.file(notice.id, deputyId))
  await notify(turn, deputyId, `deputy:${notice.id}:${turn.me.id}:${deputyId}`, card)
}

type Given = Readonly<{
  answer: RsvpAnswer
  practice: MemberPractice | null
  deputyId: string | null
}>

async function save(
  turn: MemberTurn,
  found: Meeting,
  { answer, practice, deputyId }: Given,
  links: Links,
): Promise<Reaction> {
  const { notice } = found
  const { db, me, at } = turn
  const before = await answerOf(db, notice.id, me.id)
  const deputySays = saysAlready(before, deputyId, notice)
  const answeredFor = meetsAt(notice.content)
  const said = { deputyId, deputySays: deputyId === null ? null : (deputySays ?? 'asked') }
  const row = { answer, practice: practice?.code ?? null, ...said, answeredFor, at }
  await saveRsvp(db, notice.id, me.id, row)
  await releaseDeputy(turn, notice, before, deputyId)
  await writeAudit(db, at, me.id, `rsvp.${answer}`, `broadcast:${notice.id}`)
  await acknowledgeToo(turn, notice.id)
  if (deputyId !== null && deputySays === null)
    await askDeputy(turn, notice, deputyId, practice?.name ?? '', links)
  const mine = await answerOf(db, notice.id, me.id)
  if (mine === null) throw new Error('An answer that was just saved is not there')
  const silent = answer === 'not-going' && turn.on !== null
  return [
    ...(await myCards(turn, found, links)),
    ...(silent ? [] : [say(comingCard(notice, mine, links.file(notice.id, me.id)))]),
  ]
}

/** Somebody comes, or does not. `at` is what their card showed; empty when they typed it. */
export async function rsvp(
  turn: MemberTurn,
  found: Meeting,
  given: Readonly<{
    answer: 'going' | 'not-going' | 'observer'
    practice: string | null
    at: string
  }>,
  links: Links,
): Promise<Reaction> {
  const { notice } = found
  const decided = decideRsvp(notice, turn.at)
  if (!decided.ok) return refuse(decided.refusal)
  if (given.at !== '' && given.at !== meetsAt(notice.content))
    return [...(await myCards(turn, found, links)), ...hasMoved(notice.id)]
  if (given.answer !== 'going')
    return save(turn, found, { answer: given.answer, practice: null, deputyId: null }, links)
  const speaks = decideSpeaks(
    turn.me.gpKind,
    await theirs(turn, notice),
    given.practice,
    notice.organisationName,
  )
  if (!speaks.ok)
    return [say(refusalCard(speaks.refusal, [observerButton(notice.id, notice.content)]))]
  if (speaks.value.is === 'choose') return [say(choosePracticeCard(notice, speaks.value.among))]
  return save(
    turn,
    found,
    { answer: 'going', practice: speaks.value.practice, deputyId: null },
    links,
  )
}

/** The form for a deputy, for whoever may send one; or why not. */
export async function openDeputy(turn: MemberTurn, { notice }: Meeting): Promise<Reaction> {
  const decided = decideRsvp(notice, turn.at)
  if (!decided.ok) return refuse(decided.refusal)
  const practices = await theirs(turn, notice)
  const speaks = decideSpeaks(turn.me.gpKind, practices, null, notice.organisationName)
  if (!speaks.ok) return refuse(speaks.refusal)
  return [ask(deputyForm(notice, practices, [], SubmitDeputy({ broadcast: notice.id })))]
}

/** The same form with the deputy who was chosen in it. */
export async function deputyFormAgain(
  turn: MemberTurn,
  notice: Notice,
  values: FormValues,
): Promise<Form> {
  const [chosen = ''] = [values['deputy'] ?? ''].flat()
  const deputy = await memberWithPlaces(turn.db, chosen)
  const practices = await theirs(turn, notice)
  const shares = deputy?.practices.some((code) => practices.some((one) => one.code === code))
  const options = deputy !== null && shares === true ? [option(deputy.id, deputy.name)] : []
  return deputyForm(notice, practices, options, SubmitDeputy({ broadcast: notice.id }))
}

const DeputyForm = z.object({
  deputy: many(1, 'Choose one person'),
  practice: optionalLine('Practice', 20),
})

export async function submitDeputy(
  turn: MemberTurn,
  found: Meeting,
  values: FormValues,
  links: Links,
): Promise<Reaction> {
  const { notice } = found
  const decided = decideRsvp(notice, turn.at)
  if (!decided.ok) return refuse(decided.refusal)
  const again = async (errors: Readonly<Record<string, string>>) => [
    ask(withErrors(await deputyFormAgain(turn, notice, values), values, errors)),
  ]
  const read = readForm(DeputyForm, values)
  if (!read.ok) return again(read.errors)
  const speaks = decideSpeaks(
    turn.me.gpKind,
    await theirs(turn, notice),
    read.value.practice,
    notice.organisationName,
  )
  if (!speaks.ok) return refuse(speaks.refusal)
  if (speaks.value.is === 'choose') return again({ practice: 'Choose for which practice' })
  const { practice } = speaks.value
  const chosen = await memberWithPlaces(turn.db, read.value.deputy[0] ?? '')
  const deputy = decideDeputy(turn.me.id, chosen, practice)
  if (!deputy.ok) return again({ deputy: `${deputy.refusal.happened}. ${deputy.refusal.next}` })
  return save(turn, found, { answer: 'deputy', practice, deputyId: deputy.value }, links)
}

const NOT_ASKED = {
  happened: 'You are not asked to go in their place any more',
  next: 'They have said something else since. You need do nothing.',
}

/** What a deputy says, to whoever sends them. */
export async function answerAsDeputy(
  turn: MemberTurn,
  { notice }: Meeting,
  person: string,
  says: 'yes' | 'no',
  links: Links,
): Promise<Reaction> {
  const decided = decideRsvp(notice, turn.at)
  if (!decided.ok) return refuse(decided.refusal)
  const { db, me, at } = turn
  const { id } = notice
  const before = await answerOf(db, id, person)
  if (before === null || before.deputyId !== me.id || !stands(before, notice.content))
    return refuse(NOT_ASKED)
  const asked = { person, name: before.name, practiceName: before.practiceName ?? '' }
  const card = deputyCard(notice, asked, says, links.file(id, me.id))
  if (before.deputySays !== says) {
    await saveDeputySays(db, id, person, me.id, says)
    await writeAudit(db, at, me.id, `deputy.${says}`, `broadcast:${id}`)
    await notify(turn, person, `deputy-answered:${id}`, deputyAnsweredCard(notice, me.name, says))
    await redrawCopies(turn, id, person, null)
    await askRedraw(turn, `my-meeting:${id}:${person}`)
    await askRedraw(turn, `attendance:${id}`)
  }
  return [redraw(card)]
}
