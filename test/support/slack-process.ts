import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { post } from './fake-slack/post.ts'
import { keyOf } from './slack-area.ts'

const MAIN = join(import.meta.dirname, 'slack-far-end-main.ts')

const Kept = z.object({
  channel: z.string(),
  ts: z.string(),
  metadata: z.record(z.string(), z.unknown()).nullable(),
})
const Ledger = z.object({ messages: z.array(Kept), requests: z.number() })
const Seen = z.array(z.object({ ts: z.string(), buttons: z.array(z.string()), plain: z.string() }))
export type Kept = z.infer<typeof Kept>

/** A fake Slack that outlives whatever is killed beside it: a process of its own, asked over HTTP. */
export async function startSlackProcess(seed: number) {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', MAIN, String(seed)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const reap = () => child.kill('SIGKILL')
  process.once('exit', reap)
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', () => reject(new Error('The fake Slack ended before it was ready')))
    createInterface({ input: child.stdout }).once('line', (line) =>
      resolve(z.object({ url: z.string() }).parse(JSON.parse(line)).url),
    )
  })
  const ask = async (name: string, body: object = {}): Promise<unknown> => {
    const type = { 'content-type': 'application/json' }
    const { status, text } = await post(
      `${url}/__control/${name}`,
      JSON.stringify(body),
      type,
      20_000,
    )
    if (status !== 200) throw new Error(`${name}: ${text}`)
    return JSON.parse(text) as unknown
  }
  return {
    apiUrl: `${url}/api/`,
    ask,
    ledger: async () => Ledger.parse(await ask('ledger')),
    messagesOf: async (team: string, user: string) =>
      Seen.parse(await ask('messages', { team, user })),
    /** How many deliveries it has stored: what carries an id that is not an answer's. */
    stored: async () =>
      Ledger.parse(await ask('ledger')).messages.filter(
        (one) => z.uuid().safeParse(keyOf(one)).success,
      ).length,
    stop: () => {
      process.removeListener('exit', reap)
      child.kill('SIGKILL')
    },
  }
}

export type SlackProcess = Awaited<ReturnType<typeof startSlackProcess>>
