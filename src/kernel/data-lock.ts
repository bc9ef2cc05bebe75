import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/**
 * Two processes on one PGlite folder corrupt it without a word (measured), and it has no lock of its own.
 * Node offers no file lock but SQLite holds one: the system takes it back when a process dies, however it dies,
 * so nothing is ever stale. A file with a process number in it let several of those that start at once in (measured).
 */
export type DataLock = Readonly<{ release: () => Promise<void> }>

/** SQLITE_BUSY. */
const BUSY = 5

const isBusy = (error: unknown): boolean =>
  error instanceof Error && Reflect.get(error, 'errcode') === BUSY

/** Takes the folder for this process, or throws an error that says who has it. */
export async function lockDataDir(dir: string): Promise<DataLock> {
  await mkdir(dir, { recursive: true })
  // Only for the words of a refusal: whose lock it is, the system knows.
  const holder = join(dir, 'cascade.pid')
  // Nobody may open this file by other means: on Linux, closing it anywhere in this process ends the lock.
  const file = new DatabaseSync(join(dir, 'cascade.lock.sqlite'), { timeout: 0 })
  try {
    file.exec('begin exclusive')
  } catch (error) {
    file.close()
    if (!isBusy(error)) throw error
    const pid = Number(await readFile(holder, 'utf8').catch(() => ''))
    throw new DataLocked(dir, Number.isInteger(pid) ? pid : 0)
  }
  await writeFile(holder, String(process.pid))
  return {
    release: async () => {
      if (file.isOpen) file.close()
    },
  }
}

export class DataLocked extends Error {
  override name = 'DataLocked' as const
  constructor(dir: string, pid: number) {
    super(
      `Another Cascade${pid > 0 ? ` (process ${pid})` : ''} is using the data in ${dir}. Nothing was changed. ` +
        'Stop that one first, give this one another DATA_DIR, or set DATABASE_URL to a PostgreSQL server, which many processes can share.',
    )
  }
}
