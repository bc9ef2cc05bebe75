import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NEVER_CHANGED } from '#src/broadcasts/since.ts'
import type { Stage } from '#src/kernel/schema.ts'
import { decideInterest, readInterest } from '#src/opportunities/rules.ts'
import {
  decideClosing,
  decideOfferAnswer,
  decideOutcome,
  DECISIONS,
  isOver,
  likelyEnd,
  nextOf,
  STAGES,
  type StageCounts,
} from '#src/opportunities/stages.ts'
import { aBroadcast, contentOf } from './a-broadcast.ts'

const TODAY = '2026-11-23'
const broadcast = aBroadcast({
  state: 'sent',
  content: contentOf('opportunity', { closes: TODAY }),
})
const closed = {
  ...broadcast,
  since: { ...NEVER_CHANGED, ended: { is: 'closed', at: new Date(0), as: 'filled' } as const },
}
const applicant = (stage: Stage, withdrawnAt: Date | null = null) => ({
  personId: 'bo',
  name: 'Dr Bo Locum',
  stage,
  withdrawnAt,
})
const counts = (some: Partial<StageCounts> = {}): StageCounts => ({
  interested: 0,
  shortlisted: 0,
  offered: 0,
  accepted: 0,
  'turned-down': 0,
  declined: 0,
  closed: 0,
  ...some,
})
const stage = fc.constantFrom(...STAGES)
const happened = (decided: ReturnType<typeof decideOutcome>) =>
  decided.ok ? null : decided.refusal.happened

describe('a decision about an applicant', () => {
  test.each([
    ['interested', 'shortlisted'],
    ['interested', 'offered'],
    ['interested', 'declined'],
    ['shortlisted', 'offered'],
    ['offered', 'declined'],
  ] as const)('can go from %s to %s', (from, to) => {
    expect(decideOutcome(broadcast, applicant(from), 'officer', from, to).ok).toBe(true)
  })

  test('is not taken twice, nor over what a colleague decided meanwhile', () => {
    expect(
      happened(decideOutcome(broadcast, applicant('offered'), 'officer', 'interested', 'offered')),
    ).toBe('Dr Bo Locum has an offer to answer')
    expect(
      happened(
        decideOutcome(broadcast, applicant('shortlisted'), 'officer', 'interested', 'declined'),
      ),
    ).toBe('Dr Bo Locum is on the shortlist')
  })

  test('is refused for nobody, for who took it back, and once it is closed', () => {
    expect(happened(decideOutcome(broadcast, null, 'officer', 'interested', 'offered'))).toBe(
      'There is no such applicant',
    )
    const gone = applicant('interested', new Date(0))
    expect(happened(decideOutcome(broadcast, gone, 'officer', 'interested', 'offered'))).toBe(
      'Dr Bo Locum is not interested any more',
    )
    expect(
      happened(decideOutcome(closed, applicant('interested'), 'officer', 'interested', 'offered')),
    ).toBe('Opportunity 12 is closed')
  })

  test('is never about oneself', () => {
    const own = decideOutcome(broadcast, applicant('interested'), 'bo', 'interested', 'offered')
    expect(happened(own)).toBe('You cannot decide about your own interest')
  })

  test('however it goes on, somebody has one outcome, and nothing comes after it', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(stage, fc.constantFrom(...DECISIONS))), (steps) => {
        let at: Stage = 'interested'
        let outcomes = 0
        for (const [from, to] of steps) {
          if (!decideOutcome(broadcast, applicant(at), 'officer', from, to).ok) continue
          expect(isOver(at)).toBe(false)
          at = to
          if (isOver(at)) outcomes += 1
        }
        expect(outcomes).toBeLessThanOrEqual(1)
        if (isOver(at)) expect(nextOf(at)).toEqual([])
      }),
    )
  })
})

test('only an offer that stands can be answered', () => {
  fc.assert(
    fc.property(fc.option(stage), (one) => {
      expect(decideOfferAnswer(12, one).ok).toBe(one === 'offered')
    }),
  )
})

describe('closing', () => {
  test('waits for an offer that is not answered, and happens once', () => {
    expect(decideClosing(broadcast, counts({ interested: 4 })).ok).toBe(true)
    expect(decideClosing(broadcast, counts({ offered: 1 }))).toMatchObject({
      refusal: { happened: 'Somebody has an offer for 12 that they have not answered' },
    })
    expect(decideClosing(closed, counts())).toMatchObject({
      refusal: { happened: 'It is closed already' },
    })
  })

  test('can be done after the closing date', () => {
    const expired = { ...NEVER_CHANGED, ended: { is: 'expired', last: TODAY } as const }
    expect(decideClosing({ ...broadcast, since: expired }, counts()).ok).toBe(true)
  })

  test('is likely to be filled once somebody has accepted', () => {
    expect(likelyEnd(counts({ accepted: 1 }))).toBe('filled')
    expect(likelyEnd(counts({ shortlisted: 5 }))).toBe('unfilled')
  })
})

describe('an interest', () => {
  test('is taken until the end of the closing day, from who has no answer yet', () => {
    expect(decideInterest(broadcast, true, null, TODAY).ok).toBe(true)
    expect(decideInterest(broadcast, true, 'shortlisted', TODAY).ok).toBe(true)
    expect(decideInterest(broadcast, true, null, '2026-11-24').ok).toBe(false)
    expect(decideInterest(broadcast, false, null, TODAY).ok).toBe(false)
    expect(decideInterest(closed, true, null, TODAY)).toMatchObject({
      refusal: { happened: 'Nobody new can be interested in 12: it is closed' },
    })
    for (const over of ['offered', 'accepted', 'turned-down', 'declined', 'closed'] as const)
      expect(decideInterest(broadcast, true, over, TODAY).ok).toBe(false)
  })

  const given = (values: Readonly<Record<string, string>>) =>
    readInterest({ how: 'Gladly', ...values }, TODAY)

  test('says whether there is a conflict, and one that is declared says which', () => {
    expect(given({})).toMatchObject({ ok: true, value: { conflict: null } })
    expect(given({ conflict: 'none' })).toMatchObject({ value: { conflict: { is: 'none' } } })
    expect(given({ conflict: 'declared', conflictWords: 'I own shares' })).toMatchObject({
      value: { conflict: { is: 'declared', words: 'I own shares' } },
    })
    expect(given({ conflict: 'declared' })).toMatchObject({
      errors: { conflictWords: 'Say in a sentence what the conflict of interest is' },
    })
    const unclear =
      'You wrote a conflict of interest here: choose above that you declare one, or empty this'
    for (const conflict of ['', 'none'])
      expect(given({ conflict, conflictWords: 'I own shares' })).toMatchObject({
        errors: { conflictWords: unclear },
      })
    expect(given({ conflict: 'perhaps' })).toMatchObject({ ok: false })
  })

  test('whatever is sent, words are kept with a declaration alone', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ maxLength: 400 }), (conflict, conflictWords) => {
        const read = given({ conflict, conflictWords })
        if (read.ok && read.value.conflict?.is === 'declared')
          expect(read.value.conflict.words).not.toBe('')
      }),
    )
  })
})
