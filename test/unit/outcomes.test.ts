import { describe, expect, test } from 'vitest'
import { createOutcomes } from '#src/delivery/outcomes.ts'
import { createRoom } from '#src/delivery/room.ts'

describe('what became of sends', () => {
  test('is written in batches, each once, in order, one write at a time', async () => {
    const written: (readonly number[])[] = []
    let writing = 0
    const outcomes = createOutcomes<number>(async (results) => {
      writing += 1
      expect(writing).toBe(1)
      await Promise.resolve()
      written.push(results)
      writing -= 1
    })
    const all = Array.from({ length: 1_000 }, (_, n) => n)
    for (const n of all) outcomes.add(n)
    await outcomes.end()
    expect(written.flat()).toEqual(all)
    expect(written.every((batch) => batch.length <= 128)).toBe(true)
    expect(written.length).toBeLessThan(20)
  })

  test('is kept while it cannot be written: all of it is written in the end, in order, and nothing goes meanwhile', async () => {
    const written: number[] = []
    let refuse = 3
    const outcomes = createOutcomes<number>(
      async (results) => {
        if (refuse > 0) {
          refuse -= 1
          await Promise.reject(new Error('no database'))
        }
        expect(outcomes.failed()).toBe(written.length === 0)
        written.push(...results)
      },
      () => 0,
      [0, 5, 5, 5],
    )
    expect(outcomes.failed()).toBe(false)
    const all = Array.from({ length: 300 }, (_, n) => n)
    for (const n of all) outcomes.add(n)
    await outcomes.end()
    expect(written).toEqual(all)
    expect(outcomes.failed()).toBe(false)
  })

  test('that could not be written for too long is said at the end', async () => {
    const outcomes = createOutcomes<number>(
      async () => Promise.reject(new Error('no database')),
      () => 0,
      [0, 1],
    )
    outcomes.add(1)
    await expect(outcomes.end()).rejects.toThrow('not written')
  })

  test('ends though more came after the last try that failed, and writes none of it', async () => {
    let writes = 0
    const outcomes = createOutcomes<number>(
      async () => {
        writes += 1
        throw new Error('no database')
      },
      () => 0,
      [],
    )
    for (let n = 0; n < 128; n += 1) outcomes.add(n)
    while (writes === 0) await new Promise(setImmediate)
    await new Promise(setImmediate)
    expect(outcomes.failed()).toBe(true)
    outcomes.add(128)
    await expect(outcomes.end()).rejects.toThrow('not written')
    expect(writes).toBe(1)
  })

  test('of nothing ends at once', async () => {
    await createOutcomes(async () => {}).end()
  })
})

describe('room', () => {
  test('is never given twice, and waited for in turn', async () => {
    const room = createRoom(3)
    expect(await room.enter(5, 1)).toBe(3)
    const order: number[] = []
    const waiting = [2, 1].map(async (count, n) => {
      await room.enter(count)
      order.push(n)
    })
    room.leave(1)
    await Promise.resolve()
    expect(order).toEqual([])
    room.leave(2)
    await Promise.all(waiting)
    expect(order).toEqual([0, 1])
  })
})
