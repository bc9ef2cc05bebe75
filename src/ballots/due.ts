import type { Db } from '#src/kernel/db.ts'
import { eachAlone } from '#src/kernel/each-alone.ts'
import type { Queue } from '#src/kernel/queue.ts'
import type { World } from '#src/kernel/world.ts'
import { writeAudit } from '#src/people/store.ts'
import { ballotCard } from './cards.ts'
import { voteReminderCard } from './voting-cards.ts'
import { countVotes } from './counting.ts'
import { eligibleFor } from './eligible-store.ts'
import {
  afterNominations,
  type Ballot,
  drawOrder,
  remindAt,
  seedFrom,
  untilWhenOpened,
} from './rules.ts'
import {
  candidatesOf,
  dueBallots,
  lockBallot,
  markReminded,
  notReminded,
  saveResult,
  setBallotState,
  setPlaces,
} from './store.ts'
import { followAll, tellAll, tellResult, tellWhoStands, type Tools } from './telling.ts'
import { emptyUrn, openUrn, sealUrn } from './urn.ts'
import { fixVoters, lockUrn, putUrn, removeUrn, turnoutOf, votersOf } from './voter-store.ts'

export const BALLOTS = 'ballots'

type Deps = Readonly<{ db: Db; queue: Pick<Queue, 'add'>; world: World; secret: string }>
type Step = Tools & Readonly<{ chance: () => number; secret: string }>

/**
 * Ends nominations, opens voting, reminds and counts, each ballot in a transaction of its own. Safe at any time, from any
 * process: a ballot is held while its state is looked at and changed.
 */
export async function moveBallots({ db, queue, world, secret }: Deps): Promise<void> {
  const at = world.now()
  const within = async (id: number, step: (tools: Step, ballot: Ballot) => Promise<void>) =>
    db.transaction().execute(async (tx) => {
      const ballot = await lockBallot(tx, id)
      if (ballot === null) return
      await step({ db: tx, queue, at, newId: world.newId, chance: world.random, secret }, ballot)
    })
  await eachAlone(await dueBallots(db, at), 'Some ballots could not be moved on', async (id) =>
    within(id, move),
  )
  await eachAlone(await notReminded(db), 'Some voters could not be reminded', async (id) =>
    within(id, remind),
  )
}

async function move(tools: Step, ballot: Ballot): Promise<void> {
  const { at } = tools
  if (ballot.state === 'nominating' && ballot.nominationsUntil <= at)
    return endNominations(tools, ballot)
  if (ballot.state === 'closed' && ballot.votingFrom <= at) return openVoting(tools, ballot)
  if (ballot.state === 'voting' && ballot.votingUntil <= at) return count(tools, ballot)
}

const note = async ({ db, at }: Step, { id }: Ballot, action: string) =>
  writeAudit(db, at, null, `ballot.${action}`, `ballot:${id}`)

const hereOf = async ({ db }: Step, { id }: Ballot) =>
  (await candidatesOf(db, id)).filter(({ here }) => here)

async function endNominations(tools: Step, ballot: Ballot): Promise<void> {
  await note(tools, ballot, 'nominations-ended')
  if (await endedWithoutVote(tools, ballot)) return
  await setBallotState(tools.db, ballot.id, 'closed')
  await tellWhoStands(tools, { ...ballot, state: 'closed' })
  await followAll(tools, ballot.id)
}

/** Whether no more stand than there are seats: then that is the result. */
async function endedWithoutVote(tools: Step, ballot: Ballot): Promise<boolean> {
  const standing = await hereOf(tools, ballot)
  const becomes = afterNominations(standing.length, ballot.seats)
  if (becomes === 'contested') return false
  await saveResult(
    tools.db,
    ballot.id,
    standing.map(({ id }) => ({ id, votes: null, elected: true })),
  )
  await end(tools, ballot, becomes)
  return true
}

async function end(
  tools: Step,
  ballot: Ballot,
  state: 'vacant' | 'unopposed' | 'elected',
  more: Parameters<typeof setBallotState>[3] = {},
): Promise<void> {
  await setBallotState(tools.db, ballot.id, state, { ...more, endedAt: tools.at })
  await note(tools, ballot, state)
  await tellResult(tools, ballot.id)
}

/** Who may vote is fixed now, and the order on the paper is drawn. */
async function openVoting(tools: Step, ballot: Ballot): Promise<void> {
  const { db, at, chance, secret } = tools
  if (await endedWithoutVote(tools, ballot)) return
  const voters = await eligibleFor(db, ballot.organisation, ballot.vote, at)
  if (voters.length === 0) return end(tools, ballot, 'vacant')
  const order = drawOrder(await hereOf(tools, ballot), chance)
  await setPlaces(db, ballot.id, order)
  await fixVoters(db, ballot.id, voters)
  await putUrn(db, ballot.id, sealUrn(secret, ballot.id, emptyUrn(order.length)))
  const votingUntil = untilWhenOpened(ballot, at)
  await setBallotState(db, ballot.id, 'voting', { votingUntil })
  await note(tools, ballot, 'voting-opened')
  const card = ballotCard({
    ballot: { ...ballot, state: 'voting', votingUntil },
    candidates: order,
    turnout: { voters: voters.length, voted: 0 },
    runs: false,
    stands: false,
    mayStand: false,
    voted: false,
  })
  await tellAll(tools, voters, `ballot-vote:${ballot.id}`, card)
  await followAll(tools, ballot.id)
}

async function remind(tools: Step, ballot: Ballot): Promise<void> {
  const { db, at } = tools
  if (ballot.state !== 'voting' || at >= ballot.votingUntil || at < remindAt(ballot)) return
  if (!(await markReminded(db, ballot.id, at))) return
  const yet = await votersOf(db, ballot.id, 'yet')
  await tellAll(tools, yet, `ballot-reminder:${ballot.id}`, voteReminderCard(ballot))
  await note(tools, ballot, 'reminded')
}

async function count(tools: Step, ballot: Ballot): Promise<void> {
  const { db, chance, secret } = tools
  const sealed = await lockUrn(db, ballot.id)
  if (sealed === null) throw new Error(`Ballot ${ballot.id} has no urn`)
  const sums = openUrn(secret, ballot.id, sealed)
  const { voters, voted } = await turnoutOf(db, ballot.id)
  if (sums.papers !== voted)
    throw new Error(`Ballot ${ballot.id} has ${sums.papers} papers of ${voted} people`)
  const paper = (await candidatesOf(db, ballot.id)).flatMap(({ id, place, here }) =>
    place === null ? [] : [{ id, place, here }],
  )
  const seed = seedFrom(chance())
  const counted = countVotes(sums, paper, ballot.seats, seed)
  await saveResult(db, ballot.id, counted.order)
  await removeUrn(db, ballot.id)
  const { papers, blank } = sums
  await end(tools, ballot, counted.order.some(({ elected }) => elected) ? 'elected' : 'vacant', {
    electorate: voters,
    papers,
    blank,
    seed: counted.drawn.length > 0 ? String(seed) : null,
  })
}
