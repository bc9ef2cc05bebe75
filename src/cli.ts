import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readBankHolidays } from './attention/bank-holidays.ts'
import { holidaysKnownUntil, saveBankHolidays } from './attention/store.ts'
import { readRetryCommand } from './broadcasts/retry-command.ts'
import { readDatabasePlace } from './config-database.ts'
import { FEED_FLAGS, FEEDS_USAGE, readFeedsCommand } from './feeds/command-line.ts'
import { whyNoServer } from './kernel/cannot-start.ts'
import { DataLocked, lockDataDir } from './kernel/data-lock.ts'
import { type Database, openPostgres } from './kernel/db.ts'
import { openEmbedded } from './kernel/embedded.ts'
import { dateWords, isDay } from './kernel/london.ts'
import { migrate } from './kernel/migrate.ts'
import type { Decision } from './kernel/refusal.ts'
import type { RoleName } from './kernel/schema.ts'
import { count } from './kernel/words.ts'
import { realWorld } from './kernel/world.ts'
import {
  type Doing,
  OPERATE_FLAGS,
  OPERATE_USAGE,
  readAuditCommand,
  readRetentionCommand,
  type Lines,
  UsageError,
} from './operate/command-line.ts'
import {
  ORGANISATIONS_USAGE,
  readOrganisationsCommand,
  readSuccessionsCommand,
  type Telling,
} from './organisations/command-line.ts'
import { type Granted, grantRole, listRoles, revokeRole } from './organisations/role-grants.ts'
import { ROLE_NAMES } from './people/rules.ts'
import { writeAudit } from './people/store.ts'

const USAGE = `Usage: npm run cli -- <command>

  migrate
      Brings the database to the newest shape.

${ORGANISATIONS_USAGE}

  import-bank-holidays FILE
      Reads the file https://www.gov.uk/bank-holidays.json: the years in it take the place of what was known of them.

  roles grant <gmc> <role> <ods-code> [--until YYYY-MM-DD]
  roles revoke <gmc> <role> <ods-code>
  roles list
      Roles: ${Object.keys(ROLE_NAMES).join(', ')}.

  retry <number> [--doubtful]
      Tries again those whom message <number> did not reach, and says why each was missed. With --doubtful those who may
      have it already are tried too, and may get it twice. They go within a minute of Cascade running.

${OPERATE_USAGE}

${FEEDS_USAGE}

The database is DATABASE_URL, or else the embedded one in DATA_DIR (./data).`

type Run = (database: Database) => Promise<number>

/** Exactly what was typed, or an error; nothing is opened before this is right. */
function readCommand(args: readonly string[]): Run {
  const { values, positionals } = parse(args)
  const [command, ...rest] = positionals
  const only = (...flags: readonly string[]) => {
    const strange = Object.keys(values).find((flag) => !flags.includes(flag))
    if (strange !== undefined) throw new UsageError(`--${strange} does not belong to this command`)
  }
  switch (command) {
    case 'migrate':
      only()
      if (rest.length > 0) throw new UsageError('migrate takes nothing after it')
      return runMigrate
    case 'import-organisations':
      only('practices', 'pcns', 'partners')
      return telling(readOrganisationsCommand(rest, values))
    case 'import-bank-holidays':
      only()
      return readHolidayFile(rest)
    case 'import-successions':
      only()
      return telling(readSuccessionsCommand(rest))
    case 'roles':
      only(...(rest[0] === 'grant' ? ['until'] : []))
      return readRoles(rest, values.until ?? null)
    case 'audit':
      only('person', 'subject', 'action', 'since', 'until', 'last')
      return printing(readAuditCommand(rest, values))
    case 'retention':
      only('dry-run')
      return printing(readRetentionCommand(rest, values['dry-run'] === true, process.env))
    case undefined:
      throw new UsageError('No command was given')
    default:
      return readDoing(positionals, values, only)
  }
}

type Given = ReturnType<typeof parse>['values']
type Only = (...flags: readonly string[]) => void

function readDoing(words: readonly string[], values: Given, only: Only): Run {
  const [command = '', ...rest] = words
  switch (command) {
    case 'retry':
      only('doubtful')
      return doing(readRetryCommand(rest, values.doubtful === true))
    case 'feeds':
      only(...(rest[0] === 'add' ? Object.keys(FEED_FLAGS) : []))
      return doing(readFeedsCommand(rest, values))
    default:
      throw new UsageError(`There is no command “${command}”`)
  }
}

function parse(args: readonly string[]) {
  const flag = { type: 'string' } as const
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        practices: flag,
        pcns: flag,
        partners: flag,
        until: flag,
        ...FEED_FLAGS,
        doubtful: { type: 'boolean' },
        ...OPERATE_FLAGS,
      },
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'That could not be read')
  }
}

const runMigrate: Run = async ({ db }) => {
  const applied = await migrate(db)
  console.log(
    applied.length === 0
      ? 'The database already has the newest shape.'
      : `Applied ${applied.join(', ')}.`,
  )
  return 0
}

const telling =
  (command: Telling): Run =>
  async (database) => {
    const { done, lines } = await command(database)
    for (const line of lines) (done ? console.log : console.error)(line)
    return done ? 0 : 1
  }

