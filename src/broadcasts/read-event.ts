import { line, optionalLine } from '#src/chat/read-form.ts'
import { MOST_PLACES } from './content.ts'

const PLACES = `Enter the number of places, from 1 to ${MOST_PLACES}`
const HOURS = 'Enter the CPD hours in quarters, like 1 or 1.5, up to 24'

/** How many can come. */
export const places = line('The number of places', 10)
  .refine((typed) => /^\d{1,3}$/.test(typed) && isWithin(Number(typed), 1, MOST_PLACES), PLACES)
  .transform(Number)

/** Hours in quarters; null when none are given. */
export const cpdHours = optionalLine('CPD hours', 10)
  .refine(
    (typed) =>
      typed === null ||
      (/^\d{1,2}(\.\d{1,2})?$/.test(typed) &&
        isWithin(Number(typed), 0.25, 24) &&
        Number.isInteger(Number(typed) * 4)),
    HOURS,
  )
  .transform((typed) => (typed === null ? null : Number(typed)))

function isWithin(n: number, from: number, to: number): boolean {
  return n >= from && n <= to
}
