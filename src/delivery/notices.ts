import { isDeepStrictEqual } from 'node:util'
import type { Message } from '#src/chat/message.ts'
import { keepTrying } from '#src/kernel/keep-trying.ts'
import type { Attempts } from './attempt.ts'
import type { Deps } from './deps.ts'
import type { Drawing } from './drawing.ts'
import type { Lanes } from './lanes.ts'
import { NOTIFY, NotifyJob, REDRAW } from './jobs.ts'
import { redrawCopies } from './copies.ts'
import { claimNotice, type NoticeToSend, recordNotice } from './notice-claim-store.ts'
import { prepareNotice } from './prepare.ts'
import { closeAccounts } from './record-store.ts'
import { answeredSince } from './renewal-store.ts'
import { isClosed, type Next } from './rules.ts'
import type { Claimed } from './store.ts'

/** Longer than a notice is on its way to the platform. */
const ON_ITS_WAY_MS = 60_000

/** Sends one notice; handles a job of NOTIFY. */
export function createNotices(
  {
    db,
    queue,
    world,
    prepares,
    redraws,
  }: Pick<Deps, 'db' | 'queue' | 'world' | 'prepares' | 'redraws'>,
  lanes: Lanes,
  { attempt, lookUp }: Attempts,
  { draw }: Pick<Drawing, 'draw'>,
) {
  async function tryNow(one: Claimed, card: Message, signal: AbortSignal): Promise<Next | null> {
    const lane = lanes.of({ platform: one.address.platform, tenant: one.tenant })
    const [turn] = await lane.take(1, false, signal)
    if (turn === undefined) throw new Error('A lane gave no turn')
    await lane.enter()
    return attempt(one, turn, card, signal).finally(() => lane.leave())
  }

  /** What one person's card should show by now, where it is not what was sent. */
  async function drawChanged(about: string, sent: Message): Promise<void> {
    const [card] = await redraws(db, about, world.now())
    if (card === undefined || isDeepStrictEqual(card.message, sent) || (await draw({ about })))
      return
    await db.transaction().execute((tx) => queue.add(tx, REDRAW, [{ data: { about } }]))
  }

  /** What changed while a card was on its way could not be drawn on it, since it was not there yet. */
  async function catchUpWith({ about, personId, message }: NoticeToSend, at: Date): Promise<void> {
    if (/^(progress|approval):/.test(about)) await draw({ about })
    if (about.startsWith('forum-post:')) await drawChanged(`${about}:${personId}`, message)
    const reminded = /^reminder:(\d+)$/.exec(about)?.[1]
    if (reminded === undefined) return
    const broadcast = Number(reminded)
    const since = new Date(at.getTime() - ON_ITS_WAY_MS)
    const answered = await answeredSince(db, [{ broadcast, personId }], since)
    if (answered.length > 0)
      await db
        .transaction()
        .execute(async (tx) => redrawCopies({ db: tx, queue }, broadcast, personId, null))
  }

  return async function notice(data: unknown, signal: AbortSignal): Promise<void> {
    const { notice: id } = NotifyJob.parse(data)
    if (!(await prepareNotice({ db, queue, prepares }, id, world.now()))) return
    const claimed = await claimNotice(db, id)
    if (claimed === null) return
    const { address, identityId } = claimed
    if (address === null || identityId === null) {
      const nobody: Next = { state: 'failed', reason: 'no-account', refused: false }
      await recordNotice(db, claimed, null, nobody, world.now())
      return
    }
    const { attempts, tenant } = claimed
    const one: Claimed = {
      seq: 0,
      id,
      attempts,
      claimedAt: world.now(),
      identityId,
      address,
      tenant,
      critical: false,
      repeat: false,
      edition: 1,
    }
    const arrived = claimed.inDoubt ? await lookUp(one) : 'not-tried'
    const next =
      arrived === 'not-tried' || arrived?.state === 'waiting'
        ? await tryNow(one, claimed.message, signal)
        : arrived
    // Thrown so that the queue brings it back: the row stays in doubt and is asked about first.
    if (next === null) throw new Error('A notice could be neither sent nor asked about')
    const again = await keepTrying(() =>
      recordNotice(db, claimed, address.platform, next, world.now()),
    )
    if (isClosed(next)) await closeAccounts(db, [one], world.now())
    if (next.state === 'sent') await catchUpWith(claimed, world.now())
    if (again !== null) {
      await db
        .transaction()
        .execute((tx) => queue.add(tx, NOTIFY, [{ data: { notice: id }, startAfter: again }]))
    }
  }
}
