import { SlackFailure } from './failure.ts'
import type { FarEnd } from './far-end.ts'
import { type Json, parsed, textOf } from './json.ts'
import type { Install } from './workspaces.ts'

/** One call of the Web API, after its token was found good. */
export type Call = Readonly<{ far: FarEnd; args: Args; install: Install; team: string }>
export type Method = (call: Call) => Json | Promise<Json>

export type Args = ReturnType<typeof readArgs>

/** Arguments as they may come: JSON, or a form in which objects are JSON texts. */
export function readArgs(raw: Json) {
  const text = (name: string): string => textOf(raw[name])
  return {
    raw,
    text,
    has: (name: string) => raw[name] !== undefined && raw[name] !== null,
    required: (name: string): string => {
      const value = text(name)
      if (value === '')
        throw new SlackFailure('invalid_arguments', {
          response_metadata: { messages: [`[ERROR] missing required field: ${name}`] },
        })
      return value
    },
    flag: (name: string): boolean => raw[name] === true || /^(true|1)$/.test(text(name)),
    /** Undefined when it was not given; `badly` is the error for what cannot be read. */
    value: (name: string, badly: string): unknown => {
      const value = raw[name]
      if (typeof value !== 'string') return value
      const found = value === '' ? undefined : parsed(value)
      if (value !== '' && found === undefined) throw new SlackFailure(badly)
      return found
    },
    number: (name: string, otherwise: number): number => {
      const value = Number(text(name) === '' ? otherwise : text(name))
      return Number.isFinite(value) ? value : otherwise
    },
  }
}

/** One page of a list, by cursor. */
export function paged<T>(all: readonly T[], args: Args, most: number) {
  const from = Number(Buffer.from(args.text('cursor'), 'base64').toString() || '0')
  if (!Number.isInteger(from)) throw new SlackFailure('invalid_cursor')
  const limit = Math.min(most, Math.max(1, args.number('limit', 100)))
  const next = from + limit < all.length ? Buffer.from(String(from + limit)).toString('base64') : ''
  return { page: all.slice(from, from + limit), next }
}
