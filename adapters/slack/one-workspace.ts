import { z } from 'zod'
import type { Log } from '#src/kernel/log.ts'
import { type Installation, type Installations, SlackNotReady } from './installations.ts'
import { tellMissing } from './scopes.ts'
import type { Answer, SlackApi } from './transport.ts'

const Auth = z.object({
  team_id: z.string(),
  user_id: z.string(),
  enterprise_id: z.string().nullish(),
  is_enterprise_install: z.boolean().nullish(),
})

const TRIES = 3

const WHY: Readonly<Record<string, string>> = {
  invalid_auth:
    'The token is not one that Slack knows. Copy the Bot User OAuth Token (xoxb-…) again.',
  not_authed: 'The token is empty. Copy the Bot User OAuth Token (xoxb-…).',
  token_revoked:
    'The token was revoked. Install the app in the workspace again, and copy its new token.',
  account_inactive:
    'The app was removed from the workspace. Install it again, and copy its new token.',
  token_expired:
    'The token has expired. Turn token rotation off for the app, and install it again.',
  not_allowed_token_type: 'That is another kind of token. Use the Bot User OAuth Token (xoxb-…).',
}

function sentenceFor(answer: Exclude<Answer, { is: 'ok' }>): string {
  if (answer.is === 'refused')
    return `Slack refused SLACK_BOT_TOKEN (${answer.code}). ${WHY[answer.code] ?? 'See docs/slack.md.'}`
  return `Slack did not answer (${answer.is === 'limited' ? 'ratelimited' : answer.code}). Check that this machine can reach it, and start again.`
}

const isWide = ({ id }: Installation) => id.startsWith('E')

/** One workspace, by the bot token that its administrator copied. */
export function oneWorkspace(api: SlackApi, token: string, log: Log): Installations {
  let installed: Installation | null = null
  // Until Slack has said who we are nothing is "not installed": a sending that is taken up meanwhile waits.
  const known = Promise.withResolvers<void>()
  const seen = new Set<string>()

  const authTest = () => api.call({ method: 'auth.test', token, args: {} })

  async function patiently(): Promise<Answer> {
    let answer = await authTest()
    for (let tries = 1; tries < TRIES && answer.is !== 'ok' && answer.is !== 'refused'; tries += 1)
      answer = await authTest()
    return answer
  }

  const serves = (place: string | null) =>
    place !== null && place === installed?.id ? installed : null

  return {
    start: async () => {
      const answer = await patiently()
      if (answer.is !== 'ok') throw new SlackNotReady(sentenceFor(answer))
      const auth = Auth.parse(answer.body)
      const wide = auth.is_enterprise_install === true && typeof auth.enterprise_id === 'string'
      installed = {
        id: wide ? (auth.enterprise_id ?? auth.team_id) : auth.team_id,
        token,
        botUser: auth.user_id,
        scopes: answer.scopes ?? [],
      }
      if (answer.scopes !== null) tellMissing(log, installed)
      known.resolve()
    },
    at: async ({ team, enterprise }) => {
      const served = serves(team) ?? serves(enterprise)
      if (served !== null) seen.add(team)
      return served
    },
    // With one token for a whole organisation, its workspaces are the only ones that addresses can name.
    of: async (team) => {
      await known.promise
      return installed !== null && isWide(installed) ? installed : serves(team)
    },
    teams: async () => (installed === null || isWide(installed) ? [...seen] : [installed.id]),
    save: async () => {},
    gone: async () => log.warn('slack.removed'),
    doubt: async () => {},
    healthy: async () => {
      const answer = await authTest()
      return answer.is === 'ok' && (answer.scopes?.includes('chat:write') ?? true)
    },
  }
}
