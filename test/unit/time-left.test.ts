import { describe, expect, test } from 'vitest'
import { progressCard } from '#src/broadcasts/progress-card.ts'
import { firstPace } from '#src/delivery/pacer.ts'
import { timeLeft } from '#src/delivery/time-left.ts'
import { aBroadcast } from './a-broadcast.ts'

const AT = new Date('2026-11-22T09:00:00Z')

const load = (waiting: number, rate: number, limit: number | null = rate, heldMs = 0) => ({
  platform: 'slack',
  tenant: `T${waiting}`,
  waiting,
  pace: { ...firstPace(rate, AT.getTime()), limit },
  heldUntil: AT.getTime() + heldMs,
})

describe('the time that is left', () => {
  test('is that of the lane which takes longest, whichever holds most', () => {
    expect(timeLeft([load(500, 50), load(120, 4), load(10, 1)], AT)).toEqual({
      ms: 30_000,
      sure: true,
    })
  })

  test('begins when a hold ends, and no sooner for one that is over', () => {
    expect(timeLeft([load(40, 4, 4, 60_000)], AT)?.ms).toBe(70_000)
    expect(timeLeft([load(40, 4, 4, -60_000)], AT)?.ms).toBe(10_000)
  })

  test('is the longest that it can be while the limit is not known', () => {
    expect(timeLeft([load(400, 4, null)], AT)).toEqual({ ms: 100_000, sure: false })
  })

  test('is not known where nothing waits', () => {
    expect(timeLeft([], AT)).toBeNull()
  })
})

describe('its sender reads', () => {
  const card = (ms: number, sure: boolean, state: 'sending' | 'paused' = 'sending') =>
    JSON.stringify(
      progressCard(
        { ...aBroadcast(), state },
        {
          delivered: 1,
          waiting: 9,
          held: 0,
          failed: 0,
          doubtful: 0,
          stopped: 0,
          renewal: { copies: 1, renewed: 1, undrawn: 0 },
          left: { ms, sure },
        },
      ),
    )

  test.each([
    [15_000, true, 'Less than a minute left.'],
    [60_000, true, 'About 1 minute left.'],
    [61_000, true, 'About 2 minutes left.'],
    [59 * 60_000, true, 'About 59 minutes left.'],
    [60 * 60_000, true, 'About 1 hour left.'],
    [61 * 60_000, true, 'About 1 hour and 10 minutes left.'],
    [120 * 60_000, false, 'At most 2 hours left.'],
    [90_000, false, 'At most 2 minutes left.'],
  ])('%i ms, sure %s, as: %s', (ms, sure, words) => {
    expect(card(ms, sure)).toContain(`"${words}"`)
  })

  test('nothing of it when it is nearly over, or paused', () => {
    expect(card(14_000, true)).not.toContain('left')
    expect(card(600_000, true, 'paused')).not.toContain('left')
  })
})

test('whoever may have it is not said to be unreachable', () => {
  const progress = {
    delivered: 5,
    waiting: 0,
    held: 0,
    failed: 0,
    doubtful: 1,
    stopped: 0,
    renewal: { copies: 5, renewed: 5, undrawn: 0 },
    left: null,
  }
  const card = JSON.stringify(progressCard({ ...aBroadcast(), state: 'sent' }, progress))
  expect(card).toContain('1 person may or may not have it')
  expect(card).not.toContain('could not be reached')
  expect(card).toContain('6 people in all')
  expect(card).toContain('Who and why')
})
