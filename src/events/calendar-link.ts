import { z } from 'zod'
import { seal, unseal } from '#src/kernel/seal.ts'

/** How long a link to an event's calendar file works. */
export const CALENDAR_LINK_MS = 60 * 60 * 1000

const Payload = z.tuple([z.int().min(1), z.guid(), z.int().min(0)])
const PURPOSE = 'event-calendar-link'

export type CalendarLinkRead =
  | Readonly<{ is: 'ok'; broadcast: number; person: string }>
  | Readonly<{ is: 'expired' }>
  | Readonly<{ is: 'forged' }>

/** The token of a link. What somebody may see is not in it: that is looked up when it is used. */
export const makeCalendarLink = (
  secret: string,
  { broadcast, person, expires }: Readonly<{ broadcast: number; person: string; expires: Date }>,
): string => seal(secret, PURPOSE, [broadcast, person, Math.ceil(expires.getTime() / 1000)])

export function readCalendarLink(secret: string, token: string, now: Date): CalendarLinkRead {
  const facts = Payload.safeParse(unseal(secret, PURPOSE, token))
  if (!facts.success) return { is: 'forged' }
  const [broadcast, person, expires] = facts.data
  return now.getTime() > expires * 1000 ? { is: 'expired' } : { is: 'ok', broadcast, person }
}
