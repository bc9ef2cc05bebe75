import { sql } from 'kysely'
import type { Db, Tx } from '#src/kernel/db.ts'
import { agreedBy } from '#src/people/consents/agreed-store.ts'
import type { Person } from '#src/people/actor.ts'

/** Who is away, until when; null for somebody who is here. Holds the row, so that an absence ends once. */
export async function lockAbsence(db: Tx, personId: string): Promise<Date | null> {
  const row = await db
    .selectFrom('people')
    .where('id', '=', personId)
    .select('awayUntil')
    .forNoKeyUpdate()
    .executeTakeFirst()
  return row?.awayUntil ?? null
}

/**
 * Keeps until when somebody is away, and all that waits for them until then, what is critical excepted.
 * What is being sent at this moment still arrives. Returns how many are kept.
 */
export async function saveAway(db: Tx, personId: string, until: Date): Promise<number> {
  await db.updateTable('people').set({ awayUntil: until }).where('id', '=', personId).execute()
  // Digest items before deliveries, as wherever both are taken: in two orders two of them could wait for each other.
  await sql`
    update digest_items set due_at = ${until} where person_id = ${personId} and notice_id is null`.execute(
    db,
  )
  await sql`
    insert into digest_items (broadcast_id, person_id, due_at)
    select d.broadcast_id, d.person_id, ${until}
    from deliveries d join broadcasts b on b.id = d.broadcast_id
    where d.person_id = ${personId} and d.state = 'waiting' and b.urgency <> 'critical'
    on conflict (broadcast_id, person_id) do nothing`.execute(db)
  // A worker may have claimed one meanwhile: it is then on its way, and must not be listed a second time.
  await sql`
    with kept as (
      update deliveries d set state = 'digest', due_at = ${until}
      from digest_items i
      where i.person_id = ${personId} and i.notice_id is null and d.broadcast_id = i.broadcast_id
        and d.person_id = i.person_id and d.state in ('waiting', 'digest')
      returning d.broadcast_id
    )
    delete from digest_items i where i.person_id = ${personId} and i.notice_id is null
      and i.broadcast_id not in (select broadcast_id from kept)`.execute(db)
  const { rows } = await sql<{ kept: number }>`
    select count(*)::int as kept from digest_items where person_id = ${personId} and notice_id is null`.execute(
    db,
  )
  return rows[0]?.kept ?? 0
}

/** Ends an absence. What was kept goes with the notice, or is told now when there is none; what is paused waits on. */
export async function endAbsence(
  db: Tx,
  personId: string,
  notice: string | null,
  at: Date,
): Promise<void> {
  await db.updateTable('people').set({ awayUntil: null }).where('id', '=', personId).execute()
  const kept = sql`
    person_id = ${personId} and notice_id is null
    and broadcast_id not in (select id from broadcasts where state = 'paused')`
  if (notice === null) {
    await sql`
      with told as (delete from digest_items where ${kept} returning broadcast_id)
      update deliveries d set state = 'sent', sent_at = ${at}, attempts = 1, edition = b.edition, seen_version = b.version
      from told t join broadcasts b on b.id = t.broadcast_id
      where d.broadcast_id = b.id and d.person_id = ${personId} and d.state = 'digest'`.execute(db)
  } else {
    await sql`update digest_items set notice_id = ${notice}, due_at = ${at} where ${kept}`.execute(
      db,
    )
  }
  await sql`
    update digest_items set due_at = ${at} where person_id = ${personId} and notice_id is null`.execute(
    db,
  )
}

/** Whose absence is over. */
export async function absencesOver(db: Db, at: Date): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('people')
    .where('awayUntil', '<=', at)
    .where('leftAt', 'is', null)
    .select('id')
    .execute()
  return rows.map((row) => row.id)
}

/** Somebody who has joined and not left, as they are now. */
export async function memberById(
  db: Tx,
  id: string,
): Promise<Pick<Person, 'id' | 'gpKind' | 'agreed'> | null> {
  const row = await db
    .selectFrom('people as p')
    .where('p.id', '=', id)
    .where('p.leftAt', 'is', null)
    .select(['p.id', 'p.gpKind'])
    .executeTakeFirst()
  return row === undefined ? null : { ...row, agreed: await agreedBy(db, id) }
}
