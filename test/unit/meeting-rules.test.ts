import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  countQuorum,
  isQuorate,
  type MemberPractice,
  practicesNeeded,
  QuorumRule,
  type Said,
} from '#src/meetings/rules/quorum.ts'
import { choiceOf, QUORUM_CHOICES, readQuorum } from '#src/meetings/rules/read-quorum.ts'
import {
  decideDeputy,
  decideRsvp,
  decideSpeaks,
  isNotice,
  type Notice,
  stands,
  whatMoved,
} from '#src/meetings/rules/rsvp.ts'
import { aBroadcast, contentOf } from './a-broadcast.ts'

const share = (top: number, bottom: number, over = false): QuorumRule => ({
  is: 'share',
  top,
  bottom,
  over,
})
const practice = (code: string): MemberPractice => ({ code, name: `Practice ${code}` })
const MEMBERS = ['A', 'B', 'C', 'D', 'E'].map(practice)
const going = (code: string | null): Said => ({ answer: 'going', practice: code, deputySays: null })
const deputy = (code: string, deputySays: Said['deputySays']): Said => ({
  answer: 'deputy',
  practice: code,
  deputySays,
})
const observer: Said = { answer: 'observer', practice: null, deputySays: null }
const codes = (some: readonly MemberPractice[]) => some.map(({ code }) => code)

