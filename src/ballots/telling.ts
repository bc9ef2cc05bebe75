import type { Message } from '#src/chat/message.ts'
import { notify, notifyAll } from '#src/delivery/notice-store.ts'
import type { Prepare } from '#src/delivery/prepare.ts'
import type { Redraw } from '#src/delivery/redraws.ts'
import type { Tx } from '#src/kernel/db.ts'
import type { Queue } from '#src/kernel/queue.ts'
import { noticeAt } from '#src/subscriptions/rules.ts'
import { redrawEach } from '#src/versions/telling.ts'
import { ballotCard } from './cards.ts'
import { voteReminderCard } from './voting-cards.ts'
import { eligibleFor } from './eligible-store.ts'
import { resultCard } from './result-cards.ts'
import type { Ballot } from './rules.ts'
import { candidatesOf, findBallot } from './store.ts'
import { viewOf } from './view.ts'
import { ballotCards, havingCards, type ToTell, toTell, votersOf } from './voter-store.ts'

export type Tools = Readonly<{
  db: Tx
  queue: Pick<Queue, 'add'>
  at: Date
  newId: () => string
}>

/** Whoever stood hears first how it ended. */
const CANDIDATES_FIRST_MS = 60 * 60_000

/** The same card to each, once their quiet hours are over or they are back. */
export const tellAll = async (
  tools: Tools,
  people: readonly ToTell[],
  about: string,
  card: Message,
  from: Date = tools.at,
): Promise<void> =>
  notifyAll(
    tools,
    people.map((one) => ({ personId: one.personId, dueAt: noticeAt(one, 'important', from) })),
    about,
    card,
  )

/** Each who stands, and its caller, gets the card as it is for them. */
export async function tellWhoStands(tools: Tools, ballot: Ballot): Promise<void> {
  const { db, at } = tools
  const ids = new Set((await candidatesOf(db, ballot.id)).map(({ id }) => id))
  ids.add(ballot.calledBy.id)
  for (const { personId } of await toTell(db, [...ids]))
    await notify(
      tools,
      personId,
      `ballot-closed:${ballot.id}`,
      ballotCard(await viewOf(db, ballot, personId, at)),
    )
}

/** How it ended: to those who stood and its caller at once, to everybody else who could vote an hour later. */
export async function tellResult(tools: Tools, id: number): Promise<void> {
  const { db, at } = tools
  const ballot = await findBallot(db, id)
  if (ballot === null) throw new Error(`Ballot ${id} ended and is not there`)
  const candidates = await candidatesOf(db, id)
  const card = resultCard(ballot, candidates)
  const ids = new Set([...candidates.map((one) => one.id), ballot.calledBy.id])
  const about = `ballot-result:${id}`
  await tellAll(tools, await toTell(db, [...ids]), about, card)
  const voters = await votersOf(db, id, 'all')
  // Before voting opens only those who may stand have heard of it.
  const heard = ballot.state === 'called-off' ? ballot.stand : ballot.vote
  const others = (
    voters.length > 0 ? voters : await eligibleFor(db, ballot.organisation, heard, at)
  ).filter(({ personId }) => !ids.has(personId))
  await tellAll(tools, others, about, card, new Date(at.getTime() + CANDIDATES_FIRST_MS))
  await followAll(tools, id)
}

/** Every card of a ballot that asks for something shows what is so now: as fast as a platform lets them be changed. */
export async function followAll(tools: Tools, ballot: number): Promise<void> {
  const people = await havingCards(tools.db, ballot)
  await redrawEach(
    tools,
    people.map((personId) => `ballot:${ballot}:${personId}`),
  )
}

/** One person's cards of a ballot, each as it is for them now. */
export const ballotRedraw: Redraw = [
  'ballot',
  async (db, rest, at) => {
    const [id = '', personId = ''] = rest.split(':')
    const ballot = await findBallot(db, Number(id))
    if (ballot === null) return []
    const message = ballotCard(await viewOf(db, ballot, personId, at))
    return (await ballotCards(db, ballot.id, personId)).map((handle) => ({ handle, message }))
  },
]

/** What asks for something leaves only while it can be done; what waited for quiet hours may come too late for that. */
const leaving =
  (state: Ballot['state'], cardOf: 'view' | 'reminder'): Prepare[1] =>
  async (db, { about, personId }, at) => {
    const ballot = await findBallot(db, Number(about.split(':')[1]))
    if (ballot?.state !== state) return { is: 'gone' }
    const view = await viewOf(db, ballot, personId, at)
    if (view.voted === true) return { is: 'gone' }
    return { is: 'go', message: cardOf === 'view' ? ballotCard(view) : voteReminderCard(ballot) }
  }

export const leavingBallots: readonly Prepare[] = [
  ['ballot-stand', leaving('nominating', 'view')],
  ['ballot-vote', leaving('voting', 'view')],
  ['ballot-reminder', leaving('voting', 'reminder')],
]
