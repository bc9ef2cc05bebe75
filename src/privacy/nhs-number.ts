import { isNhsNumber, isSnomedId } from './check-digits.ts'
import type { Signal } from './signal.ts'

/**
 * Ten digits with at most three marks between two of them. It looks ahead, so that "2026 999 000 1375" is also
 * read from its second group on. What stands directly before and after is judged afterwards.
 */
const TEN_DIGITS = /(?<!\d)(?=(\d(?:[ .\-\u2010-\u2015\u2212_]{0,3}\d){9})(?!\d))/gu
/** Marks that join other things too, as in 1,375,000,000 or 09:30, count only in the way that the number is printed. */
const PRINTED = /(?<!\d)(?=(\d{3}[,/:|)] ?\d{3}[,/:| ] ?\d{4})(?!\d))/gu

/** Days as people type them: with the hour or a message's number beside it, a date has ten digits too. */
const DATES =
  /(?<!\d|\d[.-])(?:(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])|(?:0?[1-9]|[12]\d|3[01])([.-])(?:0?[1-9]|1[0-2])\1(?:19|20)\d\d)(?!\d)/g
const ABROAD = /(?:\+|\b00)44 ?(?:\(0\) ?)?\d[\d ]{8,12}/g

const OF_A_PATIENT = '(?:nhs|h ?& ?c|hcn|chi|pt|patient|dob)'
const NUMBER_WORD = '(?:no|num|number|id)?'
const JOINED_BEFORE = new RegExp(`(?:^|[^\\p{L}])${OF_A_PATIENT}[_-]?${NUMBER_WORD}[_-]?$|_$`, 'iu')
const JOINED_AFTER = /^_?(?:pt|patient|dob|nhs)|^_/i
const LABELLED = new RegExp(`\\b${OF_A_PATIENT} ?${NUMBER_WORD}[ .:#=(-]{0,4}$`, 'iu')
const CODED =
  /(?:snomed|sct|sctid|dm ?\+? ?d|vtm|vmp|amp|vmpp|ampp|concept)(?: ?ct)?(?: (?:id|code|concept))?[ :#=]{0,3}$/i
const SOMETHING_ELSE =
  /\b(?:order|po|invoice|ticket|meeting|teams|zoom|webinar|account|batch|lot|tel|phone|mobile|fax|call me|ring me|passcode)(?: (?:no|number|id|on|is))?[ .:#=]{0,3}$/i

/** The ways in which people group ten digits that belong together. */
const GROUPS: ReadonlySet<string> = new Set([
  '10',
  '3-3-4',
  '3-7',
  '6-4',
  '5-5',
  '4-6',
  '4-3-3',
  '1-1-1-1-1-1-1-1-1-1',
])

/** As far as anything directly before a number is read. */
const BEFORE = 40

/**
 * Numbers that are an NHS number, or may be one.
 * - `nhs-number`: the check digit is right, and nothing says that it is something else
 * - `ten-digits`: the check digit is right, but it is called something else, or is grouped as no number is
 * - `record-number`: called an NHS number, and the check digit is wrong: a slip of the finger still names a patient
 *
 * One in eleven random ten-digit numbers passes the check. `isKnownPhone` is asked with the leading 0 put back.
 */
export function nhsNumbers(
  text: string,
  isKnownPhone: (phone: string) => boolean,
): readonly Signal[] {
  const plain = text.replaceAll(DATES, blank).replaceAll(ABROAD, blank)
  return [...plain.matchAll(TEN_DIGITS), ...plain.matchAll(PRINTED)].flatMap((match) => {
    const [, written = ''] = match
    const at = match.index
    const is = judge(plain, at, written, isKnownPhone)
    return is === null ? [] : [{ is, at, end: at + written.length }]
  })
}

/** As long as what it takes the place of, so that every other place stays where it is. */
const blank = (found: string) => '|'.repeat(found.length)

function judge(
  text: string,
  at: number,
  written: string,
  isKnownPhone: (phone: string) => boolean,
): 'nhs-number' | 'ten-digits' | 'record-number' | null {
  const digits = written.replaceAll(/\D/g, '')
  const before = text.slice(Math.max(0, at - BEFORE), at)
  const after = text.slice(at + written.length, at + written.length + 10)
  const joined = joins(before, after)
  if (joined === 'elsewhere') return null
  const groups = written
    .split(/\D+/)
    .map(({ length }) => length)
    .join('-')
  const labelled = LABELLED.test(before) || joined === 'patient'
  if (!isNhsNumber(digits))
    return labelled && /^(?:10|3-3-4)$/.test(groups) ? 'record-number' : null
  if (isCode(digits, before) || isKnownPhone(`0${digits}`) || isKnownPhone(digits)) return null
  if (labelled) return 'nhs-number'
  // "reference A5321-26-0001" is grouped as no number is, and one with a letter.
  if (joined === 'word') return GROUPS.has(groups) ? 'ten-digits' : null
  return isGrouped(written, groups) && !SOMETHING_ELSE.test(before) ? 'nhs-number' : 'ten-digits'
}

const isCode = (digits: string, before: string): boolean => CODED.test(before) && isSnomedId(digits)

/** Whether the digits stand together as those of one number do: with one kind of mark between them, or as printed. */
const isGrouped = (written: string, groups: string): boolean =>
  GROUPS.has(groups) && (groups === '3-3-4' || new Set(written.match(/\D+/g)).size <= 1)

/** What a number is written together with: part of something longer, a word, a word about patients, or nothing. */
function joins(before: string, after: string): 'elsewhere' | 'word' | 'patient' | 'nothing' {
  if (JOINED_BEFORE.test(before) || JOINED_AFTER.test(after)) return 'patient'
  // A decimal, a price, a reference such as ABC-9990001375 or 9990001375/2.
  if (/[\p{L}\d/]-$|\d\.$|[/£$€]$/u.test(before) || /^(?:\/|[.-]\d)/.test(after)) return 'elsewhere'
  return /\p{L}$/u.test(before) || /^\p{L}/u.test(after) ? 'word' : 'nothing'
}
