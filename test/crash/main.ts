import { parseArgs } from 'node:util'
import { z } from 'zod'
import { openPlaces } from './places.ts'
import { type Played, playRound } from './round.ts'

/**
 * `npm run crash`: sends while the process is killed (-9), round after round, over every adapter and database, and counts.
 * A round is repeated with what its line says: npm run crash -- --seed 123 --rounds 1 --adapter teams --database postgres
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    rounds: { type: 'string', default: '1' },
    kills: { type: 'string', default: '20' },
    recipients: { type: 'string' },
    adapter: { type: 'string', multiple: true, default: ['web', 'slack', 'teams'] },
    database: { type: 'string', multiple: true, default: ['postgres', 'pglite'] },
  },
})
const count = z.coerce.number().int().positive()
const wanted = z
  .object({
    seed: z.coerce.number().int(),
    rounds: count,
    kills: count,
    recipients: count.optional(),
    adapter: z.array(z.enum(['web', 'slack', 'teams'])),
    database: z.array(z.enum(['postgres', 'pglite'])),
  })
  .parse(values)

/** The local chat takes four a second, so its sendings are small ones. */
const RECIPIENTS = { web: 20, slack: 200, teams: 200 } as const

type Total = { rounds: number; played: Played[] }
const totals = new Map<string, Total>()
const places = await openPlaces(wanted.database, process.env['CRASH_DATABASE_URL'] ?? null)
const sum = (played: readonly Played[], of: (one: Played) => number) =>
  played.reduce((all, one) => all + of(one), 0)

try {
  for (let n = 0; n < wanted.rounds; n += 1)
    for (const adapter of wanted.adapter)
      for (const database of wanted.database) {
        const seed = wanted.seed + n
        const recipients = wanted.recipients ?? RECIPIENTS[adapter]
        const place = await places.place(database)
        const name = `${adapter} on ${database}`
        const args = `--seed ${seed} --rounds 1 --kills ${wanted.kills} --adapter ${adapter} --database ${database} --recipients ${recipients}`
        try {
          const played = await playRound({ adapter, recipients, kills: wanted.kills, seed }, place)
          const total = totals.get(name) ?? { rounds: 0, played: [] }
          totals.set(name, { rounds: total.rounds + 1, played: [...total.played, played] })
          console.log(
            `${args}: ${played.deliveries} deliveries, ${played.lost.length} lost, ${played.doubled.length} doubled, ${played.unknown} unknown, ${played.repeats} repeats, ${played.seconds.toFixed(0)} s`,
          )
          for (const line of [...played.lost, ...played.doubled, ...played.errors].slice(0, 20))
            console.log(`  ${line}`)
        } catch (error) {
          console.log(`${args}: could not be played to its end`)
          throw error
        } finally {
          await place.drop()
        }
      }
} finally {
  await places.close()
}

console.table(
  Object.fromEntries(
    [...totals].map(([name, { rounds, played }]) => [
      name,
      {
        rounds,
        kills: sum(played, ({ kills }) => kills),
        'in flight': `${sum(played, ({ inFlight }) => inFlight)} of ${sum(played, ({ looked }) => looked)} looked at`,
        deliveries: sum(played, (one) => one.deliveries),
        lost: sum(played, ({ lost }) => lost.length),
        doubled: sum(played, ({ doubled }) => doubled.length),
        'possible repeats': sum(played, ({ repeats }) => repeats),
        'came twice': sum(played, ({ twice }) => twice),
        unknown: sum(played, ({ unknown }) => unknown),
        errors: sum(played, ({ errors }) => errors.length),
      },
    ]),
  ),
)
const all = [...totals.values()].flatMap(({ played }) => played)
const wrong = sum(all, ({ lost, doubled }) => lost.length + doubled.length)
console.log(
  `${sum(all, ({ kills }) => kills)} kills: ${wrong === 0 ? 'nothing was lost or doubled' : `${wrong} deliveries are wrong`}`,
)
process.exitCode = wrong === 0 ? 0 : 1
