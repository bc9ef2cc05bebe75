import { sql } from 'kysely'
import { type Option, option } from '#src/chat/form.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import { likeTyped } from '#src/kernel/like.ts'
import { clip } from '#src/kernel/words.ts'
import { gpKindWords } from '#src/people/rules.ts'
import type { GpKind } from '#src/kernel/schema.ts'

/** Of these people, those who are members and have the message of an event. */
export async function toldOf(
  db: Tx,
  broadcast: number,
  people: readonly string[],
): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select p.id from deliveries d join people p on p.id = d.person_id and p.left_at is null
    where d.broadcast_id = ${broadcast} and p.id::text = any(${[...people]}::text[])`.execute(db)
  return rows.map(({ id }) => id)
}

/** Keeps these people among those of an event, as having come without asking for a place. The caller holds the event's row. */
export async function addWalkIns(
  db: Tx,
  broadcast: number,
  people: readonly string[],
  at: Date,
): Promise<void> {
  await sql`
    insert into bookings (broadcast_id, person_id, state, turn, asked_at)
    select ${broadcast}::int, person_id, 'walked-in', n + (
      select coalesce(max(turn), 0) from bookings where broadcast_id = ${broadcast}), ${at}::timestamptz
    from unnest(${[...people]}::uuid[]) with ordinality as w (person_id, n)
    on conflict (broadcast_id, person_id) do nothing`.execute(db)
}

/** Who did not come after all, and never asked for a place, has nothing to do with the event. */
export async function dropWalkIns(db: Tx, broadcast: number): Promise<void> {
  await db
    .deleteFrom('bookings')
    .where('broadcastId', '=', broadcast)
    .where('state', '=', 'walked-in')
    .where('attendedAt', 'is', null)
    .execute()
}

/** Members who were told of an event of these organisations or of any under them, by a few letters of their name. */
export async function toldLike(
  db: Db,
  organisations: readonly string[],
  day: string,
  typed: string,
  limit: number,
): Promise<Option[]> {
  const { rows } = await sql<{ id: string; name: string; gpKind: GpKind }>`
    with recursive below(code) as (
      select unnest(${[...organisations]}::text[])
      union select m.child from memberships m join below b on m.parent = b.code
        where m.starts <= ${day}::date and (m.ends is null or m.ends > ${day}::date))
    select p.id, p.name, p.gp_kind from people p
    where p.left_at is null and lower(p.name) like ${likeTyped(typed)} and exists (
      select 1 from deliveries d join broadcasts b on b.id = d.broadcast_id and b.kind = 'education-event'
      where d.person_id = p.id and b.organisation in (select code from below))
    order by lower(p.name), p.id limit ${limit}`.execute(db)
  return rows.map(({ id, name, gpKind }) => option(id, clip(name, 75), gpKindWords(gpKind)))
}
