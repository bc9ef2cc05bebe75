import { ask, type MemberTurn, refuse, say } from '#src/app/turn.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import { type Form, type FormValues, option, withErrors } from '#src/chat/form.ts'
import { londonDay } from '#src/kernel/london.ts'
import { clip } from '#src/kernel/words.ts'
import { askRedraw, notifyAll } from '#src/delivery/notice-store.ts'
import { organisationsByCode } from '#src/organisations/store.ts'
import { writeAudit } from '#src/people/store.ts'
import { forumChangedCard, guidelinesChangedCard, forumOpenedCard } from './cards.ts'
import { stepsPassed } from './closing.ts'
import { lastDayCard } from './closing-cards.ts'
import { startCountdown } from './closing-store.ts'
import type { Forum } from './forum.ts'
import {
  findForum,
  guidelinesOf,
  insertForum,
  lockForum,
  renewGuidelines,
  updateForum,
} from './forum-store.ts'
import { forumForm } from './forms.ts'
import { SaveForum, SaveNewForum } from './intents.ts'
import { moderating, upFrom } from './load.ts'
import { everybodyIn, makeModerator, saveAsking } from './member-store.ts'
import { type ForumGiven, readForum } from './read-forms.ts'
import { decideOpening, mayOpenForums } from './rules.ts'
import { soon } from './telling.ts'

const MAY_NOT_OPEN = {
  happened: 'You hold no role that may open a forum',
  next: 'Clinical directors and liaison leads open forums. Ask your liaison lead.',
}

export const newForumForm = (
  turn: MemberTurn,
  place: Parameters<typeof forumForm>[1]['place'],
): Form => forumForm(null, { place, opens: londonDay(turn.at), guidelines: '' }, SaveNewForum({}))

export function newForum(turn: MemberTurn): Reaction {
  if (!mayOpenForums(turn.actor.roles)) return refuse(MAY_NOT_OPEN)
  const own = turn.actor.roles.find(({ role }) =>
    mayOpenForums([{ role, organisation: '', organisationName: '' }]),
  )
  const place = own === undefined ? null : option(own.organisation, clip(own.organisationName, 75))
  return [ask(newForumForm(turn, place))]
}

async function chosenPlace(turn: MemberTurn, values: FormValues) {
  const sent = values['organisation']
  const code = typeof sent === 'string' ? sent : (sent?.[0] ?? '')
  const [found] = await organisationsByCode(turn.db, [code])
  return found === undefined ? null : option(found.code, clip(found.name, 75))
}

/** The form of a new forum again, with the place that was chosen still in it. */
export const newForumAgain = async (turn: MemberTurn, values: FormValues): Promise<Form> =>
  newForumForm(turn, await chosenPlace(turn, values))

/** Members are moved into another forum only by whoever may say who is in that one. */
async function nextIsWrong(
  turn: MemberTurn,
  given: ForumGiven,
  self: number | null,
): Promise<string | null> {
  if (given.nextForum === null) return null
  if (given.nextForum === self) return 'Give the number of another forum'
  const next = await findForum(turn.db, given.nextForum)
  const may = await moderating(turn, next)
  return may.ok ? null : 'Give the number of a forum that you moderate'
}

export async function saveNewForum(turn: MemberTurn, values: FormValues): Promise<Reaction> {
  const again = async (errors: Readonly<Record<string, string>>): Promise<Reaction> => [
    ask(withErrors(await newForumAgain(turn, values), values, errors)),
  ]
  const read = readForum(values, londonDay(turn.at))
  if (!read.ok) return again(read.errors)
  const [place] = await organisationsByCode(turn.db, [read.value.organisation])
  if (place === undefined) return again({ organisation: 'Choose an organisation from the list' })
  const above = await upFrom(turn.db, place.code, turn.at)
  const may = decideOpening(turn.actor.roles, above, place.name)
  if (!may.ok) return again({ organisation: may.refusal.happened })
  const wrong = await nextIsWrong(turn, read.value, null)
  if (wrong !== null) return again({ nextForum: wrong })
  const { db, me, at } = turn
  const id = await insertForum(db, read.value, me.id, at)
  const asking = { why: null, saidClass: null, named: false, cadence: 'now' } as const
  await makeModerator(db, await saveAsking(db, id, me.id, asking, 'in', at), true)
  await startCountdown(db, id, passedOn(read.value.closes, at), at)
  await writeAudit(db, at, me.id, 'forum.opened', `forum:${id}`)
  return [say(forumOpenedCard(await sure(turn, id)))]
}

