import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { codeFrom, hashOf, isSameHash } from '#src/people/accounts/code.ts'
import { accountWords } from '#src/people/accounts/cards.ts'
import type { Decision } from '#src/kernel/refusal.ts'
import {
  accountNamed,
  CODE_LENGTH,
  CODE_LETTERS,
  decideLink,
  decidePrefer,
  decideTry,
  decideUnlink,
  type LinkedAccount,
  MOST_ACCOUNTS,
  MOST_TRIES,
  readCode,
  receiving,
  TRIES_WITHIN_MS,
} from '#src/people/accounts/rules.ts'

const at = new Date('2026-08-06T09:00:00Z')
const account = (n: number, parts: Partial<LinkedAccount> = {}): LinkedAccount => ({
  id: `01980000-0000-7000-8000-00000000000${n}`,
  platform: 'slack',
  tenant: `T${n}`,
  user: `U${n}`,
  preferred: false,
  linkedAt: at,
  goneAt: null,
  ...parts,
})

/** What is said instead; empty where it may be done. */
const words = (decided: Decision<unknown>) =>
  decided.ok ? '' : `${decided.refusal.happened}. ${decided.refusal.next}`

describe('a code', () => {
  const anyCode = fc
    .array(fc.constantFrom(...CODE_LETTERS.split('')), {
      minLength: CODE_LENGTH,
      maxLength: CODE_LENGTH,
    })
    .map((letters) => letters.join(''))

  test('has eight letters and figures that nobody confuses, and no vowels', () => {
    fc.assert(
      fc.property(fc.string(), fc.uuid(), (secret, id) => {
        expect(codeFrom(secret, id)).toMatch(/^[CDFGHJKMNPQRTVWXY34679]{8}$/)
      }),
    )
  })

  test('is another one for another id, and for another secret', () => {
    const ids = Array.from({ length: 2000 }, (_, n) => `01980000-0000-7000-8000-${n}`)
    expect(new Set(ids.map((id) => codeFrom('a', id))).size).toBe(ids.length)
    expect(codeFrom('a', 'x')).not.toBe(codeFrom('b', 'x'))
  })

  test('uses every letter about as often', () => {
    const counts = new Map<string, number>()
    for (let n = 0; n < 5500; n += 1)
      for (const letter of codeFrom('secret', `${n}`))
        counts.set(letter, (counts.get(letter) ?? 0) + 1)
    expect(counts.size).toBe(CODE_LETTERS.length)
    // 2,000 each is what is expected; five times the deviation.
    for (const times of counts.values()) expect(Math.abs(times - 2000)).toBeLessThan(220)
  })

  test('is read however it is typed, and nothing else is', () => {
    fc.assert(
      fc.property(anyCode, (code) => {
        for (const typed of [
          code,
          code.toLowerCase(),
          ` ${code.slice(0, 4)} ${code.slice(4)} `,
          `${code.slice(0, 4)}-${code.slice(4)}`,
        ])
          expect(readCode(typed)).toBe(code)
        for (const typed of [code.slice(1), `${code}C`, `${code.slice(1)}O`, `${code.slice(1)}0`])
          expect(readCode(typed)).toBeNull()
      }),
    )
    fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => void readCode(text)))
  })

  test('is kept as what it cannot be read from, and known again', () => {
    fc.assert(
      fc.property(anyCode, anyCode, (one, other) => {
        const hash = hashOf('secret', one)
        expect(hash).toMatch(/^[0-9a-f]{64}$/)
        expect(isSameHash(hash, hashOf('secret', one))).toBe(true)
        expect(isSameHash(hash, hashOf('secret', other))).toBe(one === other)
        expect(isSameHash(hash, hashOf('another', one))).toBe(false)
      }),
    )
    expect(isSameHash('', 'a')).toBe(false)
  })
})

