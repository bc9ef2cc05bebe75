import type { Address, ChatPlatform, NeverReason, PlatformName } from '#src/chat/chat-platform.ts'
import type { Message } from '#src/chat/message.ts'

/**
 * What the next send to somebody meets. `lost` stores nothing and gives no answer, `kept` stores it and gives none;
 * `died` and `died-kept` are the same for a process that ends in the middle of the request.
 */
export type Fault = 'later' | 'lost' | 'kept' | 'died' | 'died-kept' | NeverReason

/** A chat platform in memory, with the accounts of one tenant in it, that fails as it is told to and forgets nothing. */
export type FarEnd = Readonly<{
  platform: ChatPlatform
  /** What the next sends to that account meet, in order. */
  fail: (ref: string, ...faults: readonly Fault[]) => void
  /** Every message that arrived, as often as it did. */
  arrived: readonly Readonly<{ ref: string; key: string; message: Message }>[]
  /** What messages became, in order; `ref` is the message's own. */
  redrawn: readonly Readonly<{ ref: string; message: Message }>[]
  /** Resolves when a process dies in a request; `restarted` makes it wait for the next death. */
  death: () => Promise<void>
  restarted: () => void
  close: (ref: string) => void
  /** No message is changed any more until what this gives is called. */
  holdRedraws: () => () => void
}>

export function createFarEnd(name: PlatformName, canLookUp: boolean): FarEnd {
  const faults = new Map<string, Fault[]>()
  const closed = new Set<string>()
  const arrived: { ref: string; key: string; message: Message }[] = []
  const redrawn: { ref: string; message: Message }[] = []
  let death = Promise.withResolvers<void>()
  let changing = Promise.resolve()
  const handle = (ref: string, key: string) => ({ platform: name, ref: `${ref}:${key}` })
  const store = (to: Address, key: string, message: Message) => {
    arrived.push({ ref: to.ref, key, message })
  }
  const never = (reason: NeverReason) => ({ is: 'never', reason, detail: reason }) as const

  const platform: ChatPlatform = {
    name,
    capabilities: { sendsPerSecond: null, changesPerMinute: null, canLookUp, formsAfterText: true },
    start: async () => {},
    stop: async () => {},
    healthy: async () => true,
    findByEmail: async () => ({ is: 'cannot-tell' }),
    redraw: async (on, message) => {
      await changing
      redrawn.push({ ref: on.ref, message })
      return { is: 'sent', handle: on }
    },
    send: async (to, message, key) => {
      if (closed.has(to.ref)) return never('unreachable')
      const fault = faults.get(to.ref)?.shift()
      switch (fault) {
        case undefined:
          store(to, key, message)
          return { is: 'sent', handle: handle(to.ref, key) }
        case 'later':
          return { is: 'later', afterMs: null, detail: 'ratelimited' }
        case 'kept':
          store(to, key, message)
          return { is: 'unknown', detail: 'timeout' }
        case 'lost':
          return { is: 'unknown', detail: 'timeout' }
        case 'died-kept':
        case 'died':
          if (fault === 'died-kept') store(to, key, message)
          death.resolve()
          return new Promise(() => {})
        case 'unreachable':
        case 'blocked':
        case 'not-installed':
        case 'rejected':
          return never(fault)
      }
    },
    lookUp: async (to, key) => {
      if (!canLookUp) return { is: 'cannot-tell' }
      return arrived.some((one) => one.ref === to.ref && one.key === key)
        ? { is: 'found', handle: handle(to.ref, key) }
        : { is: 'absent' }
    },
  }
  return {
    platform,
    arrived,
    redrawn,
    fail: (ref, ...more) => {
      faults.set(ref, [...(faults.get(ref) ?? []), ...more])
    },
    death: () => death.promise,
    restarted: () => {
      death = Promise.withResolvers<void>()
    },
    close: (ref) => {
      closed.add(ref)
    },
    holdRedraws: () => {
      const held = Promise.withResolvers<void>()
      changing = held.promise
      return held.resolve
    },
  }
}
