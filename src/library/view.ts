import { z } from 'zod'

/**
 * One page of a list, so that it can be shown again as it was: the order is that of the moment `at`, whatever was
 * read since, and a second tap never lands on another row. Moments are milliseconds since 1970.
 */
export const View = z.strictObject({
  list: z.enum(['today', 'catch-up']),
  /** The ODS code for today; empty for a catch-up. */
  place: z.string().regex(/^[A-Z0-9]{0,10}$/),
  at: z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number),
  /** What came after this is new; 0 for everything. */
  since: z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number),
  /** How many come before this page. */
  from: z
    .string()
    .regex(/^\d{1,6}$/)
    .transform(Number),
})
export type View = z.infer<typeof View>

/** Rows that fit on one screen with what is around them. */
export const ROWS = 6
