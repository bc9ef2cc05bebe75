import { sql } from 'kysely'
import type { Db, Tx } from '#src/kernel/db.ts'
import type { Answer } from '#src/kernel/schema.ts'
import type { Question } from './rules.ts'

/** Sets somebody's answer; the time of their first answer stays. */
export async function saveAnswer(
  db: Tx,
  broadcastId: number,
  personId: string,
  answer: Answer,
  at: Date,
): Promise<void> {
  await db
    .insertInto('acknowledgements')
    .values({ broadcastId, personId, answer, firstAt: at, changedAt: at })
    .onConflict((conflict) =>
      conflict.columns(['broadcastId', 'personId']).doUpdateSet({ answer, changedAt: at }),
    )
    .execute()
}

export async function insertReply(
  db: Tx,
  reply: Readonly<{
    broadcastId: number
    personId: string
    inAnswerTo: number | null
    wantsAnswer: boolean
    body: string
    at: Date
  }>,
): Promise<number> {
  const { id } = await db
    .insertInto('replies')
    .values(reply)
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

const questions = sql<Question>`
  select q.id, q.broadcast_id, b.content ->> 'title' as title, q.person_id, p.name, q.wants_answer, q.body, q.at, b.author_id,
    coalesce((select json_agg(json_build_object('body', a.body, 'at', a.at) order by a.id)
      from replies a where a.in_answer_to = q.id), '[]'::json) as answers
  from replies q
  join broadcasts b on b.id = q.broadcast_id
  join people p on p.id = q.person_id
  where q.in_answer_to is null`

/** One question or free reply, with its answers. */
export async function findQuestion(db: Db | Tx, id: number): Promise<Question | null> {
  const { rows } = await sql<Question>`${questions} and q.id = ${id}`.execute(db)
  return rows[0] ?? null
}

/** The questions to one author that nobody has answered, oldest first. */
export async function openQuestions(
  db: Tx,
  authorId: string,
  limit: number,
): Promise<readonly Question[]> {
  const { rows } = await sql<Question>`
    ${questions} and b.author_id = ${authorId} and q.wants_answer
      and not exists (select 1 from replies a where a.in_answer_to = q.id)
    order by q.id limit ${limit}`.execute(db)
  return rows
}

/** Where one person's own copy of a broadcast is. */
export async function copyHandle(
  db: Db,
  broadcastId: number,
  personId: string,
): Promise<Readonly<{ platform: string; ref: string }> | null> {
  const row = await db
    .selectFrom('deliveries as d')
    .innerJoin('identities as i', 'i.id', 'd.identityId')
    .where('d.broadcastId', '=', broadcastId)
    .where('d.personId', '=', personId)
    .select(['i.platform', 'd.handle'])
    .executeTakeFirst()
  return row?.handle == null ? null : { platform: row.platform, ref: row.handle }
}
