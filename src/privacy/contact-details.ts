import { type Signal, signalsOf } from './signal.ts'

/** GOV.UK's bulk pattern for postcodes. */
const POSTCODE = /(?<![\p{L}\p{N}])[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}(?![\p{L}\p{N}])/giu
const PHONE = /(?<![\d+])(?:\+44 ?(?:\(0\) ?)?|0)\d(?:[ -]?\d){8,9}(?![\d])/g
const STREET =
  /(?<![\p{L}\p{N}])\d{1,4}[a-z]?,? (?:\p{L}[\p{L}']{1,30} ){1,3}(?:street|st|road|rd|avenue|ave|lane|drive|close|crescent|way|gardens|terrace|place|court|grove|row|hill|park)(?![\p{L}])/giu

/** Postcodes and phone numbers as they are compared: capitals and digits, nothing between them, a leading 0 for +44. */
const bare = (text: string): string =>
  text
    .toUpperCase()
    .replace(/^\+44(?:[ (]*0\))?/, '0')
    .replaceAll(/[^A-Z\d]/g, '')

/** As many as are looked up for one text; nobody types more. */
const MOST = 200

/** What of a text is to be looked up among the organisations, as `bare` writes it; ten digits may lack their leading 0. */
export function contactsIn(text: string): readonly string[] {
  const found = new Set<string>()
  for (const [one] of text.matchAll(POSTCODE)) found.add(bare(one))
  for (const [one] of text.matchAll(PHONE)) found.add(bare(one))
  for (const [one] of text.matchAll(/(?<!\d)[1-9](?:[ -]?\d){9}(?!\d)/g)) found.add(`0${bare(one)}`)
  return [...found].slice(0, MOST)
}

/** Postcodes, mobile numbers and streets that belong to none of the organisations that `known` holds. */
export function contactDetails(text: string, known: ReadonlySet<string>): readonly Signal[] {
  const strange = ({ at, end }: Signal) => !known.has(bare(text.slice(at, end)))
  return [
    ...signalsOf('postcode', text, POSTCODE).filter(strange),
    ...signalsOf('mobile', text, PHONE)
      .filter(({ at, end }) => bare(text.slice(at, end)).startsWith('07'))
      .filter(strange),
    ...signalsOf('address', text, STREET),
  ]
}
