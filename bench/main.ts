import { parseArgs } from 'node:util'
import { benchAudience } from './audience.ts'
import { openServer } from './databases.ts'
import { benchFanOut } from './fan-out.ts'
import { benchGrowth } from './growth.ts'
import { benchGuard } from './guard.ts'
import { benchImport } from './import.ts'
import { benchInbound } from './inbound.ts'
import { benchMemory } from './memory.ts'
import { benchPaced } from './paced.ts'
import { benchPressSend } from './press-send.ts'
import { benchRender } from './render.ts'
import { type Bench, keep } from './report.ts'
import { benchSearch } from './search.ts'
import { benchStart } from './start.ts'
import { benchStorm } from './storm.ts'
import { benchTwoLanes } from './two-lanes.ts'
import { benchWorkers } from './workers.ts'

/** `npm run bench [-- name…] [--quick] [--scale N]`: see docs/performance.md. */
const BENCHES: Readonly<Record<string, (bench: Bench) => Promise<unknown>>> = {
  import: ({ databaseUrl }) => benchImport(databaseUrl),
  audience: ({ databaseUrl }) => benchAudience(databaseUrl),
  render: benchRender,
  'fan-out-slack': (bench) => benchFanOut(bench, 'slack'),
  'fan-out-teams': (bench) => benchFanOut(bench, 'teams'),
  paced: benchPaced,
  'two-lanes': benchTwoLanes,
  'press-send': benchPressSend,
  inbound: benchInbound,
  storm: benchStorm,
  memory: benchMemory,
  growth: benchGrowth,
  start: benchStart,
  workers: benchWorkers,
  guard: benchGuard,
  search: ({ databaseUrl }) => benchSearch(databaseUrl),
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, scale: { type: 'string' } },
})
const unknown = positionals.filter((name) => !Object.hasOwn(BENCHES, name))
if (unknown.length > 0) {
  console.error(`There is no bench “${unknown[0]}”. There are: ${Object.keys(BENCHES).join(', ')}`)
  process.exit(2)
}
const scale = values.scale === undefined ? null : Number(values.scale)
const server = await openServer(process.env['BENCH_DATABASE_URL'] ?? null)
try {
  for (const [name, run] of Object.entries(BENCHES)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue
    const result = await server.with((databaseUrl) =>
      run({ databaseUrl, quick: values.quick, scale }),
    )
    await keep(name, { quick: values.quick, scale, result })
  }
} finally {
  await server.close()
}
console.log('Written to bench/results')
