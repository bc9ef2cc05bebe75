import { listWords } from '#src/kernel/words.ts'
import type { SignalKind } from './signal.ts'

/** What people are told was found. Two kinds may have one name; a kind without one only adds to the others. */
const NAMES: Readonly<Record<SignalKind, string | null>> = {
  'nhs-number': 'an NHS number',
  'ten-digits': '10 digits that may be an NHS number',
  'record-number': 'a patient’s number',
  'birth-date': 'a date of birth',
  name: 'a name',
  initial: 'a title with an initial',
  age: 'one person’s age',
  'age-and-sex': 'one person’s age and sex',
  'one-patient': 'words about one patient',
  somebody: 'words about one patient',
  clinical: null,
  address: 'a home address',
  postcode: 'a postcode',
  mobile: 'a mobile number',
}

/** "a name and a date of birth": the first few, so that they fit beside a box. */
export const signalWords = (found: readonly SignalKind[]): string =>
  listWords([...new Set(found.flatMap((kind) => NAMES[kind] ?? []))].slice(0, 3))
