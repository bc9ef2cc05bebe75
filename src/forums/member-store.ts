import { sql } from 'kysely'
import { type MessageHandle, PlatformName } from '#src/chat/chat-platform.ts'
import type { Wishes } from '#src/subscriptions/rules.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import type { Cadence, ForumMemberState, GpKind, RoleName } from '#src/kernel/schema.ts'
import type { Candidate, Eligibility } from './eligibility.ts'
import type { Forum, Member } from './forum.ts'

const members = (db: Db | Tx) =>
  db
    .selectFrom('forumMembers as m')
    .innerJoin('people as p', 'p.id', 'm.personId')
    .where('p.leftAt', 'is', null)
    .select([
      'm.id',
      'm.forumId',
      'm.personId',
      'p.name',
      'm.state',
      'm.askedAt',
      'm.why',
      'm.saidClass',
      'm.reason',
      'm.moderator',
      'm.muted',
      'm.cadence',
      'm.named',
      sql<number>`coalesce((
        select max(a.version) from forum_acceptances a
        where a.forum_id = m.forum_id and a.person_id = m.person_id), 0)::int`.as('accepted'),
    ])

export async function findMember(
  db: Db | Tx,
  forum: number,
  personId: string,
): Promise<Member | null> {
  const row = await members(db)
    .where('m.forumId', '=', forum)
    .where('m.personId', '=', personId)
    .executeTakeFirst()
  return row ?? null
}

/** Held still: two moderators who answer one request meet here. */
export async function lockMember(db: Tx, id: number): Promise<Member | null> {
  await db.selectFrom('forumMembers').where('id', '=', id).select('id').forNoKeyUpdate().execute()
  return (await members(db).where('m.id', '=', id).executeTakeFirst()) ?? null
}

/** Somebody's memberships, by forum. */
export async function membershipsOf(
  db: Tx,
  personId: string,
): Promise<ReadonlyMap<number, Member>> {
  const rows = await members(db).where('m.personId', '=', personId).execute()
  return new Map(rows.map((row) => [row.forumId, row]))
}

export type Asking = Readonly<{
  why: string | null
  saidClass: string | null
  named: boolean
  cadence: Cadence
}>

