import { sql } from 'kysely'
import { type Address, type Identity, PlatformName } from '#src/chat/chat-platform.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import { type LinkedAccount, TRIES_WITHIN_MS } from './rules.ts'

/** Keeps a person's code; the one before it ends. */
export async function saveCode(
  db: Tx,
  personId: string,
  hash: string,
  expiresAt: Date,
): Promise<void> {
  await db
    .insertInto('linkCodes')
    .values({ personId, hash, expiresAt })
    .onConflict((conflict) => conflict.column('personId').doUpdateSet({ hash, expiresAt }))
    .execute()
}

export type OpenCode = Readonly<{ personId: string; name: string; hash: string }>

/** The codes that can be used now, of people who have joined: few, since each lives for minutes. */
export async function openCodes(db: Tx, at: Date): Promise<readonly OpenCode[]> {
  return db
    .selectFrom('linkCodes as c')
    .innerJoin('people as p', 'p.id', 'c.personId')
    .where('c.expiresAt', '>', at)
    .where('p.leftAt', 'is', null)
    .select(['c.personId', 'p.name', 'c.hash'])
    .execute()
}

/** Uses a code up. False when somebody else did, or a newer one took its place. */
export async function takeCode(db: Tx, { personId, hash }: OpenCode): Promise<boolean> {
  const taken = await db
    .deleteFrom('linkCodes')
    .where('personId', '=', personId)
    .where('hash', '=', hash)
    .returning('personId')
    .executeTakeFirst()
  return taken !== undefined
}

/** When this account gave wrong codes. Others of the same account wait here until this one is decided. */
export async function wrongTries(db: Tx, who: Identity): Promise<readonly Date[]> {
  const name = JSON.stringify([who.platform, who.tenant, who.user])
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(db)
  const rows = await db
    .selectFrom('linkTries')
    .where('platform', '=', who.platform)
    .where('tenant', '=', who.tenant)
    .where('userRef', '=', who.user)
    .select('at')
    .execute()
  return rows.map((row) => row.at)
}

export async function addWrongTry(db: Tx, who: Identity, at: Date): Promise<void> {
  await db
    .insertInto('linkTries')
    .values({ platform: who.platform, tenant: who.tenant, userRef: who.user, at })
    .execute()
}

/** A person's accounts in the order in which they were linked. Held still: nobody takes away two at a time. */
export async function holdAccounts(db: Tx, personId: string): Promise<readonly LinkedAccount[]> {
  await sql`select 1 from people where id = ${personId} for update`.execute(db)
  const rows = await db
    .selectFrom('identities')
    .where('personId', '=', personId)
    .select(['id', 'platform', 'tenant', 'userRef as user', 'preferred', 'linkedAt', 'goneAt'])
    .orderBy('linkedAt')
    .orderBy('id')
    .execute()
  return rows.map(({ platform, ...row }) => ({ ...row, platform: PlatformName.parse(platform) }))
}

/** Gives an account that is nobody's, or of somebody who has left, to a person. Null when it is somebody's. */
export async function attachAccount(
  db: Tx,
  personId: string,
  account: Readonly<{ identity: Identity; address: Address }>,
  at: Date,
  newId: string,
): Promise<string | null> {
  const { identity, address } = account
  const { rows } = await sql<{ id: string }>`
    insert into identities as i (id, person_id, platform, tenant, user_ref, address, preferred, linked_at)
    values (${newId}, ${personId}, ${identity.platform}, ${identity.tenant}, ${identity.user}, ${address.ref}, false, ${at})
    on conflict (platform, tenant, user_ref) do update
      set person_id = excluded.person_id, address = excluded.address, preferred = false,
        linked_at = excluded.linked_at, gone_at = null
      where not exists (select 1 from people p where p.id = i.person_id and p.left_at is null)
    returning i.id`.execute(db)
  return rows[0]?.id ?? null
}

/** From now on a person's messages go to this account. */
export async function preferAccount(db: Tx, personId: string, account: string): Promise<void> {
  await sql`
    update identities set preferred = (id = ${account}) where person_id = ${personId}`.execute(db)
}

/** Takes an account away from whoever has it: it is nobody's, and no card there follows any more. */
export async function detachAccount(db: Tx, account: string): Promise<void> {
  await db
    .updateTable('identities')
    .set({ personId: null, preferred: false })
    .where('id', '=', account)
    .execute()
  await db.deleteFrom('copies').where('identityId', '=', account).execute()
}

/** What waits for one account of a person, to be sent to the first of the others that are open. */
export async function moveWaiting(db: Tx, personId: string, from: string): Promise<void> {
  await sql`
    update deliveries d set identity_id = i.id
    from (
      select id from identities where person_id = ${personId} and id <> ${from} and gone_at is null
      order by preferred desc, linked_at, id limit 1
    ) i
    where d.person_id = ${personId} and d.identity_id = ${from} and d.state in ('waiting', 'digest')`.execute(
    db,
  )
}

/** What waits in a chunk for an account that was taken away while it was being tried is sent to one that is still theirs. */
export async function moveFromTaken(
  db: Db,
  { broadcast, from, to }: Readonly<{ broadcast: number; from: number; to: number }>,
): Promise<void> {
  await sql`
    update deliveries d set identity_id = (
      select id from identities where person_id = d.person_id
      order by gone_at is null desc, preferred desc, linked_at, id limit 1)
    from identities i
    where i.person_id is null and d.identity_id = i.id
      and d.broadcast_id = ${broadcast} and d.seq >= ${from} and d.seq < ${to} and d.state = 'waiting'
      and exists (select 1 from identities where person_id = d.person_id)`.execute(db)
}

/**
 * Forgets who had an account that is nobody's any more: a delivery to it says only on which platform it was.
 * What is still being sent there must be asked about first, and that it was taken away is told there. Codes and tries that count no more go too.
 */
export async function eraseTaken(db: Db, at: Date): Promise<void> {
  await sql`
    update identities i set user_ref = i.id::text, address = '-', tenant = '-'
    where i.person_id is null and i.user_ref <> i.id::text
      and not exists (select 1 from deliveries d where d.identity_id = i.id and d.state = 'sending')
      and not exists (select 1 from notices n where n.identity_id = i.id and n.state in ('waiting', 'sending'))`.execute(
    db,
  )
  await db.deleteFrom('linkCodes').where('expiresAt', '<=', at).execute()
  await db
    .deleteFrom('linkTries')
    .where('at', '<=', new Date(at.getTime() - TRIES_WITHIN_MS))
    .execute()
}
