import { z } from 'zod'
import { fromLondon, isDay, typedDay } from '#src/kernel/london.ts'
import type { FieldErrors, FormValues } from './form.ts'

export type FormRead<T> =
  | Readonly<{ ok: true; value: T }>
  | Readonly<{ ok: false; errors: FieldErrors }>

/** Checks what a form sent against its schema; one sentence for each field that is wrong. */
export function readForm<S extends z.ZodType>(
  schema: S,
  values: FormValues,
): FormRead<z.output<S>> {
  const parsed = schema.safeParse(values)
  if (parsed.success) return { ok: true, value: parsed.data }
  const errors: Record<string, string> = {}
  for (const issue of parsed.error.issues) {
    const field = String(issue.path[0] ?? '')
    errors[field] ??= issue.message
  }
  return { ok: false, errors }
}

/** A single value, whatever came: nothing is an empty text, a list is its first. */
const single = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .transform((value) => (typeof value === 'string' ? value : (value?.[0] ?? '')))

/** Characters that show nothing, or turn the text around them: they only ever hide something. */
const INVISIBLE = /[[\p{Cc}\p{Cf}\p{Cs}\p{Co}]--[\n\u200c\u200d]]/gv

const tidy = (text: string) =>
  text.replaceAll('\r\n', '\n').replaceAll('\t', ' ').replaceAll(INVISIBLE, '').trim()

const tooLong = (label: string, max: number) =>
  `${label} must be ${max.toLocaleString('en-GB')} characters or fewer`

/** One line that must be there. */
export const line = (label: string, max: number) =>
  single
    .transform((text) => tidy(text).replaceAll(/\s+/g, ' '))
    .pipe(z.string().min(1, `Enter ${label.toLowerCase()}`).max(max, tooLong(label, max)))

/** One line that may be left out; null then. */
export const optionalLine = (label: string, max: number) =>
  single
    .transform((text) => tidy(text).replaceAll(/\s+/g, ' '))
    .pipe(z.string().max(max, tooLong(label, max)))
    .transform((text) => (text === '' ? null : text))

/** Text of several lines. */
export const text = (label: string, max: number) =>
  single
    .transform(tidy)
    .pipe(z.string().min(1, `Enter ${label.toLowerCase()}`).max(max, tooLong(label, max)))

/** Numbers of messages, as "12, 15" or "#12 and 15"; none when it is left empty. Each once. */
export const numbers = (label: string, most: number) =>
  single
    .transform((value) => tidy(value).split(/[\s,;]+|\band\b/))
    .transform((parts) => parts.map((part) => part.replace(/^#/, '')).filter((part) => part !== ''))
    .pipe(
      z
        .array(
          z
            .string()
            .regex(/^\d{1,9}$/, 'Give the numbers of the messages, like 12 or 12, 15')
            .transform(Number),
        )
        .max(most, `${label}: ${most} at most`),
    )
    .transform((all) => [...new Set(all)])

/** A list, one entry a line; numbers and dashes that people put in front are dropped. */
export const lines = (label: string, most: number, max: number) =>
  single
    .transform((value) =>
      tidy(value)
        .split('\n')
        .map((entry) =>
          entry
            .replace(/^\s*(?:\d{1,2}[.)]|[-*•])\s+/, '')
            .replaceAll(/\s+/g, ' ')
            .trim(),
        )
        .filter((entry) => entry !== ''),
    )
    .pipe(
      z
        .array(
          z
            .string()
            .max(max, `Each line of ${label.toLowerCase()} must be ${max} characters or fewer`),
        )
        .max(most, `${label} can have at most ${most} lines`),
    )

export const optionalUrl = (label: string) =>
  single.transform(tidy).pipe(
    z
      .string()
      .max(500, tooLong(label, 500))
      .refine((value) => value === '' || z.url({ protocol: /^https?$/ }).safeParse(value).success, {
        error: `${label} must be a full web address that starts with https://`,
      })
      .transform((value) => (value === '' ? null : value)),
  )

/** As YYYY-MM-DD, as a date field sends it or as somebody typed it. */
const writtenDay = single.transform((value) => typedDay(tidy(value)))

/** A day, YYYY-MM-DD. */
export const day = (label: string) =>
  writtenDay.pipe(
    z.string().refine(isDay, {
      error: `Enter ${label.toLowerCase()} as a real date, like 9 December 2026`,
    }),
  )

export const optionalDay = (label: string) =>
  writtenDay.pipe(
    z
      .string()
      .refine((value) => value === '' || isDay(value), {
        error: `${label} must be a real date, like 9 December 2026`,
      })
      .transform((value) => (value === '' ? null : value)),
  )

/** A time as HH:MM, also typed as 9:05. */
export const time = (label: string) =>
  single
    .transform((value) =>
      tidy(value)
        .replace(/^(\d):/, '0$1:')
        .slice(0, 5),
    )
    .pipe(
      z
        .string()
        .regex(
          /^([01]\d|2[0-3]):[0-5]\d$/,
          `Enter ${label.toLowerCase()} as hours and minutes, like 13:30`,
        ),
    )

export const oneOf = <const T extends readonly [string, ...string[]]>(
  options: T,
  sentence: string,
) => single.pipe(z.enum(options, { error: sentence }))

export const tick = single.transform((value) => value === 'yes')

/** Several values, each once. */
export const many = (most: number, sentence: string) =>
  z
    .union([z.string(), z.array(z.string())])
    .optional()
    .transform((value) =>
      [...new Set(typeof value === 'string' ? [value] : (value ?? []))].filter(
        (entry) => entry !== '',
      ),
    )
    .pipe(z.array(z.string().max(100, sentence)).max(most, sentence))

/** A London day and time as the instant it is, or why it is none. */
export function instantOf(date: string, clock: string): FormRead<Date> {
  const local = fromLondon(typedDay(date), clock)
  switch (local.is) {
    case 'instant':
      return { ok: true, value: local.at }
    case 'missing':
      return {
        ok: false,
        errors: {
          time: 'The clocks go forward over that time, so it does not exist on that day. Choose a time before 1am or from 2am',
        },
      }
    case 'doubled':
      return {
        ok: false,
        errors: {
          time: 'The clocks go back over that time, so it happens twice on that day. Choose a time before 1am or from 2am',
        },
      }
    case 'not-a-time':
      return { ok: false, errors: { date: 'Enter a real date and time' } }
  }
}
