import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { readReply } from '#src/responses/rules.ts'
import { judge } from '#src/privacy/rules.ts'

/** Whether a text is stopped for the NHS number, or for what may be one. */
function findPatientData(text: string): boolean {
  const verdict = judge([text])
  return (
    verdict.is !== 'pass' &&
    verdict.found.some((one) => one === 'nhs-number' || one === 'ten-digits')
  )
}

const Items = z.object({ messages: z.array(z.record(z.string(), z.unknown())) })
const items = Items.parse(
  JSON.parse(await readFile('src/demo/area/messages.demo.json', 'utf8')),
).messages

/** Weights 10 to 2, modulo 11, as the NHS Data Dictionary says it; null where no check digit exists. */
function withCheckDigit(nine: string): string | null {
  const weighted = Array.from(nine, (digit, n) => Number(digit) * (10 - n))
  const left = 11 - (weighted.reduce((sum, one) => sum + one, 0) % 11)
  if (left === 10) return null
  return `${nine}${left === 11 ? 0 : left}`
}

const numbers = fc
  .tuple(fc.constantFrom('999', '4', '6', '70', '1', '31', '320', '0'), fc.nat(999_999_999))
  .map(([start, rest]) => withCheckDigit(`${start}${String(rest).padStart(9, '0')}`.slice(0, 9)))
  .filter((number) => number !== null)
  .filter((number) => new Set(number).size > 1)

const SPACES = [
  '',
  ' ',
  '  ',
  '-',
  '.',
  '\u2011',
  '\u2013',
  '\u2212',
  '\u00A0',
  '\u2009',
  ' - ',
  '\n',
  '\t',
  '\u200B',
  '\u00AD',
]
const grouped = (number: string, groups: readonly number[], space: string) => {
  let from = 0
  return groups
    .map((length) => {
      from += length
      return number.slice(from - length, from)
    })
    .join(space)
}
const GROUPS = [[10], [3, 3, 4], [6, 4], [5, 5], [3, 7], [2, 2, 2, 2, 2], Array<number>(10).fill(1)]
const inDigits = (zero: number) => (text: string) =>
  text.replaceAll(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)))
const DIGITS = [String, inDigits(0xff10), inDigits(0x660), inDigits(0x6f0)]
const BEFORE = [
  '',
  'pt ',
  'NHS no. ',
  'NHS no.',
  '(',
  'Nr: ',
  '“',
  '- ',
  '-',
  'seen 2026-12-09 ',
  'bed 12, ',
  'born 3/4/51 ',
  'Room 1234 ',
  'year 2026 ',
  '1. ',
  'on 020 7946 0123, ',
]
const AFTER = ['', '.', ',', ')', '!', ' dob 3/4/51', '?', '\nThanks', ' 12', '…']

describe('an NHS number is found', () => {
  test.each([
    ['Please chase pt 999 000 1375 dob 3/4/51, seen Tues.'],
    ['9990002746'],
    ['999-000-4110'],
    ['９９９ ０００ １３７５'],
    ['٩٩٩ ٠٠٠ ١٣٧٥'],
    ['۹۹۹۰۰۰۱۳۷۵'],
    ['9 9 9 0 0 0 1 3 7 5'],
    ['999.000.1375'],
    ['999 - 000 - 1375'],
    ['9\u200B99\u200B000\u200B1375'],
    ['NHS9990001375'],
    ['<b>9990001375'],
    ['year 2026 999 000 1375'],
    ['999    000\n\n1375'],
    ['see https://www.gov.uk/x 999 000 1375'],
    ['a 999 000 1375 b'.repeat(5_000)],
  ])('in %j', (text) => {
    expect(findPatientData(text)).toBe(true)
  })

  test('whatever its digits, their spacing and what stands around them', () => {
    fc.assert(
      fc.property(
        numbers,
        fc.constantFrom(...GROUPS),
        fc.constantFrom(...SPACES),
        fc.constantFrom(...DIGITS),
        fc.constantFrom(...BEFORE),
        fc.constantFrom(...AFTER),
        (number, groups, space, digits, before, after) => {
          const text = `${before}${digits(grouped(number, groups, space))}${after}`
          // In pairs and beside a date of birth it may be a mobile number too, and is stopped all the same.
          expect([text, judge([text]).is]).not.toEqual([text, 'pass'])
        },
      ),
      { numRuns: 1_000 },
    )
  })

  test('in what would be kept, when it is not found in what was typed', () => {
    fc.assert(
      fc.property(
        numbers,
        fc.constantFrom(...SPACES, '\u200C', '\u200D', '\u202E', '\uE000'),
        (number, space) => {
          const typed = Array.from(number).join(space)
          const read = readReply('Your words', { text: typed })
          const kept = read.ok ? read.value.text : ''
          expect(findPatientData(typed) || !findPatientData(kept)).toBe(true)
        },
      ),
    )
  })
})

