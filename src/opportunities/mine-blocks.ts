import { type Action, type Block, button, note } from '#src/chat/message.ts'
import { momentWords } from '#src/kernel/london.ts'
import type { Stage } from '#src/kernel/schema.ts'
import { AcceptOffer, Interested, TurnDown, Withdraw } from './intents.ts'

/** One person's own interest, as the card of the opportunity shows it to them. */
type MyInterest = Readonly<{ interestedSince: Date | null; stage: Stage | null }>

const STAGE_WORDS: Readonly<Record<Stage, string>> = {
  interested: '',
  shortlisted: ' You are on the shortlist.',
  offered: ' It is offered to you.',
  accepted: ' It was offered to you, and you accepted it.',
  'turned-down': ' It was offered to you, and you turned it down.',
  declined: ' This time it was not offered to you.',
  closed: ' It is closed.',
}

export const interestBlocks = ({ interestedSince, stage }: MyInterest): Block[] =>
  interestedSince === null || stage === null
    ? []
    : [
        note(
          'done',
          `You said that you are interested, on ${momentWords(interestedSince)}.${STAGE_WORDS[stage]}`,
        ),
      ]

/** What somebody can do about their own interest; `over` once nobody new can be interested. */
export function interestActions(broadcast: number, { stage }: MyInterest, over: boolean): Action[] {
  const withdraw = button('Withdraw', Withdraw({ broadcast }))
  switch (stage) {
    case null:
      return over ? [] : [button('I am interested', Interested({ broadcast }), 'primary')]
    case 'interested':
    case 'shortlisted':
      return over ? [withdraw] : [button('Change my interest', Interested({ broadcast })), withdraw]
    case 'offered':
      return offerActions(broadcast)
    case 'accepted':
      return [withdraw]
    case 'turned-down':
    case 'declined':
    case 'closed':
      return []
  }
}

export const offerActions = (broadcast: number): Action[] => [
  button('Accept the offer', AcceptOffer({ broadcast }), 'primary'),
  button('Turn it down', TurnDown({ broadcast })),
]
