import { describe, expect, inject, test } from 'vitest'
import type { AdapterName } from '#test/crash/far-ends.ts'
import { fromSnapshot, pglitePlace, postgresPlace } from '#test/crash/places.ts'
import { type Place, playRound } from '#test/crash/round.ts'

const seed = Number(process.env['CRASH_SEED'] ?? Date.now() % 100_000)

/** A short run of `npm run crash`, whose long run is by hand and has every adapter over every database. */
const SHORT: Readonly<Record<AdapterName, Readonly<{ recipients: number; kills: number }>>> = {
  web: { recipients: 6, kills: 2 },
  slack: { recipients: 60, kills: 2 },
  teams: { recipients: 60, kills: 2 },
}

async function playShort(adapter: AdapterName, place: Place): Promise<void> {
  try {
    const { lost, doubled, errors, ...found } = await playRound(
      { adapter, seed, ...SHORT[adapter] },
      place,
    )
    process.stdout.write(
      `  ${adapter} on ${place.name} (seed ${seed}): ${found.kills} kills, ${found.deliveries} deliveries, ${found.unknown} unknown, ${found.repeats} repeats\n`,
    )
    expect({ lost, doubled, errors }).toEqual({ lost: [], doubled: [], errors: [] })
  } finally {
    await place.drop()
  }
}

describe.concurrent('kill -9 on the way of several sendings, on a bad day at the platform', () => {
  test.each(['web', 'slack'] as const)(
    '%s on the embedded database: nothing is lost or doubled',
    async (adapter) => {
      await playShort(adapter, await pglitePlace(fromSnapshot(inject('snapshot'))))
    },
    300_000,
  )

  for (const adapter of ['slack', 'teams'] as const)
    test(`${adapter} on PostgreSQL: nothing is lost or doubled`, async (context) => {
      const postgres = inject('postgres')
      if (postgres.is === 'missing') return context.skip(postgres.because)
      await playShort(adapter, await postgresPlace(postgres.url))
    }, 300_000)
})
