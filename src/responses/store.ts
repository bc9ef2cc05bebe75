import { sql } from 'kysely'
import type { Identity } from '#src/chat/chat-platform.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import type { Answer } from '#src/kernel/schema.ts'
import type { Question } from './rules.ts'

/** Sets somebody's answer; the time of their first answer stays. */
export async function saveAnswer(
  db: Tx,
  broadcastId: number,
  personId: string,
  answer: Answer,
  version: number,
  at: Date,
): Promise<void> {
  await db
    .insertInto('acknowledgements')
    .values({ broadcastId, personId, answer, version, firstAt: at, changedAt: at })
    .onConflict((conflict) =>
      conflict.columns(['broadcastId', 'personId']).doUpdateSet({ answer, version, changedAt: at }),
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
    (select name from people where id = b.author_id) as author_name,
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

/** Whoever has this account, if their card of a broadcast shows something else since then; null when it does not. */
export async function changedSince(
  db: Tx,
  broadcast: number,
  who: Identity,
  since: Date,
): Promise<string | null> {
  const { rows } = await sql<{ personId: string }>`
    select i.person_id from identities i
    where i.platform = ${who.platform} and i.tenant = ${who.tenant} and i.user_ref = ${who.user} and (
      exists (select 1 from broadcasts where id = ${broadcast} and changed_at >= ${since})
      or exists (select 1 from acknowledgements
        where broadcast_id = ${broadcast} and person_id = i.person_id and changed_at >= ${since})
      or exists (select 1 from expressions_of_interest
        where broadcast_id = ${broadcast} and person_id = i.person_id and greatest(at, withdrawn_at) >= ${since})
      or exists (select 1 from replies q left join replies a on a.in_answer_to = q.id
        where q.broadcast_id = ${broadcast} and q.person_id = i.person_id and greatest(q.at, a.at) >= ${since}))`.execute(
    db,
  )
  return rows[0]?.personId ?? null
}
