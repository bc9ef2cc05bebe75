import { setTimeout as wait } from 'node:timers/promises'
import type { Database } from '#src/kernel/db.ts'

type Pool = Pick<Database, 'pool'>

/** Where everybody's conversation is, as though each had said something once. */
export async function placeInTeams({ pool }: Pool, bot: string, url: string): Promise<void> {
  await pool.query(
    `insert into teams_conversations (tenant, user_ref, conversation, service_url, bot, seen_at)
     select tenant, user_ref, 'a:1' || user_ref, $2 || '/uk/' || tenant || '/', $1, now() from identities where platform = 'teams'`,
    [bot, url],
  )
}

const LONGEST_MS = 30 * 60_000

export async function waitUntilSent({ pool }: Pool, broadcast: number): Promise<void> {
  const from = performance.now()
  for (;;) {
    const { rows } = await pool.query<{ state: string }>(
      'select state from broadcasts where id = $1',
      [broadcast],
    )
    if (rows[0]?.state === 'sent') return
    if (performance.now() - from > LONGEST_MS) throw new Error(`Message ${broadcast} is not over`)
    await wait(20)
  }
}

/** A year of deliveries that are long over, in broadcasts of 7,000 or fewer; nobody new is made for them. */
export async function addOldDeliveries({ pool }: Pool, count: number): Promise<void> {
  const each = 7_000
  const { rows } = await pool.query<{ id: number }>(
    `insert into broadcasts (kind, organisation, author_id, urgency, content, state, created_at, changed_at, started_at, finished_at)
     select 'announcement', 'X00001', (select min(person_id::text)::uuid from roles), 'routine',
       '{"kind":"announcement","title":"Old","summary":"Old.","actions":[],"sourceName":null,"sourceUrl":null,"contact":null,"until":null}',
       'sent', now() - interval '200 days', now() - interval '200 days', now() - interval '200 days', now() - interval '199 days'
     from generate_series(1, $1::int) returning id`,
    [Math.ceil(count / each)],
  )
  for (const [n, { id }] of rows.entries())
    await pool.query(
      `insert into deliveries (broadcast_id, seq, id, person_id, identity_id, state, due_at, attempts, handle, sent_at)
       select $1, row_number() over (), gen_random_uuid(), person_id, id, 'sent', now() - interval '200 days', 1,
         'slack:1:T0BENCH:D000000001:1790000000.000001', now() - interval '200 days'
       from identities where person_id is not null limit $2`,
      [id, Math.min(each, count - n * each)],
    )
  await pool.query('analyze')
}

export async function countAnswers({ pool }: Pool, broadcast: number): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    'select count(*)::int from acknowledgements where broadcast_id = $1',
    [broadcast],
  )
  return rows[0]?.count ?? 0
}
