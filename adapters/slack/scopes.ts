import type { Log } from '#src/kernel/log.ts'
import type { Installation } from './installations.ts'

/** What the app asks for when it is installed, and what stops working without it. Nothing is asked for besides. */
export const SCOPES = {
  'chat:write': 'messages cannot be sent',
  commands: 'the /cascade command and the menu on a message do not work',
  'im:history': 'what people type to the app is not heard, and doubtful sends cannot be looked up',
  'im:write': 'doubtful sends cannot be looked up',
  'users:read': 'a closed account is not noticed, and nobody can be invited by e-mail',
  'users:read.email': 'nobody can be invited by e-mail',
} as const

export type Scope = keyof typeof SCOPES

export const NEEDED: readonly string[] = Object.keys(SCOPES)

/** What an installation from before a change lacks. */
export const missingScopes = (granted: readonly string[]): readonly string[] =>
  NEEDED.filter((scope) => !granted.includes(scope))

/** An installation from before a change keeps the scopes that it was given: what does not work is said once. */
export function tellMissing(log: Log, { id, scopes }: Installation): void {
  for (const scope of missingScopes(scopes))
    log.warn('slack.scope-missing', { installation: id, scope, so: SCOPES[scope as Scope] })
}
