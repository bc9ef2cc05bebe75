import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { accessSync, chownSync, constants, readdirSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'

/** A PostgreSQL of the tests' own: in a temp folder, on a port of its own, thrown away at the end. */
export type PrivatePostgres = Readonly<{ url: string; stop: () => Promise<void> }>

function runnable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The folder with the server's programs, newest first: Debian keeps them off the PATH. */
export function postgresPrograms(): string | null {
  const root = '/usr/lib/postgresql'
  let versions: string[] = []
  try {
    versions = readdirSync(root).toSorted((a, b) => Number(b) - Number(a))
  } catch {
    // Not a Debian; the PATH may still have it.
  }
  const folders = [
    ...versions.map((version) => join(root, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(delimiter),
  ]
  return (
    folders.find((dir) => runnable(join(dir, 'initdb')) && runnable(join(dir, 'postgres'))) ?? null
  )
}

type Owner = Readonly<{ uid: number; gid: number }>

/** PostgreSQL refuses to run as root: root runs it as its own user, or as nobody. */
async function serverOwner(): Promise<Owner | null> {
  if (process.getuid?.() !== 0) return null
  const users = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'))
  const user =
    users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody')
  if (user === undefined) throw new Error('Root needs a user "postgres" or "nobody" to run it as')
  return { uid: Number(user[2]), gid: Number(user[3]) }
}

function freePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const server = createServer()
  server.once('error', reject)
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
  })
  return promise
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1000 })
  client.on('error', () => {})
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

async function ended(server: ChildProcess): Promise<void> {
  while (server.exitCode === null && server.signalCode === null) await wait(20)
}

export async function startPostgres(programs: string): Promise<PrivatePostgres> {
  const owner = await serverOwner()
  const dir = await mkdtemp(join(tmpdir(), 'cascade-postgres-'))
  if (owner !== null) chownSync(dir, owner.uid, owner.gid)
  const as = { cwd: dir, ...owner, env: { PATH: process.env['PATH'], LC_ALL: 'C' } }
  const data = join(dir, 'data')
  const made = spawnSync(
    join(programs, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    { ...as, encoding: 'utf8' },
  )
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`)
  const port = await freePort()
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=200',
    // Nothing here outlives the tests, so nothing needs to survive a power cut.
    'fsync=off',
    'synchronous_commit=off',
    'full_page_writes=off',
    'logging_collector=off',
    'log_min_messages=fatal',
  ]
  const server = spawn(
    join(programs, 'postgres'),
    ['-D', data, ...settings.flatMap((setting) => ['-c', setting])],
    { ...as, stdio: 'ignore' },
  )
  const kill = () => server.kill('SIGQUIT')
  process.once('exit', kill)
  const stop = async () => {
    process.removeListener('exit', kill)
    kill()
    await ended(server)
    await rm(dir, { recursive: true, force: true })
  }
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  for (let attempt = 0; attempt < 150; attempt += 1) {
    if (await answers(url)) return { url, stop }
    if (server.exitCode !== null) break
    await wait(100)
  }
  await stop()
  throw new Error('PostgreSQL did not start')
}

/** One statement, on a connection of its own: databases cannot be created from inside a transaction. */
export async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