async function sure(turn: MemberTurn, id: number): Promise<Forum> {
  const forum = await findForum(turn.db, id)
  if (forum === null) throw new Error('A forum that was just saved is not there')
  return forum
}

export async function changeForumForm(turn: MemberTurn, forum: Forum): Promise<Form> {
  const { body } = await guidelinesOf(turn.db, forum)
  const form = forumForm(
    forum,
    { place: null, opens: forum.opens, guidelines: body },
    SaveForum({ forum: forum.id }),
  )
  // Whose forum it is does not change: its members joined that one's.
  return { ...form, fields: form.fields.filter(({ name }) => name !== 'organisation') }
}

export async function changeForum(turn: MemberTurn, id: number): Promise<Reaction> {
  const found = await findForum(turn.db, id)
  const may = await moderating(turn, found)
  if (!may.ok) return refuse(may.refusal)
  if (may.value.closedAt !== null) return refuse(isClosed(may.value))
  return [ask(await changeForumForm(turn, may.value))]
}

const isClosed = ({ name, id }: Forum) => ({
  happened: `${name} is closed`,
  next: `It can only be read now: type read forum ${id}. Open a new forum in its place.`,
})

export async function saveForum(
  turn: MemberTurn,
  id: number,
  values: FormValues,
): Promise<Reaction> {
  const may = await moderating(turn, await lockForum(turn.db, id))
  if (!may.ok) return refuse(may.refusal)
  const forum = may.value
  if (forum.closedAt !== null) return refuse(isClosed(forum))
  const read = readForum({ ...values, organisation: [forum.organisation] }, londonDay(turn.at))
  const wrong = read.ok ? await nextIsWrong(turn, read.value, id) : null
  const errors = read.ok ? (wrong === null ? null : { nextForum: wrong }) : read.errors
  if (!read.ok || errors !== null)
    return [ask(withErrors(await changeForumForm(turn, forum), values, errors ?? {}))]
  const { db, me, at } = turn
  await updateForum(db, id, read.value)
  if (forum.closes !== read.value.closes) await tellLastDay(turn, id, read.value.closes)
  const before = await guidelinesOf(db, forum)
  const renewed = before.body !== read.value.guidelines
  if (renewed) await renewGuidelines(db, forum, read.value.guidelines, me.id, at)
  await writeAudit(
    db,
    at,
    me.id,
    renewed ? 'forum.guidelines-changed' : 'forum.changed',
    `forum:${id}`,
  )
  const changed = await sure(turn, id)
  if (renewed) {
    const others = (await everybodyIn(db, forum)).filter(({ personId }) => personId !== me.id)
    await notifyAll(
      turn,
      soon(others, at),
      `forum-guidelines:${id}`,
      guidelinesChangedCard(changed),
    )
  }
  return [say(forumChangedCard(changed, renewed))]
}

const passedOn = (closes: string | null, at: Date): readonly number[] =>
  closes === null ? [] : stepsPassed(closes, londonDay(at))

/** Another last day: everybody hears of it, older countdowns say so, and it is counted down anew. */
async function tellLastDay(turn: MemberTurn, id: number, closes: string | null): Promise<void> {
  const { db, me, at } = turn
  await startCountdown(db, id, passedOn(closes, at), at)
  const changed = await sure(turn, id)
  const others = (await everybodyIn(db, changed)).filter(({ personId }) => personId !== me.id)
  await notifyAll(turn, soon(others, at), `forum-last-day:${id}`, lastDayCard(changed))
  await askRedraw(turn, `forum-countdown:${id}`)
}