function readHolidayFile([file, ...more]: readonly string[]): Run {
  if (file === undefined || more.length > 0)
    throw new UsageError('import-bank-holidays takes one file')
  return async ({ db }) => {
    const holidays = readBankHolidays(await readFile(file, 'utf8'))
    if (holidays === null) {
      console.error(
        `${file} is not the file that https://www.gov.uk/bank-holidays.json gives. Nothing was changed.`,
      )
      return 1
    }
    await migrate(db)
    await db.transaction().execute(async (tx) => {
      await saveBankHolidays(tx, holidays)
      const rows = `rows:${holidays.length}`
      await writeAudit(tx, realWorld.now(), null, 'bank-holidays.imported', rows)
    })
    const until = dateWords(await holidaysKnownUntil(db))
    console.log(`Read ${count(holidays.length, 'bank holiday')}. They are known until ${until}.`)
    return 0
  }
}

function readRoles([action, ...rest]: readonly string[], until: string | null): Run {
  if (action === 'list' && rest.length === 0) return printRoles
  if (action !== 'grant' && action !== 'revoke')
    throw new UsageError('roles takes grant, revoke or list')
  const [gmc = '', role = '', organisation = '', ...more] = rest
  if (organisation === '' || more.length > 0)
    throw new UsageError(`roles ${action} takes a GMC reference, a role and an ODS code`)
  if (!/^\d{7}$/.test(gmc)) throw new UsageError(`A GMC reference has 7 digits; “${gmc}” has not`)
  if (!isRole(role)) throw new UsageError(`There is no role “${role}”`)
  if (until !== null && !isDay(until))
    throw new UsageError(`--until takes a day as 2027-03-31, not “${until}”`)
  const asked = { gmc, role, organisation: organisation.toUpperCase() }
  return async ({ db }) => {
    await migrate(db)
    const at = realWorld.now()
    return action === 'grant'
      ? printDecision(await grantRole(db, { ...asked, until }, at, realWorld.newId), role, 'holds')
      : printDecision(await revokeRole(db, asked, at), role, 'no longer holds')
  }
}

const isRole = (text: string): text is RoleName => Object.hasOwn(ROLE_NAMES, text)

/** A role ends at a midnight; people think of the day before it. */
const untilWords = (endsAt: Date) => `until the end of ${dateWords(new Date(endsAt.getTime() - 1))}`

function printDecision(decision: Decision<Granted>, role: RoleName, verb: string): number {
  if (!decision.ok) {
    console.error(`${decision.refusal.happened}. Nothing was changed. ${decision.refusal.next}`)
    return 1
  }
  const { person, organisation, endsAt } = decision.value
  const until = endsAt === null || verb !== 'holds' ? '' : `, ${untilWords(endsAt)}`
  console.log(`${person} ${verb} the role ${role} at ${organisation}${until}.`)
  return 0
}

const printRoles: Run = async ({ db }) => {
  await migrate(db)
  const held = await listRoles(db, realWorld.now())
  if (held.length === 0) console.log('Nobody holds a role.')
  for (const row of held) {
    const until = row.endsAt === null ? '' : `, ${untilWords(row.endsAt)}`
    console.log(
      `${row.role} at ${row.organisationName} (${row.organisation}): ${row.person}, GMC ${row.gmc ?? 'none'}${until}`,
    )
  }
  return 0
}

const printing =
  (lines: Lines): Run =>
  async (database) => {
    for (const line of await lines(database)) console.log(line)
    return 0
  }

const doing =
  (act: Doing): Run =>
  async (database) => {
    const { done, lines } = await act(database, realWorld)
    for (const line of lines) (done ? console.log : console.error)(line)
    return done ? 0 : 1
  }

async function closing(database: Database, run: Run): Promise<number> {
  try {
    return await run(database)
  } finally {
    await database.close()
  }
}

async function onDatabase(run: Run): Promise<number> {
  const read = readDatabasePlace(process.env)
  if (!read.ok) throw new UsageError(read.problems.join('; '))
  const { databaseUrl, databaseServer, dataDir: dir } = read.place
  if (databaseUrl !== null) return await closing(openPostgres(databaseUrl, 2, databaseServer), run)
  const lock = await lockDataDir(dir)
  try {
    const database = await openEmbedded(join(dir, 'pglite'))
    return await closing(database, run)
  } finally {
    await lock.release()
  }
}

/** A file that is not there, a database that does not answer, somebody else's lock: said in a line, not as a stack. */
function explain(error: unknown): string {
  if (error instanceof DataLocked) return error.message
  if (!(error instanceof Error)) return 'It failed.'
  const words = error.message === '' ? error.name : error.message
  return error.cause instanceof Error ? `${words}: ${explain(error.cause)}` : words
}

async function main(args: readonly string[]): Promise<number> {
  try {
    return await onDatabase(readCommand(args))
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(`${error.message.replace(/\.$/, '')}.\n\n${USAGE}`)
      return 2
    }
    console.error(whyNoServer(error) ?? `${explain(error)}\nNothing was changed.`)
    return 1
  }
}

process.exitCode = await main(process.argv.slice(2))
