import type { Db } from '#src/kernel/db.ts'
import { lockOrganisations } from './import-store.ts'
import { type Problem, type Source, textOf } from './ods-csv.ts'
import { readSuccessions, type SuccessionRow } from './succession-file.ts'
import { checkSuccessions } from './succession-rules.ts'
import { organisationsNamedIn, recordedSuccessions, saveSuccessions } from './succession-store.ts'

export type SuccessionImport = Readonly<{
  rows: readonly SuccessionRow[]
  /** When there is one, nothing was changed. */
  problems: readonly Problem[]
}>

/** Keeps who takes over from whom, for the day on which it takes effect; all of the file or nothing. Safe to repeat. */
export async function importSuccessions(db: Db, file: Source): Promise<SuccessionImport> {
  const { rows, problems } = readSuccessions(await textOf(file))
  if (problems.length > 0) return { rows, problems }
  return db.transaction().execute(async (tx) => {
    await lockOrganisations(tx)
    const known = await organisationsNamedIn(tx, rows)
    const wrong = checkSuccessions(rows, { known, recorded: await recordedSuccessions(tx) })
    if (wrong.length === 0) await saveSuccessions(tx, rows)
    return { rows, problems: wrong }
  })
}
