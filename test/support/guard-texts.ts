import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { contactsIn } from '#src/privacy/contact-details.ts'
import { judge, type Verdict } from '#src/privacy/rules.ts'

/** One text of test/fixtures/patient-data; its README says where they are from. */
const Row = z.tuple([
  z.string().regex(/^(prevent|ask|pass|second|last)-\d{3}$/),
  z.enum(['pass', 'ask', 'prevent']),
  z.string().min(1),
  z.string().min(1),
])
export type Labelled = Readonly<{ id: string; label: Verdict['is']; why: string; text: string }>

/** What the ODS tables hold of Somerset, as far as the texts speak of it. */
const KNOWN: ReadonlySet<string> = new Set(
  ['TA1 1NW', 'TA1 5DA', '01823 331381'].flatMap(contactsIn),
)

export const judgeLabelled = (text: string): Verdict => judge([text], KNOWN)

export async function readLabelled(): Promise<readonly Labelled[]> {
  const file = await readFile(
    join(import.meta.dirname, '../fixtures/patient-data/texts.tsv'),
    'utf8',
  )
  return file
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [id, label, why, text] = Row.parse(line.split('\t'))
      return { id, label, why, text: text.replaceAll('\\n', '\n') }
    })
}

export type Figures = Readonly<{ recall: number; precision: number }>

/** Of those that should be stopped so, how many were; and of those that were, how many should be. */
export function figuresOf(
  judged: readonly Readonly<{ label: Verdict['is']; was: Verdict['is'] }>[],
  counts: (is: Verdict['is']) => boolean,
): Figures {
  const both = judged.filter(({ label, was }) => counts(label) && counts(was)).length
  return {
    recall: both / judged.filter(({ label }) => counts(label)).length,
    precision: both / judged.filter(({ was }) => counts(was)).length,
  }
}

export const isPrevented = (is: Verdict['is']): boolean => is === 'prevent'
export const isStopped = (is: Verdict['is']): boolean => is !== 'pass'
