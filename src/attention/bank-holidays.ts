import { z } from 'zod'
import { isDay } from '#src/kernel/london.ts'

export type BankHoliday = Readonly<{ day: string; title: string }>

/** The file https://www.gov.uk/bank-holidays.json: events by division, the past years first. Other divisions are not read. */
const File = z.object({
  'england-and-wales': z.object({
    events: z
      .array(
        z.object({
          title: z.string().min(1).max(100),
          date: z.string().refine(isDay, 'is not a day as 2026-12-25'),
        }),
      )
      .min(1),
  }),
})

/** Reads that file; null when it is not one. */
export function readBankHolidays(text: string): readonly BankHoliday[] | null {
  const read = File.safeParse(parsed(text))
  return read.success
    ? read.data['england-and-wales'].events.map(({ title, date }) => ({ title, day: date }))
    : null
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
