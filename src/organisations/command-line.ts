import { readFile } from 'node:fs/promises'
import type { Database } from '#src/kernel/db.ts'
import { migrate } from '#src/kernel/migrate.ts'
import { realWorld } from '#src/kernel/world.ts'
import { UsageError } from '#src/operate/command-line.ts'
import { importOrganisations } from './import.ts'
import { importWords } from './import-words.ts'
import { importSuccessions } from './succession-import.ts'
import { successionWords } from './succession-words.ts'

/** What a command says, line by line, and whether it did what it was asked. */
export type Told = Readonly<{ done: boolean; lines: readonly string[] }>
export type Telling = (database: Database) => Promise<Told>

/** How the commands of this folder are typed. */
export const ORGANISATIONS_USAGE = `  import-organisations --practices FILE --pcns FILE --partners FILE
      Reads the ODS files epraccur, epcn and epcncorepartnerdetails (CSV without a header row).

  import-successions FILE
      Reads which organisation takes over from which, and from when. On that day subscriptions, workplaces and roles follow.`

type Files = Readonly<{ practices?: string; pcns?: string; partners?: string }>

export function readOrganisationsCommand(rest: readonly string[], files: Files): Telling {
  const { practices, pcns, partners } = files
  if (rest.length > 0) throw new UsageError(`“${rest[0] ?? ''}” is not a flag`)
  if (practices === undefined || pcns === undefined || partners === undefined)
    throw new UsageError('import-organisations needs --practices, --pcns and --partners')
  return async ({ db }) => {
    const sources = {
      practices: await readFile(practices),
      pcns: await readFile(pcns),
      partners: await readFile(partners),
    }
    await migrate(db)
    const told = await importOrganisations(db, sources, realWorld.now())
    const lines = importWords(told, files)
    const done = Object.values(told.imported).some((n) => n > 0)
    return done
      ? { done, lines }
      : { done, lines: [...lines, 'Nothing could be read, and nothing was changed.'] }
  }
}

export function readSuccessionsCommand([file, ...more]: readonly string[]): Telling {
  if (file === undefined || more.length > 0)
    throw new UsageError('import-successions takes one file')
  return async ({ db }) => {
    const source = await readFile(file)
    await migrate(db)
    const { rows, problems } = await importSuccessions(db, source)
    if (problems.length === 0) return { done: true, lines: successionWords(rows) }
    const lines = problems.map(({ line, problem }) => `${file}, line ${line}: ${problem}`)
    return { done: false, lines: [...lines, 'Nothing was changed.'] }
  }
}
