import { z } from 'zod'
import { atLondon, daysAfter, isDay, momentWords } from '#src/kernel/london.ts'
import type { AuditAsked, AuditLine } from './audit.ts'

export type AuditFlags = Readonly<{
  person?: string | undefined
  subject?: string | undefined
  action?: string | undefined
  since?: string | undefined
  until?: string | undefined
  last?: string | undefined
}>

/** As many lines as are shown when nobody says how many. */
const LAST = 100
const MOST = 100_000

export type AuditRead =
  | Readonly<{ ok: true; asked: AuditAsked }>
  | Readonly<{ ok: false; problem: string }>

const day = (text: string | undefined) => text === undefined || isDay(text)

/** Reads what an operator asks of the audit; days are London's, and the last one is part of it. */
export function readAuditFlags(flags: AuditFlags): AuditRead {
  const { person, subject, action, since, until, last } = flags
  const no = (problem: string): AuditRead => ({ ok: false, problem })
  if (person !== undefined && !z.guid().safeParse(person).success)
    return no(`--person takes an id as the audit shows it, not “${person}”`)
  if (!day(since)) return no(`--since takes a day as 2026-10-31, not “${since}”`)
  if (!day(until)) return no(`--until takes a day as 2026-10-31, not “${until}”`)
  const lines = last === undefined ? LAST : /^\d{1,6}$/.test(last) ? Number(last) : 0
  if (lines < 1 || lines > MOST) return no(`--last takes a number from 1 to ${MOST}`)
  return {
    ok: true,
    asked: {
      person: person ?? null,
      subject: subject ?? null,
      action: action ?? null,
      since: since === undefined ? null : atLondon(since, '00:00'),
      until: until === undefined ? null : atLondon(daysAfter(until, 1), '00:00'),
      last: lines,
    },
  }
}

/** One line of the audit, as an operator reads it. */
export const auditWords = ({ id, at, person, action, subject }: AuditLine): string =>
  `${id}  ${at.toISOString()}  ${person ?? '-'}  ${action}  ${subject}`

/** What a retention run would do, a line for each kind. */
export function retentionWords(
  ended: readonly Readonly<{ what: string; n: number }>[],
  at: Date,
): readonly string[] {
  const some = ended.filter(({ n }) => n > 0)
  return some.length === 0
    ? [`Nothing is past its time at ${momentWords(at)}.`]
    : [
        `Past its time at ${momentWords(at)}, and removed in the next night:`,
        ...some.map(({ what, n }) => `  ${n.toLocaleString('en-GB')} ${what}`),
      ]
}
