import { z } from 'zod'
import { formIntent, intentType, NumberId } from '#src/chat/intent.ts'
import { DECISIONS, STAGES } from './stages.ts'

const one = z.strictObject({ broadcast: NumberId })
const applicant = z.strictObject({ broadcast: NumberId, applicant: NumberId })

export const Interested = formIntent('interested', one)
export const SubmitInterest = intentType('submit-interest', one)
export const Withdraw = intentType('withdraw', one)
export const AcceptOffer = intentType('accept-offer', one)
export const TurnDown = formIntent('turn-down', one)
export const SubmitTurnDown = intentType('submit-turn-down', one)

/** A page of everybody who is interested, from 0 on. */
export const ListInterest = intentType(
  'list-interest',
  z.strictObject({
    broadcast: NumberId,
    page: z
      .string()
      .regex(/^\d{1,5}$/)
      .transform(Number)
      // Cards of before there were pages.
      .default(0),
  }),
)
export const ShowApplicant = intentType('show-applicant', applicant)

/** `from` is the stage that the card with the button shows: what was decided meanwhile is not overruled unseen. */
const decision = applicant.extend({ from: z.enum(STAGES), to: z.enum(DECISIONS) })
export const Decide = formIntent('decide-applicant', decision)
export const SubmitDecision = intentType('decide-on-applicant', decision)

/** The short form for a later closing date. */
export const ExtendOpportunity = formIntent('extend-opportunity', one)
export const SubmitExtension = intentType('submit-extension', one)

export const CloseOpportunity = formIntent('close-opportunity', one)
export const SubmitClosing = intentType('submit-closing', one)