describe('what is no NHS number is let through', () => {
  test.each([
    ['Ring the referral hub on 0999 000 1375.'],
    ['020 7946 0123'],
    ['01823 000 137 or 020 7946 0123 or 07700 900123'],
    ['Contact Dr A Sample (GMC 1234567) on 020 7946 0123, practice A81001, see EL(24)A/52.'],
    ['NatPSA/2024/007/DHSC'],
    ['CEM/CMO/2024/001 and MSN/2024/054'],
    ['GMC 0000001 and GMC 0000002'],
    ['L85001, U00000, QSL, Y00001'],
    ['SNOMED 999000041000000102, dm+d 39113011000001100'],
    ['9990001375000'],
    ['https://www.gov.uk/page/9990001375'],
    ['HTTPS://www.gov.uk/9990001375'],
    ['see www.gov.uk/9990001375'],
    ['£1,299.00 for 10 sessions at £999.00 and £1,375'],
    ['schedule 12 2026-12-09 13:00'],
    ['9999999999'],
    ['000 000 0000'],
    ['999 000 1376'],
    ['Creon 10,000 and 25,000 limited until 2026; Nutrizym 22 out of stock to mid-August 2024'],
    ['Reference ABC-9990001375'],
    ['Order 9990001375/2'],
    [''],
  ])('%j', (text) => {
    expect(findPatientData(text)).toBe(false)
  })

  test('every date and time, in a command or a sentence', () => {
    const two = (n: number) => String(n).padStart(2, '0')
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9999 }),
        fc.integer({ min: 2020, max: 2039 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 31 }),
        fc.integer({ min: 0, max: 23 }),
        fc.integer({ min: 0, max: 59 }),
        (id, year, month, day, hour, minute) => {
          const time = `${two(hour)}:${two(minute)}`
          for (const date of [
            `${year}-${two(month)}-${two(day)}`,
            `${two(day)}.${two(month)}.${year}`,
            `${two(day)}-${two(month)}-${year}`,
            `${day}/${month}/${year}`,
          ]) {
            for (const text of [
              `schedule ${id} ${date} ${time}`,
              `${date} ${time} to ${time}`,
              `${date}T${time}:00Z`,
              `from ${date} to ${date}`,
              `${date} - ${date}`,
              `${date} ${two(hour)}`,
            ]) {
              expect([text, findPatientData(text)]).toEqual([text, false])
            }
          }
        },
      ),
      { numRuns: 500 },
    )
  })

  test.each(
    items
      .filter((item) => item['id'] !== 'neg-01')
      .map((item) => [String(item['id']), item] as const),
  )('%s of the demonstration', (_, item) => {
    for (const text of textsOf(item)) expect([text, findPatientData(text)]).toEqual([text, false])
  })

  test('at most one in eleven of ten digits that nobody chose', () => {
    let found = 0
    for (let n = 0; n < 10_000; n += 1)
      if (findPatientData(String(4_000_000_000 + n * 7919))) found += 1
    expect(found).toBeGreaterThan(800)
    expect(found).toBeLessThan(1_000)
  })
})

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : []
}

// What grew with the square of the length would not end in the time of a test.
test('a long text takes no longer than its length', () => {
  for (const piece of [
    '1',
    '1 ',
    '1  ',
    '99900013',
    '2026-12-09 ',
    'https://',
    '1.',
    '-',
    'nhs no ',
    ' ',
  ])
    expect(findPatientData(piece.repeat(200_000 / piece.length))).toBeDefined()
})
