import { z } from 'zod'
import { type Server, SERVERS } from './kernel/db.ts'

/** Where the data is: read alike by the process and by the commands, so that both have the same database before them. */
export const DatabaseEnv = z.object({
  DATABASE_URL: z
    .string()
    .refine((url) => /^postgres(ql)?:\/\/./.test(url), {
      error: 'must start with postgres:// or postgresql://',
    })
    .optional(),
  DATABASE_SERVER: z
    .enum(SERVERS, { error: `must be ${SERVERS.join(', ').replace(/, (?=[^,]*$)/, ' or ')}` })
    .default('postgres'),
  DATA_DIR: z.string().min(1, { error: 'must name a folder' }).default('./data'),
})

type Given = Readonly<Record<string, string | undefined>>

export type DatabasePlace = Readonly<{
  /** A PostgreSQL server, or null for the embedded database in `dataDir`. */
  databaseUrl: string | null
  /** What kind of server it is. */
  databaseServer: Server
  dataDir: string
}>

/** What is set. An empty setting is one that nobody made: .env files and compose leave them behind. */
export const settingsIn = (env: Given): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(env)
      .map(([name, value]) => [name, value?.trim() ?? ''] as const)
      .filter(([, value]) => value !== ''),
  )

export const placeOf = (read: z.infer<typeof DatabaseEnv>): DatabasePlace => ({
  databaseUrl: read.DATABASE_URL ?? null,
  databaseServer: read.DATABASE_SERVER,
  dataDir: read.DATA_DIR,
})

/** One line for each setting that is wrong, by its name and never with its value. */
export const problemLines = (error: z.ZodError): readonly string[] =>
  error.issues.map((issue) => `${String(issue.path[0])}: ${issue.message}`)

/** Where the data is, for a command that needs nothing else. */
export function readDatabasePlace(
  env: Given,
):
  | Readonly<{ ok: true; place: DatabasePlace }>
  | Readonly<{ ok: false; problems: readonly string[] }> {
  const read = DatabaseEnv.safeParse(settingsIn(env))
  return read.success
    ? { ok: true, place: placeOf(read.data) }
    : { ok: false, problems: problemLines(read.error) }
}
