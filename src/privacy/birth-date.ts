import { type Signal, signalsOf } from './signal.ts'

const MONTH = '(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}'
const DAY = '(?:0?[1-9]|[12]\\d|3[01])'
const MONTH_NUMBER = '(?:0?[1-9]|1[0-2])'
const YEAR = '(?:19\\d\\d|20[0-2]\\d|\\d\\d)'
/** Nobody plans anything for a year like these, so that a date in one is about the past. */
const LONG_AGO = '(?:19\\d\\d|200\\d|201[0-5]|[3-9]\\d)'

const dateIn = (year: string) =>
  `(?:${DAY}[./ -]${MONTH_NUMBER}[./ -]${year}|${DAY}(?:st|nd|rd|th)?[ -]?(?:of )?${MONTH}[ ,-]{0,2}${year}|${year}-${MONTH_NUMBER}-${DAY})(?!\\d)`

const LABEL = '(?:d\\.? ?o\\.? ?b\\b\\.?|dob|date of birth|\\bborn(?: on)?(?: the)?|\\bb\\.)'

/** "DOB 3/4/51", "born on 3rd April 1951", "dob030451". */
const SAID = new RegExp(
  `(?<!\\b(?:nhs|service|practice|pcn|college) was )${LABEL}(?: is| was)?[ :=(-]{0,4}(?:${dateIn(YEAR)}|${DAY}(?:0[1-9]|1[0-2])(?:19\\d\\d|20\\d\\d|\\d\\d)(?!\\d))`,
  'giu',
)

/** Dates that somebody says are a date of birth. */
export const birthDates = (text: string): readonly Signal[] => signalsOf('birth-date', text, SAID)

const OLD = new RegExp(`(?<![\\d/.-])${dateIn(LONG_AGO)}`, 'giu')

/** Dates long ago: directly beside a name they are a date of birth, and alone they are not. */
export const oldDates = (text: string): readonly Signal[] => signalsOf('birth-date', text, OLD)

const THEN_POSTCODE = new RegExp(
  `(?<![\\d/.-])${dateIn(LONG_AGO)}[ ,]{1,3}(?=[a-z]{1,2}\\d[a-z\\d]? ?\\d[a-z]{2}(?![\\p{L}\\d]))`,
  'giu',
)

/** "22/6/49 TA98 9ZZ": a date long ago with a postcode directly behind it. */
export const datesBesidePostcodes = (text: string): readonly Signal[] =>
  signalsOf('birth-date', text, THEN_POSTCODE)
