import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openPostgres } from '#src/kernel/db.ts'
import { openEmbedded } from '#src/kernel/embedded.ts'
import { migrate } from '#src/kernel/migrate.ts'
import { count } from '#src/kernel/words.ts'
import { realWorld } from '#src/kernel/world.ts'
import { importOrganisations } from '#src/organisations/import.ts'

const FILES = join(import.meta.dirname, '../test/fixtures/ods')
const TARGET_SECONDS = 10

/** How long all of England takes to import, the first time and when nothing changed. In memory when there is no address. */
export async function benchImport(databaseUrl: string | null): Promise<void> {
  const database = databaseUrl === null ? await openEmbedded(null) : openPostgres(databaseUrl)
  try {
    await migrate(database.db)
    const [practices, pcns, partners] = await Promise.all([
      readFile(join(FILES, 'epraccur.active-gp-practices-england.2023-02.csv')),
      readFile(join(FILES, 'epcn.2023-02.csv')),
      readFile(join(FILES, 'epcncorepartnerdetails.2023-02.csv')),
    ])
    for (const round of ['first', 'again']) {
      const from = performance.now()
      const files = { practices, pcns, partners }
      const { imported } = await importOrganisations(database.db, files, realWorld.now())
      const seconds = (performance.now() - from) / 1000
      console.log(
        `import, ${database.kind}, ${round}: ${count(imported.practice, 'practice')} and ` +
          `${count(imported.membership, 'membership')} in ${seconds.toFixed(2)} s, ` +
          `${(seconds / TARGET_SECONDS).toFixed(2)} of the ${TARGET_SECONDS} s allowed`,
      )
    }
  } finally {
    await database.close()
  }
}
