// What `npm test` runs: every test that this machine can run, then what it could not, then one line of counts.
import { spawnSync } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { chromiumPath } from './support/chromium.ts'
import { postgresPrograms } from './support/postgres.ts'

/** What is read of the runner's report. */
const Report = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int(),
  testResults: z.array(
    z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) }),
  ),
})

const root = join(import.meta.dirname, '..')
const brought = join(root, 'node_modules/.bin/node')
const node = existsSync(brought) ? brought : process.execPath
const dir = mkdtempSync(join(tmpdir(), 'cascade-counts-'))
const file = join(dir, 'counts.json')

const projects = ['architecture', 'unit', 'contract', 'journeys']
const notes = []
let left = 0
if (chromiumPath() !== null) projects.push('browser')
else {
  const files = globSync('test/browser/**/*.test.ts', { cwd: root })
  left = files.length
  notes.push(
    `Skipped the pages in a browser (${files.length} test files): no Chromium. Install chromium, or set CHROMIUM_PATH.`,
  )
}
if (process.env['TEST_DATABASE_URL'] === undefined && postgresPrograms() === null)
  notes.push(
    'Skipped what needs a PostgreSQL server: none found. Install postgresql, or set TEST_DATABASE_URL. The same tests ran on the embedded database.',
  )

const { status } = spawnSync(
  node,
  [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    ...projects.flatMap((name) => ['--project', name]),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit' },
)

const counts = { passed: 0, failed: 0, skipped: left }
if (existsSync(file)) {
  const report = Report.parse(JSON.parse(readFileSync(file, 'utf8')))
  counts.passed = report.numPassedTests
  counts.skipped += report.numPendingTests + report.numTodoTests
  // A file that does not load has no test to fail, and is a failure all the same.
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((result) => result.status === 'failed'),
  )
  counts.failed = report.numFailedTests + unloaded.length
}
rmSync(dir, { recursive: true })

if (status !== 0 && counts.failed === 0) {
  notes.push(`The test runner ended with ${status}, though no test failed: read its output above.`)
  counts.failed = 1
}
if (counts.passed + counts.failed === 0) notes.push('No test ran.')
for (const note of notes) console.log(note)
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0
