import { sql } from 'kysely'
import type { Db, Tx } from '#src/kernel/db.ts'
import type { Stage } from '#src/kernel/schema.ts'
import type { Interest, InterestGiven } from './rules.ts'
import { STAGES, type StageCounts } from './stages.ts'

/**
 * Keeps what somebody said of their interest; the caller holds the broadcast's row, or two would take one number. Whoever
 * took theirs back begins anew.
 */
export async function saveInterest(
  db: Tx,
  broadcastId: number,
  personId: string,
  { how, dates, conflict }: InterestGiven,
  at: Date,
): Promise<void> {
  const words = conflict?.is === 'declared' ? conflict.words : null
  await sql`
    insert into expressions_of_interest as e
      (broadcast_id, person_id, number, how, dates, conflict, conflict_words, at, withdrawn_at, stage, stage_at)
    values (${broadcastId}, ${personId},
      (select coalesce(max(number), 0) + 1 from expressions_of_interest where broadcast_id = ${broadcastId}),
      ${how}, ${[...dates]}::date[], ${conflict?.is ?? null}, ${words}, ${at}, null, 'interested', ${at})
    on conflict (broadcast_id, person_id) do update set
      how = excluded.how, dates = excluded.dates, conflict = excluded.conflict, conflict_words = excluded.conflict_words,
      at = excluded.at, withdrawn_at = null,
      stage = case when e.withdrawn_at is null then e.stage else 'interested' end,
      stage_at = case when e.withdrawn_at is null then e.stage_at else excluded.at end`.execute(db)
}

/** Returns the stage that they were at; null when there was nothing to take back. */
export async function withdrawInterest(
  db: Tx,
  broadcastId: number,
  personId: string,
  at: Date,
): Promise<Stage | null> {
  const row = await db
    .updateTable('expressionsOfInterest')
    .set({ withdrawnAt: at })
    .where('broadcastId', '=', broadcastId)
    .where('personId', '=', personId)
    .where('withdrawnAt', 'is', null)
    .returning('stage')
    .executeTakeFirst()
  return row?.stage ?? null
}

type Row = Omit<Interest, 'conflict'> &
  Readonly<{ conflictIs: 'none' | 'declared' | null; conflictWords: string | null }>

const interests = sql<Row>`
  select e.person_id, e.number, p.name, p.gp_kind, e.how, e.dates, e.conflict as conflict_is, e.conflict_words, e.at,
    e.withdrawn_at, e.stage, e.stage_at, (
      select o.reason from outcomes o where o.broadcast_id = e.broadcast_id and o.person_id = e.person_id
        and o.at >= e.stage_at order by o.id desc limit 1) as reason
  from expressions_of_interest e join people p on p.id = e.person_id`

const interestOf = ({ conflictIs, conflictWords, ...row }: Row): Interest => ({
  ...row,
  conflict:
    conflictIs === 'declared' && conflictWords !== null
      ? { is: conflictIs, words: conflictWords }
      : conflictIs === 'none'
        ? { is: conflictIs }
        : null,
})

/** Who is interested, first come first; those who took it back are not listed. */
export async function interestIn(
  db: Db | Tx,
  broadcastId: number,
  page: Readonly<{ offset: number; limit: number }> | null = null,
): Promise<readonly Interest[]> {
  const { rows } = await sql<Row>`
    ${interests} where e.broadcast_id = ${broadcastId} and e.withdrawn_at is null order by e.at, e.number
    limit ${page?.limit ?? null} offset ${page?.offset ?? 0}`.execute(db)
  return rows.map(interestOf)
}

/** One person's interest, also one that they took back; null for none. */
export async function interestBy(
  db: Db | Tx,
  broadcastId: number,
  personId: string,
): Promise<Interest | null> {
  const { rows } = await sql<Row>`
    ${interests} where e.broadcast_id = ${broadcastId} and e.person_id = ${personId}`.execute(db)
  return rows[0] === undefined ? null : interestOf(rows[0])
}

/** One applicant by their number, also one who took it back; null for none. */
export async function applicantOf(
  db: Db | Tx,
  broadcastId: number,
  number: number,
): Promise<Interest | null> {
  const { rows } = await sql<Row>`
    ${interests} where e.broadcast_id = ${broadcastId} and e.number = ${number}`.execute(db)
  return rows[0] === undefined ? null : interestOf(rows[0])
}

/** How many are at which stage, without those who took it back. */
export async function stageCounts(db: Db | Tx, broadcastId: number): Promise<StageCounts> {
  const rows = await db
    .selectFrom('expressionsOfInterest')
    .where('broadcastId', '=', broadcastId)
    .where('withdrawnAt', 'is', null)
    .groupBy('stage')
    .select(({ fn }) => ['stage' as const, fn.countAll<string>().as('n')])
    .execute()
  const counts = new Map(rows.map(({ stage, n }) => [stage, Number(n)]))
  return Object.fromEntries(STAGES.map((stage) => [stage, counts.get(stage) ?? 0])) as StageCounts
}
