import { z } from 'zod'

const GUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i
const guid = (error: string) =>
  z
    .string()
    .regex(GUID, { error })
    .transform((text) => text.toLowerCase())
const address = z.url({ protocol: /^https?$/, error: 'must be a full address, like https://…' })

const list = (text: string) => text.split(',').map((one) => one.trim())

const Env = z.object({
  MicrosoftAppId: guid('must be the Application (client) ID, like 01234567-89ab-…').optional(),
  MicrosoftAppPassword: z.string().min(1).optional(),
  MicrosoftAppType: z
    .literal('SingleTenant', {
      error: 'must be SingleTenant; people of other tenants are let in by TEAMS_ALLOWED_TENANTS',
    })
    .optional(),
  MicrosoftAppTenantId: guid('must be the Directory (tenant) ID, like 01234567-89ab-…').optional(),
  TEAMS_ALLOWED_TENANTS: z
    .string()
    .transform(list)
    .pipe(z.array(guid('must be tenant IDs, separated by commas')).min(1))
    .optional(),
  TEAMS_SENDS_PER_SECOND: z
    .string()
    .refine((text) => /^\d{1,2}$/.test(text) && Number(text) > 0 && Number(text) <= 50, {
      error: 'must be a whole number from 1 to 50',
    })
    .transform(Number)
    .optional(),
  TEAMS_OPENID_METADATA_URL: address.optional(),
  TEAMS_LOGIN_URL: address.transform((url) => (url.endsWith('/') ? url : `${url}/`)).optional(),
  TEAMS_SERVICE_ORIGINS: z
    .string()
    .transform(list)
    .pipe(
      z
        .array(
          z.string().refine((text) => URL.canParse(text) && new URL(text).origin === text, {
            error: 'must be origins, like https://smba.trafficmanager.net, separated by commas',
          }),
        )
        .min(1),
    )
    .optional(),
})
type Env = z.infer<typeof Env>

export const TEAMS_SETTINGS: readonly string[] = Object.keys(Env.shape)

export type TeamsConfig = Readonly<{
  appId: string
  password: string
  /** Where the app is registered. */
  tenant: string
  /** Whose people are heard. */
  allowedTenants: readonly string[]
  /** How many messages a second one tenant takes; null for what Teams is known to take. */
  sendsPerSecond: number | null
  /** Other places than Microsoft's own, for tests and for other clouds; null for its own. */
  openIdMetadataUrl: string | null
  loginUrl: string | null
  serviceOrigins: readonly string[] | null
}>

export type TeamsRead = Readonly<{ teams: TeamsConfig | null; problems: readonly string[] }>

/** Whether anybody meant to connect Teams. */
export const namesTeams = (name: string): boolean =>
  name.startsWith('MicrosoftApp') || name.startsWith('TEAMS_')

/** Reads the settings of Teams; nothing when none of them is set. */
export function readTeams(given: Readonly<Record<string, string | undefined>>): TeamsRead {
  if (!Object.keys(given).some(namesTeams)) return { teams: null, problems: [] }
  const read = Env.safeParse(given)
  if (!read.success) {
    const problems = read.error.issues.map((issue) => `${String(issue.path[0])}: ${issue.message}`)
    return { teams: null, problems: [...new Set(problems)] }
  }
  const env = read.data
  const {
    MicrosoftAppId: appId,
    MicrosoftAppPassword: password,
    MicrosoftAppTenantId: tenant,
  } = env
  // Without an app id nothing that comes in could be told from what anybody made up.
  if (appId === undefined || password === undefined || tenant === undefined)
    return { teams: null, problems: missing(env) }
  return {
    teams: {
      appId,
      password,
      tenant,
      allowedTenants: env.TEAMS_ALLOWED_TENANTS ?? [tenant],
      sendsPerSecond: env.TEAMS_SENDS_PER_SECOND ?? null,
      openIdMetadataUrl: env.TEAMS_OPENID_METADATA_URL ?? null,
      loginUrl: env.TEAMS_LOGIN_URL ?? null,
      serviceOrigins: env.TEAMS_SERVICE_ORIGINS ?? null,
    },
    problems: [],
  }
}

const WANTED = {
  MicrosoftAppId: 'the Application (client) ID of the app registration',
  MicrosoftAppPassword: 'a client secret of the app registration',
  MicrosoftAppTenantId: 'the Directory (tenant) ID of the app registration',
} as const

const missing = (env: Env): readonly string[] =>
  (Object.keys(WANTED) as (keyof typeof WANTED)[])
    .filter((name) => env[name] === undefined)
    .map((name) => `${name}: is missing; it is ${WANTED[name]}`)
