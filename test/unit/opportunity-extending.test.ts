import { describe, expect, test } from 'vitest'
import { NEVER_CHANGED } from '#src/broadcasts/since.ts'
import { decideExtending, wrongWith } from '#src/opportunities/extend-rules.ts'
import { aBroadcast, contentOf } from './a-broadcast.ts'

const CLOSES = '2026-12-09'
const opportunity = aBroadcast({
  state: 'sent',
  content: contentOf('opportunity', { closes: CLOSES }),
})

describe('more time', () => {
  test.each([
    ['a later day', '2026-12-10', '2026-12-01', null],
    ['the same day', CLOSES, '2026-12-01', 'It closes on Wednesday 9 December 2026 as it is'],
    ['a day before', '2026-12-08', '2026-12-01', 'It closes on Wednesday 9 December 2026 as it is'],
    ['a day that has gone by', '2026-11-01', '2026-12-01', 'That date has gone by'],
    ['yesterday, after it closed', '2026-12-19', '2026-12-20', 'That date has gone by'],
    ['today, after it closed', '2026-12-20', '2026-12-20', null],
  ])('%s', (_, closes, today, wrong) => {
    const said = wrongWith(closes, CLOSES, today)
    if (wrong === null) expect(said).toBeNull()
    else expect(said).toContain(wrong)
  })

  test('is given to what is out, also when its closing date has gone by', () => {
    const at = new Date(0)
    const after = { ...NEVER_CHANGED, ended: { is: 'expired', last: CLOSES } as const }
    const closed = { ...NEVER_CHANGED, ended: { is: 'closed', at, as: 'filled' } as const }
    expect(decideExtending(opportunity, false)).toMatchObject({
      ok: true,
      value: { closes: CLOSES },
    })
    expect(decideExtending({ ...opportunity, since: after }, false).ok).toBe(true)
    expect(decideExtending({ ...opportunity, since: closed }, false)).toMatchObject({
      refusal: { happened: `Opportunity ${opportunity.id} is closed` },
    })
    expect(decideExtending({ ...opportunity, state: 'draft' }, false).ok).toBe(false)
  })

  test('does not take with it a correction that somebody has written', () => {
    expect(decideExtending(opportunity, true)).toMatchObject({
      refusal: { happened: `A correction of ${opportunity.id} is written and not sent` },
    })
  })
})
