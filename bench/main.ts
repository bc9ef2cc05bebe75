import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { benchAudience } from './audience.ts'
import { benchGuard } from './guard.ts'
import { benchImport } from './import.ts'
import { benchInbound } from './inbound.ts'

/** `npm run bench [-- name]`. With BENCH_DATABASE_URL on that PostgreSQL, in a database that may be filled; else embedded. */
const BENCHES = {
  import: benchImport,
  audience: benchAudience,
  inbound: benchInbound,
  guard: benchGuard,
} as const

const [wanted] = process.argv.slice(2)
const chosen = Object.entries(BENCHES).filter(([name]) => wanted === undefined || name === wanted)
if (chosen.length === 0) {
  console.error(
    `There is no bench “${wanted ?? ''}”. There are: ${Object.keys(BENCHES).join(', ')}`,
  )
  process.exit(2)
}
const results: Record<string, unknown> = {}
for (const [name, run] of chosen)
  results[name] = await run(process.env['BENCH_DATABASE_URL'] ?? null)
const folder = join(import.meta.dirname, 'results')
await mkdir(folder, { recursive: true })
await writeFile(join(folder, 'latest.json'), `${JSON.stringify(results, null, 2)}\n`)
console.log('Written to bench/results/latest.json')
