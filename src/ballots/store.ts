import { sql } from 'kysely'
import type { Db, Tx } from '#src/kernel/db.ts'
import type { BallotState } from '#src/kernel/schema.ts'
import { Eligibility } from './eligibility.ts'
import type { Ballot, Called, Candidate } from './rules.ts'

type Row = Omit<Ballot, 'calledBy' | 'stand' | 'vote' | 'seed'> &
  Readonly<{
    callerId: string
    callerName: string
    standRule: unknown
    voteRule: unknown
    seed: string | null
  }>

const ALL = sql`
  select b.id, b.organisation, o.name as organisation_name, b.title, b.about, b.seats, b.called_by as caller_id,
    p.name as caller_name, b.nominations_until, b.voting_from, b.voting_until, b.stand_rule, b.vote_rule, b.state,
    b.electorate, b.papers, b.blank, b.seed::text as seed, b.ended_at, b.reason,
    array(select h.name from organisation_changes c join organisations h on h.code = c.other
      where c.organisation = b.organisation and c.kind = 'succession' and c.done_at is not null order by h.name) as heirs
  from ballots b join organisations o on o.code = b.organisation join people p on p.id = b.called_by`

function ballotOf({ callerId, callerName, standRule, voteRule, seed, ...row }: Row): Ballot {
  return {
    ...row,
    calledBy: { id: callerId, name: callerName },
    stand: Eligibility.parse(standRule),
    vote: Eligibility.parse(voteRule),
    seed: seed === null ? null : Number(seed),
  }
}

export async function findBallot(db: Db | Tx, id: number): Promise<Ballot | null> {
  const { rows } = await sql<Row>`${ALL} where b.id = ${id}`.execute(db)
  return rows[0] === undefined ? null : ballotOf(rows[0])
}

/** The same, held: what is decided on it is so until the transaction ends. */
export async function lockBallot(db: Tx, id: number): Promise<Ballot | null> {
  const { rows } = await sql<Row>`${ALL} where b.id = ${id} for update of b`.execute(db)
  return rows[0] === undefined ? null : ballotOf(rows[0])
}

const columnsOf = ({ stand, vote, ...called }: Called) => ({
  ...called,
  standRule: JSON.stringify(stand),
  voteRule: JSON.stringify(vote),
})

export async function insertBallot(
  db: Tx,
  calledBy: string,
  called: Called,
  at: Date,
): Promise<number> {
  const { id } = await db
    .insertInto('ballots')
    .values({ ...columnsOf(called), calledBy, calledAt: at, state: 'draft', remindedAt: null })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function saveDraft(db: Tx, id: number, called: Called): Promise<void> {
  await db.updateTable('ballots').set(columnsOf(called)).where('id', '=', id).execute()
}

export async function dropDraft(db: Tx, id: number): Promise<void> {
  await db.deleteFrom('ballots').where('id', '=', id).where('state', '=', 'draft').execute()
}

export async function setBallotState(
  db: Tx,
  id: number,
  state: BallotState,
  more: Readonly<{
    votingUntil?: Date
    endedAt?: Date
    reason?: string
    electorate?: number
    papers?: number
    blank?: number
    seed?: string | null
  }> = {},
): Promise<void> {
  await db
    .updateTable('ballots')
    .set({ state, ...more })
    .where('id', '=', id)
    .execute()
}

/** Who stands: on the paper's order, or first come first while there is no paper. */
export async function candidatesOf(db: Db | Tx, ballot: number): Promise<readonly Candidate[]> {
  const { rows } = await sql<Candidate>`
    select n.person_id as id, p.name, n.statement, n.place, n.votes, n.elected, p.left_at is null as here
    from nominations n join people p on p.id = n.person_id
    where n.ballot_id = ${ballot} and n.withdrawn_at is null order by n.place, n.at, n.person_id`.execute(
    db,
  )
  return rows
}

export async function saveNomination(
  db: Tx,
  ballotId: number,
  personId: string,
  statement: string,
  at: Date,
): Promise<void> {
  const facts = { statement, at, withdrawnAt: null }
  await db
    .insertInto('nominations')
    .values({ ballotId, personId, ...facts })
    .onConflict((conflict) => conflict.columns(['ballotId', 'personId']).doUpdateSet(facts))
    .execute()
}

export async function withdrawNomination(
  db: Tx,
  ballotId: number,
  personId: string,
  at: Date,
): Promise<void> {
  await db
    .updateTable('nominations')
    .set({ withdrawnAt: at })
    .where('ballotId', '=', ballotId)
    .where('personId', '=', personId)
    .execute()
}

export async function setPlaces(
  db: Tx,
  ballot: number,
  order: readonly Pick<Candidate, 'id'>[],
): Promise<void> {
  await sql`
    update nominations n set place = o.place
    from unnest(${order.map(({ id }) => id)}::uuid[]) with ordinality as o (id, place)
    where n.ballot_id = ${ballot} and n.person_id = o.id`.execute(db)
}

export async function saveResult(
  db: Tx,
  ballot: number,
  order: readonly Readonly<{ id: string; votes: number | null; elected: boolean }>[],
): Promise<void> {
  await sql`
    update nominations n set votes = r.votes, elected = r.elected
    from unnest(
      ${order.map(({ id }) => id)}::uuid[], ${order.map(({ votes }) => votes)}::int[],
      ${order.map(({ elected }) => elected)}::bool[]) as r (id, votes, elected)
    where n.ballot_id = ${ballot} and n.person_id = r.id`.execute(db)
}

/** Ballots whose next step is due, the oldest first. */
export async function dueBallots(db: Db, at: Date): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from ballots
    where (state = 'nominating' and nominations_until <= ${at}) or (state = 'closed' and voting_from <= ${at})
      or (state = 'voting' and voting_until <= ${at})
    order by id`.execute(db)
  return rows.map(({ id }) => id)
}

/** Ballots with voting whose voters have not been reminded. */
export async function notReminded(db: Db): Promise<readonly number[]> {
  const rows = await db
    .selectFrom('ballots')
    .where('state', '=', 'voting')
    .where('remindedAt', 'is', null)
    .select('id')
    .execute()
  return rows.map(({ id }) => id)
}

export async function markReminded(db: Tx, id: number, at: Date): Promise<boolean> {
  const row = await db
    .updateTable('ballots')
    .set({ remindedAt: at })
    .where('id', '=', id)
    .where('state', '=', 'voting')
    .where('remindedAt', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** What somebody has to do with: called, stands, may vote, or is open for nominations in these organisations. Newest first. */
export async function ballotsFor(
  db: Db | Tx,
  personId: string,
  organisations: readonly string[],
): Promise<readonly Ballot[]> {
  const { rows } = await sql<Row>`
    ${ALL} where b.called_by = ${personId}
      or (b.state <> 'draft' and (
        exists (select 1 from nominations n where n.ballot_id = b.id and n.person_id = ${personId})
        or exists (select 1 from ballot_voters v where v.ballot_id = b.id and v.person_id = ${personId})
        or b.organisation = any(${[...organisations]}::text[])))
    order by b.id desc limit 8`.execute(db)
  return rows.map(ballotOf)
}

/** Those of an organisation that people were told of and that are not over, and who called them. */
export async function underWayAt(
  db: Tx,
  organisation: string,
): Promise<readonly Readonly<{ id: number; calledBy: string }>[]> {
  return db
    .selectFrom('ballots')
    .where('organisation', '=', organisation)
    .where('state', 'in', ['nominating', 'closed', 'voting'])
    .select(['id', 'calledBy'])
    .orderBy('id')
    .execute()
}
