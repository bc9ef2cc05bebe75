import { sql } from 'kysely'
import type { Db } from '#src/kernel/db.ts'
import { allowed, type Decision, refused } from '#src/kernel/refusal.ts'
import { rolesOf, writeAudit } from '#src/people/store.ts'
import { retireFeed } from './feed-store.ts'

export type Added = Readonly<{ id: number; person: string; waiting: number }>

/** Reads a feed from now on, or changes who releases it, its name and how often it is read. */
export async function addFeed(
  db: Db,
  {
    url,
    gmc,
    name,
    minutes,
  }: Readonly<{ url: string; gmc: string; name: string; minutes: number }>,
  at: Date,
): Promise<Decision<Added>> {
  return db.transaction().execute(async (tx) => {
    const person = await tx
      .selectFrom('people')
      .where('gmc', '=', gmc)
      .where('leftAt', 'is', null)
      .select(['id', 'name'])
      .executeTakeFirst()
    if (person === undefined)
      return refused(
        `Nobody who has joined has the GMC reference ${gmc}`,
        'Ask them to type join in chat first.',
      )
    if ((await rolesOf(tx, person.id, at)).length === 0)
      return refused(
        `${person.name} holds no role, so they could not release anything`,
        'Give them one first: roles grant.',
      )
    const row = { name, personId: person.id, intervalMinutes: minutes, nextAt: at }
    const fresh = {
      etag: null,
      lastModified: null,
      readAt: null,
      failingSince: null,
      goneSince: null,
      failure: null,
      toldFailingAt: null,
      retiredAt: null,
      retiredWhy: null,
    }
    const { id } = await tx
      .insertInto('feeds')
      .values({ ...row, ...fresh, url, addedAt: at })
      .onConflict((conflict) =>
        // One that was retired is read again, and asked for in full.
        conflict.column('url').doUpdateSet({ ...row, ...fresh, failures: 0 }),
      )
      .returning('id')
      .executeTakeFirstOrThrow()
    await writeAudit(tx, at, null, 'feed.added', `feed:${id}`)
    const waiting = await tx
      .selectFrom('feedItems')
      .where('feedId', '=', id)
      .where('state', 'in', ['proposed', 'later'])
      .select(sql<number>`count(*)::int`.as('n'))
      .executeTakeFirst()
    return allowed({ id, person: person.name, waiting: waiting?.n ?? 0 })
  })
}

/** Returns whether it was read until now. */
export async function retireByOperator(db: Db, id: number, at: Date): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const retired = await retireFeed(tx, id, 'operator', at)
    if (retired) await writeAudit(tx, at, null, 'feed.retired', `feed:${id}`)
    return retired
  })
}

export type FeedLine = Readonly<{
  id: number
  name: string
  url: string
  person: string
  mayRelease: boolean
  retired: 'ended' | 'gone' | 'operator' | null
  failure: Readonly<{ reason: string; since: Date }> | null
  readAt: Date | null
  waiting: number
}>

/** Every feed, those that are read no more among them. */
export async function listFeeds(db: Db, at: Date): Promise<readonly FeedLine[]> {
  const { rows } = await sql<
    Omit<FeedLine, 'failure'> & Readonly<{ failure: string | null; failingSince: Date | null }>
  >`
    select f.id, f.name, f.url, p.name as person, f.retired_why as retired, f.failure, f.failing_since, f.read_at,
      (p.left_at is null and exists (
        select 1 from roles r where r.person_id = p.id and r.starts_at <= ${at}
          and (r.ends_at is null or r.ends_at > ${at}))) as may_release,
      (select count(*) from feed_items i where i.feed_id = f.id and i.state in ('proposed', 'later'))::int as waiting
    from feeds f join people p on p.id = f.person_id order by f.id`.execute(db)
  return rows.map(({ failure, failingSince, ...row }) => ({
    ...row,
    failure:
      failure === null || failingSince === null ? null : { reason: failure, since: failingSince },
  }))
}
