import { type Signal, signalsOf } from './signal.ts'

/** Numbers of one patient that are called so: at a hospital, in a record system, of a booking (UBRN, twelve digits). */
const CALLED =
  /\b(?:hosp(?:ital)?\.? ?(?:no|num|number)|mrn|ubrn|emis (?:no|num|number|id)|(?:s1|systmone) (?:patient )?(?:no|number|id)|(?:patient|pt) id|unit no)\b\.?[ :=#]{0,3}[a-z]{0,3}\d[\d -]{3,14}/gi

export const recordNumbers = (text: string): readonly Signal[] =>
  signalsOf('record-number', text, CALLED)
