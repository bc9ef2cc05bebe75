// What `npm test` runs: every test that this machine can run, then what it could not, then one line of counts.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { z } from 'zod'
import { chromiumPath } from './support/chromium.ts'
import { postgresPrograms } from './support/postgres.ts'
import { slowest } from './support/slowest.ts'

/** What is read of the runner's report. */
const Report = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int(),
  testResults: z.array(
    z.object({
      name: z.string(),
      startTime: z.number(),
      endTime: z.number(),
      status: z.string(),
      assertionResults: z.array(z.object({ status: z.string() })),
    }),
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

/** The slowest single test takes two minutes, and says so when it is over. */
const SILENT_MS = 6 * 60_000

/** Runs the tests, and ends them when nothing is heard of them: a test that hangs is a failure, never a wait. */
async function runTests() {
  // A group of its own, so that whatever a test left behind ends with it and holds nobody's output open.
  const child = spawn(
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
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      env: { ...process.env, ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}) },
    },
  )
  const endGroup = () => {
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL')
    } catch {
      // Nothing of it is left.
    }
  }
  let said = ''
  const tooLong = () => {
    const open = globSync('test/**/*.test.ts', { cwd: root }).filter((name) => !said.includes(name))
    notes.push(
      `The tests said nothing for ${SILENT_MS / 60_000} minutes and were ended. Not heard of: ${open.join(' ')}`,
    )
    endGroup()
  }
  let silence = setTimeout(tooLong, SILENT_MS)
  const heard = () => {
    clearTimeout(silence)
    silence = setTimeout(tooLong, SILENT_MS)
  }
  child.stdout.setEncoding('utf8').on('data', (text) => (said += String(text)))
  child.stdout.on('data', heard).pipe(process.stdout, { end: false })
  child.stderr.on('data', heard).pipe(process.stderr, { end: false })
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, endGroup)
  await once(child, 'exit')
  clearTimeout(silence)
  endGroup()
  return child.exitCode
}

const status = await runTests()

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
  const files = report.testResults.map((one) => ({ ...one, name: relative(root, one.name) }))
  console.log(['The slowest files:', ...slowest(files, 12)].join('\n'))
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
