import type { MessageHandle, Reaction, Step } from '#src/chat/chat-platform.ts'
import type { Form } from '#src/chat/form.ts'
import type { Message } from '#src/chat/message.ts'
import type { Tx } from '#src/kernel/db.ts'
import type { Queue } from '#src/kernel/queue.ts'
import type { Refusal } from '#src/kernel/refusal.ts'
import type { Actor, Person } from '#src/people/actor.ts'
import { refusalCard } from './cards.ts'

/** Everything that a handler may use for one thing that one person did: one transaction, one moment. */
export type Turn = Readonly<{
  db: Tx
  queue: Pick<Queue, 'add'>
  at: Date
  newId: () => string
  actor: Actor
  /** The message acted on; null for a typed command. */
  on: MessageHandle | null
  /** Whether all of it was typed in one line: a mistake is then answered in words, since no form is open. */
  typed: boolean
}>

/** A turn of somebody who has joined. */
export type MemberTurn = Turn & Readonly<{ me: Person }>

/** `about` is for a card that must be shown anew later, wherever it then stands: "broadcast:12". */
export const say = (message: Message, about: string | null = null): Step => ({
  do: 'say',
  message,
  about,
})
export const redraw = (message: Message, about: string | null = null): Step => ({
  do: 'redraw',
  message,
  about,
})
export const ask = (form: Form): Step => ({ do: 'ask', form })
export const refuse = (refusal: Refusal): Reaction => [say(refusalCard(refusal))]
