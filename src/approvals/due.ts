import { authorityOf } from '#src/broadcasts/audience.ts'
import { lockBroadcast } from '#src/broadcasts/store.ts'
import { askRedraw, notify } from '#src/delivery/notice-store.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import { eachAlone } from '#src/kernel/each-alone.ts'
import { londonDay } from '#src/kernel/london.ts'
import type { Queue } from '#src/kernel/queue.ts'
import { type Decision } from '#src/kernel/refusal.ts'
import type { World } from '#src/kernel/world.ts'
import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import { rolesOf } from '#src/people/store.ts'
import { putRight } from '#src/versions/putting-right.ts'
import { decideCorrection, type InHand } from '#src/versions/rules.ts'
import { findInHand } from '#src/versions/store.ts'
import { approverNow, approversFor } from './approvers.ts'
import { correctionNotSentCard, nobodyAnsweredCard } from './cards.ts'
import { finish, voidOpen } from './ending.ts'
import { needFor } from './gate.ts'
import { hashOf } from './hash.ts'
import { type Approval, decideAgreed } from './rules.ts'
import { approversOf, dueCorrections, findApproval, markReminded, unanswered } from './store.ts'
import { tellApprovers } from './telling.ts'

type Deps = Readonly<{ db: Db; queue: Pick<Queue, 'add'>; world: World }>
type Tools = Readonly<{ db: Tx; queue: Pick<Queue, 'add'>; at: Date; newId: () => string }>

/**
 * Puts in force every approved correction whose hold is over, and reminds where nobody has answered; each in a
 * transaction of its own. Safe at any time, from any process.
 */
export async function tellDue({ db, queue, world }: Deps): Promise<void> {
  const at = world.now()
  const due = [
    ...(await dueCorrections(db, at)).map((one) => ({ ...one, tell: correct })),
    ...(await unanswered(db, at)).map((one) => ({ ...one, tell: remind })),
  ]
  await eachAlone(due, 'Some approvals could not be followed up', async ({ id, broadcast, tell }) =>
    db.transaction().execute(async (tx) => {
      const found = await lockBroadcast(tx, broadcast)
      // Recalled, answered or ended since it was listed.
      const approval = await findApproval(tx, id)
      if (found !== null && approval !== null)
        await tell({ db: tx, queue, at, newId: world.newId }, approval, found)
    }),
  )
}

async function correct(tools: Tools, approval: Approval, found: Broadcast): Promise<void> {
  const { db, at } = tools
  if (approval.state !== 'approved' || approval.goesAt === null || approval.goesAt > at) return
  const decided = await mayBePutRight(tools, approval, found)
  if (decided.ok) {
    await putRight(tools, found, decided.value, found.authorId)
    await finish(tools, approval)
    await askRedraw(tools, `progress:${found.id}`)
    return
  }
  await voidOpen(tools, found.id, 'not-sent', null)
  const { happened, next } = decided.refusal
  const card = correctionNotSentCard(found, happened, next)
  await notify({ ...tools, db }, found.authorId, `not-corrected:${found.id}`, card)
}

/** What `Send now` asks as well, at this moment: the author's role and the approver's, and that it is what was agreed to. */
async function mayBePutRight(
  { db, at }: Tools,
  approval: Approval,
  found: Broadcast,
): Promise<Decision<InHand>> {
  const authority = await authorityOf(db, await rolesOf(db, found.authorId, at), found, at)
  if (!authority.ok) return authority
  const inHand = await findInHand(db, found.id)
  const by = approval.decided?.id ?? ''
  const agreed = decideAgreed(found, await needFor(db, found), approval, {
    hash: hashOf(found, inHand),
    mayStill: (await approverNow(db, found, by, at)) !== null,
  })
  return agreed.ok ? decideCorrection(found, inHand, londonDay(at)) : agreed
}

/** Once: those who were asked and may still answer, and a word to its author. */
async function remind(tools: Tools, approval: Approval, found: Broadcast): Promise<void> {
  const { db, at } = tools
  if (approval.state !== 'asked' || !(await markReminded(db, approval.id, at))) return
  const asked = new Set((await approversOf(db, approval.id)).map(({ id }) => id))
  const may = (await approversFor(db, found, at)).filter(
    ({ personId, reachable }) => reachable && asked.has(personId),
  )
  await tellApprovers(tools, approval.id, may)
  const card = nobodyAnsweredCard(
    approval,
    may.map(({ name }) => name),
  )
  await notify(tools, approval.asked.id, `unanswered:${approval.id}`, card)
}
