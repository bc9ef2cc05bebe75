import type { Log } from '#src/kernel/log.ts'
import type { Tokens } from './token.ts'

/** Says in one sentence why Teams cannot be used; safe to show to whoever starts Cascade. */
export class TeamsNotReady extends Error {
  constructor(sentence: string) {
    super(sentence)
    this.name = 'TeamsNotReady'
  }
}

/** What the sign-in refuses for good, until a setting is put right. */
const WHY: Readonly<Record<string, string>> = {
  invalid_client:
    'The secret is wrong or has ended. Make a new client secret, and copy its value, not its ID, to MicrosoftAppPassword.',
  unauthorized_client:
    'The app is not known in that tenant. Copy MicrosoftAppId and MicrosoftAppTenantId from the overview of the app registration.',
  invalid_request:
    'The tenant is not known. Copy MicrosoftAppTenantId from the overview of the app registration.',
  invalid_scope: 'Check that the app registration belongs to an Azure Bot.',
}

/**
 * Asks for the first token. Throws a TeamsNotReady when the app may not sign in at all; when Microsoft does not answer
 * Cascade starts all the same, is not ready until it does, and keeps what is to be sent.
 */
export async function signIn(tokens: Tokens, log: Log): Promise<void> {
  const held = await tokens.get()
  if (held.is === 'have') return
  const why = Object.hasOwn(WHY, held.code) ? WHY[held.code] : undefined
  if (why !== undefined)
    throw new TeamsNotReady(`Microsoft refused the app's sign-in (${held.code}). ${why}`)
  log.warn('teams.not-signed-in', { code: held.code })
}
