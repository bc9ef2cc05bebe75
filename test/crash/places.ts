import { randomBytes } from 'node:crypto'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEmbedded, openPostgres } from '#src/kernel/db.ts'
import { migrate } from '#src/kernel/migrate.ts'
import { administer, postgresPrograms, startPostgres } from '#test/support/postgres.ts'
import type { DatabaseName, Place } from './round.ts'

/** A database of its own at this address; `drop` takes it away. */
export async function postgresPlace(serverUrl: string): Promise<Place> {
  const name = `cascade_crash_${randomBytes(6).toString('hex')}`
  await administer(serverUrl, `create database ${name}`)
  const at = new URL(serverUrl)
  at.pathname = `/${name}`
  return {
    name: 'postgres',
    settings: { DATABASE_URL: at.href },
    open: async () => openPostgres(at.href, 2),
    drop: () => administer(serverUrl, `drop database if exists ${name} with (force)`),
  }
}

/** A folder of its own; a copy of `like` where that is given, for making a PGlite takes seconds. */
export async function pglitePlace(like: string | null): Promise<Place> {
  const dir = await mkdtemp(join(tmpdir(), 'cascade-crash-'))
  if (like !== null) await cp(like, dir, { recursive: true })
  return {
    name: 'pglite',
    settings: { DATA_DIR: dir },
    open: () => openEmbedded(`${dir}/pglite`),
    drop: () => rm(dir, { recursive: true, force: true }),
  }
}

/** Where rounds are played, on a server of its own unless `url` names one; `close` leaves nothing behind. */
export async function openPlaces(names: readonly DatabaseName[], url: string | null) {
  const closers: (() => Promise<void>)[] = []
  let server = url
  if (names.includes('postgres') && server === null) {
    const programs = postgresPrograms()
    if (programs === null)
      throw new Error('There is no PostgreSQL here. Install it, or set CRASH_DATABASE_URL.')
    const own = await startPostgres(programs)
    closers.push(own.stop)
    server = own.url
  }
  let like: string | null = null
  if (names.includes('pglite')) {
    like = await mkdtemp(join(tmpdir(), 'cascade-crash-first-'))
    const dir = like
    closers.push(() => rm(dir, { recursive: true, force: true }))
    const database = await openEmbedded(`${dir}/pglite`)
    await migrate(database.db)
    await database.close()
  }
  return {
    place: (name: DatabaseName): Promise<Place> =>
      name === 'postgres' ? postgresPlace(server ?? '') : pglitePlace(like),
    close: async () => {
      for (const close of closers.toReversed()) await close()
    },
  }
}
