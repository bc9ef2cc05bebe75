import { sql } from 'kysely'
import { type MessageHandle, PlatformName } from '#src/chat/chat-platform.ts'
import type { Db, Tx } from '#src/kernel/db.ts'

/** Somebody to tell, and when they want to be left alone. */
export type ToTell = Readonly<{
  personId: string
  quietFrom: string | null
  quietTo: string | null
  awayUntil: Date | null
}>

/** Fixes who may vote. */
export async function fixVoters(
  db: Tx,
  ballot: number,
  people: readonly Pick<ToTell, 'personId'>[],
): Promise<void> {
  await sql`
    insert into ballot_voters (ballot_id, person_id)
    select ${ballot}, id from unnest(${people.map(({ personId }) => personId)}::uuid[]) as id`.execute(
    db,
  )
}

/** Whether somebody has voted; null when they are not among the voters. */
export async function hasVoted(
  db: Db | Tx,
  ballot: number,
  personId: string,
): Promise<boolean | null> {
  const row = await db
    .selectFrom('ballotVoters')
    .where('ballotId', '=', ballot)
    .where('personId', '=', personId)
    .select('voted')
    .executeTakeFirst()
  return row?.voted ?? null
}

/** Marks that somebody has voted; false when they had, or may not. */
export async function markVoted(db: Tx, ballot: number, personId: string): Promise<boolean> {
  const row = await db
    .updateTable('ballotVoters')
    .set({ voted: true })
    .where('ballotId', '=', ballot)
    .where('personId', '=', personId)
    .where('voted', '=', false)
    .returning('voted')
    .executeTakeFirst()
  return row !== undefined
}

export type Turnout = Readonly<{ voters: number; voted: number }>

export async function turnoutOf(db: Db | Tx, ballot: number): Promise<Turnout> {
  const { rows } = await sql<Turnout>`
    select count(*)::int as voters, (count(*) filter (where voted))::int as voted
    from ballot_voters where ballot_id = ${ballot}`.execute(db)
  return rows[0] ?? { voters: 0, voted: 0 }
}

const TELL = sql`p.id as person_id, p.quiet_from, p.quiet_to, p.away_until`

/** The voters who are still members; of `yet`, those who have not voted. */
export async function votersOf(
  db: Db | Tx,
  ballot: number,
  which: 'all' | 'yet',
): Promise<readonly ToTell[]> {
  const { rows } = await sql<ToTell>`
    select ${TELL} from ballot_voters v join people p on p.id = v.person_id and p.left_at is null
    where v.ballot_id = ${ballot} and (${which === 'all'} or not v.voted) order by p.id`.execute(db)
  return rows
}

/** Some people by id, those who are still members. */
export async function toTell(db: Db | Tx, ids: readonly string[]): Promise<readonly ToTell[]> {
  const { rows } = await sql<ToTell>`
    select ${TELL} from people p where p.id = any(${[...ids]}::uuid[]) and p.left_at is null order by p.id`.execute(
    db,
  )
  return rows
}

/** Holds the urn of a ballot; what is in it, sealed. Null when there is none: it was counted. */
export async function lockUrn(db: Tx, ballot: number): Promise<string | null> {
  const row = await db
    .selectFrom('ballotUrns')
    .where('ballotId', '=', ballot)
    .select('sealed')
    .forUpdate()
    .executeTakeFirst()
  return row?.sealed ?? null
}

export async function putUrn(db: Tx, ballotId: number, sealed: string): Promise<void> {
  await db
    .insertInto('ballotUrns')
    .values({ ballotId, sealed })
    .onConflict((conflict) => conflict.column('ballotId').doUpdateSet({ sealed }))
    .execute()
}

export async function removeUrn(db: Tx, ballot: number): Promise<void> {
  await db.deleteFrom('ballotUrns').where('ballotId', '=', ballot).execute()
}

/** Notices whose card asks for something and so follows what becomes of the ballot. */
const FOLLOWS = ['ballot-stand', 'ballot-vote', 'ballot-reminder', 'ballot-closed']

/** Where the cards of a ballot stand that follow it, of one person. */
export async function ballotCards(
  db: Db | Tx,
  ballot: number,
  personId: string,
): Promise<readonly MessageHandle[]> {
  const { rows } = await sql<{ platform: string; ref: string }>`
    select platform, handle as ref from notices
    where person_id = ${personId} and handle is not null
      and about = any(${FOLLOWS.map((word) => `${word}:${ballot}`)}::text[])
    union
    select i.platform, c.handle from copies c join identities i on i.id = c.identity_id
    where c.about = ${`ballot:${ballot}`} and i.person_id = ${personId}`.execute(db)
  return rows.map(({ platform, ref }) => ({ platform: PlatformName.parse(platform), ref }))
}

/** Who has such a card. */
export async function havingCards(db: Tx, ballot: number): Promise<readonly string[]> {
  const { rows } = await sql<{ personId: string }>`
    select person_id from notices
    where about = any(${FOLLOWS.map((word) => `${word}:${ballot}`)}::text[]) and handle is not null
    union
    select i.person_id from copies c join identities i on i.id = c.identity_id
    where c.about = ${`ballot:${ballot}`} and i.person_id is not null order by 1`.execute(db)
  return rows.map(({ personId }) => personId)
}
