import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { accessSync, chownSync, constants, readdirSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'

/** A PostgreSQL of the tests' own: in a temp folder, on a port of its own, thrown away at the end. */
export type PrivatePostgres = Readonly<{
  url: string
  /** Ends it at once, as a power cut does; what was committed is kept where `durable` was asked for. */
  halt: () => Promise<void>
  /** Starts it again, at the same address with the same data. */
  resume: () => Promise<void>
  /** Ends it and throws its data away. */
  stop: () => Promise<void>
}>

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

/** Nothing of a test outlives it, so nothing needs to survive a power cut. */
const CARELESS = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']

export async function startPostgres(
  programs: string,
  { durable = false }: Readonly<{ durable?: boolean }> = {},
): Promise<PrivatePostgres> {
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
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=200',
    'logging_collector=off',
    'log_min_messages=fatal',
    ...(durable ? [] : CARELESS),
  ]
  let server: ChildProcess | null = null
  const kill = () => server?.kill('SIGQUIT')
  process.once('exit', kill)

  const halt = async () => {
    kill()
    if (server !== null) await ended(server)
    server = null
  }
  const resume = async () => {
    const started = spawn(
      join(programs, 'postgres'),
      ['-D', data, ...settings.flatMap((setting) => ['-c', setting])],
      { ...as, stdio: 'ignore' },
    )
    server = started
    for (let attempt = 0; attempt < 150; attempt += 1) {
      if (await answers(url)) return
      if (started.exitCode !== null) break
      await wait(100)
    }
    throw new Error('PostgreSQL did not start')
  }
  const stop = async () => {
    process.removeListener('exit', kill)
    await halt()
    await rm(dir, { recursive: true, force: true })
  }
  try {
    await resume()
  } catch (error) {
    await stop()
    throw error
  }
  return { url, halt, resume, stop }
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
