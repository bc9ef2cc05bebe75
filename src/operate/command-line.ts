import { readRetention } from '#src/config-retention.ts'
import type { Database } from '#src/kernel/db.ts'
import { migrate } from '#src/kernel/migrate.ts'
import { realWorld, type World } from '#src/kernel/world.ts'
import { readAudit } from './audit-store.ts'
import { wouldEnd } from './retention.ts'
import { type AuditFlags, auditWords, readAuditFlags, retentionWords } from './rules.ts'

/** What was typed is not a command: the usage is shown, and the exit code is 2. */
export class UsageError extends Error {}

/** A command that reads: what it says, line by line. */
export type Lines = (database: Database) => Promise<readonly string[]>

/** A command that changes something: what came of it, line by line; not done when nothing was changed. */
export type Doing = (
  database: Pick<Database, 'db'>,
  world: World,
) => Promise<Readonly<{ done: boolean; lines: readonly string[] }>>

const flag = { type: 'string' } as const

/** The flags of these commands. */
export const OPERATE_FLAGS = {
  person: flag,
  subject: flag,
  action: flag,
  since: flag,
  last: flag,
  'dry-run': { type: 'boolean' },
} as const

/** How the commands of this folder are typed. */
export const OPERATE_USAGE = `  audit [--person ID] [--subject broadcast:12] [--action consent] [--since DAY] [--until DAY] [--last N]
      Who did what to which id, the newest last: those lines that fit all that is given.

  retention --dry-run
      Says what is past its time and goes in the next night. Changes nothing.`

type Env = Readonly<Record<string, string | undefined>>

/** Reads what an operator asks of the audit. */
export function readAuditCommand(rest: readonly string[], flags: AuditFlags): Lines {
  const read = readAuditFlags(flags)
  if (rest.length > 0) throw new UsageError('audit takes only flags')
  if (!read.ok) throw new UsageError(read.problem)
  return async ({ db }) => {
    await migrate(db)
    return (await readAudit(db, read.asked)).map(auditWords)
  }
}

/** Says what the next retention run would end. */
export function readRetentionCommand(rest: readonly string[], dryRun: boolean, env: Env): Lines {
  const { retention, problems } = readRetention(env)
  if (rest.length > 0 || !dryRun)
    throw new UsageError('retention runs by itself each night; see what would go with --dry-run')
  if (problems.length > 0) throw new UsageError(problems.join('; '))
  return async ({ db }) => {
    await migrate(db)
    const at = realWorld.now()
    return retentionWords(await wouldEnd(db, retention, at), at)
  }
}
