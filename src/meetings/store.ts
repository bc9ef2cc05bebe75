import { sql } from 'kysely'
import { type MessageHandle, PlatformName } from '#src/chat/chat-platform.ts'
import { type Option, option } from '#src/chat/form.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import type { GpKind, RsvpAnswer, DeputySays } from '#src/kernel/schema.ts'
import { likeTyped } from '#src/kernel/like.ts'
import { clip } from '#src/kernel/words.ts'
import { type MemberPractice, QuorumRule } from './rules/quorum.ts'
import type { MyRsvp } from './rules/rsvp.ts'

/**
 * The practices that belong to an organisation on a day (YYYY-MM-DD), from the effective-dated memberships; by name. What
 * left it the day before is none, nor is one that has closed.
 */
export async function memberPractices(
  db: Db | Tx,
  organisation: string,
  day: string,
): Promise<readonly MemberPractice[]> {
  const { rows } = await sql<MemberPractice>`
    with recursive below(code) as (
      select ${organisation}::text
      union select m.child from memberships m join below b on m.parent = b.code
        where m.starts <= ${day}::date and (m.ends is null or m.ends > ${day}::date))
    select o.code, o.name from below b join organisations o on o.code = b.code
    where o.kind = 'practice' and (o.closed is null or o.closed > ${day}::date)
    order by o.name, o.code`.execute(db)
  return rows
}

/** Of these practices, those where somebody works. */
export async function practicesOf(
  db: Db | Tx,
  personId: string,
  among: readonly MemberPractice[],
): Promise<readonly MemberPractice[]> {
  const rows = await db
    .selectFrom('workplaces')
    .where('personId', '=', personId)
    .select('organisation')
    .execute()
  const codes = new Set(rows.map(({ organisation }) => organisation))
  return among.filter(({ code }) => codes.has(code))
}

/** Whether somebody was told of a message, is asked to go as a deputy, or wrote it. */
export async function isConcerned(
  db: Db | Tx,
  broadcast: number,
  personId: string,
): Promise<boolean> {
  const { rows } = await sql`
    select 1 from deliveries where broadcast_id = ${broadcast} and person_id = ${personId}
    union all select 1 from rsvps where broadcast_id = ${broadcast} and deputy_id = ${personId}
    union all select 1 from broadcasts where id = ${broadcast} and author_id = ${personId} and started_at is not null
    limit 1`.execute(db)
  return rows.length > 0
}

/** What was answered by one person, with everything that is kept of it. */
export type RsvpRow = MyRsvp &
  Readonly<{
    personId: string
    name: string
    gpKind: GpKind
    practice: string | null
    deputyId: string | null
    at: Date
    /** Whether who speaks for the practice, they or their deputy, is a member and works there still. */
    speaks: boolean
  }>

const rsvps = sql<RsvpRow>`
  select r.person_id, p.name, p.gp_kind, r.answer, r.practice, o.name as practice_name, r.deputy_id, d.name as deputy_name,
    r.deputy_says, r.answered_for, r.at,
    exists (select 1 from workplaces w join people s on s.id = w.person_id and s.left_at is null
      where w.organisation = r.practice and w.person_id = coalesce(r.deputy_id, r.person_id)) as speaks
  from rsvps r join people p on p.id = r.person_id
  left join organisations o on o.code = r.practice left join people d on d.id = r.deputy_id`

/** What everybody who is a member still answered, by name. */
export async function answersTo(db: Db | Tx, broadcast: number): Promise<readonly RsvpRow[]> {
  const { rows } = await sql<RsvpRow>`
    ${rsvps} where r.broadcast_id = ${broadcast} and p.left_at is null order by lower(p.name), p.id`.execute(
    db,
  )
  return rows
}

export async function answerOf(
  db: Db | Tx,
  broadcast: number,
  personId: string,
): Promise<RsvpRow | null> {
  const { rows } = await sql<RsvpRow>`
    ${rsvps} where r.broadcast_id = ${broadcast} and r.person_id = ${personId}`.execute(db)
  return rows[0] ?? null
}

export type RsvpToSave = Readonly<{
  answer: RsvpAnswer
  practice: string | null
  deputyId: string | null
  deputySays: DeputySays | null
  answeredFor: string
  at: Date
}>

export async function saveRsvp(
  db: Tx,
  broadcastId: number,
  personId: string,
  row: RsvpToSave,
): Promise<void> {
  await db
    .insertInto('rsvps')
    .values({ broadcastId, personId, ...row })
    .onConflict((conflict) => conflict.columns(['broadcastId', 'personId']).doUpdateSet(row))
    .execute()
}

/** Keeps what a deputy says. False when they are not asked by that person any more. */
export async function saveDeputySays(
  db: Tx,
  broadcastId: number,
  personId: string,
  deputyId: string,
  says: DeputySays,
): Promise<boolean> {
  const row = await db
    .updateTable('rsvps')
    .set({ deputySays: says })
    .where('broadcastId', '=', broadcastId)
    .where('personId', '=', personId)
    .where('deputyId', '=', deputyId)
    .returning('personId')
    .executeTakeFirst()
  return row !== undefined
}

