import { z } from 'zod'
import {
  DatabaseEnv,
  type DatabasePlace,
  placeOf,
  problemLines,
  settingsIn,
} from './config-database.ts'
import { misspelt } from './config-names.ts'
import { type Retention, RETENTION_SETTINGS, readRetention } from './config-retention.ts'
import { readSlack, SLACK_SETTINGS, type SlackConfig } from './config-slack.ts'
import { namesTeams, readTeams, TEAMS_SETTINGS, type TeamsConfig } from './config-teams.ts'

const port = z
  .string()
  .refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535, {
    error: 'must be a whole number from 0 to 65535',
  })
  .transform(Number)

const Env = z.object({
  PORT: port.default(3000),
  ...DatabaseEnv.shape,
  PUBLIC_URL: z
    .url({
      protocol: /^https?$/,
      error: 'must be a full address, like https://cascade.example.nhs.uk',
    })
    .optional(),
  SUPPRESSION_SECRET: z.string().min(32, { error: 'must have 32 characters or more' }).optional(),
  LOCAL_CHAT: z.enum(['on', 'off'], { error: 'must be on or off' }).optional(),
  DEMO: z.enum(['on', 'off'], { error: 'must be on or off' }).optional(),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'], {
      error: 'must be debug, info, warn, error or silent',
    })
    .default('info'),
})

/** Every setting that there is. */
export const SETTINGS: readonly string[] = [
  ...Object.keys(Env.shape),
  ...SLACK_SETTINGS,
  ...TEAMS_SETTINGS,
  ...RETENTION_SETTINGS,
]

export type Config = DatabasePlace &
  Readonly<{
    port: number
    /** For links in messages; null for the address that this process listens on. */
    publicUrl: string | null
    /** Null while Slack is not configured. */
    slack: SlackConfig | null
    /** Null while Microsoft Teams is not configured. */
    teams: TeamsConfig | null
    /** Whether anybody on this machine may act as anybody in the browser. */
    localChat: boolean
    /** Whether an empty database gets the demonstration area. */
    demo: boolean
    logLevel: string
    /** What accounts that want nothing more are hashed with; null for a secret that the database keeps. */
    suppressionSecret: string | null
    /** For how many days what is kept. */
    retention: Retention
  }>

export type ConfigRead =
  | Readonly<{ ok: true; config: Config }>
  | Readonly<{ ok: false; problems: readonly string[] }>

/** What each setting allows and the others do not. */
function togetherProblems(given: Readonly<Record<string, string>>): readonly string[] {
  const platform = Object.keys(given).some((name) => name.startsWith('SLACK_') || namesTeams(name))
  const noLocalChat = given['LOCAL_CHAT'] === 'off' || (platform && given['LOCAL_CHAT'] !== 'on')
  const problems: readonly (readonly [boolean, string])[] = [
    [
      given['LOCAL_CHAT'] === 'off' && !platform,
      'LOCAL_CHAT: is off and no platform is configured, so nobody could talk to Cascade',
    ],
    [
      given['DEMO'] === 'on' && noLocalChat,
      'DEMO: needs the local chat, where its people are; set LOCAL_CHAT=on',
    ],
  ]
  return problems.filter(([wrong]) => wrong).map(([, problem]) => problem)
}

/** Reads the environment; every problem at once, each naming its setting and never quoting its value. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): ConfigRead {
  const given = settingsIn(env)
  const read = Env.safeParse(given)
  const { slack, problems: slackProblems } = readSlack(given)
  const { teams, problems: teamsProblems } = readTeams(given)
  const { retention, problems: retentionProblems } = readRetention(given)
  const problems = [
    ...misspelt(Object.keys(given), SETTINGS),
    ...(read.success ? [] : problemLines(read.error)),
    ...slackProblems,
    ...teamsProblems,
    ...retentionProblems,
    ...togetherProblems(given),
  ]
  if (!read.success || problems.length > 0) return { ok: false, problems }
  const settings = read.data
  const noPlatform = slack === null && teams === null
  const localChat = settings.LOCAL_CHAT === undefined ? noPlatform : settings.LOCAL_CHAT === 'on'
  return {
    ok: true,
    config: Object.freeze({
      port: settings.PORT,
      ...placeOf(settings),
      publicUrl: settings.PUBLIC_URL?.replace(/\/+$/, '') ?? null,
      slack,
      teams,
      localChat,
      // Among real people, or on a server of somebody's own, invented ones come only when asked for.
      demo:
        settings.DEMO === undefined
          ? settings.DATABASE_URL === undefined && noPlatform
          : settings.DEMO === 'on',
      logLevel: settings.LOG_LEVEL,
      suppressionSecret: settings.SUPPRESSION_SECRET ?? null,
      retention,
    }),
  }
}
