import type { Attention } from '#src/attention/rules.ts'

/** The bank holidays of England in 2026, and the first of the next year. */
export const HOLIDAYS = new Set([
  '2026-01-01',
  '2026-04-03',
  '2026-04-06',
  '2026-05-04',
  '2026-05-25',
  '2026-08-31',
  '2026-12-25',
  '2026-12-28',
  '2027-01-01',
])

const WEEKS = ['12345', '12345', '12345', '24', '3', '1245', '67', '1234567']
const QUIET = [
  [null, null],
  ['19:00', '07:00'],
  ['21:30', '09:00'],
  ['13:00', '14:00'],
  ['23:00', '22:00'],
  ['12:00', '07:00'],
] as const

/** Every week with all quiet hours: the usual one is three times as likely as any other. */
export const ATTENTIONS: readonly Attention[] = WEEKS.flatMap((workingDays) =>
  QUIET.map(([quietFrom, quietTo]) => ({ workingDays, quietFrom, quietTo })),
)
