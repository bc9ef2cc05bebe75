import { expect, test } from 'vitest'
import { holidaysRunOut } from '#src/attention/rules.ts'

test.each([
  ['2026-11-22', false],
  ['2027-11-01', false],
  ['2027-11-02', true],
  ['2027-12-31', true],
  ['2028-06-01', true],
])('bank holidays that are known until the end of 2027 run out on %s: %s', (today, said) => {
  expect(holidaysRunOut(today, '2027-12-31')).toBe(said)
})
