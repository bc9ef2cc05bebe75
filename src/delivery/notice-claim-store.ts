import { sql } from 'kysely'
import { type Address, PlatformName } from '#src/chat/chat-platform.ts'
import { Message } from '#src/chat/message.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import { holdListed, markListed } from './listed-store.ts'
import { nextAccount } from './record-store.ts'
import type { Next } from './rules.ts'

/** The one notice that goes to an account which is nobody's any more, and to no other. */
export const UNLINKED = 'unlinked'

export type NoticeToSend = Readonly<{
  id: string
  identityId: string | null
  personId: string
  about: string
  message: Message
  attempts: number
  inDoubt: boolean
  tenant: string
  address: Address | null
}>

/**
 * Marks a notice as being sent. `inDoubt` when it was so already: whoever sent it died, and it is asked about at the
 * account that it went to. Null when it is done.
 */
export async function claimNotice(db: Db, id: string): Promise<NoticeToSend | null> {
  const { rows } = await sql<{
    personId: string
    about: string
    message: unknown
    attempts: number
    before: string
    identityId: string | null
    platform: string | null
    tenant: string | null
    address: string | null
  }>`
    with before as (
      select id, person_id, about, state, identity_id, tried from notices
      where id = ${id} and state in ('waiting', 'sending') for update)
    update notices n set state = 'sending', attempts = n.attempts + 1, identity_id = i.id
    from before d
    left join lateral (
      select i.id, i.platform, i.tenant, i.address from identities i
      where case when d.about = ${UNLINKED} then i.id = d.identity_id and i.person_id is null and i.gone_at is null
      else i.person_id = d.person_id and (
        (d.state = 'sending' and i.id = coalesce(d.identity_id, i.id))
        or (d.state = 'waiting' and i.gone_at is null and i.id <> all(d.tried)
          and exists (select 1 from people p where p.id = d.person_id and p.left_at is null))) end
      order by (i.id = d.identity_id) is true desc, i.preferred desc, i.linked_at, i.id limit 1
    ) i on true
    where n.id = d.id
    returning n.person_id, n.about, n.message, n.attempts, d.state as before, i.id as identity_id,
      i.platform, i.tenant, i.address`.execute(db)
  const [row] = rows
  if (row === undefined) return null
  const platform = PlatformName.safeParse(row.platform)
  return {
    id,
    identityId: row.identityId,
    personId: row.personId,
    about: row.about,
    message: Message.parse(row.message),
    attempts: row.attempts,
    inDoubt: row.before === 'sending',
    tenant: row.tenant ?? '',
    address:
      platform.success && row.address !== null
        ? { platform: platform.data, ref: row.address }
        : null,
  }
}

/**
 * Writes what became of a notice; what a digest carried is delivered with it. What one account surely did not take goes
 * to the person's next one. Returns when it is due again; null when it is done. `attempts` is the claim's: whoever comes so
 * late that another process has claimed it changes nothing.
 */
export async function recordNotice(
  db: Db,
  claim: Readonly<{ id: string; attempts: number }>,
  platform: string | null,
  next: Next,
  at: Date,
): Promise<Date | null> {
  return db.transaction().execute(async (tx) => {
    if (next.state === 'failed' && next.refused && (await moveNotice(tx, claim, at))) return at
    if (!(await writeOutcome(tx, claim, platform, next, at))) return null
    if (next.state === 'waiting') return next.dueAt
    await holdListed(tx, claim.id)
    await endDigested(tx, claim.id, next, at)
    if (next.state === 'sent') await keepFollowing(tx, claim.id, at)
    return null
  })
}

/** Whether it was this claim's to write. What did arrive is believed, however late that is heard. */
async function writeOutcome(
  tx: Tx,
  { id, attempts }: Readonly<{ id: string; attempts: number }>,
  platform: string | null,
  next: Next,
  at: Date,
): Promise<boolean> {
  const became =
    next.state === 'sent'
      ? { handle: next.handle, reason: null, sentAt: at }
      : { handle: null, reason: next.reason }
  const again =
    next.state !== 'waiting'
      ? {}
      : {
          dueAt: next.dueAt,
          // What the platform asked to wait with was no try that failed.
          attempts: attempts - (next.reason === 'throttled' ? 1 : 0),
        }
  const written = await tx
    .updateTable('notices')
    .set({ state: next.state, platform, ...became, ...again })
    .where('id', '=', id)
    .where((eb) =>
      next.state === 'sent'
        ? eb('state', 'in', ['sending', 'waiting', 'doubtful'])
        : eb.and([eb('state', '=', 'sending'), eb('attempts', '=', attempts)]),
    )
    .returning('id')
    .executeTakeFirst()
  return written !== undefined
}

/** What a digest carried ends as it did. */
async function endDigested(
  tx: Tx,
  id: string,
  next: Exclude<Next, { state: 'waiting' }>,
  at: Date,
): Promise<void> {
  const { state } = next
  await sql`
    update deliveries d set state = ${state}, reason = ${next.state === 'sent' ? null : next.reason},
      sent_at = ${state === 'sent' ? at : null}, attempts = 1, identity_id = coalesce(n.identity_id, d.identity_id)
    from digest_items i join notices n on n.id = i.notice_id
    where i.notice_id = ${id} and d.broadcast_id = i.broadcast_id and d.person_id = i.person_id and d.state = 'digest'`.execute(
    tx,
  )
  await tx.deleteFrom('digestItems').where('noticeId', '=', id).execute()
  await tx.deleteFrom('forumWaiting').where('noticeId', '=', id).execute()
}

/**
 * A reminder of one message is a copy of that message's card from now on: what is answered, corrected or withdrawn shows
 * on it. A digest, and a reminder of several, follows as a list of them. Each shows what it was made from when it left. A
 * post in a forum is changed and removed long after its notice has gone. Nothing follows in an account that was taken away.
 */
async function keepFollowing(tx: Tx, id: string, at: Date): Promise<void> {
  await sql`
    insert into copies (identity_id, about, handle, at, edition)
    select i.id, case
        when n.about like 'reminder%' and cardinality(n.listed) = 1 then 'broadcast:' || n.listed[1]
        when n.listed is not null then n.about || ':' || n.id
        else n.about end,
      n.handle, ${at}, coalesce(n.listed_edition, 0)
    from notices n join identities i on i.id = n.identity_id and i.person_id = n.person_id
    where n.id = ${id} and (n.listed is not null or n.about like 'forum-post:%')
    on conflict (identity_id, handle) do nothing`.execute(tx)
  await markListed(tx, id)
}

/** To the person's next account, if there is one; an account that has just been tried is one of those that would not take it. */
async function moveNotice(
  tx: Tx,
  { id, attempts }: Readonly<{ id: string; attempts: number }>,
  at: Date,
): Promise<boolean> {
  const { rows } = await sql`
    update notices d set state = 'waiting', reason = 'moved', due_at = ${at}, tried = d.tried || d.identity_id
    where d.id = ${id} and d.state = 'sending' and d.attempts = ${attempts} and exists (${nextAccount})
    returning d.id`.execute(tx)
  return rows.length > 0
}
