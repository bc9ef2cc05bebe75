import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Cascade, startCascade } from '#test/support/cascade.ts'
import { databases } from '#test/support/database.ts'
import { settled } from '#test/support/raw-chat.ts'
import { allDelivered, expectExactlyOnce, writeAnnouncement } from '#test/support/sending.ts'

const AUTHOR = 'priya-raman'

describe.each(databases())('a chunk that two jobs hold on $name', ({ open }) => {
  let cascade: Cascade
  beforeAll(async () => {
    cascade = await startCascade(await open(), { sendsPerSecond: 2 })
    await settled(cascade.database)
  })
  afterAll(async () => {
    await cascade.stop()
    await cascade.database.close()
  })

  test('is sent by one of them, and the other comes back later, not at once and again and again', async () => {
    const { pool } = cascade.database
    const draft = await writeAnnouncement(cascade.as(AUTHOR), 'Held by two jobs')
    await cascade.as(AUTHOR).press('Send now', `${draft.id}:`)
    await pool.query(
      `insert into pgboss.job (name, data, retry_limit) values ('deliver', $1, 10)`,
      [JSON.stringify({ broadcast: draft.id, from: 1, to: 501 })],
    )
    await allDelivered(cascade.as(AUTHOR), draft)
    const { rows } = await pool.query<{ count: number }>(
      `select count(*)::int from pgboss.job where name = 'deliver' and data ->> 'broadcast' = $1`,
      [String(draft.id)],
    )
    expect(rows[0]?.count).toBeLessThan(10)
    await expectExactlyOnce(cascade.database, [draft])
    const { rows: lanes } = await pool.query(`select tenant, holds from lanes`)
    expect(lanes).toEqual([{ tenant: 'local', holds: 0 }])
  })
})
