import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { archiveLink } from '#src/forums/archive-link.ts'
import { LINK_MS, NumberAndPerson, hourLink } from '#src/kernel/hour-link.ts'
import { dataLink } from '#src/people/rights/data-link.ts'
import { reportLink } from '#src/reports/report-link.ts'

const SECRET = 'a secret that is long enough for a test'
const NOW = new Date('2026-08-06T16:30:00Z')
const PERSON = '0198a0c0-0000-7000-8000-000000000001'

const link = hourLink('test', NumberAndPerson)
const anyFacts = fc.tuple(fc.integer({ min: 1, max: 2_147_483_647 }), fc.uuid())

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=%'

describe('a signed link', () => {
  test('says what was put in, and is short enough for a button', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const token = link.make(SECRET, facts, NOW)
        expect(token).toMatch(/^[\w-]+\.[\w-]+$/)
        expect(token.length).toBeLessThan(250)
        expect(link.read(SECRET, token, NOW)).toEqual({ is: 'ok', facts })
      }),
    )
  })

  test('is refused when any one character is another, missing or one too many', () => {
    fc.assert(
      fc.property(
        anyFacts,
        fc.nat(),
        fc.constantFrom(...ALPHABET.split('')),
        fc.constantFrom('change', 'drop', 'add'),
        (facts, place, letter, how) => {
          const token = link.make(SECRET, facts, NOW)
          const at = place % token.length
          const rest = token.slice(how === 'add' ? at : at + 1)
          const changed = token.slice(0, at) + (how === 'drop' ? '' : letter) + rest
          fc.pre(changed !== token)
          expect(link.read(SECRET, changed, NOW)).toEqual({ is: 'forged' })
        },
      ),
      { numRuns: 1000 },
    )
  })

  test('is refused whatever else it is, and when another secret signed it', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(link.read(SECRET, text, NOW)).toEqual({ is: 'forged' })
      }),
    )
    const token = link.make('another secret', [12, PERSON], NOW)
    expect(link.read(SECRET, token, NOW)).toEqual({ is: 'forged' })
  })

  test('is no link to anything else, though one secret signs them all', () => {
    const report = reportLink.make(SECRET, [3, PERSON], NOW)
    expect(archiveLink.read(SECRET, report, NOW)).toEqual({ is: 'forged' })
    expect(dataLink.read(SECRET, report, NOW)).toEqual({ is: 'forged' })
    const mine = dataLink.make(SECRET, [PERSON], NOW)
    expect(dataLink.read(SECRET, mine, NOW)).toEqual({ is: 'ok', facts: [PERSON] })
    expect(reportLink.read(SECRET, mine, NOW)).toEqual({ is: 'forged' })
  })

  test('works for one hour, and not one second longer', () => {
    expect(LINK_MS).toBe(3_600_000)
    const token = link.make(SECRET, [12, PERSON], NOW)
    const expires = new Date(NOW.getTime() + LINK_MS)
    expect(link.read(SECRET, token, expires).is).toBe('ok')
    expect(link.read(SECRET, token, new Date(expires.getTime() + 1000))).toEqual({
      is: 'expired',
      facts: [12, PERSON],
    })
  })
})