describe('a quorum', () => {
  test.each([
    ['more than half of 6', share(1, 2, true), 6, 4],
    ['more than half of 7', share(1, 2, true), 7, 4],
    ['half of 7', share(1, 2), 7, 4],
    ['half of 6', share(1, 2), 6, 3],
    ['2 in 3 of 5', share(2, 3), 5, 4],
    ['2 in 3 of 6', share(2, 3), 6, 4],
    ['3 in 4 of 4', share(3, 4), 4, 3],
    ['all of 5', share(1, 1), 5, 5],
    ['more than half of 1', share(1, 2, true), 1, 1],
    ['half of none', share(1, 2), 0, 1],
    ['3 of 5', { is: 'number', number: 3 } as const, 5, 3],
    ['3 of 2', { is: 'number', number: 3 } as const, 2, 3],
  ])('of %s', (_, rule, members, needed) => {
    expect(practicesNeeded(rule, members)).toBe(needed)
  })

  test('counts a practice with two people once', () => {
    const quorum = countQuorum(share(1, 2, true), MEMBERS, [going('A'), going('A'), going('B')])
    expect(codes(quorum.present)).toEqual(['A', 'B'])
    expect(quorum.needed).toBe(3)
    expect(isQuorate(quorum)).toBe(false)
    expect(codes(quorum.missing)).toEqual(['C', 'D', 'E'])
  })

  test('counts a deputy for the practice, until they say that they cannot', () => {
    const asked = countQuorum({ is: 'number', number: 2 }, MEMBERS, [
      going('A'),
      deputy('B', 'asked'),
    ])
    expect(isQuorate(asked)).toBe(true)
    expect(codes(asked.unsure)).toEqual(['B'])
    const yes = countQuorum({ is: 'number', number: 2 }, MEMBERS, [going('A'), deputy('B', 'yes')])
    expect(isQuorate(yes)).toBe(true)
    expect(yes.unsure).toEqual([])
    const no = countQuorum({ is: 'number', number: 2 }, MEMBERS, [going('A'), deputy('B', 'no')])
    expect(isQuorate(no)).toBe(false)
    expect(codes(no.present)).toEqual(['A'])
  })

  test('is sure of a practice whose deputy has not answered when somebody else of it goes', () => {
    const quorum = countQuorum(null, MEMBERS, [deputy('B', 'asked'), going('B')])
    expect(codes(quorum.present)).toEqual(['B'])
    expect(quorum.unsure).toEqual([])
  })

  test('does not count observers, nor a practice that left the network yesterday', () => {
    const left = MEMBERS.filter(({ code }) => code !== 'A')
    const quorum = countQuorum(share(1, 2), left, [going('A'), going('B'), observer])
    expect(codes(quorum.present)).toEqual(['B'])
    expect(quorum.members).toBe(4)
    expect(quorum.needed).toBe(2)
    expect(codes(quorum.missing)).toEqual(['C', 'D', 'E'])
  })

  test('is not there without a rule', () => {
    const quorum = countQuorum(
      null,
      MEMBERS,
      MEMBERS.map(({ code }) => going(code)),
    )
    expect(quorum.needed).toBeNull()
    expect(isQuorate(quorum)).toBe(false)
  })

  const anyRule = fc.oneof(
    fc.record({ is: fc.constant('number' as const), number: fc.integer({ min: 1, max: 100 }) }),
    fc
      .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }), fc.boolean())
      .filter(([top, bottom, over]) => (over ? top < bottom : top <= bottom))
      .map(([top, bottom, over]) => share(top, bottom, over)),
  )
  const CODES = Array.from({ length: 40 }, (_, n) => `P${n}`)
  const anySaid: fc.Arbitrary<Said> = fc.oneof(
    fc.constantFrom(...CODES).map(going),
    fc
      .tuple(fc.constantFrom(...CODES), fc.constantFrom('asked', 'yes', 'no'))
      .map(([code, says]) => deputy(code, says as Said['deputySays'])),
    fc.constant(observer),
    fc.constant<Said>({ answer: 'not-going', practice: null, deputySays: null }),
  )
  const anyMembers = fc.subarray(CODES).map((some) => some.map(practice))

  test('is as the sets say, whatever people answer', () => {
    fc.assert(
      fc.property(
        anyRule,
        anyMembers,
        fc.array(anySaid, { maxLength: 200 }),
        (rule, members, said) => {
          const quorum = countQuorum(rule, members, said)
          const speaking = new Set(
            said
              .filter(
                (one) =>
                  one.answer === 'going' || (one.answer === 'deputy' && one.deputySays !== 'no'),
              )
              .map((one) => one.practice),
          )
          const expected = codes(members).filter((code) => speaking.has(code))
          expect(codes(quorum.present)).toEqual(expected)
          expect([...codes(quorum.present), ...codes(quorum.missing)].toSorted()).toEqual(
            codes(members).toSorted(),
          )
          expect(isQuorate(quorum)).toBe(expected.length >= practicesNeeded(rule, members.length))
          // Said twice is said once; and in any order.
          expect(countQuorum(rule, members, [...said, ...said].toReversed())).toEqual(quorum)
        },
      ),
    )
  })

  test('a share is never rounded down, and never asks for more than there are', () => {
    fc.assert(
      fc.property(anyRule, fc.integer({ min: 1, max: 60 }), (rule, members) => {
        fc.pre(rule.is === 'share')
        const needed = practicesNeeded(rule, members)
        expect(needed * rule.bottom).toBeGreaterThanOrEqual(
          members * rule.top + (rule.over ? 1 : 0),
        )
        expect(needed).toBeLessThanOrEqual(members)
        expect((needed - 1) * rule.bottom).toBeLessThan(members * rule.top + (rule.over ? 1 : 0))
      }),
    )
  })

  test.each(QUORUM_CHOICES)('is read from its form and shown in it again: %s', (rule) => {
    const read = readQuorum({ rule, number: rule === 'number' ? '4' : '' })
    if (!read.ok) throw new Error('Not read')
    expect(QuorumRule.parse(read.value)).toEqual(read.value)
    expect(choiceOf(read.value)).toBe(rule)
  })

  test.each(['', '0', '-1', '101', 'six', '1.5', '٣'])('is no number: %j', (number) => {
    expect(readQuorum({ rule: 'number', number })).toEqual({
      ok: false,
      errors: { number: 'Enter how many practices, from 1 to 100' },
    })
  })
})

