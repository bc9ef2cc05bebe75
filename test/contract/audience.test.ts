import { describe, expect, test } from 'vitest'
import { audienceOf, countsOf, planOf } from '#src/broadcasts/audience.ts'
import { findBroadcast } from '#src/broadcasts/store.ts'
import type { Planned } from '#src/delivery/plan.ts'
import { startCascade } from '#test/support/cascade.ts'
import { databases } from '#test/support/database.ts'

/** Each person of a group with their account. */
function accountsIn({ people, personIds, identityIds }: Planned): readonly string[] {
  const [persons = [], accounts = []] = [personIds, identityIds].map((list) =>
    list.slice(1, -1).split(','),
  )
  expect([persons.length, accounts.length]).toEqual([people, people])
  return persons.map((person, n) => `${person} ${accounts[n]}`)
}

describe.each(databases())('the audience on $name', ({ open }) => {
  test('is counted and planned as it is told, for every message of the demonstration', async ({
    onTestFinished,
  }) => {
    const database = await open()
    const cascade = await startCascade(database)
    onTestFinished(async () => {
      await cascade.stop()
      await database.close()
    })
    const { db, pool } = database
    await pool.query(`update people set gp_kind = 'salaried', away_until = now() + interval '9 days'
      where id in (select person_id from identities where user_ref = 'yusuf-demir')`)
    await pool.query(
      `update identities set gone_at = now() where user_ref in ('tomasz-wieczorek', 'amara-okafor')`,
    )
    await pool.query(`update consents set withdrawn_at = now() where category = 'opportunities'
      and person_id in (select person_id from identities where user_ref < 'r')`)
    await pool.query(`update subscriptions set cadence = 'weekly' where id % 3 = 0`)
    const { rows } = await pool.query<{ id: number }>('select id from broadcasts order by id')
    expect(rows.length).toBeGreaterThan(20)
    const at = new Date()
    const reasons = new Set<string>()
    for (const { id } of rows) {
      const broadcast = await findBroadcast(db, id)
      if (broadcast === null) throw new Error('It was there a moment ago')
      const audience = await audienceOf(db, broadcast, at)
      const plan = await planOf(db, broadcast, at)
      const { leftOut, ...counts } = await countsOf(db, broadcast, at)
      expect(counts.total).toBe(audience.recipients.length)
      expect(plan.flatMap(accountsIn).toSorted()).toEqual(
        audience.recipients
          .map(({ personId, identityId }) => `${personId} ${identityId}`)
          .toSorted(),
      )
      const waiting = plan.filter(({ due }) => due.state === 'waiting')
      expect(counts.now + counts.held).toBe(waiting.flatMap(accountsIn).length)
      expect(leftOut).toEqual(new Map([...audience.leftOut].map(([why, who]) => [why, who.length])))
      for (const why of leftOut.keys()) reasons.add(why)
    }
    expect([...reasons]).toEqual(
      expect.arrayContaining(['author', 'unreachable', 'not-following', 'no-consent']),
    )
  })
})
