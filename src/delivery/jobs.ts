import { z } from 'zod'
import { MessageHandle, PlatformName } from '#src/chat/chat-platform.ts'
import type { Urgency } from '#src/kernel/schema.ts'

/** The queues, and what a job on each says. A job names rows; what to do with them is read from the rows. */
export const DELIVER = 'deliver'
/** Critical ones: workers of their own, so that they start at once however busy the others are. */
export const DELIVER_URGENT = 'deliver-urgent'
export const NOTIFY = 'notify'
export const REDRAW = 'redraw'
/** Copies that show what was so before a correction or an end. */
export const RENEW = 'renew'
/** Broadcasts whose time has come: a tick, and a job at the end of a hold. */
export const DUE_BROADCASTS = 'due-broadcasts'
/** Approved corrections whose hold is over, and requests that nobody has answered. */
export const APPROVALS = 'approvals'
/** The tick that looks for what is due and has no job. */
export const SWEEP = 'sweep'

/** A chunk of one broadcast's deliveries: seq from `from` up to, not including, `to`. */
export const DeliverJob = z.strictObject({ broadcast: z.int(), from: z.int(), to: z.int() })
export type DeliverJob = z.infer<typeof DeliverJob>

export const NotifyJob = z.strictObject({ notice: z.uuid() })
export type NotifyJob = z.infer<typeof NotifyJob>

/**
 * A card to show anew: what it is about, as "question:12". Where it stands in several places, `except` is the one
 * that shows it already, and `only` those that are left to do, for the `again`th time.
 */
export const RedrawJob = z.strictObject({
  about: z.string(),
  except: MessageHandle.nullish(),
  only: z.array(MessageHandle).nullish(),
  again: z.int().optional(),
})
export type RedrawJob = z.infer<typeof RedrawJob>

/** The workspace or tenant whose copies are drawn anew. */
export const RenewJob = z.strictObject({ platform: PlatformName, tenant: z.string() })
export type RenewJob = z.infer<typeof RenewJob>

/** Deliveries in one job: large enough that the queue costs nothing, small enough that urgent ones slip in between. */
export const CHUNK = 1000

/** Critical ones have workers of their own. */
export const queueFor = (urgency: Urgency): string =>
  urgency === 'critical' ? DELIVER_URGENT : DELIVER
