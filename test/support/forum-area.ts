import { insertForum } from '#src/forums/forum-store.ts'
import { accept, makeModerator, saveAsking } from '#src/forums/member-store.ts'
import { ANYBODY } from '#src/forums/eligibility.ts'
import type { ForumGiven } from '#src/forums/read-forms.ts'
import type { Database } from '#src/kernel/db.ts'

const A_FORUM: ForumGiven = {
  name: 'PCN clinical directors',
  organisation: 'X00001',
  purpose: 'For those who lead networks, or are about to.',
  guidelines: 'Be kind. Nothing about a patient.',
  eligibility: ANYBODY,
  joining: 'rule',
  chathamHouse: true,
  opens: '2020-01-01',
  closes: null,
  nextForum: null,
  farewell: null,
}

/** A forum with a moderator; its number. */
export const addForum = async (
  { db }: Pick<Database, 'db'>,
  moderator: string,
  at: Date,
  given: Partial<ForumGiven> = {},
): Promise<number> =>
  db.transaction().execute(async (tx) => {
    const id = await insertForum(tx, { ...A_FORUM, ...given }, moderator, at)
    const asking = { why: null, saidClass: null, named: false, cadence: 'now' } as const
    await makeModerator(tx, await saveAsking(tx, id, moderator, asking, 'in', at), true)
    await accept(tx, id, 1, moderator, at)
    return id
  })

/** Members who have accepted the guidelines, all at once. */
export async function addMembers(
  { pool }: Pick<Database, 'pool'>,
  forum: number,
  people: readonly string[],
): Promise<void> {
  await pool.query(
    `insert into forum_members (forum_id, person_id, state, asked_at, joined_at)
     select $1, id, 'in', now(), now() from unnest($2::uuid[]) as id`,
    [forum, people],
  )
  await pool.query(
    `insert into forum_acceptances (forum_id, version, person_id, at) select $1, 1, id, now() from unnest($2::uuid[]) as id`,
    [forum, people],
  )
}
