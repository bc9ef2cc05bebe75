import { z } from 'zod'

/**
 * What a button, a form or a typed command asks for: a verb and ids.
 * It carries no authority (product.md, rule 6): whoever receives it looks everything up again.
 * The whole of it stays under 500 characters of JSON, a quarter of what a Slack button may carry.
 */
export const Intent = z
  .strictObject({
    do: z.string().regex(/^[a-z][a-z-]{0,39}$/),
    with: z.record(
      z.string().max(30),
      z
        .string()
        .max(200)
        // PostgreSQL has no text with a NUL in it.
        .refine((value) => !value.includes('\0')),
    ),
  })
  .refine((intent) => JSON.stringify(intent).length <= 500, 'too long')
export type Intent = z.infer<typeof Intent>

type Args = z.ZodType<Readonly<Record<string, string | number>>>

export type IntentType<S extends Args> = ((args: z.output<S>) => Intent) &
  Readonly<{ do: string; args: S }>

/** Declares one intent: call it to make the wire form, give it to `on` to handle it. */
export function intentType<S extends Args>(name: string, args: S): IntentType<S> {
  const make = (values: z.output<S>): Intent => ({
    do: name,
    with: Object.fromEntries(Object.entries(values).map(([key, value]) => [key, String(value)])),
  })
  return Object.assign(make, { do: name, args })
}

/** A number that people also type, as "read 12". PostgreSQL's integer is the limit. */
export const NumberId = z
  .string()
  .regex(/^\d{1,10}$/)
  .transform(Number)
  .pipe(z.number().int().min(1).max(2_147_483_647))
