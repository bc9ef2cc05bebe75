/**
 * NHS numbers: ten digits, the last one a check digit (weights 10 to 2, modulo 11; NHS Data Dictionary).
 * Scotland's CHI and Northern Ireland's H&C numbers have the same shape. One digit ten times is nobody's.
 */
export function isNhsNumber(digits: string): boolean {
  if (!/^\d{10}$/.test(digits) || /^(\d)\1{9}$/.test(digits)) return false
  const sum = Array.from(digits.slice(0, 9)).reduce(
    (total, digit, i) => total + Number(digit) * (10 - i),
    0,
  )
  const check = (11 - (sum % 11)) % 11
  return check === Number(digits[9])
}

/** Verhoeff's tables: what turning and mirroring a pentagon come to, and how a digit moves with its place. */
const AFTER = [
  '0123456789',
  '1234067895',
  '2340178956',
  '3401289567',
  '4012395678',
  '5987604321',
  '6598710432',
  '7659821043',
  '8765932104',
  '9876543210',
]
const MOVED = [
  '0123456789',
  '1576283094',
  '5803796142',
  '8916043527',
  '9453126870',
  '4286573901',
  '2793806415',
  '7046913258',
]

/** SNOMED CT and dm+d ids: 6 to 18 digits, the last one Verhoeff's check digit (SNOMED CT release files, SCTID). */
export function isSnomedId(digits: string): boolean {
  if (!/^[1-9]\d{5,17}$/.test(digits)) return false
  let check = 0
  for (const [place, digit] of Array.from(digits).toReversed().entries())
    check = Number(AFTER[check]?.[Number(MOVED[place % 8]?.[Number(digit)])])
  return check === 0
}
