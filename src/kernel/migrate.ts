import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Migration, type MigrationProvider, Migrator } from 'kysely/migration'
import type { Db } from './db.ts'

const FOLDER = join(import.meta.dirname, '../../migrations')

const provider: MigrationProvider = {
  async getMigrations() {
    const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.ts')).toSorted()
    const loaded = await Promise.all(
      files.map(async (file): Promise<[string, Migration]> => [
        file.replace(/\.ts$/, ''),
        (await import(pathToFileURL(join(FOLDER, file)).href)) as Migration,
      ]),
    )
    return Object.fromEntries(loaded)
  },
}

/** Brings the database to the newest shape; safe to run from many processes at once. Returns what it applied. */
export async function migrate(db: Db): Promise<readonly string[]> {
  const migrator = new Migrator({
    db: db.withoutPlugins(),
    provider,
    // Numbers are given before the work is done: a later one may have landed, and run, before an earlier.
    allowUnorderedMigrations: true,
  })
  const { error, results = [] } = await migrator.migrateToLatest()
  if (error !== undefined)
    throw new Error('A migration failed; its transaction was rolled back', { cause: error })
  return results
    .filter((result) => result.status === 'Success')
    .map((result) => result.migrationName)
}
