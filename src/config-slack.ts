import { z } from 'zod'

const secret = z.string().min(1)
const startsWith = (prefix: string, what: string) =>
  z.string().refine((text) => text.startsWith(prefix), {
    error: `must be ${what}, which begins with ${prefix}`,
  })

const Env = z.object({
  SLACK_BOT_TOKEN: startsWith('xoxb-', 'the bot token').optional(),
  SLACK_SIGNING_SECRET: secret.optional(),
  SLACK_APP_TOKEN: startsWith('xapp-', 'an app-level token').optional(),
  SLACK_CLIENT_ID: secret.optional(),
  SLACK_CLIENT_SECRET: secret.optional(),
  SLACK_TOKEN_KEYS: z
    .string()
    .transform((text) => text.split(',').map((key) => key.trim()))
    .refine((keys) => keys.every((key) => Buffer.from(key, 'base64').length === 32), {
      error:
        'must be keys of 32 bytes in base64, separated by commas; make one with: openssl rand -base64 32',
    })
    .optional(),
  SLACK_API_URL: z
    .url({ protocol: /^https?$/, error: 'must be a full address, like https://slack.com/api/' })
    .transform((url) => (url.endsWith('/') ? url : `${url}/`))
    .optional(),
  SLACK_SENDS_PER_SECOND: z
    .string()
    .refine((text) => /^\d{1,3}$/.test(text) && Number(text) > 0, {
      error: 'must be a whole number from 1 to 999',
    })
    .transform(Number)
    .optional(),
  SLACK_CHANGES_PER_MINUTE: z
    .string()
    .refine((text) => /^\d{1,5}$/.test(text) && Number(text) > 0, {
      error: 'must be a whole number from 1 to 99999',
    })
    .transform(Number)
    .optional(),
})
type Env = z.infer<typeof Env>

export const SLACK_SETTINGS: readonly string[] = Object.keys(Env.shape)

export type SlackConfig = Readonly<{
  /** Empty in Socket Mode, where nothing comes in over HTTP. */
  signingSecret: string
  app:
    | Readonly<{ is: 'one'; botToken: string }>
    | Readonly<{ is: 'many'; clientId: string; clientSecret: string; tokenKeys: readonly string[] }>
  /** For Socket Mode. */
  appToken: string | null
  /** Another Web API than Slack's own. */
  apiUrl: string | null
  /** How many messages a second one workspace is sent at most; null to find out how many it takes. */
  sendsPerSecond: number | null
  /** How many messages a minute of one workspace can be changed; null for what Slack is known to take. */
  changesPerMinute: number | null
}>

export type SlackRead = Readonly<{ slack: SlackConfig | null; problems: readonly string[] }>

/** Reads Slack's settings; nothing when none of them is set. */
export function readSlack(given: Readonly<Record<string, string | undefined>>): SlackRead {
  if (!Object.keys(given).some((name) => name.startsWith('SLACK_')))
    return { slack: null, problems: [] }
  const read = Env.safeParse(given)
  if (!read.success) {
    const problems = read.error.issues.map((issue) => `${String(issue.path[0])}: ${issue.message}`)
    return { slack: null, problems }
  }
  const env = read.data
  const problems = missing(env, given['PUBLIC_URL'] !== undefined)
  const app = appOf(env)
  if (problems.length > 0 || app === null) return { slack: null, problems }
  return {
    slack: {
      signingSecret: env.SLACK_SIGNING_SECRET ?? '',
      app,
      appToken: env.SLACK_APP_TOKEN ?? null,
      apiUrl: env.SLACK_API_URL ?? null,
      sendsPerSecond: env.SLACK_SENDS_PER_SECOND ?? null,
      changesPerMinute: env.SLACK_CHANGES_PER_MINUTE ?? null,
    },
    problems,
  }
}

function appOf(env: Env): SlackConfig['app'] | null {
  if (env.SLACK_BOT_TOKEN !== undefined) return { is: 'one', botToken: env.SLACK_BOT_TOKEN }
  const {
    SLACK_CLIENT_ID: clientId,
    SLACK_CLIENT_SECRET: clientSecret,
    SLACK_TOKEN_KEYS: tokenKeys,
  } = env
  return clientId === undefined || clientSecret === undefined || tokenKeys === undefined
    ? null
    : { is: 'many', clientId, clientSecret, tokenKeys }
}

function missing(env: Env, hasPublicUrl: boolean): readonly string[] {
  const one = env.SLACK_BOT_TOKEN !== undefined
  const many = env.SLACK_CLIENT_ID !== undefined || env.SLACK_CLIENT_SECRET !== undefined
  const wants: readonly (readonly [boolean, string])[] = [
    [
      !one && !many,
      'SLACK_BOT_TOKEN: is missing; or set SLACK_CLIENT_ID and SLACK_CLIENT_SECRET for many workspaces',
    ],
    [
      one && many,
      'SLACK_BOT_TOKEN: is for one workspace and SLACK_CLIENT_ID for many; set one of the two',
    ],
    [
      many && env.SLACK_CLIENT_ID === undefined,
      'SLACK_CLIENT_ID: is missing beside SLACK_CLIENT_SECRET',
    ],
    [
      many && env.SLACK_CLIENT_SECRET === undefined,
      'SLACK_CLIENT_SECRET: is missing beside SLACK_CLIENT_ID',
    ],
    [
      many && env.SLACK_TOKEN_KEYS === undefined,
      'SLACK_TOKEN_KEYS: is missing; tokens are sealed with it. Make one with: openssl rand -base64 32',
    ],
    [
      many && !hasPublicUrl,
      'PUBLIC_URL: is missing; Slack sends people back to it after they install',
    ],
    [
      env.SLACK_SIGNING_SECRET === undefined && env.SLACK_APP_TOKEN === undefined,
      'SLACK_SIGNING_SECRET: is missing; or set SLACK_APP_TOKEN for Socket Mode',
    ],
  ]
  return wants.filter(([wanted]) => wanted).map(([, problem]) => problem)
}