/** Somebody by id who is a member, with the codes of where they work. */
export async function memberWithPlaces(
  db: Tx,
  personId: string,
): Promise<Readonly<{ id: string; name: string; practices: readonly string[] }> | null> {
  const { rows } = await sql<{ id: string; name: string; practices: string[] }>`
    select p.id, p.name, coalesce((select json_agg(organisation) from workplaces where person_id = p.id), '[]'::json) as practices
    from people p where p.id::text = ${personId} and p.left_at is null`.execute(db)
  return rows[0] ?? null
}

/** Members who work at a practice where this person works, by a few letters of their name. For a field that searches. */
export async function colleaguesLike(
  db: Db | Tx,
  personId: string,
  typed: string,
  limit: number,
): Promise<readonly Option[]> {
  const { rows } = await sql<{ id: string; name: string; practice: string }>`
    select p.id, p.name, min(o.name) as practice
    from workplaces mine
    join organisations o on o.code = mine.organisation and o.kind = 'practice'
    join workplaces theirs on theirs.organisation = mine.organisation and theirs.person_id <> mine.person_id
    join people p on p.id = theirs.person_id and p.left_at is null
    where mine.person_id = ${personId} and lower(p.name) like ${likeTyped(typed)}
    group by p.id, p.name order by lower(p.name), p.id limit ${limit}`.execute(db)
  return rows.map(({ id, name, practice }) => option(id, clip(name, 75), clip(practice, 75)))
}

export async function quorumRuleOf(db: Db | Tx, organisation: string): Promise<QuorumRule | null> {
  const row = await db
    .selectFrom('quorumRules')
    .where('organisation', '=', organisation)
    .select('rule')
    .executeTakeFirst()
  return row === undefined ? null : QuorumRule.parse(row.rule)
}

export async function saveQuorumRule(
  db: Tx,
  organisation: string,
  rule: QuorumRule,
  setBy: string,
  setAt: Date,
): Promise<void> {
  const row = { rule: JSON.stringify(rule), setBy, setAt }
  await db
    .insertInto('quorumRules')
    .values({ organisation, ...row })
    .onConflict((conflict) => conflict.column('organisation').doUpdateSet(row))
    .execute()
}

/** How many who are members still have the notice, or may have it. */
export async function howManyTold(db: Db | Tx, broadcast: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from deliveries d join people p on p.id = d.person_id and p.left_at is null
    where d.broadcast_id = ${broadcast} and d.state in ('sent', 'sending', 'doubtful')`.execute(db)
  return rows[0]?.n ?? 0
}

/** The numbers of the meetings that concern somebody, from a day on, the next first. */
export async function meetingsOf(
  db: Db | Tx,
  personId: string,
  from: string,
  limit: number,
): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number }>`
    select b.id from broadcasts b
    where b.kind = 'board-meeting' and b.started_at is not null and b.state <> 'deleted' and b.content ->> 'date' >= ${from}
      and (b.author_id = ${personId}
        or exists (select 1 from deliveries d where d.broadcast_id = b.id and d.person_id = ${personId})
        or exists (select 1 from rsvps r where r.broadcast_id = b.id and r.deputy_id = ${personId} and r.deputy_says <> 'no'))
    order by b.content ->> 'date', b.content ->> 'starts', b.id limit ${limit}`.execute(db)
  return rows.map(({ id }) => id)
}

/** Where cards about something of meetings stand ("attendance:12"), and whose they are; of one person alone when given. */
export async function cardsAbout(
  db: Db | Tx,
  about: string,
  personId: string | null = null,
): Promise<readonly Readonly<{ personId: string; handle: MessageHandle }>[]> {
  const { rows } = await sql<{ personId: string; platform: string; ref: string }>`
    select i.person_id, i.platform, c.handle as ref from copies c join identities i on i.id = c.identity_id
    where c.about = ${about} and i.person_id is not null
      and i.person_id = coalesce(${personId}::uuid, i.person_id)`.execute(db)
  return rows.map((row) => ({
    personId: row.personId,
    handle: { platform: PlatformName.parse(row.platform), ref: row.ref },
  }))
}

/** Whom a meeting concerns when it moves or is cancelled: who has its notice, and who goes in somebody's place. */
export type Concerned = Readonly<{
  personId: string
  quietFrom: string | null
  quietTo: string | null
  awayUntil: Date | null
}>

export async function whomItConcerns(db: Tx, broadcast: number): Promise<readonly Concerned[]> {
  const { rows } = await sql<Concerned>`
    select p.id as person_id, p.quiet_from, p.quiet_to, p.away_until from people p
    where p.left_at is null and (
      exists (select 1 from deliveries d where d.broadcast_id = ${broadcast} and d.person_id = p.id
        and d.state in ('sent', 'sending', 'doubtful'))
      or exists (select 1 from acknowledgements a where a.broadcast_id = ${broadcast} and a.person_id = p.id)
      or exists (select 1 from rsvps r where r.broadcast_id = ${broadcast}
        and (r.person_id = p.id or (r.deputy_id = p.id and r.deputy_says <> 'no')))
    ) and p.id <> (select author_id from broadcasts where id = ${broadcast})
    order by p.id`.execute(db)
  return rows
}
