import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'

/** One figure beside what docs/performance.md aims at. `value` and `goal` are in the same unit; less is better. */
export type Figure = Readonly<{ what: string; value: number; goal: number; unit: string }>

/** What a bench is given. `databaseUrl` names a database of its own, empty. */
export type Bench = Readonly<{ databaseUrl: string; quick: boolean; scale: number | null }>

/** A figure that was taken while others used more of the machine than this is marked. */
const FOREIGN_CORES = 0.3

const busy = () =>
  cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0) / 1000

const TICKS_A_SECOND = 100

/** Every process of the machine: who it is, whose child, and the seconds that it and its ended children have used. */
async function processes() {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))
  const read = pids.map(async (pid) => {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
    const name = text.slice(text.indexOf('(') + 1, text.lastIndexOf(')'))
    const parts = text.slice(text.lastIndexOf(')') + 2).split(' ')
    const ticks = [11, 12, 13, 14].reduce((sum, n) => sum + Number(parts[n] ?? 0), 0)
    return { pid: Number(pid), parent: Number(parts[1]), name, seconds: ticks / TICKS_A_SECOND }
  })
  return Promise.all(read)
}

/** What this bench has used: its own process, all that it started, and the database server. */
async function ours(): Promise<number> {
  const all = await processes()
  const family = new Set([process.pid])
  // A child may stand before its parent.
  for (let before = 0; before < family.size;) {
    before = family.size
    for (const { pid, parent } of all) if (family.has(parent)) family.add(pid)
  }
  return all
    .filter(({ pid, name }) => family.has(pid) || name === 'postgres')
    .reduce((sum, { seconds }) => sum + seconds, 0)
}

/** What `work` used of this process, and how many cores somebody else used beside it. */
export async function watched<T>(
  work: () => Promise<T>,
): Promise<Readonly<{ result: T; cpuSeconds: number; seconds: number; foreign: number }>> {
  const [all, mine, own, from] = [busy(), await ours(), process.cpuUsage(), performance.now()]
  const result = await work()
  const seconds = (performance.now() - from) / 1000
  const { user, system } = process.cpuUsage(own)
  const foreign = (busy() - all - ((await ours()) - mine)) / seconds
  return { result, cpuSeconds: (user + system) / 1e6, seconds, foreign: Math.max(0, foreign) }
}

export const marked = (foreign: number): string =>
  foreign > FOREIGN_CORES
    ? ` (others used ${foreign.toFixed(1)} of a core: not to be relied on)`
    : ''

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

/** The value that so large a share of them is at or under. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0
}

const short = (value: number) => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3))

export function tell(bench: string, figures: readonly Figure[], foreign = 0): void {
  for (const { what, value, goal, unit } of figures)
    console.log(
      goal === 0
        ? `${bench}, ${what}: ${short(value)} ${unit}, and none is aimed at${marked(foreign)}`
        : `${bench}, ${what}: ${short(value)} ${unit}, ${(value / goal).toFixed(2)} of the ${short(goal)} ${unit} aimed at${marked(foreign)}`,
    )
}

const FOLDER = join(import.meta.dirname, 'results')

/** Each bench's last result is in a file of its own. */
export async function keep(bench: string, result: unknown): Promise<string> {
  await mkdir(FOLDER, { recursive: true })
  const file = join(FOLDER, `${bench}.json`)
  await writeFile(file, `${JSON.stringify(result, null, 2)}\n`)
  return file
}

/** What a process of this machine has used, in seconds. */
export const cpuOf = async (of: number): Promise<number> =>
  (await processes()).find(({ pid }) => pid === of)?.seconds ?? Number.NaN
