import { birthDates, datesBesidePostcodes, oldDates } from './birth-date.ts'
import { contactDetails } from './contact-details.ts'
import { nhsNumbers } from './nhs-number.ts'
import { onePatient } from './one-patient.ts'
import {
  datesBesideNames,
  labelledNames,
  namesBesideRecords,
  namesBesideBirthDates,
  namesWithTitle,
} from './person-name.ts'
import { plainText } from './plain-text.ts'
import { recordNumbers } from './record-number.ts'
import type { Signal, SignalKind } from './signal.ts'

/**
 * What is done with a text (product.md, rule 4).
 * - `pass`: nothing in it points to one patient
 * - `ask`: it may be about a patient, and the person says whether it is
 * - `prevent`: it surely names one, and nobody may send it
 */
export type Verdict = Readonly<{ is: 'pass' }> | Stopped
export type Stopped = Readonly<{
  is: 'ask' | 'prevent'
  /** What was found, in no order. */
  found: readonly SignalKind[]
  /** Which of the texts hold some of it, by their places. */
  within: readonly number[]
}>

/** As far as two signs may stand apart and still speak of one person: what Purview takes (300 characters). */
const WINDOW = 300

/** Every sign in a plain text. `known` holds the postcodes and phone numbers of organisations, as `contactsIn` writes them. */
function signalsIn(plain: string, known: ReadonlySet<string>): readonly Signal[] {
  const born = birthDates(plain)
  const records = recordNumbers(plain)
  const beside = datesBesideNames(plain, oldDates(plain))
  return [
    ...nhsNumbers(plain, (phone) => known.has(phone)),
    ...records,
    ...namesBesideRecords(plain, records),
    ...born,
    ...beside,
    ...datesBesidePostcodes(plain),
    ...beside.map((date): Signal => ({ ...date, is: 'name' })),
    ...namesBesideBirthDates(plain, born),
    ...labelledNames(plain),
    ...namesWithTitle(plain),
    ...contactDetails(plain, known),
    ...onePatient(plain),
  ].toSorted((one, other) => one.at - other.at)
}

/** Which signs, when they stand together, surely name a patient. */
const PREVENTED: readonly (readonly SignalKind[])[] = [
  ['nhs-number'],
  ['birth-date', 'name'],
  ['birth-date', 'initial'],
  ['birth-date', 'postcode'],
  ['birth-date', 'mobile'],
  ['birth-date', 'record-number'],
  ['record-number', 'name'],
  ['name', 'address', 'postcode', 'clinical'],
]

/** Which signs, when they stand together, may be about a patient. */
const ASKED: readonly (readonly SignalKind[])[] = [
  ['ten-digits'],
  ['record-number'],
  ['birth-date'],
  ['initial'],
  ['age'],
  ['one-patient'],
  ['age-and-sex', 'clinical'],
  ['age-and-sex', 'somebody'],
  ['name', 'clinical'],
  ['name', 'somebody'],
  ['name', 'postcode'],
  ['name', 'mobile'],
  ['somebody', 'clinical'],
  ['somebody', 'postcode'],
  ['somebody', 'mobile'],
  ['somebody', 'address'],
  ['address', 'clinical'],
]

type Placed = Signal & Readonly<{ text: number }>

/**
 * Judges texts that belong together, as the boxes of one form: a name in one and a date of birth in the next are
 * both of one person. The time that it takes grows no faster than their length.
 */
export function judge(texts: readonly string[], known: ReadonlySet<string> = new Set()): Verdict {
  let length = 0
  const signals = texts.flatMap((one, text) => {
    const plain = plainText(one)
    const start = length
    length += plain.length + 1
    return signalsIn(plain, known).map((signal): Placed => ({
      ...signal,
      at: signal.at + start,
      text,
    }))
  })
  for (const [is, groups] of [
    ['prevent', PREVENTED],
    ['ask', ASKED],
  ] as const) {
    const found = together(signals, groups)
    if (found.size > 0) {
      const within = new Set(signals.filter((one) => found.has(one.is)).map(({ text }) => text))
      return { is, found: [...found], within: [...within] }
    }
  }
  return { is: 'pass' }
}

/** The kinds of every group of which all signs stand within one window. */
function together(
  signals: readonly Signal[],
  groups: readonly (readonly SignalKind[])[],
): ReadonlySet<SignalKind> {
  const found = new Set<SignalKind>()
  const near = new Map<SignalKind, number>()
  const has = (kind: SignalKind) => (near.get(kind) ?? 0) > 0
  let first = 0
  for (const { is, at } of signals) {
    near.set(is, (near.get(is) ?? 0) + 1)
    for (
      let old = signals[first];
      old !== undefined && at - old.at > WINDOW;
      old = signals[first]
    ) {
      near.set(old.is, (near.get(old.is) ?? 0) - 1)
      first += 1
    }
    for (const group of groups)
      if (group.includes(is) && group.every(has)) for (const kind of group) found.add(kind)
  }
  return found
}
