import { spawnSync } from 'node:child_process'
import { closeSync, openSync, writeSync } from 'node:fs'
import { mkdtemp, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const MB = 1024 * 1024

/** A real disk of its own, in memory, that a test may fill. */
export type SmallDisk = Readonly<{
  dir: string
  /** Fills it until so many megabytes are left. */
  fill: (left: number) => Promise<void>
  /** Takes away what filled it. */
  makeRoom: () => Promise<void>
  drop: () => Promise<void>
}>

/** Null where this user may not mount one. */
export async function mountSmallDisk(megabytes: number): Promise<SmallDisk | null> {
  const dir = await mkdtemp(join(tmpdir(), 'cascade-disk-'))
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', dir])
  if (mounted.status !== 0) {
    await rm(dir, { recursive: true })
    return null
  }
  const filler = join(dir, 'filler')
  return {
    dir,
    fill: async (left) => {
      const { bavail, bsize } = await statfs(dir)
      const file = openSync(filler, 'a')
      const block = Buffer.alloc(64 * 1024)
      try {
        for (let to = bavail * bsize - left * MB; to > 0; to -= block.length) writeSync(file, block)
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
      } finally {
        closeSync(file)
      }
    },
    makeRoom: () => rm(filler, { force: true }),
    drop: async () => {
      spawnSync('umount', ['-l', dir])
      await rm(dir, { recursive: true, force: true })
    },
  }
}
