/** A value as JSON that PostgreSQL's jsonb takes: it refuses NUL and half of a surrogate pair. */
export const storable = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'string' ? one.replaceAll('\0', '').toWellFormed() : one,
  )
