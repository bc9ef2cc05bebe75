import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { type Database, openPostgres } from '#src/kernel/db.ts'
import { openEmbedded } from '#src/kernel/embedded.ts'
import { createPostgresDatabase } from '#test/support/database.ts'
import { freePort, spawnMain, startProcess, stopProcess } from '#test/support/process.ts'
import {
  addReaders,
  allDelivered,
  askProgress,
  expectExactlyOnce,
  writeAnnouncement,
} from '#test/support/sending.ts'

const AUTHOR = 'priya-raman'
const CLEAN = { code: 0, signal: null }
const REFUSED = { code: 1, signal: null }

const left: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const clear of left) await clear()
})

async function folder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'cascade-stopping-'))
  left.push(() => rm(dir, { recursive: true, force: true }))
  return dir
}

async function postgres(): Promise<string> {
  const { url, drop } = await createPostgresDatabase()
  left.push(drop)
  return url
}

async function countDeliveries({ pool }: Database, broadcast: number, state: string) {
  const { rows } = await pool.query<{ count: number }>(
    'select count(*)::int from deliveries where broadcast_id = $1 and state = $2',
    [broadcast, state],
  )
  return rows[0]?.count ?? 0
}

const withPostgres = (name: string, play: (url: string) => Promise<void>) =>
  test(name, async (context) => {
    const given = inject('postgres')
    if (given.is === 'missing') return context.skip(given.because)
    await play(await postgres())
  })

async function refusedStart(env: Readonly<Record<string, string>>): Promise<string> {
  const { output, ended } = spawnMain({ LOG_LEVEL: 'info', ...env })
  expect(await ended, output()).toEqual(REFUSED)
  return output()
}

describe.concurrent('a process that is asked to stop', () => {
  test('on the embedded database lets go of a sending, and the next start finishes it', async () => {
    const settings = { DATA_DIR: await folder() }
    const first = await startProcess(settings)
    const draft = await writeAnnouncement(first.as(AUTHOR), 'Stopped half way')
    await first.as(AUTHOR).press('Send now', `${draft.id}:`)
    await wait(300)
    expect(await stopProcess(first)).toEqual(CLEAN)

    const second = await startProcess(settings)
    const refused = await refusedStart({ ...settings, PORT: String(await freePort()) })
    expect(refused).toContain(`Another Cascade (process ${second.pid}) is using the data in`)
    expect(refused).toContain('Nothing was changed')
    await allDelivered(second.as(AUTHOR), draft)
    expect(await stopProcess(second)).toEqual(CLEAN)
    expect(first.output() + second.output()).not.toContain('"level":50')
    const database = await openEmbedded(`${settings.DATA_DIR}/pglite`)
    await expectExactlyOnce(database, [draft])
    await database.close()
  })

  withPostgres(
    'in the middle of a long sending leaves nothing in doubt, and the other one goes on at once',
    async (url) => {
      const settings = { DATABASE_URL: url, DEMO: 'on' }
      const [first, database] = [await startProcess(settings), openPostgres(url, 2)]
      await addReaders(database, 40)
      const draft = await writeAnnouncement(first.as(AUTHOR), 'Stopped in a long sending')
      expect(draft.recipients).toBe(45)
      await first.as(AUTHOR).press('Send now', `${draft.id}:`)
      await wait(2_000)
      expect(await stopProcess(first)).toEqual(CLEAN)
      const inState = (state: string) => countDeliveries(database, draft.id, state)
      const before = await inState('sent')
      expect(before).toBeGreaterThan(0)
      expect([await inState('sending'), await inState('waiting')]).toEqual([0, 45 - before])

      const second = await startProcess(settings)
      await wait(2_500)
      expect(await inState('sent')).toBeGreaterThan(before)
      await allDelivered(second.as(AUTHOR), draft)
      expect(await stopProcess(second)).toEqual(CLEAN)
      expect(first.output() + second.output()).not.toContain('"level":50')
      await expectExactlyOnce(database, [draft])
      await database.close()
    },
  )

  withPostgres('two on one PostgreSQL send together, and tick once', async (url) => {
    const settings = { DATABASE_URL: url, DEMO: 'on' }
    const both = [await startProcess(settings), await startProcess(settings)] as const
    const [one, other] = both
    const database = openPostgres(url, 2)
    const [now, later] = [
      await writeAnnouncement(one.as(AUTHOR), 'Pressed on the first'),
      await writeAnnouncement(one.as(AUTHOR), 'Scheduled on the second'),
    ]
    // The last seconds of a minute are no time to schedule for the next one.
    if (new Date().getUTCSeconds() > 50) await wait(11_000)
    const { rows } = await database.pool.query<{ due: string }>(
      `select to_char((now() + interval '1 minute') at time zone 'Europe/London', 'YYYY-MM-DD HH24:MI') as due`,
    )
    await other.as(AUTHOR).say(`schedule ${later.id} ${rows[0]?.due}`)
    await one.as(AUTHOR).press('Send now', `${now.id}:`)
    await other.as('amara-okafor').card(now.title)
    await allDelivered(other.as(AUTHOR), now)
    expect((await askProgress(other.as(AUTHOR), later)).text).toContain('Scheduled')
    await allDelivered(one.as(AUTHOR), later, 75_000)
    for (const running of both) expect(await stopProcess(running)).toEqual(CLEAN)
    await expectExactlyOnce(database, [now, later])
    const { rows: ticks } = await database.pool.query<{ name: string; count: number }>(
      `select name, data ->> 'tick' as tick, count(*)::int from pgboss.job
       where data ->> 'tick' like '20%' group by 1, 2`,
    )
    // Every few minutes there are more.
    const seldom = new Set(['tidy', 'reminders'])
    const names = new Set(ticks.map((tick) => tick.name).filter((name) => !seldom.has(name)))
    expect(names).toEqual(
      new Set([
        'approvals',
        'ballots',
        'days',
        'digests',
        'due-broadcasts',
        'feeds',
        'forums',
        'organisation-changes',
        'retention',
        'sweep',
      ]),
    )
    expect(ticks.every((tick) => tick.count === 1)).toBe(true)
    expect(one.output() + other.output()).not.toContain('"level":50')
    await database.close()
  })
})

