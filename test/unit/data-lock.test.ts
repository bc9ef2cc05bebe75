import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DataLocked, lockDataDir } from '#src/kernel/data-lock.ts'

const LOCK = join(import.meta.dirname, '../../src/kernel/data-lock.ts')

let dir = ''
let children: ChildProcess[] = []
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'cascade-lock-'))
})
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  children = []
  await rm(dir, { recursive: true })
})

/** Another Cascade, which says what became of it and then holds what it got for `ms`. */
function anotherProcess(ms: number, from = 0): ChildProcess {
  const program = `
    const { lockDataDir } = await import(${JSON.stringify(LOCK)})
    while (Date.now() < ${from});
    try {
      await lockDataDir(${JSON.stringify(dir)})
      process.stdout.write('locked')
    } catch (error) {
      process.stdout.write(error.message)
    }
    setTimeout(() => {}, ${ms})`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  children.push(child)
  return child
}

async function firstWords(child: ChildProcess): Promise<string> {
  const words: unknown[] = await once(child.stdout ?? child, 'data')
  return String(words[0])
}

const A_WHILE = 30_000

test('a second process is refused in words that name the first', async () => {
  const first = anotherProcess(A_WHILE)
  expect(await firstWords(first)).toBe('locked')
  await expect(lockDataDir(dir)).rejects.toThrow(DataLocked)
  await expect(lockDataDir(dir)).rejects.toThrow(
    `(process ${first.pid}) is using the data in ${dir}`,
  )
  const words = await firstWords(anotherProcess(0))
  expect(words).toContain(`(process ${first.pid})`)
  expect(words).toContain('Nothing was changed')
})

test('what a killed process left is taken over', async () => {
  const first = anotherProcess(A_WHILE)
  expect(await firstWords(first)).toBe('locked')
  first.kill('SIGKILL')
  await once(first, 'exit')
  const lock = await lockDataDir(dir)
  await expect(lockDataDir(dir)).rejects.toThrow(`(process ${process.pid})`)
  await lock.release()
})

test('what a file says of another process does not hold the folder', async () => {
  await writeFile(join(dir, 'cascade.pid'), String(process.ppid))
  const lock = await lockDataDir(dir)
  await lock.release()
})

test('releasing lets the next one in, and releasing twice does no harm', async () => {
  const lock = await lockDataDir(dir)
  await lock.release()
  await lock.release()
  expect(await firstWords(anotherProcess(0))).toBe('locked')
})

test('of several that start at the same moment, exactly one has the folder', async () => {
  for (let round = 0; round < 3; round += 1) {
    const from = Date.now() + 1500
    const words = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const { stdout } = anotherProcess(1000, from)
        return stdout === null ? '' : text(stdout)
      }),
    )
    expect(words.filter((word) => word === 'locked')).toHaveLength(1)
    expect(words.filter((word) => word.includes('Nothing was changed'))).toHaveLength(4)
  }
})
