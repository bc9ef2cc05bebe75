import { z } from 'zod'

/**
 * What a button, a form or a typed command asks for: a verb and ids.
 * It carries no authority (product.md, rule 6): whoever receives it looks everything up again.
 * The whole of it stays under 500 characters of JSON, a quarter of what a Slack button may carry.
 * `opens` is a hint to the platform: Teams must know before a button is pressed that a form comes of it.
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
    opens: z.literal('form').optional(),
  })
  .refine((intent) => JSON.stringify(intent).length <= 500, 'too long')
export type Intent = z.infer<typeof Intent>

type Args = z.ZodType<Readonly<Record<string, string | number>>>

export type IntentType<S extends Args> = ((args: z.output<S>) => Intent) &
  Readonly<{ do: string; args: S; opens: 'form' | null }>

/** Declares one intent: call it to make the wire form, give it to `on` to handle it. */
export function intentType<S extends Args>(
  name: string,
  args: S,
  { opens = null }: Readonly<{ opens?: 'form' | null }> = {},
): IntentType<S> {
  const make = (values: z.output<S>): Intent => ({
    do: name,
    with: Object.fromEntries(Object.entries(values).map(([key, value]) => [key, String(value)])),
    ...(opens === null ? {} : { opens }),
  })
  return Object.assign(make, { do: name, args, opens })
}

/** Declares an intent that is answered with a form, unless it is refused. */
export const formIntent = <S extends Args>(name: string, args: S): IntentType<S> =>
  intentType(name, args, { opens: 'form' })

/** A number that people also type, as "read 12". PostgreSQL's integer is the limit. */
export const NumberId = z
  .string()
  .regex(/^\d{1,10}$/)
  .transform(Number)
  .pipe(z.number().int().min(1).max(2_147_483_647))
