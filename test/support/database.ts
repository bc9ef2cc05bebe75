import { randomBytes } from 'node:crypto'
import { openAsBlob } from 'node:fs'
import { inject, test } from 'vitest'
import { type Database, openPostgres } from '#src/kernel/db.ts'
import { openEmbedded } from '#src/kernel/embedded.ts'
import type {} from './global-setup.ts'
import { administer } from './postgres.ts'

export type TestDatabases = Readonly<{
  name: 'embedded' | 'postgres'
  /** A fresh, migrated, empty database; `close` it, and it is gone. */
  open: () => Promise<Database>
}>

export const openFresh = async (): Promise<Database> =>
  openEmbedded(null, { snapshot: await openAsBlob(inject('snapshot')) })

/** Where a database of a test's own is, for tests that let other processes at it. */
export type PostgresDatabase = Readonly<{ url: string; drop: () => Promise<void> }>

export async function createPostgresDatabase(): Promise<PostgresDatabase> {
  const postgres = inject('postgres')
  if (postgres.is === 'missing') throw new Error(postgres.because)
  const name = `cascade_test_${randomBytes(6).toString('hex')}`
  await administer(postgres.url, `create database ${name} template ${postgres.template}`)
  const url = new URL(postgres.url)
  url.pathname = `/${name}`
  return {
    url: url.href,
    drop: () => administer(postgres.url, `drop database if exists ${name} with (force)`),
  }
}

async function openOnPostgres(): Promise<Database> {
  const { url, drop } = await createPostgresDatabase()
  const database = openPostgres(url)
  const close = async () => {
    await database.close()
    await drop()
  }
  return { ...database, close }
}

/** One fresh database, for a journey that is too long to be made twice: the server's where there is one. */
export const openOne = async (): Promise<Database> =>
  inject('postgres').is === 'there' ? openOnPostgres() : openFresh()

/**
 * The databases that every store must work on, for `describe.each(databases())('on $name', …)`.
 * Without a PostgreSQL the file reports a skipped test that says so, in place of silence.
 */
export function databases(): readonly TestDatabases[] {
  const embedded = { name: 'embedded', open: openFresh } as const
  const postgres = inject('postgres')
  if (postgres.is === 'there') return [embedded, { name: 'postgres', open: openOnPostgres }]
  test('on postgres', (context) => context.skip(postgres.because))
  return [embedded]
}

/**
 * The same database as a row of `describe.each`. Stores and laws are tried on both databases, and so are the journeys that are about
 * the database: what is told twice, versions, queues, crashes. The others play once, since a start on the embedded one costs ten
 * times as much.
 */
export const oneDatabase = (): readonly TestDatabases[] => databases().slice(-1)
