import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const fixture = (name: string) => join(root, 'test/fixtures/ods', name)

describe('the command line', () => {
  let dir: string
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'cascade-cli-'))
  })
  afterAll(() => rm(dir, { recursive: true, force: true }))

  const cli = async (...args: readonly string[]) => cliWith({}, ...args)

  async function cliWith(env: Readonly<Record<string, string>>, ...args: readonly string[]) {
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', join(root, 'src/cli.ts'), ...args],
      {
        env: { PATH: process.env['PATH'], DATA_DIR: dir, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    const ended = Promise.withResolvers<number | null>()
    child.once('close', (code) => ended.resolve(code))
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
    return { code: await ended.promise, out, err }
  }

  test.each([
    [[], 'No command was given.'],
    [['bogus'], 'There is no command “bogus”.'],
    [['migrate', '--force'], "Unknown option '--force'"],
    [['import-organisations', '--pcns', 'x'], 'needs --practices, --pcns and --partners.'],
    [['roles', 'grant', '12', 'mentor', 'L85001'], 'A GMC reference has 7 digits; “12” has not.'],
    [['roles', 'grant', '0000001', 'king', 'L85001'], 'There is no role “king”.'],
  ])('%j shows the usage and ends with 2', async (args, words) => {
    const { code, err } = await cli(...args)
    expect(code).toBe(2)
    expect(err).toContain(words)
    expect(err).toContain('Usage:')
  })

  test('it imports what it can, and says by line what it could not', async () => {
    const files = [
      `--practices=${fixture('bad-epraccur.csv')}`,
      `--pcns=${fixture('bad-epcn.csv')}`,
      `--partners=${fixture('bad-epcncorepartnerdetails.csv')}`,
    ]
    const { code, out } = await cli('import-organisations', ...files)
    expect(out).toContain('1 ICB, 1 sub-ICB location, 1 PCN, 3 practices and 8 memberships.')
    expect(out).toContain('Skipped 2 rows: not a GP practice.')
    expect(out).toContain(`${fixture('bad-epcn.csv')}, line 3: Column 5, the open date, is empty.`)
    expect(code).toBe(0)
  })

  test('it reads a newer file of bank holidays, and says until when they are known', async () => {
    const file = join(dir, 'bank-holidays.json')
    const event = { title: 'Boxing Day', date: '2028-12-26', notes: '', bunting: true }
    await writeFile(file, JSON.stringify({ 'england-and-wales': { events: [event] } }))
    const read = await cli('import-bank-holidays', file)
    expect(read.out).toContain('Read 1 bank holiday. They are known until Sunday 31 December 2028.')
    expect(read.code).toBe(0)
    await writeFile(file, '<html>Not found</html>')
    const refused = await cli('import-bank-holidays', file)
    expect(refused.err).toMatch(/is not the file that .* gives\. Nothing was changed\./)
    expect(refused.code).toBe(1)
  })

  test('it says of a server that does not answer what to do, and nothing of a migration', async () => {
    const nobody = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' }
    const { code, err } = await cliWith(nobody, 'roles', 'list')
    expect(err.trim()).toBe(
      'The PostgreSQL server of DATABASE_URL does not answer. Start it, or put DATABASE_URL right. (ECONNREFUSED) Nothing was changed.',
    )
    expect(code).toBe(1)
  })

  test('it ends with 1 when there is no such file, or nobody of that reference', async () => {
    const missing = await cli(
      'import-organisations',
      '--practices=no',
      '--pcns=no',
      '--partners=no',
    )
    expect(missing.code).toBe(1)
    expect(missing.err).toContain('no such file')
    const nobody = await cli('roles', 'grant', '7654321', 'mentor', 'l85001')
    expect(nobody.code).toBe(1)
    expect(nobody.err).toContain('Nobody who has joined has the GMC reference 7654321.')
  })
})
