import type { Json } from './json.ts'

/** An answer of Slack's with `ok: false`. */
export class SlackFailure extends Error {
  readonly code: string
  readonly more: Json

  constructor(code: string, more: Json = {}) {
    super(code)
    this.name = 'SlackFailure'
    this.code = code
    this.more = more
  }
}

/** How Slack tells what is wrong with blocks or arguments. */
export function explained(code: string, messages: readonly string[]): SlackFailure {
  return new SlackFailure(code, {
    ...(code === 'invalid_blocks' ? { errors: messages } : {}),
    response_metadata: { messages: messages.map((message) => `[ERROR] ${message}`) },
  })
}
