import { mkdir, open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Two processes on one PGlite folder corrupt it without a word (measured), and it has no lock of its own.
 * The file names the process and when it started, since a number alone may be somebody else's by now.
 */
export type DataLock = Readonly<{ release: () => Promise<void> }>

/** A process's start time in clock ticks, where the system tells it; else nothing. */
async function startedAt(pid: number): Promise<string> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    // The name field may hold spaces and brackets: count from the last bracket. Field 22 is the start time.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

async function heldBy(file: string): Promise<number | null> {
  const [pid = '', started = ''] = (await readFile(file, 'utf8').catch(() => '')).split(' ')
  const holder = Number(pid)
  if (!Number.isInteger(holder) || holder <= 0 || holder === process.pid) return null
  if (!alive(holder)) return null
  return started === (await startedAt(holder)) ? holder : null
}

/** Takes the folder for this process, or throws an error that says who has it. */
export async function lockDataDir(dir: string): Promise<DataLock> {
  await mkdir(dir, { recursive: true })
  const file = join(dir, 'cascade.lock')
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      const handle = await open(file, 'wx')
      await handle.writeFile(`${process.pid} ${await startedAt(process.pid)}`)
      await handle.close()
      return { release: () => rm(file, { force: true }) }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      const holder = await heldBy(file)
      if (holder !== null) throw new DataLocked(dir, holder)
      await rm(file, { force: true })
    }
  }
  throw new DataLocked(dir, 0)
}

export class DataLocked extends Error {
  override name = 'DataLocked' as const
  constructor(dir: string, pid: number) {
    super(
      `Another Cascade (process ${pid}) is using the data in ${dir}. Nothing was changed. ` +
        'Stop that one first, give this one another DATA_DIR, or set DATABASE_URL to a PostgreSQL server, which many processes can share.',
    )
  }
}
