import { sql } from 'kysely'
import type { Db, Tx } from '#src/kernel/db.ts'
import { Eligibility } from './eligibility.ts'
import type { Forum, Guidelines } from './forum.ts'
import type { ForumGiven } from './read-forms.ts'

const forums = (db: Db | Tx) =>
  db
    .selectFrom('forums as f')
    .innerJoin('organisations as o', 'o.code', 'f.organisation')
    .leftJoin('forums as n', 'n.id', 'f.nextForum')
    .select([
      'f.id',
      'f.organisation',
      'o.name as organisationName',
      'f.name',
      'f.purpose',
      'f.eligibility',
      sql<
        string | null
      >`(select e.name from organisations e where e.code = f.eligibility ->> 'organisation')`.as(
        'eligibleName',
      ),
      'f.joining',
      'f.chathamHouse',
      'f.opens',
      'f.closes',
      'n.id as nextId',
      'n.name as nextName',
      'f.farewell',
      'f.guidelinesVersion',
      'f.closedAt',
    ])

type Row = Awaited<ReturnType<ReturnType<typeof forums>['executeTakeFirstOrThrow']>>

const forumOf = ({ eligibility, nextId, nextName, ...row }: Row): Forum => ({
  ...row,
  eligibility: Eligibility.parse(eligibility),
  nextForum: nextId === null || nextName === null ? null : { id: nextId, name: nextName },
})

export async function findForum(db: Db | Tx, id: number): Promise<Forum | null> {
  const row = await forums(db).where('f.id', '=', id).executeTakeFirst()
  return row === undefined ? null : forumOf(row)
}

/** The same, held still until the transaction ends. */
export async function lockForum(db: Tx, id: number): Promise<Forum | null> {
  await db.selectFrom('forums').where('id', '=', id).select('id').forNoKeyUpdate().execute()
  return findForum(db, id)
}

/** Those that somebody is in, and those that are not closed; newest first. */
export async function forumsFor(
  db: Tx,
  personId: string,
  today: string,
): Promise<readonly Forum[]> {
  const rows = await forums(db)
    .where((eb) =>
      eb.or([
        eb.and([
          eb('f.closedAt', 'is', null),
          eb.or([eb('f.closes', 'is', null), eb('f.closes', '>=', today)]),
        ]),
        eb.exists(
          eb
            .selectFrom('forumMembers as m')
            .whereRef('m.forumId', '=', 'f.id')
            .where('m.personId', '=', personId)
            .where('m.state', '=', 'in')
            .select('m.id'),
        ),
      ]),
    )
    .orderBy('f.id', 'desc')
    .limit(200)
    .execute()
  return rows.map(forumOf)
}

const columnsOf = (given: ForumGiven) => ({
  organisation: given.organisation,
  name: given.name,
  purpose: given.purpose,
  eligibility: JSON.stringify(given.eligibility),
  joining: given.joining,
  chathamHouse: given.chathamHouse,
  opens: given.opens,
  closes: given.closes,
  nextForum: given.nextForum,
  farewell: given.farewell,
})

export async function insertForum(
  db: Tx,
  given: ForumGiven,
  by: string,
  at: Date,
): Promise<number> {
  const { id } = await db
    .insertInto('forums')
    .values({ ...columnsOf(given), createdBy: by, createdAt: at })
    .returning('id')
    .executeTakeFirstOrThrow()
  await insertGuidelines(db, id, { version: 1, body: given.guidelines }, by, at)
  return id
}

export async function updateForum(db: Tx, id: number, given: ForumGiven): Promise<void> {
  await db.updateTable('forums').set(columnsOf(given)).where('id', '=', id).execute()
}

async function insertGuidelines(
  db: Tx,
  forumId: number,
  { version, body }: Readonly<{ version: number; body: string }>,
  authorId: string,
  at: Date,
): Promise<void> {
  await db.insertInto('forumGuidelines').values({ forumId, version, body, authorId, at }).execute()
}

/** A new version: everybody accepts it before they write again. Returns its number. */
export async function renewGuidelines(
  db: Tx,
  forum: Pick<Forum, 'id' | 'guidelinesVersion'>,
  body: string,
  by: string,
  at: Date,
): Promise<number> {
  const version = forum.guidelinesVersion + 1
  await insertGuidelines(db, forum.id, { version, body }, by, at)
  await db
    .updateTable('forums')
    .set({ guidelinesVersion: version })
    .where('id', '=', forum.id)
    .execute()
  return version
}

/** The guidelines that are in force. */
export async function guidelinesOf(
  db: Db | Tx,
  forum: Pick<Forum, 'id' | 'guidelinesVersion'>,
): Promise<Guidelines> {
  return db
    .selectFrom('forumGuidelines')
    .where('forumId', '=', forum.id)
    .where('version', '=', forum.guidelinesVersion)
    .select(['version', 'body', 'at'])
    .executeTakeFirstOrThrow()
}
