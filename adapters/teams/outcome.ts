import type { MessageHandle, NeverReason, SendOutcome } from '#src/chat/chat-platform.ts'
import type { Answer } from './transport.ts'

type NotDone = Exclude<Answer, { is: 'ok' }>
type NotSent = Exclude<SendOutcome, { is: 'sent' }>

/** What the Connector's codes mean for one delivery, wherever its status says too little. */
const CODES: Readonly<Record<string, NeverReason>> = {
  ConversationBlockedByUser: 'blocked',
  MessageWritesBlocked: 'blocked',
  BotNotInConversationRoster: 'not-installed',
  // Whoever runs the tenant has to allow it again, as they have to install it.
  BotDisabledByAdmin: 'not-installed',
  BotNotRegistered: 'not-installed',
  ConversationNotFound: 'unreachable',
}

/** Refusals that Teams documents. Everything else is said by something on the way to it. */
const STATUSES: Readonly<Record<number, NeverReason>> = {
  0: 'rejected',
  400: 'rejected',
  403: 'rejected',
  404: 'unreachable',
  405: 'rejected',
  409: 'rejected',
  413: 'rejected',
  415: 'rejected',
}

/** Whether the conversation is gone, so that the person has to be asked for a new one. */
export const meansConversationIsGone = (answer: Answer): boolean =>
  answer.is === 'refused' &&
  answer.status === 404 &&
  answer.code !== 'ActivityNotFoundInConversation'

/** What became of a message that was sent, or was to be drawn anew. */
export function outcomeOf(answer: NotDone): NotSent {
  switch (answer.is) {
    case 'limited':
      return later(answer.code, answer.afterMs)
    case 'unsent':
      return later(answer.code)
    case 'lost':
      return { is: 'unknown', detail: answer.code }
    case 'refused':
      return refused(answer.status, answer.code)
  }
}

/** While its conversation is being made a message is surely not stored, whatever becomes of that. */
export function outcomeOfCreating(answer: NotDone): NotSent {
  return answer.is === 'lost' ? later(answer.code) : outcomeOf(answer)
}

function refused(status: number, code: string): NotSent {
  const meant = Object.hasOwn(CODES, code) ? CODES[code] : undefined
  // The message that was to be drawn anew is gone, and its conversation is not.
  if (code === 'ActivityNotFoundInConversation') return never('rejected', code)
  if (meant !== undefined) return never(meant, code)
  // A token that was refused is thrown away, and the next one may be taken.
  const reason = status === 401 ? undefined : STATUSES[status]
  return reason === undefined ? later(code) : never(reason, code)
}

const later = (detail: string, afterMs: number | null = null): NotSent => ({
  is: 'later',
  afterMs,
  detail,
})

export const sent = (handle: MessageHandle): SendOutcome => ({ is: 'sent', handle })

export const never = (reason: NeverReason, detail: string): NotSent => ({
  is: 'never',
  reason,
  detail,
})
