/** The time as Slack knows it: the test's own clock, and whatever a test has let pass on top of it. */
export type Clock = Readonly<{
  now: () => number
  /** What requests to the app are stamped with: never ahead of the app's own clock. */
  stamp: () => number
  pass: (ms: number) => void
}>

export function createClock(base: () => number): Clock {
  let passed = 0
  return {
    now: () => base() + passed,
    stamp: base,
    pass: (ms) => {
      passed += ms
    },
  }
}

/** mulberry32: chance that repeats itself. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