describe('wrong codes', () => {
  test('are never more than five in any hour, and never stop anybody for longer', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 40 * 60_000 }), { maxLength: 200 })
    fc.assert(
      fc.property(steps, (pauses) => {
        let now = at.getTime()
        const wrong: Date[] = []
        for (const pause of pauses) {
          now += pause
          if (decideTry(wrong, new Date(now)).ok) wrong.push(new Date(now))
        }
        for (const [i, one] of wrong.entries()) {
          const sixth = wrong[i + MOST_TRIES]
          if (sixth !== undefined)
            expect(sixth.getTime() - one.getTime()).toBeGreaterThanOrEqual(TRIES_WITHIN_MS)
        }
        const later = new Date(now + TRIES_WITHIN_MS)
        expect(decideTry(wrong, later).ok).toBe(true)
      }),
    )
  })

  test('say when the next may be tried, and then it may', () => {
    const wrong = [0, 1, 2, 3, 4].map((n) => new Date(at.getTime() + n * 61_000))
    const refused = decideTry(wrong, new Date('2026-08-06T09:30:00Z'))
    expect(words(refused)).toContain('after Thursday 6 August 2026, 11am')
    expect(decideTry(wrong, new Date('2026-08-06T09:59:59Z')).ok).toBe(false)
    expect(decideTry(wrong, new Date('2026-08-06T10:00:00Z')).ok).toBe(true)
    expect(decideTry(wrong.slice(1), at).ok).toBe(true)
  })
})

describe('a person', () => {
  test('is never made one with another who has joined', () => {
    expect(decideLink(null, { id: 'a' }, [account(1)]).ok).toBe(true)
    expect(words(decideLink({ id: 'b' }, { id: 'a' }, []))).toContain('joined here as well')
    expect(decideLink({ id: 'a' }, { id: 'a' }, [])).toMatchObject({
      refusal: { happened: 'This account is linked already' },
    })
  })

  test('has as many accounts as one card shows', () => {
    const many = Array.from({ length: MOST_ACCOUNTS }, (_, n) => account(n))
    expect(decideLink(null, { id: 'a' }, many).ok).toBe(false)
    expect(decideLink(null, { id: 'a' }, many.slice(1)).ok).toBe(true)
  })

  test('names an account by its id, its number, or its platform where it is the only one', () => {
    const all = [account(1), account(2, { platform: 'teams' }), account(3)]
    const named = (text: string) => {
      const found = accountNamed(all, text)
      return found.ok ? found.value.tenant : null
    }
    expect(named(all[2]?.id ?? '')).toBe('T3')
    expect([named('1'), named(' Teams '), named('3')]).toEqual(['T1', 'T2', 'T3'])
    for (const text of ['slack', '0', '4', '-1', '1.0', 'web', '', '__proto__', 'constructor'])
      expect([text, named(text)]).toEqual([text, null])
  })

  test('always keeps an account that is open', () => {
    const accounts = fc.array(fc.tuple(fc.boolean(), fc.boolean()), { minLength: 1, maxLength: 9 })
    fc.assert(
      fc.property(accounts, fc.nat(), (made, which) => {
        const all = made.map(([preferred, open], n) =>
          account(n, { preferred, goneAt: open ? null : at }),
        )
        const target = all[which % all.length] ?? account(0)
        const left = all.filter((one) => one !== target)
        expect(decideUnlink(all, target).ok).toBe(left.some(({ goneAt }) => goneAt === null))
        expect(decidePrefer(target).ok).toBe(target.goneAt === null)
        const to = receiving(all)
        expect(to === undefined).toBe(all.every(({ goneAt }) => goneAt !== null))
        if (to !== undefined && !to.preferred)
          expect(all.some(({ preferred, goneAt }) => preferred && goneAt === null)).toBe(false)
      }),
    )
  })

  test('reads where an account is, and no name', () => {
    expect(accountWords(account(1))).toBe('Slack (workspace T1)')
    expect(accountWords(account(2, { platform: 'teams' }))).toBe(
      'Microsoft Teams (organisation T2)',
    )
    expect(accountWords(account(3, { platform: 'web', user: 'amara' }))).toBe('Local chat (amara)')
  })
})
