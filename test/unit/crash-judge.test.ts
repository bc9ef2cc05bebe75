import { describe, expect, test } from 'vitest'
import { judge } from '#test/crash/judge.ts'
import type { Row } from '#test/crash/store.ts'

const row = (parts: Partial<Row> = {}): Row => ({
  id: 'a',
  broadcast: 1,
  state: 'sent',
  critical: false,
  repeat: false,
  ...parts,
})
const one = { id: 'a', repeat: false }
const marked = { id: 'a', repeat: true }
const wrong = (...args: Parameters<typeof judge>) => {
  const { lost, doubled } = judge(...args)
  return { lost: lost.length, doubled: doubled.length }
}
const NOTHING = { lost: 0, doubled: 0 }

describe('a crash rig that finds nothing proves something only if it can find each fault', () => {
  test('sent and there once is right everywhere', () => {
    for (const asked of [true, false]) expect(wrong([row()], [one], asked)).toEqual(NOTHING)
  })

  test('sent and not there, never ended, or failed for no reason is lost', () => {
    for (const state of ['sent', 'waiting', 'sending', 'failed', 'stopped'])
      expect(wrong([row({ state })], [], false)).toEqual({ lost: 1, doubled: 0 })
  })

  test('there twice is doubled, and so is what no row knows', () => {
    for (const asked of [true, false])
      expect(wrong([row()], [one, one], asked)).toEqual({ lost: 0, doubled: 1 })
    expect(wrong([], [one], true)).toEqual({ lost: 0, doubled: 1 })
  })

  test('in doubt is for platforms that cannot be asked', () => {
    expect(wrong([row({ state: 'doubtful' })], [one], false)).toEqual(NOTHING)
    expect(wrong([row({ state: 'doubtful' })], [one], true)).toEqual({ lost: 1, doubled: 0 })
  })

  test('a repeat is for criticals there, marked in the tables and on the card, and one at most', () => {
    const critical = row({ critical: true, repeat: true })
    expect(judge([critical], [one, marked], false)).toMatchObject({
      lost: [],
      doubled: [],
      repeats: 1,
      twice: 1,
    })
    for (const [rows, held, asked] of [
      [row({ repeat: true }), [one, marked], false],
      [row({ critical: true }), [one, marked], false],
      [critical, [one, one], false],
      [critical, [one, marked, marked], false],
      [critical, [one, marked], true],
    ] as const)
      expect(wrong([rows], held, asked)).toEqual({ lost: 0, doubled: 1 })
  })
})
