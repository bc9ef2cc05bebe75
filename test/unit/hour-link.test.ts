import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LINK_MS, makeLink, readLink } from '#src/reports/signed-link.ts'

const SECRET = 'a secret that is long enough for a test'
const NOW = new Date('2026-08-06T16:30:00Z')

const anyFacts = fc.record({
  broadcast: fc.integer({ min: 1, max: 2_147_483_647 }),
  person: fc.uuid(),
  expires: fc
    .date({ min: NOW, max: new Date('2100-01-01'), noInvalidDate: true })
    .map((at) => new Date(Math.floor(at.getTime() / 1000) * 1000)),
})

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=%'

describe('a signed link', () => {
  test('says what was put in, and is short enough for a button', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const token = makeLink(SECRET, facts)
        expect(token).toMatch(/^[\w-]+\.[\w-]+$/)
        expect(token.length).toBeLessThan(250)
        expect(readLink(SECRET, token, NOW)).toEqual({
          is: 'ok',
          broadcast: facts.broadcast,
          person: facts.person,
        })
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
          const token = makeLink(SECRET, facts)
          const at = place % token.length
          const rest = token.slice(how === 'add' ? at : at + 1)
          const changed = token.slice(0, at) + (how === 'drop' ? '' : letter) + rest
          fc.pre(changed !== token)
          expect(readLink(SECRET, changed, NOW)).toEqual({ is: 'forged' })
        },
      ),
      { numRuns: 1000 },
    )
  })

  test('is refused whatever else it is, and when another secret signed it', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(readLink(SECRET, text, NOW)).toEqual({ is: 'forged' })
      }),
    )
    const facts = { broadcast: 12, person: '0198a0c0-0000-7000-8000-000000000001', expires: NOW }
    expect(readLink(SECRET, makeLink('another secret', facts), NOW)).toEqual({ is: 'forged' })
  })

  test('works for one hour, and not one second longer', () => {
    const expires = new Date(NOW.getTime() + LINK_MS)
    const token = makeLink(SECRET, {
      broadcast: 12,
      person: '0198a0c0-0000-7000-8000-000000000001',
      expires,
    })
    expect(LINK_MS).toBe(3_600_000)
    expect(readLink(SECRET, token, expires).is).toBe('ok')
    expect(readLink(SECRET, token, new Date(expires.getTime() + 1000))).toEqual({
      is: 'expired',
      broadcast: 12,
    })
  })
})
