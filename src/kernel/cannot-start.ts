/** What an operator can put right of a PostgreSQL server, by the code that it or the system gives it. */
const SERVER_REASONS: ReadonlyMap<string, string> = new Map([
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', '57P03'].map(
    (code): [string, string] => [
      code,
      'The PostgreSQL server of DATABASE_URL does not answer. Start it, or put DATABASE_URL right.',
    ],
  ),
  ...['28P01', '28000'].map((code): [string, string] => [
    code,
    'The PostgreSQL server of DATABASE_URL refuses that user or password. Put DATABASE_URL right.',
  ]),
  [
    '3D000',
    'The PostgreSQL server of DATABASE_URL has no database of that name. Create it, or put DATABASE_URL right.',
  ],
  [
    '42501',
    'The user of DATABASE_URL may not make tables there. Give it that right, or a database of its own.',
  ],
])

/** The same of anything that a start needs. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ...SERVER_REASONS,
  ...['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOSPC'].map((code): [string, string] => [
    code,
    'The folder of DATA_DIR cannot be used. Give it a folder where this user may write, with 100 MB free.',
  ]),
])

/** Why a start failed, for whoever runs it; null when only the log can say. Never a value of a setting. */
export const whyNotStarted = (error: unknown): string | null => reasonIn(error, REASONS)

/** Why there is no database for a command, whose own files may be missing too; null when it is not for the server. */
export const whyNoServer = (error: unknown): string | null => reasonIn(error, SERVER_REASONS)

function reasonIn(error: unknown, reasons: ReadonlyMap<string, string>): string | null {
  for (let at = error; at instanceof Error; at = at.cause) {
    const code: unknown = Reflect.get(at, 'code')
    const reason = typeof code === 'string' ? reasons.get(code) : undefined
    if (reason !== undefined) return `${reason} (${String(code)}) Nothing was changed.`
  }
  return null
}
