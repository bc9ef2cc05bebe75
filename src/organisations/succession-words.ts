import { dateWords } from '#src/kernel/london.ts'
import { listWords } from '#src/kernel/words.ts'
import type { SuccessionRow } from './succession-file.ts'

/** Who takes over from whom, and what is left to do. */
export const successionWords = (rows: readonly SuccessionRow[]): readonly string[] => [
  ...[...Map.groupBy(rows, ({ predecessor }) => predecessor)].flatMap(([code, heirs]) => {
    const names = heirs.map(({ successor, successorName }) => `${successorName} (${successor})`)
    const day = dateWords(heirs[0]?.day ?? '')
    return heirs.length === 1
      ? [`From ${day} ${code} is ${listWords(names)}.`]
      : [
          `From ${day} ${code} is divided: ${listWords(names)} take over.`,
          `  Roles at ${code} end then. Import the newest epraccur, epcn and epcncorepartnerdetails for what belongs to which.`,
        ]
  }),
  'People are moved and told within a minute of that day, or of Cascade running.',
]
