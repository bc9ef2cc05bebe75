import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Cascade, startCascade } from '#test/support/cascade.ts'
import { oneDatabase } from '#test/support/database.ts'
import { until } from '#test/support/process.ts'
import {
  addReaders,
  allDelivered,
  askProgress,
  expectExactlyOnce,
  expectOneCardEach,
  writeAnnouncement,
} from '#test/support/sending.ts'
import type { Visitor } from '#test/support/visitor.ts'

describe.each(oneDatabase())('pausing on $name', ({ open }) => {
  let cascade: Cascade
  let author: Visitor
  beforeAll(async () => {
    cascade = await startCascade(await open(), { sendsPerSecond: 10 })
    await addReaders(cascade.database, 35)
    author = cascade.as('priya-raman')
  })
  afterAll(async () => {
    await cascade.stop()
    await cascade.database.close()
  })

  const states = async (broadcast: number) => {
    const { rows } = await cascade.database.pool.query<{ state: string; n: number }>(
      'select state, count(*)::int as n from deliveries where broadcast_id = $1 group by 1',
      [broadcast],
    )
    return Object.fromEntries(rows.map(({ state, n }) => [state, n]))
  }
  const audited = async (broadcast: number) => {
    const { rows } = await cascade.database.pool.query<{ action: string }>(
      `select action from audit where subject = $1 and action like 'broadcast.%' order by id`,
      [`broadcast:${broadcast}`],
    )
    return rows.map(({ action }) => action.replace('broadcast.', ''))
  }
  /** Waits until nothing of it is on its way any more, and says how many have it. */
  const atRest = async (broadcast: number) => {
    await until(
      'what was on its way to arrive',
      async () => !('sending' in (await states(broadcast))),
    )
    return (await states(broadcast))['sent'] ?? 0
  }
  const begin = async (title: string) => {
    const draft = await writeAnnouncement(author, title)
    expect(draft.recipients).toBe(40)
    await author.press('Send now', `${draft.id}:`)
    await until('somebody to have it', async () => ((await states(draft.id))['sent'] ?? 0) > 0)
    return draft
  }

  test('nothing goes while it is paused, and each has it once after it is resumed', async () => {
    const draft = await begin('Paused by its button')
    await author.press('Pause', `${draft.id}:`)
    const had = await atRest(draft.id)
    expect(had).toBeLessThan(40)
    const card = await askProgress(author, draft)
    expect(card.text).toMatch(/^Paused /)
    expect(card.text).toContain(`${40 - had} people wait until you resume it.`)
    expect(card.labels).toEqual(['Resume', 'Stop', 'Correct', 'Replace', 'Withdraw', 'Report'])
    expect((await author.ask(`pause ${draft.id}`)).text).toContain('is paused')

    // Long enough for every job that was there to be taken; none comes back for what is paused.
    await until('its jobs to end', async () => {
      const { rows } = await cascade.database.pool.query(
        `select 1 from pgboss.job where name = 'deliver' and state < 'completed' and data ->> 'broadcast' = $1`,
        [String(draft.id)],
      )
      return rows.length === 0
    })
    expect(await atRest(draft.id)).toBe(had)
    expect((await author.ask(`report ${draft.id}`)).text).toContain(`${had} of 40 people`)
    expect((await author.ask('sent')).text).toContain('paused, started')

    await author.press('Resume', `${draft.id}:`)
    await allDelivered(author, draft)
    await expectExactlyOnce(cascade.database, [draft])
    await expectOneCardEach(cascade, draft.title)
    expect(await audited(draft.id)).toEqual(['drafted', 'started', 'paused', 'resumed'])
    expect((await author.ask(`resume ${draft.id}`)).text).toContain('It is not paused')
  })

  test('it can be stopped while it is paused', async () => {
    const draft = await begin('Paused and stopped')
    await author.ask(`pause ${draft.id}`)
    const had = await atRest(draft.id)
    await author.press('Stop', `${draft.id}:`)
    const card = await askProgress(author, draft)
    expect(card.text).toContain(`Stopped before ${40 - had} people got it.`)
    expect(await states(draft.id)).toEqual({ sent: had, stopped: 40 - had })
    expect((await author.ask(`resume ${draft.id}`)).text).toContain('was stopped')
    expect(await audited(draft.id)).toEqual(['drafted', 'started', 'paused', 'stopped'])
  })

  test('it is its sender’s alone, and only a role sends it on', async () => {
    const draft = await begin('Paused by somebody else')
    expect((await cascade.as('siobhan-keane').ask(`pause ${draft.id}`)).text).toContain(
      'You have no message with that number',
    )
    await author.ask(`pause ${draft.id}`)
    const had = await atRest(draft.id)
    const { pool } = cascade.database
    const mine = `person_id = (select author_id from broadcasts where id = ${draft.id})`
    await pool.query(`update roles set ends_at = now() where ${mine}`)
    expect((await author.ask(`resume ${draft.id}`)).text).toContain('You may not send')
    expect(await states(draft.id)).toEqual({ sent: had, waiting: 40 - had })
    await pool.query(`update roles set ends_at = null where ${mine}`)
    await author.ask(`resume ${draft.id}`)
    await allDelivered(author, draft)
  })

  test('what goes out of date while it is paused ends as the others do', async () => {
    const draft = await begin('Paused for too long')
    await author.ask(`pause ${draft.id}`)
    const had = await atRest(draft.id)
    await cascade.database.pool.query(
      `update broadcasts set content = content || '{"until": "2026-01-01"}' where id = $1`,
      [draft.id],
    )
    await author.ask(`resume ${draft.id}`)
    const card = await askProgress(author, draft)
    expect(card.text).toContain(`${had} delivered, 0 waiting, ${40 - had} failed`)
    expect(await states(draft.id)).toEqual({ sent: had, failed: 40 - had })
  })
})
