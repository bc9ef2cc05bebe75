import type { Context } from 'hono'

const TYPES = { csv: 'text/csv', ics: 'text/calendar', json: 'application/json' } as const

/** An answer that is kept as a file, `name` without its ending. */
export function download(
  c: Context,
  name: string,
  as: keyof typeof TYPES,
  body: string | ReadableStream<Uint8Array>,
): Response {
  c.header('Content-Type', `${TYPES[as]}; charset=utf-8`)
  c.header('Content-Disposition', `attachment; filename="${name}.${as}"`)
  return c.body(body)
}
