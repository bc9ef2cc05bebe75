import { setTimeout as wait } from 'node:timers/promises'
import { expect } from 'vitest'
import {
  type Address,
  type ChatPlatform,
  type Core,
  type Identity,
  Inbound,
  type MessageHandle,
  type Reaction,
} from '#src/chat/chat-platform.ts'
import type { FormValues } from '#src/chat/form.ts'
import type { Intent } from '#src/chat/intent.ts'

/** Somebody with an account on the platform, who can be written to. */
export type Somebody = Readonly<{ identity: Identity; address: Address }>

/** One message of the bot's as the far end holds it. `revision` grows with each redraw. */
export type Shown = Readonly<{ key: string | null; title: string; revision: number }>

/** The form that is open in front of somebody. */
export type OpenForm = Readonly<{ title: string; fields: readonly string[] }>

/**
 * A platform with its far end and people who use it. People act over the adapter's real inbound surface,
 * as its vendor would; what they see is read from the far end and never from the adapter.
 */
export type Harness = Readonly<{
  platform: ChatPlatform
  somebody: () => Promise<Somebody>
  /** An address and a handle in the platform's own form, of an account and a message that do not exist. */
  nowhere: () => Promise<Readonly<{ address: Address; handle: MessageHandle }>>
  /** Presses the button of that message that carries this intent. */
  press: (who: Somebody, on: MessageHandle, intent: Intent) => Promise<void>
  /** The same press, told twice, as platforms do when they saw no answer. */
  pressToldTwice: (who: Somebody, on: MessageHandle, intent: Intent) => Promise<void>
  formShownTo: (who: Somebody) => Promise<OpenForm | null>
  /** Fills in the form that is open and sends it; a field that is not named stays as shown. */
  submit: (who: Somebody, values: FormValues) => Promise<void>
  say: (who: Somebody, text: string, inReplyTo: MessageHandle | null) => Promise<void>
  /** The bot's messages, oldest first. */
  shownTo: (who: Somebody) => Promise<readonly Shown[]>
  /** A press that nobody made: no signature, or a wrong one. Answers with the HTTP status. */
  forge: () => Promise<Readonly<{ status: number }>>
  close: () => Promise<void>
}>

/** A card with an `about` that now stands as a new message, as the adapter told it. */
export type Said = Readonly<{ who: Identity; about: string; handle: MessageHandle }>

/** A core that keeps what it is told and reacts as a law wants. */
export function listener(react: (inbound: Inbound) => Promise<Reaction> | Reaction = () => []) {
  const heard: Inbound[] = []
  const said: Said[] = []
  const core: Core = {
    receive: async (inbound) => {
      heard.push(Inbound.parse(inbound))
      return react(inbound)
    },
    suggest: async () => [],
    home: async () => [],
    said: async (who, about, handle) => {
      said.push({ who, about, handle })
    },
    accountChanged: async () => {},
  }
  return { core, heard, said }
}

/** An adapter may answer its platform first and tell the core after. */
export async function first(heard: readonly Inbound[]): Promise<Inbound> {
  await expect.poll(() => heard.length).toBeGreaterThan(0)
  const [inbound] = heard
  if (inbound === undefined) throw new Error('Nothing was heard')
  return inbound
}

/** Time enough for something that must not happen. */
export const aMoment = () => wait(150)
