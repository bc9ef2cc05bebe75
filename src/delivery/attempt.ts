import type { SendOutcome } from '#src/chat/chat-platform.ts'
import type { Message } from '#src/chat/message.ts'
import type { Deps } from './deps.ts'
import type { Turn } from './lane.ts'
import type { Lanes } from './lanes.ts'
import { afterAttempt, afterLookUp, type Next, notBefore } from './rules.ts'
import type { Claimed } from './store.ts'

export type Attempts = Readonly<{
  /** One try at one address when its turn comes, settled to a clear answer where one can be had. Null while nobody can say. */
  attempt: (one: Claimed, turn: Turn, card: Message, signal: AbortSignal) => Promise<Next | null>
  /** Asks the platform about a row in doubt. Null when it could not be asked now. */
  lookUp: (one: Claimed) => Promise<Next | null>
}>

const NOT_CONNECTED: Next = { state: 'failed', reason: 'not-connected', refused: true }

/** The one way to a platform that deliveries and notices share. */
export function createAttempts(
  {
    world,
    platforms,
    count,
    log,
    doubtAfterMs,
  }: Pick<Deps, 'world' | 'platforms' | 'count' | 'log' | 'doubtAfterMs'>,
  lanes: Lanes,
): Attempts {
  /**
   * Whether a row waited so long for its turn that another process may soon ask about it, hear that it did not arrive,
   * and send it: then it must not leave here, and queues again. The half that is left is for the request itself.
   */
  const isStale = (claimedAt: Date): boolean =>
    doubtAfterMs > 0 && world.now().getTime() - claimedAt.getTime() > doubtAfterMs / 2

  return {
    attempt: async (one, turn, card, signal) => {
      const platform = platforms.get(one.address.platform)
      if (platform === undefined) return NOT_CONNECTED
      const lane = lanes.of({ platform: platform.name, tenant: one.tenant })
      if (!(await lane.go(turn, signal))) return notBefore(lane.heldUntil())
      // Another worker has the job now, and asks about this row: it must not leave here any more.
      signal.throwIfAborted()
      if (isStale(one.claimedAt)) return notBefore(world.now())
      const outcome: SendOutcome = await platform.send(one.address, card, one.id)
      // The platform's own code, which an operator looks up; the sender reads our reason.
      if (outcome.is !== 'sent')
        log.info('delivery.not-sent', {
          delivery: one.id,
          platform: platform.name,
          tenant: one.tenant,
          outcome: outcome.is,
          code: outcome.detail,
        })
      // Asked at once, a platform that is just storing it would say that it is not there.
      if (outcome.is === 'unknown') return null
      if (outcome.is === 'later' && outcome.afterMs !== null)
        return notBefore(await lane.refused(turn, outcome.afterMs))
      if (outcome.is !== 'later') lane.took()
      const next = afterAttempt(outcome, one, world.now(), world.random())
      count(next.state, platform.name)
      return next
    },
    lookUp: async (one) => {
      const platform = platforms.get(one.address.platform)
      // Nobody can be asked where we are no longer connected, and it may have arrived.
      if (platform === undefined) return { state: 'doubtful', reason: 'no-answer' }
      return afterLookUp(
        await platform.lookUp(one.address, one.id),
        { ...one, critical: one.critical && !platform.capabilities.canLookUp },
        world.now(),
        world.random(),
      )
    },
  }
}
