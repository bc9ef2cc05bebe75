import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chaseDue, type Unclosed } from '#src/opportunities/chase-rules.ts'
import { atLondon, daysAfter } from '#src/kernel/london.ts'

const NONE = new Set<string>()
/** A Monday. */
const MONDAY = '2027-06-07'
const at = (day: string, time = '12:30') => atLondon(day, time)
const run = (some: Partial<Unclosed> = {}): Unclosed => ({
  id: 12,
  closes: '2027-06-25',
  waitingSince: at(MONDAY, '09:00'),
  chasedAt: null,
  overDone: 0,
  ...some,
})

describe('whoever runs an opportunity is asked', () => {
  test('when an applicant has waited five working days, and not a minute before', () => {
    expect(chaseDue(run(), NONE, at('2027-06-14', '12:29'))).toBeNull()
    expect(chaseDue(run(), NONE, at('2027-06-14'))).toEqual({
      why: 'waiting',
      since: MONDAY,
      step: 1,
    })
    expect(chaseDue(run(), new Set(['2027-06-09']), at('2027-06-14'))).toBeNull()
    expect(chaseDue(run({ waitingSince: null }), NONE, at('2027-06-14'))).toBeNull()
  })

  test('again five working days later, while somebody still waits', () => {
    const asked = run({ chasedAt: at('2027-06-14') })
    expect(chaseDue(asked, NONE, at('2027-06-18'))).toBeNull()
    expect(chaseDue(asked, NONE, at('2027-06-21'))).toEqual({
      why: 'waiting',
      since: '2027-06-14',
      step: 1,
    })
  })

  test('one, five and ten working days after the closing date, with applicants or without', () => {
    const over = (overDone: number, day: string) =>
      chaseDue(run({ overDone, waitingSince: null }), NONE, at(day))?.step ?? null
    expect(over(0, '2027-06-26')).toBeNull()
    expect(over(0, '2027-06-28')).toBe(1)
    expect(over(1, '2027-07-01')).toBeNull()
    expect(over(1, '2027-07-02')).toBe(2)
    expect(over(2, '2027-07-09')).toBe(3)
    expect(over(3, '2027-08-02')).toBeNull()
    expect(over(0, '2027-07-12')).toBe(3)
  })

  test('whenever the tick runs, never twice for one thing, and never in a burst', () => {
    const days = fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 200 })
    fc.assert(
      fc.property(days, (some) => {
        const seen = new Set<string>()
        let now = run()
        for (const n of some.toSorted((a, b) => a - b)) {
          const when = at(daysAfter(MONDAY, n))
          const chase = chaseDue(now, NONE, when)
          if (chase === null) continue
          const key = JSON.stringify(chase)
          expect(seen.has(key)).toBe(false)
          seen.add(key)
          now = chase.why === 'over' ? { ...now, overDone: chase.step } : { ...now, chasedAt: when }
          expect(chaseDue(now, NONE, when)).toBeNull()
        }
        expect(seen.size).toBeLessThanOrEqual(6)
      }),
    )
  })
})
