import { z } from 'zod'
import { formIntent, intentType, NumberId } from '#src/chat/intent.ts'

const none = z.strictObject({})
const one = z.strictObject({ ballot: NumberId })

export const Ballots = intentType('ballots', none)
export const ShowBallot = intentType('ballot', one)

export const CallSeat = formIntent('call-seat', none)
export const SubmitSeat = intentType('submit-seat', none)
export const ChangeSeat = formIntent('change-seat', one)
export const SaveSeat = intentType('save-seat', one)
export const DropSeat = intentType('drop-seat', one)
export const OpenNominations = intentType('open-nominations', one)
export const CallOff = formIntent('call-off-ballot', one)
export const SubmitCallOff = intentType('submit-call-off', one)

export const Stand = formIntent('stand', one)
export const SubmitStand = intentType('submit-stand', one)
export const StandDown = intentType('stand-down', one)

const Place = z
  .string()
  .regex(/^\d{1,2}$/)
  .transform(Number)
/** Who stands, from that one on. */
export const ReadCandidates = intentType(
  'candidates',
  z.strictObject({ ballot: NumberId, from: Place }),
)

export const Vote = formIntent('vote', one)
/** Typed with a choice behind it: that would stand in the chat. */
export const VoteInWords = intentType('vote-in-words', one)
/** What was chosen travels beside it, and is kept nowhere. */
export const SubmitVote = intentType('submit-vote', one)
