import { count } from '#src/kernel/words.ts'
import type { OrganisationImport } from './import.ts'

/** What was imported and what was not, line by line, with the names of the files as they were given. */
export const importWords = (
  { imported, skipped, problems }: OrganisationImport,
  files: Readonly<Record<string, string | undefined>>,
): readonly string[] => [
  `Imported ${count(imported.icb, 'ICB')}, ${count(imported['sub-icb'], 'sub-ICB location')}, ` +
    `${count(imported.pcn, 'PCN')}, ${count(imported.practice, 'practice')} and ` +
    `${count(imported.membership, 'membership')}.`,
  ...Object.entries(skipped).map(([reason, n]) => `Skipped ${count(n, 'row')}: ${reason}.`),
  ...problems.map(({ file, line, problem }) => `${files[file] ?? file}, line ${line}: ${problem}`),
]
