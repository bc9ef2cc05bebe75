import { randomBytes } from 'node:crypto'
import { openAsBlob } from 'node:fs'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPostgres, type Server } from '#src/kernel/db.ts'
import { openEmbedded } from '#src/kernel/embedded.ts'
import { migrate } from '#src/kernel/migrate.ts'
import { administer, postgresPrograms, startPostgres } from '#test/support/postgres.ts'
import type { DatabaseName, Place } from './round.ts'

/** A database of its own at this address; `drop` takes it away. */
export async function postgresPlace(
  serverUrl: string,
  server: Server = 'postgres',
): Promise<Place> {
  const name = `cascade_crash_${randomBytes(6).toString('hex')}`
  await administer(serverUrl, `create database ${name}`)
  const at = new URL(serverUrl)
  at.pathname = `/${name}`
  return {
    name: 'postgres',
    settings: { DATABASE_URL: at.href, DATABASE_SERVER: server },
    open: async () => openPostgres(at.href, 2, server),
    drop: () => administer(serverUrl, `drop database if exists ${name} with (force)`),
  }
}

/** A folder of its own that begins as `fill` makes it, for making a PGlite anew takes seconds. */
export async function pglitePlace(fill: (dir: string) => Promise<void>): Promise<Place> {
  const dir = await mkdtemp(join(tmpdir(), 'cascade-crash-'))
  await fill(dir)
  return {
    name: 'pglite',
    settings: { DATA_DIR: dir },
    open: () => openEmbedded(`${dir}/pglite`),
    drop: () => rm(dir, { recursive: true, force: true }),
  }
}

/** As the tests' own migrated database is. */
export const fromSnapshot = (file: string) => async (dir: string) => {
  const database = await openEmbedded(`${dir}/pglite`, { snapshot: await openAsBlob(file) })
  await database.close()
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
  const first = await mkdtemp(join(tmpdir(), 'cascade-crash-first-'))
  closers.push(() => rm(first, { recursive: true, force: true }))
  if (names.includes('pglite')) {
    const database = await openEmbedded(`${first}/pglite`)
    await migrate(database.db)
    await database.close()
  }
  return {
    place: (name: DatabaseName): Promise<Place> =>
      name === 'postgres'
        ? postgresPlace(server ?? '')
        : pglitePlace((dir) => cp(first, dir, { recursive: true })),
    close: async () => {
      for (const close of closers.toReversed()) await close()
    },
  }
}
