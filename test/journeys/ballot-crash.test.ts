import { describe, expect, inject, test } from 'vitest'
import { playBallot } from '#test/crash/ballot.ts'
import { fromSnapshot, pglitePlace, postgresPlace } from '#test/crash/places.ts'
import type { Place } from '#test/crash/round.ts'

const seed = Number(process.env['CRASH_SEED'] ?? Date.now() % 100_000)
/** More of them by hand: CRASH_VOTERS=500 CRASH_KILLS=20 npx vitest run --project journeys test/journeys/ballot-crash.test.ts */
const voters = Number(process.env['CRASH_VOTERS'] ?? 60)
const byHand = process.env['CRASH_KILLS']
/** An embedded database takes longer to open again than a server's to be connected to. */
const KILLS = { pglite: 2, postgres: 3 } as const

async function play(place: Place): Promise<void> {
  const kills = Number(byHand ?? KILLS[place.name])
  try {
    const from = performance.now()
    const { told, chosen, counted, errors, ...met } = await playBallot(
      { voters, kills, seed },
      place,
    )
    process.stdout.write(
      `  ballot on ${place.name} (seed ${seed}): ${kills} kills, ${met.cutOff} votes cut off, ${met.gaveUp} voters gave up, ${told.filter(({ marked }) => marked).length} of ${voters} counted, ${Math.round((performance.now() - from) / 100) / 10} s\n`,
    )
    expect(errors).toEqual([])
    expect(told).toHaveLength(voters)
    expect(met.cutOff).toBeGreaterThan(0)
    // Who is told that they have voted is counted, once; who is offered to vote is not counted.
    const wrong = told.filter(
      ({ taken, hasVoted, marked, audited }) =>
        taken > 1 ||
        (taken === 1 && !hasVoted) ||
        hasVoted !== marked ||
        audited !== Number(marked),
    )
    expect(wrong).toEqual([])
    // Only who did not vote again may be missing.
    expect(told.filter(({ marked }) => !marked).length).toBeLessThanOrEqual(met.gaveUp)
    expect(counted).toEqual(chosen)
  } finally {
    await place.drop()
  }
}

describe.concurrent('kill -9 while people vote: one vote each, none lost, and every screen says what is counted', () => {
  // Its starts take minutes on a busy machine; a sending on it is killed in crash.test.ts.
  test.skipIf(byHand === undefined)(
    'on the embedded database',
    async () => {
      await play(await pglitePlace(fromSnapshot(inject('snapshot'))))
    },
    300_000,
  )

  test('on PostgreSQL', async (context) => {
    const postgres = inject('postgres')
    if (postgres.is === 'missing') return context.skip(postgres.because)
    await play(await postgresPlace(postgres.url))
  }, 300_000)
})
