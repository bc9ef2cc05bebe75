import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { visitor, type Visitor } from './visitor.ts'

const MAIN = join(import.meta.dirname, '../../src/start.ts')

/** The embedded database of a first start takes 10 seconds on a busy machine. */
const READY_MS = 180_000

export type Ended = Readonly<{ code: number | null; signal: NodeJS.Signals | null }>

export type Running = Readonly<{
  url: string
  pid: number
  /** Everything that it wrote so far, to either stream. */
  output: () => string
  /** Somebody of the demonstration, in a browser of their own. */
  as: (user: string) => Visitor
  kill: (signal: NodeJS.Signals) => void
  ended: Promise<Ended>
  /** Milliseconds from the spawn to the first "ready". */
  readyAfter: number
}>

export function freePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const server = createServer()
  server.once('error', reject)
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
  })
  return promise
}

type Spawned = Readonly<{ child: ChildProcess; output: () => string; ended: Promise<Ended> }>

/** `src/start.ts` as an operator runs it: a process of its own, with these settings and no others. */
export function spawnMain(env: Readonly<Record<string, string>>): Spawned {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const written: string[] = []
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => written.push(text))
  // A test that fails half way leaves no process behind.
  const reap = () => child.kill('SIGKILL')
  process.once('exit', reap)
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code, signal) => {
      process.removeListener('exit', reap)
      resolve({ code, signal })
    })
  })
  return { child, output: () => written.join(''), ended }
}

/** Starts Cascade and waits until it says that it is ready; throws with its output when it ends before. */
export async function startProcess(settings: Readonly<Record<string, string>>): Promise<Running> {
  const port = settings['PORT'] ?? String(await freePort())
  const { child, output, ended } = spawnMain({ LOG_LEVEL: 'info', ...settings, PORT: port })
  const url = `http://localhost:${port}`
  const from = performance.now()
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`Cascade ended before it was ready:\n${output()}`)
    if (performance.now() - from > READY_MS) {
      child.kill('SIGKILL')
      throw new Error(`Cascade was not ready in ${READY_MS / 1000} s:\n${output()}`)
    }
    const ready = await fetch(`${url}/readyz`).catch(() => null)
    if (ready?.status === 200) break
    await wait(25)
  }
  return {
    url,
    pid: child.pid ?? 0,
    output,
    as: (user) => visitor(url, user),
    kill: (signal) => child.kill(signal),
    ended,
    readyAfter: performance.now() - from,
  }
}

/** Asks it to stop, as an orchestrator does, and waits until it has. */
export async function stopProcess(running: Running): Promise<Ended> {
  running.kill('SIGTERM')
  return running.ended
}

/** Waits until `holds` does; says what was waited for when it never comes. */
export async function until(
  what: string,
  holds: () => Promise<boolean>,
  ms = 150_000,
): Promise<void> {
  const from = performance.now()
  while (!(await holds())) {
    if (performance.now() - from > ms) throw new Error(`Waited ${ms / 1000} s for ${what}`)
    await wait(100)
  }
}
