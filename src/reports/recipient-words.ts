import { ANSWER_NAMES } from '#src/broadcasts/broadcast-card.ts'
import type { Answer, DeliveryState } from '#src/kernel/schema.ts'
import { reached } from './rules.ts'

const STATES: Readonly<Record<DeliveryState, string>> = {
  waiting: 'Waiting: quiet hours, or it will be tried again',
  sending: 'On its way',
  digest: 'Waiting for their daily or weekly message',
  sent: 'Delivered',
  failed: 'Not delivered',
  doubtful: 'Not known',
  stopped: 'Stopped',
}

export const stateWords = (state: DeliveryState): string => STATES[state]

type Standing = Readonly<{ state: DeliveryState; answer: Answer | null }>

/** What somebody answered, or how it stands with somebody who has not. */
export function answerWords({ state, answer }: Standing): string {
  if (answer !== null) return ANSWER_NAMES[answer]
  switch (reached({ state, answer })) {
    case 'delivered':
      return 'No answer yet'
    case 'toCome':
      return 'Not delivered yet'
    case 'notDelivered':
    case 'stopped':
      return 'Not delivered'
  }
}
