import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { openEmbedded } from '#src/kernel/embedded.ts'
import { fromSnapshot } from '#test/crash/places.ts'
import { mountSmallDisk } from '#test/support/small-disk.ts'

const SCRIPT = join(import.meta.dirname, '../support/embedded-on-full-disk.ts')

test('an embedded database whose disk is full says at once that it has stopped, and keeps everything', async (context) => {
  const disk = await mountSmallDisk(120)
  if (disk === null) return context.skip('no disk of its own: this user may not mount one')
  context.onTestFinished(disk.drop)
  await fromSnapshot(inject('snapshot'))(disk.dir)
  const dir = join(disk.dir, 'pglite')
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', SCRIPT, dir], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  context.onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  await disk.fill(0)
  child.stdin.end('go\n')
  expect(await once(child, 'exit')).toEqual([7, null])

  await disk.makeRoom()
  const again = await openEmbedded(dir)
  context.onTestFinished(again.close)
  const { rows } = await again.pool.query('select count(*)::int from people')
  expect(rows).toEqual([{ count: 0 }])
})
