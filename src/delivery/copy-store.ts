import { sql } from 'kysely'
import { type Identity, type MessageHandle, PlatformName } from '#src/chat/chat-platform.ts'
import type { Db, Tx } from '#src/kernel/db.ts'

/** So many further cards of one thing follow what a person does; older ones stay as they were. */
export const MOST_COPIES = 10

/**
 * Keeps that a message of somebody who has joined now shows this: "broadcast:12".
 * A delivery's own message is known already. Nothing is kept for an account that is nobody's.
 */
export async function keepCopy(
  db: Tx,
  who: Identity,
  about: string,
  handle: MessageHandle,
  at: Date,
): Promise<void> {
  const { rows } = await sql<{ personId: string }>`
    insert into copies (identity_id, about, handle, at, edition)
    select i.id, ${about}, ${handle.ref}, ${at},
      coalesce((select edition from broadcasts where 'broadcast:' || id = ${about}), 1)
    from identities i join people p on p.id = i.person_id and p.left_at is null
    where i.platform = ${who.platform} and i.tenant = ${who.tenant} and i.user_ref = ${who.user}
      and not exists (
        select 1 from deliveries d
        where d.person_id = i.person_id and d.identity_id = i.id and d.handle = ${handle.ref}
          and 'broadcast:' || d.broadcast_id = ${about})
    on conflict (identity_id, handle) do update set about = excluded.about, at = excluded.at, edition = excluded.edition, draw_tries = 0
    returning (select person_id from identities where id = identity_id)`.execute(db)
  const [kept] = rows
  if (kept === undefined) return
  await sql`
    delete from copies where (identity_id, handle) in (
      select c.identity_id, c.handle from copies c join identities i on i.id = c.identity_id
      where i.person_id = ${kept.personId} and c.about = ${about}
      order by c.at desc, c.handle desc offset ${MOST_COPIES})`.execute(db)
}

/** A message that shows something else now, or that is not there any more. */
export async function forgetCopy(db: Db | Tx, handle: MessageHandle): Promise<void> {
  await sql`
    delete from copies c using identities i
    where c.handle = ${handle.ref} and i.id = c.identity_id and i.platform = ${handle.platform}`.execute(
    db,
  )
}

/** Everywhere that one person's card of a broadcast stands, in accounts that are still theirs: the newest copies first. */
export async function copiesOf(
  db: Db | Tx,
  broadcast: number,
  personId: string,
): Promise<readonly MessageHandle[]> {
  const { rows } = await sql<{ platform: string; ref: string }>`
    select i.platform, c.handle as ref
    from copies c join identities i on i.id = c.identity_id
    where c.about = ${`broadcast:${broadcast}`} and i.person_id = ${personId}
    union all
    select i.platform, d.handle
    from deliveries d join identities i on i.id = d.identity_id and i.person_id = d.person_id
    where d.broadcast_id = ${broadcast} and d.person_id = ${personId} and d.handle is not null`.execute(
    db,
  )
  return rows.map(({ platform, ref }) => ({ platform: PlatformName.parse(platform), ref }))
}

/** What one of somebody's copies shows; null when it is none. */
export async function copyAt(
  db: Tx,
  personId: string,
  handle: MessageHandle,
): Promise<string | null> {
  const row = await db
    .selectFrom('copies as c')
    .innerJoin('identities as i', 'i.id', 'c.identityId')
    .where('i.personId', '=', personId)
    .where('i.platform', '=', handle.platform)
    .where('c.handle', '=', handle.ref)
    .select('c.about')
    .executeTakeFirst()
  return row?.about ?? null
}
