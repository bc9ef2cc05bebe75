import { describe, expect, test } from 'vitest'
import { SubmitVote } from '#src/ballots/intents.ts'
import { openUrn } from '#src/ballots/urn.ts'
import type { Database } from '#src/kernel/db.ts'
import { type BallotArea, ballotArea, SECRET, some, voteOn } from '#test/support/ballot-area.ts'
import { databases } from '#test/support/database.ts'

const CANDIDATES = ['gp000', 'gp001', 'gp002']
const VOTERS = some(3, 9)
/** The same papers, and everybody has another one. */
const ONE = ['1', '2', '3', '0', '1', '2'] as const
const OTHER = ['2', '1', '2', '3', '0', '1'] as const

type Seen = Readonly<{ table: string; place: string; transaction: number; row: unknown }>

/** Everything that somebody with all rights on the database can read of every row, and which transaction wrote it, in their order. */
async function everything({ pool }: Database): Promise<readonly string[]> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select table_name as name from information_schema.tables
     where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`,
  )
  const { rows } = await pool.query<Omit<Seen, 'transaction'> & { transaction: string }>(
    tables
      .map(
        ({ name }) =>
          `(select '${name}' as table, ctid::text as place, xmin::text as transaction, to_jsonb(t) as row from "${name}" t order by ctid)`,
      )
      .join(' union all '),
  )
  const seen: Seen[] = rows.map((one) => ({ ...one, transaction: Number(one.transaction) }))
  // The queue gives its jobs ids and times of its own.
  const { rows: jobs } = await pool.query<{ transaction: string; row: object }>(
    `select xmin::text as transaction, jsonb_build_object('name', name, 'data', data, 'state', state, 'at', start_after > now())
       as row from pgboss.job order by name, data::text`,
  )
  for (const one of jobs)
    seen.push({ table: 'job', place: '', ...one, transaction: Number(one.transaction) })
  const order = [...new Set(seen.map(({ transaction }) => transaction))].toSorted((a, b) => a - b)
  return seen.map(({ table, place, transaction, row }) => {
    const text = JSON.stringify(row).replaceAll(/"sealed":"([^"]*)"/g, (_, sealed: string) => {
      return `"sealed":${sealed.length}`
    })
    return `${table} ${place} ${order.indexOf(transaction)} ${text}`
  })
}

async function started(open: () => Promise<Database>): Promise<BallotArea & { ballot: number }> {
  const area = await ballotArea(await open())
  await area.addPeople([...CANDIDATES, ...VOTERS])
  return { ...area, ballot: await voteOn(area, CANDIDATES) }
}

describe.each(databases())('a vote, on $name,', ({ open }) => {
  test('leaves every table as any other vote would, down to the rows’ places and transactions', async () => {
    const [one, other] = [await started(open), await started(open)]
    try {
      const both = async () => [await everything(one.database), await everything(other.database)]
      for (const [n, user] of VOTERS.entries()) {
        for (const [area, choices] of [
          [one, ONE],
          [other, OTHER],
        ] as const)
          await area.submit(user, SubmitVote({ ballot: area.ballot }), {
            chosen: choices[n] ?? '',
          })
        if (n > 1 && n < VOTERS.length - 1) continue
        const [here, there] = await both()
        expect(here).toEqual(there)
      }
      const sealed = async ({ database, ballot }: typeof one) => {
        const { rows } = await database.pool.query<{ sealed: string }>(
          'select sealed from ballot_urns',
        )
        return { text: rows[0]?.sealed ?? '', sums: openUrn(SECRET, ballot, rows[0]?.sealed ?? '') }
      }
      const [urn, second] = [await sealed(one), await sealed(other)]
      // With the operator's secret there are sums, and without it there is nothing.
      expect(urn.sums).toEqual({ papers: 6, blank: 1, votes: [2, 2, 1] })
      expect(second.sums).toEqual(urn.sums)
      expect(urn.text).not.toBe(second.text)
      expect((await both()).flat().join('\n')).not.toContain(SECRET)
      for (const area of [one, other]) await area.moveAt('2026-11-20T17:00:00Z')
      const [here, there] = await both()
      expect(here).toEqual(there)
      expect(here?.filter((line) => line.startsWith('ballot_urns '))).toEqual([])

      // That this would see it: one more line in one of them, or the same written by another transaction.
      await one.database.pool.query(
        `insert into audit (at, action, subject) values (now(), 'ballot.voted', 'ballot:1:2')`,
      )
      expect(await everything(one.database)).not.toEqual(there)
      await one.database.pool.query(`create table kept (chosen text)`)
      await other.database.pool.query(`create table kept (chosen text)`)
      for (const [area, text] of [
        [one, '1'],
        [other, '2'],
      ] as const)
        await area.database.pool.query('insert into kept values ($1)', [text])
      const [kept, otherKept] = (await both()).map((all) =>
        all.filter((line) => line.startsWith('kept ')),
      )
      expect(kept).not.toEqual(otherKept)
    } finally {
      for (const area of [one, other]) {
        await area.stop()
        await area.database.close()
      }
    }
  }, 300_000)
})
