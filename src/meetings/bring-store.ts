import { sql } from 'kysely'
import type { Db, Tx } from '#src/kernel/db.ts'
import type { Proposal } from './rules/brought.ts'

export async function addPapers(
  db: Tx,
  broadcastId: number,
  papers: readonly Readonly<{ title: string; url: string }>[],
  addedBy: string,
  addedAt: Date,
): Promise<void> {
  const rows = papers.map((one) => ({ ...one, broadcastId, addedBy, addedAt }))
  await db.insertInto('meetingPapers').values(rows).execute()
}

export async function addProposal(
  db: Tx,
  row: Readonly<{
    broadcastId: number
    personId: string
    sort: Proposal['sort']
    words: string
    at: Date
  }>,
): Promise<number> {
  const { id } = await db
    .insertInto('agendaProposals')
    .values({ ...row, state: 'open', reason: null, decidedBy: null, decidedAt: null })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

const proposals = sql<Proposal>`
  select a.id, a.broadcast_id, a.person_id, p.name, a.sort, a.words, a.at, a.state, a.reason
  from agenda_proposals a join people p on p.id = a.person_id`

export async function findProposal(db: Db | Tx, id: number): Promise<Proposal | null> {
  const { rows } = await sql<Proposal>`${proposals} where a.id = ${id}`.execute(db)
  return rows[0] ?? null
}

/** What was put forward for a meeting, in the order in which it came. */
export async function proposalsFor(db: Db | Tx, broadcast: number): Promise<readonly Proposal[]> {
  const { rows } = await sql<Proposal>`
    ${proposals} where a.broadcast_id = ${broadcast} order by a.id`.execute(db)
  return rows
}

/** Keeps what was decided. False when it had been decided already. */
export async function decideProposalRow(
  db: Tx,
  id: number,
  state: 'accepted' | 'declined',
  reason: string | null,
  decidedBy: string,
  decidedAt: Date,
): Promise<boolean> {
  const row = await db
    .updateTable('agendaProposals')
    .set({ state, reason, decidedBy, decidedAt })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export async function declarationOf(
  db: Db | Tx,
  broadcastId: number,
  personId: string,
): Promise<string | null> {
  const row = await db
    .selectFrom('interestDeclarations')
    .where('broadcastId', '=', broadcastId)
    .where('personId', '=', personId)
    .select('words')
    .executeTakeFirst()
  return row?.words ?? null
}

/** Nothing to declare takes back what was. */
export async function saveDeclaration(
  db: Tx,
  broadcastId: number,
  personId: string,
  words: string | null,
  at: Date,
): Promise<void> {
  if (words === null) {
    await db
      .deleteFrom('interestDeclarations')
      .where('broadcastId', '=', broadcastId)
      .where('personId', '=', personId)
      .execute()
    return
  }
  await db
    .insertInto('interestDeclarations')
    .values({ broadcastId, personId, words, at })
    .onConflict((conflict) =>
      conflict.columns(['broadcastId', 'personId']).doUpdateSet({ words, at }),
    )
    .execute()
}