// One after the other: so many starts at once leave none of them its time to be ready.
describe('a process that cannot start says why, in a sentence, and ends with 1', () => {
  withPostgres('the port is in use: and nothing has been changed by then', async (url) => {
    const taken = createServer()
    const port = await freePort()
    await new Promise<void>((resolve) => taken.listen(port, '127.0.0.1', () => resolve()))
    const output = await refusedStart({ DATABASE_URL: url, DEMO: 'on', PORT: String(port) })
    taken.close()
    expect(output).toContain(`Port ${port} is in use by another program. Nothing was changed.`)
    const database = openPostgres(url, 1)
    const { rows } = await database.pool.query('select count(*)::int as people from people')
    expect(rows).toEqual([{ people: 0 }])
    await database.close()
  })

  test('the settings are wrong: all of them at once, and no value of them', async () => {
    const output = await refusedStart({
      PORT: 'hunter2',
      DATABASE_URL: 'mysql://cascade:hunter2@db',
      PUBLIC_URL: 'hunter2',
      LOCAL_CHAT: 'hunter2',
      LOG_LEVEL: 'hunter2',
      SLACK_BOT_TOKEN: 'hunter2',
    })
    for (const name of ['PORT', 'DATABASE_URL', 'PUBLIC_URL', 'LOCAL_CHAT', 'LOG_LEVEL'])
      expect(output).toMatch(new RegExp(`^  ${name}: `, 'm'))
    expect(output).toMatch(/^ {2}SLACK_BOT_TOKEN: must be the bot token/m)
    expect(output).not.toContain('hunter2')
    expect(output).not.toMatch(/\bat .*:\d+/)
  })

  test('nobody could talk to it', async () => {
    expect(await refusedStart({ LOCAL_CHAT: 'off' })).toContain('nobody could talk to Cascade')
  })

  test('the database does not answer, and its password is not printed', async () => {
    const port = await freePort()
    const output = await refusedStart({
      PORT: String(await freePort()),
      DATABASE_URL: `postgres://cascade:hunter2@127.0.0.1:${port}/cascade`,
    })
    expect(output).toContain('The PostgreSQL server of DATABASE_URL does not answer')
    expect(output).toContain('Nothing was changed')
    expect(output).not.toContain('hunter2')
  })

  withPostgres('the database is not there', async (url) => {
    const missing = new URL(url)
    missing.pathname = '/no_such_database'
    const output = await refusedStart({
      PORT: String(await freePort()),
      DATABASE_URL: missing.href,
    })
    expect(output).toContain('The PostgreSQL server of DATABASE_URL has no database of that name')
  })

  test('the data folder cannot be one', async () => {
    const file = join(await folder(), 'file')
    await writeFile(file, '')
    const output = await refusedStart({ PORT: String(await freePort()), DATA_DIR: file })
    expect(output).toContain('The folder of DATA_DIR cannot be used')
  })
})
