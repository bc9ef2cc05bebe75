import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { z } from 'zod'
import { post } from '#test/support/fake-slack/post.ts'

const READY_MS = 30_000

/** A fake platform that outlives whatever is killed beside it: its first line of output says where it is. */
export async function startFarEndProcess<Started>(
  main: string,
  args: readonly string[],
  shape: z.ZodType<Started & { url: string }>,
) {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const reap = () => child.kill('SIGKILL')
  process.once('exit', reap)
  const started = await new Promise<Started & { url: string }>((resolve, reject) => {
    const late = setTimeout(() => {
      reap()
      reject(new Error(`${main} was not ready in ${READY_MS / 1000} s`))
    }, READY_MS)
    child.once('exit', () => reject(new Error(`${main} ended before it was ready`)))
    createInterface({ input: child.stdout }).once('line', (line) => {
      clearTimeout(late)
      resolve(shape.parse(JSON.parse(line)))
    })
  })
  return {
    started,
    /** Runs one of its control's commands. */
    ask: async (name: string, body: object = {}): Promise<unknown> => {
      const type = { 'content-type': 'application/json' }
      const url = `${started.url}/__control/${name}`
      const { status, text } = await post(url, JSON.stringify(body), type, 60_000)
      if (status !== 200) throw new Error(`${name}: ${text}`)
      return JSON.parse(text) as unknown
    },
    stop: () => {
      process.removeListener('exit', reap)
      child.kill('SIGKILL')
    },
  }
}
