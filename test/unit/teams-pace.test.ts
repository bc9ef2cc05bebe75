import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createPace, type Kind } from '#adapters/teams/pace.ts'
import { createServiceUrls } from '#adapters/teams/service-urls.ts'

/** A clock that sleeping moves. */
function clocked() {
  let at = 0
  const pace = createPace(
    () => at,
    async (ms) => {
      at += ms
    },
  )
  return { pace, now: () => at, pass: (ms: number) => (at += ms) }
}

const most = (times: readonly number[], ms: number) =>
  Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + ms).length))

test('no conversation ever gets more than Teams takes, however it comes', async () => {
  const step = fc.record({
    gap: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3000 })),
    kind: fc.constantFrom<Kind>('new', 'redraw'),
    conversation: fc.constantFrom('a:1', 'a:2', '19:x@thread.tacv2'),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 150, size: 'max' }), async (steps) => {
      const { pace, now, pass } = clocked()
      const gone: { at: number; kind: Kind; conversation: string }[] = []
      for (const { gap, kind, conversation } of steps) {
        pass(gap)
        if (await pace.take(conversation, kind, 60_000))
          gone.push({ at: now(), kind, conversation })
      }
      for (const all of Map.groupBy(gone, ({ conversation }) => conversation).values()) {
        const times = all.map(({ at }) => at)
        expect(most(times, 1_000)).toBeLessThanOrEqual(7)
        expect(most(times, 2_000)).toBeLessThanOrEqual(8)
        expect(most(times, 30_000)).toBeLessThanOrEqual(60)
        const read = all.filter(
          ({ kind, conversation }) => kind === 'new' && conversation[0] === 'a',
        )
        expect(
          most(
            read.map(({ at }) => at),
            1_000,
          ),
        ).toBeLessThanOrEqual(1)
      }
    }),
    { numRuns: 60 },
  )
})

test('whoever would wait too long has no turn, and takes none from the others', async () => {
  const { pace, now } = clocked()
  expect(await pace.take('a:1', 'new', 0)).toBe(true)
  for (let n = 0; n < 5; n += 1) expect(await pace.take('a:1', 'new', 500)).toBe(false)
  expect(await pace.take('a:2', 'new', 0)).toBe(true)
  expect(now()).toBe(0)
  expect(await pace.take('a:1', 'new', 1000)).toBe(true)
  expect(now()).toBe(1000)
})

test('those who wait at once have turns one after the other', async () => {
  const slept: number[] = []
  const pace = createPace(
    () => 0,
    async (ms) => slept.push(ms),
  )
  await Promise.all([1, 2, 3].map(() => pace.take('a:1', 'new', 5000)))
  expect(slept).toEqual([1000, 2000])
})

test.each([
  ['https://smba.trafficmanager.net/uk/', true],
  ['https://smba.trafficmanager.net:443/uk/x/', true],
  ['https://smba.infra.gcc.teams.microsoft.com/teams/', true],
  ['http://smba.trafficmanager.net/uk/', false],
  ['https://smba.trafficmanager.net:8443/uk/', false],
  ['https://evil.trafficmanager.net/', false],
  ['https://smba.trafficmanager.net.evil.org/', false],
  ['https://smba.trafficmanager.net@evil.org/', false],
  ['https://a:b@smba.trafficmanager.net/', false],
  ['smba.trafficmanager.net', false],
  ['', false],
])('the token may go to %s: %s', (url, trusted) => {
  expect(createServiceUrls().isTrusted(url)).toBe(trusted)
})
