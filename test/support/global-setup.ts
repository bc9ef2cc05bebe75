import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import type { TestProject } from 'vitest/node'
import { type Database, openPostgres } from '#src/kernel/db.ts'
import { openEmbedded } from '#src/kernel/embedded.ts'
import { silentLog } from '#src/kernel/log.ts'
import { migrate } from '#src/kernel/migrate.ts'
import { createQueue } from '#src/kernel/queue.ts'
import { administer, postgresPrograms, startPostgres } from './postgres.ts'

export type PostgresForTests =
  | Readonly<{ is: 'there'; url: string; template: string }>
  | Readonly<{ is: 'missing'; because: string }>

declare module 'vitest' {
  interface ProvidedContext {
    /** A file with a migrated PGlite, empty of rows. */
    snapshot: string
    postgres: PostgresForTests
  }
}

/** Everything a database has before its first row: our tables and the queue's. */
async function prepare(database: Database): Promise<void> {
  await migrate(database.db)
  const queue = createQueue(database, silentLog)
  await queue.start()
  await queue.stop(1000)
}

const ROOT = join(import.meta.dirname, '../..')
const CACHE = join(ROOT, 'node_modules/.cache/cascade')
const DAY_MS = 24 * 3_600_000

/** What a migrated, empty database depends on. */
async function fingerprint(): Promise<string> {
  const hash = createHash('sha256').update(await readFile(join(ROOT, 'package-lock.json')))
  for (const folder of ['migrations', 'src/kernel'])
    for (const file of (await readdir(join(ROOT, folder))).toSorted())
      hash.update(file).update(await readFile(join(ROOT, folder, file)))
  return hash.digest('hex')
}

/** Making a PGlite takes 5 seconds, opening this one less than 1; it is made again when a migration changes. */
async function makeSnapshot(dir: string): Promise<string> {
  const kept = join(CACHE, `${await fingerprint()}.tar`)
  if (existsSync(kept)) return kept
  const data = join(dir, 'data')
  const database = await openEmbedded(data)
  await prepare(database)
  await database.tidy()
  await database.close()
  const lite = await PGlite.create(data)
  const dump = await lite.dumpDataDir('none')
  await lite.close()
  await rm(data, { recursive: true })
  await mkdir(CACHE, { recursive: true })
  for (const old of await readdir(CACHE)) {
    const { mtimeMs } = await stat(join(CACHE, old))
    if (Date.now() - mtimeMs > DAY_MS) await rm(join(CACHE, old), { force: true })
  }
  // Renamed when it is whole, for two runs of the tests may make it at once.
  const begun = `${kept}.${process.pid}`
  await writeFile(begun, Buffer.from(await dump.arrayBuffer()))
  await rename(begun, kept)
  return kept
}

const noServer = () => ({
  postgres: {
    is: 'missing' as const,
    because:
      'no PostgreSQL: none of TEST_DATABASE_URL, initdb on the PATH or /usr/lib/postgresql was found',
  },
  stop: async () => {},
})

async function makeTemplate() {
  const given = process.env['TEST_DATABASE_URL']
  const programs = postgresPrograms()
  if (given === undefined && programs === null) return noServer()
  const own = given === undefined && programs !== null ? await startPostgres(programs) : null
  const url = own?.url ?? given ?? ''
  const template = `cascade_template_${randomBytes(4).toString('hex')}`
  await administer(url, `create database ${template}`)
  const at = new URL(url)
  at.pathname = `/${template}`
  const database = openPostgres(at.href, 2)
  await prepare(database)
  await database.close()
  const stop = async () => {
    if (own === null) await administer(url, `drop database ${template} with (force)`)
    else await own.stop()
  }
  return { postgres: { is: 'there' as const, url, template }, stop }
}

export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  // The architecture test reads files only, and `npm run check` must stay quick.
  if (project.vitest.projects.every(({ name }) => name === 'architecture')) return undefined
  const dir = await mkdtemp(join(tmpdir(), 'cascade-tests-'))
  // One after the other: while the first computes, connections of the second would time out on a busy machine.
  const snapshot = await makeSnapshot(dir)
  const { postgres, stop } = await makeTemplate()
  project.provide('snapshot', snapshot)
  project.provide('postgres', postgres)
  return async () => {
    await stop()
    await rm(dir, { recursive: true, force: true })
  }
}
