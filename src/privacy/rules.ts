/**
 * NHS numbers: ten digits in any spacing, the last one a check digit (weights 10 to 2, modulo 11;
 * NHS Data Dictionary). Scotland's CHI and Northern Ireland's H&C numbers have the same shape.
 */
function isNhsNumber(digits: string): boolean {
  if (/^(\d)\1{9}$/.test(digits)) return false
  const sum = Array.from(digits.slice(0, 9)).reduce(
    (total, digit, i) => total + Number(digit) * (10 - i),
    0,
  )
  const check = (11 - (sum % 11)) % 11
  return check === Number(digits[9])
}

/**
 * Ten digits that stand alone: not part of a longer number, an address or a reference, with a few marks between digits.
 * It looks ahead, so that "2026 999 000 1375" is also read from its second group on.
 */
const TEN_DIGITS =
  /(?:(?<![\p{L}\p{N}/_]|[\p{L}\p{N}/_]-|\p{N}\.)|(?<=\bnhs))(?=(\d(?:[ .\-\u2010-\u2015\u2212]{0,3}\d){9})(?![\p{L}\p{N}/_]|[.-]\d))/giu

/** Days as people type them: with the hour or a message's number beside it, a date has ten digits too. */
const DATES =
  /(?<!\d|\d[.-])(?:(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])|(?:0?[1-9]|[12]\d|3[01])([.-])(?:0?[1-9]|1[0-2])\1(?:19|20)\d\d)(?!\d)/g

const LINKS = /(?:https?:\/\/|www\.)\S+/gi

/** What shows nothing is also left out when a form is read: nobody may hide a number with it. */
const INVISIBLE = /[[\p{Cc}\p{Cf}\p{Cs}\p{Co}]--[\n\t]]/gv

/**
 * Whether a text holds what may be an NHS number. One in eleven random ten-digit numbers passes the check,
 * so a refusal says how to write the other things that have ten digits. A UK phone number has eleven.
 */
export function findPatientData(text: string): boolean {
  // "９９９" and "٩٩٩" are digits to whoever reads them.
  const plain = text
    .normalize('NFKC')
    .replaceAll(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) =>
      String((digit.codePointAt(0) ?? 0) & 0xf),
    )
    .replaceAll(INVISIBLE, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(LINKS, ' | ')
    .replaceAll(DATES, ' | ')
  for (const [, digits = ''] of plain.matchAll(TEN_DIGITS)) {
    if (isNhsNumber(digits.replaceAll(/\D/g, ''))) return true
  }
  return false
}
