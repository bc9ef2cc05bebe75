import { z } from 'zod'
import { type Form, FormValues, type Option, type SearchSource, typedText } from './form.ts'
import type { Message } from './message.ts'

export const PlatformName = z.enum(['slack', 'teams', 'web'])
export type PlatformName = z.infer<typeof PlatformName>

/** Who somebody is on a platform: the stable key that people are found by. */
export const Identity = z.strictObject({
  platform: PlatformName,
  tenant: z.string().min(1).max(200),
  user: z.string().min(1).max(200),
})
export type Identity = z.infer<typeof Identity>

/** How to reach them. Minted by the adapter as a versioned string, stored, and read by nobody else. */
export const Address = z.strictObject({ platform: PlatformName, ref: z.string().min(1).max(2000) })
export type Address = z.infer<typeof Address>

/** One message that was delivered, for showing it anew. As opaque as an address. */
export const MessageHandle = z.strictObject({
  platform: PlatformName,
  ref: z.string().min(1).max(2000),
})
export type MessageHandle = z.infer<typeof MessageHandle>

/**
 * What became of one send. Expected failures are values; an adapter throws only on its own bugs.
 * - `later`: throttled, and surely not stored; `afterMs` is the platform's own Retry-After, or null
 * - `never`: this address will not take it; `detail` is the vendor's code, safe to log
 * - `unknown`: the request left and no clear answer came back, so it may have been stored
 */
export type SendOutcome =
  | Readonly<{ is: 'sent'; handle: MessageHandle }>
  | Readonly<{ is: 'later'; afterMs: number | null; detail: string }>
  | Readonly<{ is: 'never'; reason: NeverReason; detail: string }>
  | Readonly<{ is: 'unknown'; detail: string }>

export type NeverReason = 'unreachable' | 'blocked' | 'not-installed' | 'rejected'

/** Whether a send that ended in `unknown` arrived after all. */
export type LookUp =
  | Readonly<{ is: 'found'; handle: MessageHandle }>
  | Readonly<{ is: 'absent' }>
  /** The platform has no way to ask. */
  | Readonly<{ is: 'cannot-tell' }>
  /** It could be asked, but not now. */
  | Readonly<{ is: 'later'; afterMs: number | null }>

/** One thing that one person did. The intent and values stay unread until the core has parsed them. */
export const Inbound = z.strictObject({
  /** The platform's own id of the event: the same thing told twice carries the same id. */
  eventId: z.string().min(1).max(300),
  who: Identity,
  reachableAt: Address,
  /** The message that was pressed or replied to, or that the form was opened from. */
  on: MessageHandle.nullable(),
  what: z.discriminatedUnion('is', [
    z.strictObject({ is: z.literal('press'), intent: z.unknown() }),
    z.strictObject({ is: z.literal('submit'), intent: z.unknown(), values: FormValues }),
    z.strictObject({ is: z.literal('say'), text: typedText(200_000) }),
  ]),
})
export type Inbound = z.infer<typeof Inbound>

/**
 * What the platform shows in answer, inside its own deadline, in this order.
 * - `say`: a new message to the person who acted
 * - `redraw`: the message that was acted on becomes this one; where that cannot be, it is said
 * - `ask`: a form opens, or the open one is shown again with its errors
 * - `forget`: what was typed may be about a patient, and is kept nowhere that this platform can help it; nor is
 *   the form that is asked for beside it, which still holds what was typed: it is shown at once or not at all
 * A card with an `about` ("broadcast:12") has to follow what becomes of that: once it stands as a new message, the
 * adapter tells the core where (`Core.said`).
 */
export type Step =
  | Readonly<{ do: 'say'; message: Message; about: string | null }>
  | Readonly<{ do: 'redraw'; message: Message; about: string | null }>
  | Readonly<{ do: 'ask'; form: Form }>
  | Readonly<{ do: 'forget' }>
export type Reaction = readonly Step[]

/** What an adapter calls into. */
export type Core = Readonly<{
  /** Handles an event once, however often it is told. Throws only when nothing was saved, so that it may be told again. */
  receive: (inbound: Inbound) => Promise<Reaction>
  /** A message of a reaction, said and not redrawn, with this `about` now stands there: `redraw` takes that handle. */
  said: (who: Identity, about: string, handle: MessageHandle) => Promise<void>
  /** An account was closed at the platform, or opened again. Nothing goes to a closed one. */
  accountChanged: (who: Identity, open: boolean) => Promise<void>
  /** What somebody sees on a page of their own, where the platform has one: cards, the most pressing first. Changes nothing. */
  home: (who: Identity) => Promise<readonly Message[]>
  /** At most 20 options for a few typed letters. */
  suggest: (who: Identity, source: SearchSource, typed: string) => Promise<readonly Option[]>
}>

/**
 * Messages a second to one tenant. No platform says what it takes: `first` is what is begun with where nothing is known
 * yet, and `most` is never gone beyond whatever is found, where somebody set it; null where nobody did.
 */
export type Pacing = Readonly<{ first: number; most: number | null }>

/** What a platform can and cannot do: a value, so that what is missing degrades where everybody can see it. */
export type Capabilities = Readonly<{
  /** How fast one tenant is sent to; null where there is no limit. */
  sendsPerSecond: Pacing | null
  /** Messages a minute of one tenant that can be redrawn without a "later"; null for no limit. */
  changesPerMinute: number | null
  /** Whether `lookUp` can answer. */
  canLookUp: boolean
  /** Whether a form can open in answer to a typed text, or only to a press; where not, a button that opens it is said. */
  formsAfterText: boolean
}>

/** The port. Small, and nothing in it is optional. */
export type EmailSearch =
  | Readonly<{
      is: 'found'
      accounts: readonly Readonly<{ who: Identity; reachableAt: Address }>[]
    }>
  /** The platform cannot be asked for people by e-mail, or we may not ask it. */
  | Readonly<{ is: 'cannot-tell' }>
  | Readonly<{ is: 'later'; afterMs: number | null }>

export interface ChatPlatform {
  readonly name: PlatformName
  readonly capabilities: Capabilities
  start(core: Core): Promise<void>
  /** Makes at most one request. `key` is the delivery's id, kept with the message so that `lookUp` can find it. */
  send(to: Address, message: Message, key: string): Promise<SendOutcome>
  lookUp(to: Address, key: string): Promise<LookUp>
  /** Replaces a message in place, and never adds one. */
  redraw(handle: MessageHandle, message: Message): Promise<SendOutcome>
  /** The open accounts of whoever has this e-mail address, in every tenant that we are in; none is an answer too. */
  findByEmail(email: string): Promise<EmailSearch>
  /** For /readyz: whether the platform answers. */
  healthy(): Promise<boolean>
  /** Takes nothing new and lets what is under way finish. */
  stop(): Promise<void>
}
