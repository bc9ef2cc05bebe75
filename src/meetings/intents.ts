import { z } from 'zod'
import { formIntent, intentType, NumberId } from '#src/chat/intent.ts'
import { EVERY, LOOK_DAYS } from './rules/series.ts'

const one = z.strictObject({ broadcast: NumberId })

export const RSVP_BY_BUTTON = ['going', 'not-going', 'observer'] as const

/** `at` is the day and hour that the card shows, so that nobody answers for another; empty when it was typed. */
export const Rsvp = intentType(
  'rsvp',
  z.strictObject({
    broadcast: NumberId,
    answer: z.enum(RSVP_BY_BUTTON),
    at: z.string().max(16),
  }),
)
/** For somebody who works at several member practices. */
export const GoingFor = intentType(
  'going-for',
  z.strictObject({ broadcast: NumberId, practice: z.string().max(20), at: z.string().max(16) }),
)
export const SendDeputy = formIntent('send-deputy', one)
export const SubmitDeputy = intentType('submit-deputy', one)
export const AnswerAsDeputy = intentType(
  'answer-as-deputy',
  z.strictObject({ broadcast: NumberId, person: z.guid(), says: z.enum(['yes', 'no']) }),
)
export const ShowMeeting = intentType('show-meeting', one)
export const Meetings = intentType('meetings', z.strictObject({}))
export const Attendance = intentType('attendance', one)
export const SetQuorum = formIntent('set-quorum', one)
export const SaveQuorum = intentType('save-quorum', one)
export const Calendar = intentType('calendar', z.strictObject({}))
export const RenewCalendar = intentType('renew-calendar', z.strictObject({}))
export const StopCalendar = intentType('stop-calendar', z.strictObject({}))

export const AddPapers = formIntent('add-papers', one)
export const SavePapers = intentType('save-papers', one)
export const Propose = formIntent('propose', one)
export const SubmitProposal = intentType('submit-proposal', one)
export const Proposals = intentType('proposals', one)
const deciding = z.strictObject({ proposal: NumberId, as: z.enum(['accepted', 'declined']) })
export const DecideProposal = formIntent('decide-proposal', deciding)
export const SubmitDecision = intentType('submit-agenda-decision', deciding)
export const Declare = formIntent('declare', one)
export const SaveDeclaration = intentType('save-declaration', one)
export const WriteMinutes = formIntent('write-minutes', one)
export const SaveMinutes = intentType('save-minutes', one)
export const ShowMinutes = intentType('show-minutes', one)
/** Who was there, once it has begun. */
export const MarkCame = formIntent('mark-came', one)
export const SaveCame = intentType('save-came', one)
export const AddAction = formIntent('add-action', one)
export const SaveAction = intentType('save-action', one)
export const Actions = intentType('meeting-actions', one)
export const ActionDone = intentType('action-done', z.strictObject({ action: NumberId }))

export const RepeatMeeting = formIntent('repeat-meeting', one)
export const PlanSeries = intentType('plan-series', one)
/** The dates as they were shown: weeks after the day of the meeting. */
export const KeepSeries = intentType(
  'keep-series',
  z.strictObject({
    broadcast: NumberId,
    from: z.string().max(10),
    every: z.enum(EVERY),
    weeks: z.string().regex(/^[1-9]\d{0,3}(,[1-9]\d{0,3}){0,23}$/),
    look: z.enum(LOOK_DAYS),
  }),
)
export const ShowSeries = intentType('show-series', one)
/** For whoever runs a meeting of it, once its author cannot. */
export const TakeOver = intentType('take-over-series', one)
export const LeaveOut = intentType('leave-out-meeting', one)
export const AskEndSeries = intentType('ask-end-series', one)
export const EndSeries = intentType('end-series', one)
