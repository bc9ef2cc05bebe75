import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { z } from 'zod'

const Stats = z.object({
  posts: z.number(),
  refused: z.number(),
  doubled: z.number(),
  ids: z.number(),
  /** Milliseconds since 1970, to the microsecond. */
  firstAt: z.number(),
  lastAt: z.number(),
  /** When the last message of each workspace or tenant came. */
  last: z.record(z.string(), z.number()),
  /** When each message that says BENCH-MARK came. */
  marks: z.array(z.object({ at: z.number(), of: z.string() })),
})

/** Starts the sink, on the machine's last core where it can be told to stay there. */
export async function startSink() {
  const main = ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'main.ts')]
  const core = String(availableParallelism() - 1)
  const child =
    process.platform === 'linux'
      ? spawn('taskset', ['-c', core, process.execPath, ...main], {
          stdio: ['ignore', 'pipe', 'inherit'],
        })
      : spawn(process.execPath, main, { stdio: ['ignore', 'pipe', 'inherit'] })
  const reap = () => child.kill('SIGKILL')
  process.once('exit', reap)
  const url = await new Promise<string>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', () => reject(new Error('The sink ended before it was ready')))
    createInterface({ input: child.stdout }).once('line', (line) =>
      resolve(z.object({ url: z.string() }).parse(JSON.parse(line)).url),
    )
  })
  const post = async (path: string, body: object = {}): Promise<unknown> =>
    (await fetch(`${url}${path}`, { method: 'POST', body: JSON.stringify(body) })).json()
  const stats = async () => Stats.parse(await post('/__stats'))
  return {
    url,
    apiUrl: `${url}/api/`,
    /** Messages a second for each workspace or tenant, null for all that come; `burst` is what a bucket holds. */
    mode: (mode: Readonly<{ rate: number | null; burst?: number; retryAfter?: number }>) =>
      post('/__mode', mode),
    reset: () => post('/__reset'),
    stats,
    stop: () => {
      process.removeListener('exit', reap)
      child.kill('SIGKILL')
    },
  }
}

export type Sink = Awaited<ReturnType<typeof startSink>>
