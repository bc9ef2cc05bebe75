/** What a text can hold that points to one patient. The names are what audit and log keep; they never keep the text. */
export const SIGNAL_KINDS = [
  'nhs-number',
  'ten-digits',
  'record-number',
  'birth-date',
  'name',
  'initial',
  'age',
  'age-and-sex',
  'one-patient',
  'somebody',
  'clinical',
  'address',
  'postcode',
  'mobile',
] as const
export type SignalKind = (typeof SIGNAL_KINDS)[number]

/** Where it stands in the plain text: from `at` until, not including, `end`. */
export type Signal = Readonly<{ is: SignalKind; at: number; end: number }>

/** Every place where a pattern with the flag `g` is found. Patterns have no quantifier inside another one. */
export const signalsOf = (is: SignalKind, text: string, pattern: RegExp): readonly Signal[] =>
  Array.from(text.matchAll(pattern), (match) => ({
    is,
    at: match.index,
    end: match.index + match[0].length,
  }))
