/** Whatever came in over the wire, read without trusting its shape. */
export type Json = Readonly<Record<string, unknown>>

export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const objectOf = (value: unknown): Json => (isJson(value) ? value : {})

export const listOf = (value: unknown): readonly Json[] =>
  Array.isArray(value) ? value.filter(isJson) : []

export const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''

export function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return value
  } catch {
    return undefined
  }
}

/** Every object inside a value, itself first. */
export function* objectsIn(value: unknown): Generator<Json> {
  if (Array.isArray(value)) {
    for (const one of value as readonly unknown[]) yield* objectsIn(one)
  } else if (isJson(value)) {
    yield value
    for (const one of Object.values(value)) yield* objectsIn(one)
  }
}
