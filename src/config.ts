import { z } from 'zod'

const port = z
  .string()
  .refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535, {
    error: 'must be a whole number from 0 to 65535',
  })
  .transform(Number)

const Env = z.object({
  PORT: port.default(3000),
  DATABASE_URL: z
    .string()
    .refine((url) => /^postgres(ql)?:\/\/./.test(url), {
      error: 'must start with postgres:// or postgresql://',
    })
    .optional(),
  DATA_DIR: z.string().min(1, { error: 'must name a folder' }).default('./data'),
  PUBLIC_URL: z
    .url({
      protocol: /^https?$/,
      error: 'must be a full address, like https://cascade.example.nhs.uk',
    })
    .optional(),
  LOCAL_CHAT: z.enum(['on', 'off'], { error: 'must be on or off' }).optional(),
  DEMO: z.enum(['on', 'off'], { error: 'must be on or off' }).optional(),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'], {
      error: 'must be debug, info, warn, error or silent',
    })
    .default('info'),
})

export type Config = Readonly<{
  port: number
  /** A PostgreSQL server, or null for the embedded database in `dataDir`. */
  databaseUrl: string | null
  dataDir: string
  /** For links in messages; null for the address that this process listens on. */
  publicUrl: string | null
  /** Whether anybody on this machine may act as anybody in the browser. */
  localChat: boolean
  /** Whether an empty database gets the demonstration area. */
  demo: boolean
  logLevel: string
}>

export type ConfigRead =
  | Readonly<{ ok: true; config: Config }>
  | Readonly<{ ok: false; problems: readonly string[] }>

/** Settings that mean a platform where real people are. Slack and Teams read more of theirs in their own adapters. */
const PLATFORM_SETTINGS = ['SLACK_BOT_TOKEN', 'SLACK_CLIENT_ID', 'MicrosoftAppId'] as const

/** Reads the environment; every problem at once, each naming its setting and never quoting its value. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): ConfigRead {
  // An empty setting is one that nobody made: .env files and compose leave them behind.
  const given = Object.fromEntries(
    Object.entries(env)
      .map(([name, value]) => [name, value?.trim() ?? ''] as const)
      .filter(([, value]) => value !== ''),
  )
  const read = Env.safeParse(given)
  const platforms = PLATFORM_SETTINGS.filter((name) => given[name] !== undefined)
  const problems = [
    ...(read.success
      ? []
      : read.error.issues.map((issue) => `${String(issue.path[0])}: ${issue.message}`)),
    ...(given['LOCAL_CHAT'] === 'off' && platforms.length === 0
      ? ['LOCAL_CHAT: is off and no platform is configured, so nobody could talk to Cascade']
      : []),
    ...platforms.map(
      (name) =>
        `${name}: Slack and Microsoft Teams cannot be connected by this version; leave it out to run the local chat`,
    ),
  ]
  if (!read.success || problems.length > 0) return { ok: false, problems }
  const settings = read.data
  const localChat = settings.LOCAL_CHAT !== 'off'
  return {
    ok: true,
    config: Object.freeze({
      port: settings.PORT,
      databaseUrl: settings.DATABASE_URL ?? null,
      dataDir: settings.DATA_DIR,
      publicUrl: settings.PUBLIC_URL?.replace(/\/+$/, '') ?? null,
      localChat,
      // On a server of somebody's own, invented people come only when asked for.
      demo:
        settings.DEMO === undefined ? settings.DATABASE_URL === undefined : settings.DEMO === 'on',
      logLevel: settings.LOG_LEVEL,
    }),
  }
}
