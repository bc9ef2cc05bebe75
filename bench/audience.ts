import { sql } from 'kysely'
import { countAudience, decidePlan } from '#src/broadcasts/audience-rules.ts'
import { candidateGroups, groupsWithPeople } from '#src/broadcasts/audience-store.ts'
import { planDeliveries } from '#src/delivery/plan.ts'
import { type Db, openPostgres } from '#src/kernel/db.ts'
import { openEmbedded } from '#src/kernel/embedded.ts'
import { migrate } from '#src/kernel/migrate.ts'
import { realWorld } from '#src/kernel/world.ts'

const PEOPLE = 46_000
const TOPICS = 280_000
const PRACTICES = 6_455
/** performance.md: the count shown before sending, and everything planned and written. */
const COUNT_MS = 150
const PLAN_MS = 2_000

/** England in numbers: practices in PCNs in one ICB, people with six subscriptions each. Nobody in it exists. */
async function fill(db: Db): Promise<string> {
  await sql`insert into organisations (code, kind, name, invented)
    select 'XP' || lpad(n::text, 5, '0'), 'practice', 'Bench practice ' || n, true from generate_series(1, ${PRACTICES}) n`.execute(
    db,
  )
  await sql`insert into organisations (code, kind, name, invented)
    select 'XN' || lpad(n::text, 5, '0'), 'pcn', 'Bench PCN ' || n, true from generate_series(1, 1264) n`.execute(
    db,
  )
  await sql`insert into organisations (code, kind, name, invented) values ('XBICB', 'icb', 'Bench ICB', true)`.execute(
    db,
  )
  await sql`insert into memberships (child, parent, starts)
    select 'XP' || lpad(n::text, 5, '0'), 'XN' || lpad((n % 1264 + 1)::text, 5, '0'), '2019-07-01' from generate_series(1, ${PRACTICES}) n`.execute(
    db,
  )
  await sql`insert into memberships (child, parent, starts)
    select 'XN' || lpad(n::text, 5, '0'), 'XBICB', '2019-07-01' from generate_series(1, 1264) n`.execute(
    db,
  )
  await sql`insert into people (id, name, gp_kind, invented, joined_at)
    select gen_random_uuid(), 'Bench person ' || n, 'locum', true, now() from generate_series(1, ${PEOPLE}) n`.execute(
    db,
  )
  await sql`insert into identities (id, person_id, platform, tenant, user_ref, address, linked_at)
    select gen_random_uuid(), id, 'web', 'local', 'bench-' || id, 'web:1:bench', now() from people where name like 'Bench person %'`.execute(
    db,
  )
  await sql`insert into subscriptions (person_id, kind, organisation, cadence, since)
    select p.id, (array['prescribing', 'pathway', 'announcement'])[k % 3 + 1],
      'XP' || lpad((((p.n * 7 + k / 3 * 1931) % ${PRACTICES}) + 1)::text, 5, '0'), 'now', now()
    from (select id, row_number() over () as n from people where name like 'Bench person %') p, generate_series(0, 5) k
    limit ${TOPICS}`.execute(db)
  await sql`analyze`.execute(db)
  const author = await sql<{
    id: string
  }>`select id from people where name = 'Bench person 1'`.execute(db)
  return author.rows[0]?.id ?? ''
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

/** How long it takes to count a national audience, and to plan and write its deliveries. */
export async function benchAudience(
  databaseUrl: string | null,
): Promise<Readonly<Record<string, number>>> {
  const database = databaseUrl === null ? await openEmbedded(null) : openPostgres(databaseUrl)
  const { db } = database
  try {
    await migrate(db)
    const authorId = await fill(db)
    const broadcast = {
      kind: 'prescribing' as const,
      urgency: 'routine' as const,
      organisation: 'XBICB',
      specialties: [] as string[],
      authorId,
      gpKinds: [] as [],
      needs: null,
    }
    const counted: number[] = []
    let recipients = 0
    for (let round = 0; round < 5; round += 1) {
      const from = performance.now()
      const at = realWorld.now()
      const groups = await candidateGroups(db, broadcast, at)
      recipients = countAudience(broadcast, groups, at, new Set(), null).total
      counted.push(performance.now() - from)
    }
    const from = performance.now()
    await plan(db, broadcast)
    const planned = performance.now() - from
    console.log(
      `audience, ${database.kind}: ${recipients} of ${PEOPLE} people counted in ${median(counted).toFixed(0)} ms (median of 5), ${(median(counted) / COUNT_MS).toFixed(2)} of the ${COUNT_MS} ms aimed at`,
    )
    console.log(
      `audience, ${database.kind}: planned and written in ${planned.toFixed(0)} ms, ${(planned / PLAN_MS).toFixed(2)} of the ${PLAN_MS} ms aimed at`,
    )
    return { recipients, countMs: median(counted), planMs: planned }
  } finally {
    await database.close()
  }
}

async function plan(
  db: Db,
  broadcast: Readonly<{
    kind: 'prescribing'
    urgency: 'routine'
    organisation: string
    specialties: string[]
    authorId: string
    gpKinds: []
    needs: null
  }>,
): Promise<void> {
  const at = realWorld.now()
  await db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ id: number }>`
      insert into broadcasts (kind, organisation, author_id, urgency, content, state, created_at, changed_at, started_at)
      values ('prescribing', ${broadcast.organisation}, ${broadcast.authorId}, 'routine', '{}', 'sending', now(), now(), now()) returning id`.execute(
      tx,
    )
    const groups = await groupsWithPeople(tx, broadcast, at)
    const planned = decidePlan(broadcast, groups, at, new Set(), null)
    const jobs: unknown[] = []
    // The queue's own table is not part of what is measured: 93 rows beside 46,000.
    const queue = {
      add: async (_: unknown, __: string, added: readonly unknown[]) => void jobs.push(...added),
    }
    await planDeliveries(
      { db: tx, queue, newId: realWorld.newId },
      { id: rows[0]?.id ?? 0, urgency: 'routine' },
      planned,
      at,
    )
  })
}