const found = aBroadcast({
  content: contentOf('board-meeting'),
  kind: 'board-meeting',
  state: 'sent',
  startedAt: new Date('2026-11-01T09:00:00Z'),
})
const NOTICE: Notice = isNotice(found)
  ? found
  : (() => {
      throw new Error('No notice')
    })()
const happened = (decided: { ok: boolean; refusal?: { happened: string } }) =>
  decided.refusal?.happened ?? 'allowed'

describe('an answer', () => {
  test('can be changed until the very minute in which the meeting starts', () => {
    expect(decideRsvp(NOTICE, new Date('2026-12-09T12:59:59Z')).ok).toBe(true)
    expect(happened(decideRsvp(NOTICE, new Date('2026-12-09T13:00:00Z')))).toBe(
      'This meeting has started',
    )
  })

  test('is London time in summer too', () => {
    const summer = { ...NOTICE, content: { ...NOTICE.content, date: '2026-07-08' } }
    expect(decideRsvp(summer, new Date('2026-07-08T11:59:00Z')).ok).toBe(true)
    expect(decideRsvp(summer, new Date('2026-07-08T12:00:00Z')).ok).toBe(false)
  })

  test('is not taken for what is cancelled', () => {
    const at = new Date('2026-11-02T09:00:00Z')
    const ended = { is: 'withdrawn' as const, at, why: 'Flood' }
    expect(happened(decideRsvp({ ...NOTICE, since: { ...NOTICE.since, ended } }, at))).toBe(
      'This meeting is cancelled',
    )
  })

  test('stands for the day and time that it was for', () => {
    const { content } = NOTICE
    expect(stands({ answeredFor: '2026-12-09T13:00' }, content)).toBe(true)
    expect(stands({ answeredFor: '2026-12-09T13:00' }, { ...content, place: 'Wells' })).toBe(true)
    expect(stands({ answeredFor: '2026-12-09T13:00' }, { ...content, starts: '13:30' })).toBe(false)
    expect(stands({ answeredFor: '2026-12-09T13:00' }, { ...content, date: '2026-12-10' })).toBe(
      false,
    )
    expect(whatMoved(content, { ...content, date: '2026-12-10', place: 'Wells' })).toEqual([
      'day',
      'place',
    ])
    expect(whatMoved(content, { ...content, title: 'Another' })).toEqual([])
  })

  test('is for a practice where they work that is a member, and asked for where there are several', () => {
    const speaks = (kind: 'partner' | 'locum', theirs: string[], chosen: string | null = null) =>
      decideSpeaks(kind, theirs.map(practice), chosen, 'Lyngford PCN')
    expect(speaks('partner', ['A'])).toEqual({
      ok: true,
      value: { is: 'for', practice: practice('A') },
    })
    expect(speaks('partner', ['A', 'B'])).toMatchObject({ ok: true, value: { is: 'choose' } })
    expect(speaks('partner', ['A', 'B'], 'B')).toMatchObject({
      ok: true,
      value: { is: 'for', practice: { code: 'B' } },
    })
    expect(happened(speaks('partner', ['A'], 'B'))).toMatch(/^You do not work at that practice/)
    expect(happened(speaks('partner', []))).toMatch(/^None of the places where you work/)
    expect(happened(speaks('locum', ['A']))).toMatch(/^A locum GP does not speak/)
  })

  test('through a deputy is through somebody else of the same practice', () => {
    const bo = { id: 'bo', name: 'Dr Bo', practices: ['A'] }
    expect(decideDeputy('me', bo, practice('A'))).toEqual({ ok: true, value: 'bo' })
    expect(happened(decideDeputy('bo', bo, practice('A')))).toBe('A deputy is somebody else')
    expect(happened(decideDeputy('me', bo, practice('B')))).toBe(
      'Dr Bo does not work at Practice B',
    )
    expect(happened(decideDeputy('me', null, practice('B')))).toBe('Nobody was chosen')
  })
})