/** Makes somebody ask to join, or a member at once; whoever left or was declined may come again. Returns the id. */
export async function saveAsking(
  db: Tx,
  forumId: number,
  personId: string,
  asking: Asking,
  state: Extract<ForumMemberState, 'asked' | 'in'>,
  at: Date,
): Promise<number> {
  const facts = {
    ...asking,
    state,
    askedAt: at,
    answeredBy: null,
    answeredAt: null,
    reason: null,
    joinedAt: state === 'in' ? at : null,
    moderator: false,
    muted: false,
  }
  const { id } = await db
    .insertInto('forumMembers')
    .values({ forumId, personId, ...facts })
    .onConflict((conflict) => conflict.columns(['forumId', 'personId']).doUpdateSet(facts))
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function makeModerator(db: Tx, id: number, moderator: boolean): Promise<void> {
  await db.updateTable('forumMembers').set({ moderator }).where('id', '=', id).execute()
}

/** A moderator's answer to a request. */
export async function saveAnswer(
  db: Tx,
  id: number,
  answer: Readonly<{ state: 'in' | 'declined'; by: string; reason: string | null; at: Date }>,
): Promise<void> {
  const { state, by, reason, at } = answer
  await db
    .updateTable('forumMembers')
    .set({
      state,
      answeredBy: by,
      answeredAt: at,
      reason,
      joinedAt: state === 'in' ? at : null,
    })
    .where('id', '=', id)
    .execute()
}

/** Ends a membership; what waits of it for a digest goes. */
export async function endMembership(
  db: Tx,
  member: Pick<Member, 'id' | 'forumId' | 'personId'>,
  end: Readonly<{ state: 'left' | 'removed'; by: string; reason: string | null; at: Date }>,
): Promise<void> {
  await db
    .updateTable('forumMembers')
    .set({
      state: end.state,
      answeredBy: end.by,
      answeredAt: end.at,
      reason: end.reason,
      moderator: false,
    })
    .where('id', '=', member.id)
    .execute()
  await sql`
    delete from forum_waiting w using forum_posts p
    where w.person_id = ${member.personId} and p.id = w.post_id and p.forum_id = ${member.forumId}`.execute(
    db,
  )
}

export async function accept(
  db: Tx,
  forumId: number,
  version: number,
  personId: string,
  at: Date,
): Promise<void> {
  await db
    .insertInto('forumAcceptances')
    .values({ forumId, version, personId, at })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** A moderator says that somebody has a membership; it holds in every forum. */
export async function confirmClass(
  db: Tx,
  personId: string,
  name: string,
  confirmedBy: string,
  at: Date,
): Promise<void> {
  await db
    .insertInto('membershipClasses')
    .values({ personId, class: name, confirmedBy, at })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** What a rule asks of each of some people, at one moment and in one statement. */
export async function candidates(
  db: Db | Tx,
  rule: Eligibility,
  people: readonly string[],
  at: Date,
  day: string,
): Promise<ReadonlyMap<string, Candidate>> {
  const { rows } = await sql<{
    id: string
    gpKind: GpKind
    roles: RoleName[]
    works: boolean
    classes: string[]
  }>`
    with recursive inside(code) as (
      select code from organisations where code = ${rule.organisation}
      union
      select m.child from memberships m join inside on m.parent = inside.code
      where m.starts <= ${day}::date and (m.ends is null or m.ends > ${day}::date)
    ), held as (
      select r.person_id, r.role from roles r
      where r.person_id = any(${[...people]}::uuid[]) and r.starts_at <= ${at} and (r.ends_at is null or r.ends_at > ${at})
        and (${rule.organisation}::text is null or r.organisation in (select code from inside))
    )
    select p.id, p.gp_kind,
      coalesce((select array_agg(distinct h.role) from held h where h.person_id = p.id), '{}') as roles,
      exists (select 1 from workplaces w where w.person_id = p.id and w.organisation in (select code from inside)) as works,
      coalesce((select array_agg(c.class) from membership_classes c where c.person_id = p.id), '{}') as classes
    from people p where p.id = any(${[...people]}::uuid[]) and p.left_at is null`.execute(db)
  return new Map(rows.map(({ id, ...one }) => [id, one]))
}

/** Who moderates a forum now. */
export async function moderatorsOf(db: Db | Tx, forum: number): Promise<readonly string[]> {
  const rows = await members(db)
    .where('m.forumId', '=', forum)
    .where('m.state', '=', 'in')
    .where('m.moderator', '=', true)
    .orderBy('m.id')
    .execute()
  return rows.map(({ personId }) => personId)
}

/** Who runs forums of an organisation now: for one that has no moderator left. */
export async function runnersOf(
  db: Db | Tx,
  roles: readonly RoleName[],
  above: readonly string[],
  at: Date,
): Promise<readonly string[]> {
  const { rows } = await sql<{ personId: string }>`
    select distinct r.person_id from roles r join people p on p.id = r.person_id and p.left_at is null
    where r.role = any(${[...roles]}::text[]) and r.organisation = any(${[...above]}::text[])
      and r.starts_at <= ${at} and (r.ends_at is null or r.ends_at > ${at})`.execute(db)
  return rows.map(({ personId }) => personId)
}

export async function countMembers(db: Db | Tx, forum: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from forum_members m join people p on p.id = m.person_id and p.left_at is null
    where m.forum_id = ${forum} and m.state = 'in'`.execute(db)
  return rows[0]?.n ?? 0
}

export type Reader = Wishes & Readonly<{ personId: string }>

/** Whom a post goes to: every member but its author and those who muted the forum, with when they may be disturbed. */
export async function readersOf(
  db: Tx,
  forum: number,
  except: string | null,
): Promise<readonly Reader[]> {
  const { rows } = await sql<Reader>`
    select m.person_id, m.cadence, p.quiet_from, p.quiet_to, p.working_days, p.away_until
    from forum_members m join people p on p.id = m.person_id and p.left_at is null
    where m.forum_id = ${forum} and m.state = 'in' and not m.muted
      and m.person_id is distinct from ${except}::uuid
    order by m.id`.execute(db)
  return rows
}

/** Everybody in a forum, muted or not, with when they may be disturbed. */
export async function everybodyIn(db: Tx, forum: Pick<Forum, 'id'>): Promise<readonly Reader[]> {
  const { rows } = await sql<Reader>`
    select m.person_id, m.cadence, p.quiet_from, p.quiet_to, p.working_days, p.away_until
    from forum_members m join people p on p.id = m.person_id and p.left_at is null
    where m.forum_id = ${forum.id} and m.state = 'in' order by m.id`.execute(db)
  return rows
}

export async function requestOf(db: Db | Tx, id: number): Promise<Member | null> {
  return (await members(db).where('m.id', '=', id).executeTakeFirst()) ?? null
}

/** Everywhere that a card about one thing stands. */
export async function noticesAbout(db: Db | Tx, about: string): Promise<readonly MessageHandle[]> {
  const rows = await db
    .selectFrom('notices')
    .where('about', '=', about)
    .where('handle', 'is not', null)
    .where('platform', 'is not', null)
    .select(['platform', 'handle'])
    .execute()
  return rows.map(({ platform, handle }) => ({
    platform: PlatformName.parse(platform),
    ref: handle ?? '',
  }))
}
