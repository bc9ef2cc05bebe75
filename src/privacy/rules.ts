/**
 * NHS numbers: ten digits in any spacing, the last one a check digit (weights 10 to 2, modulo 11;
 * NHS Data Dictionary). Scotland's CHI and Northern Ireland's H&C numbers have the same shape.
 */
function isNhsNumber(digits: string): boolean {
  if (/^(\d)\1{9}$/.test(digits)) return false
  const sum = [...digits.slice(0, 9)].reduce(
    (total, digit, i) => total + Number(digit) * (10 - i),
    0,
  )
  const check = (11 - (sum % 11)) % 11
  return check === Number(digits[9])
}

/** Ten digits that stand alone: not part of a longer number, an address or a reference, with up to one mark between digits. */
const TEN_DIGITS =
  /(?<![\p{L}\p{N}/_.-])\d(?:[\s.\-\u2010-\u2015\u00a0]{0,2}\d){9}(?![\p{L}\p{N}/_]|[.-]\d)/gu

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
  const withoutLinks = plain.replaceAll(/https?:\/\/\S+/g, ' ')
  for (const match of withoutLinks.matchAll(TEN_DIGITS)) {
    if (isNhsNumber(match[0].replaceAll(/\D/g, ''))) return true
  }
  return false
}
