import { sql } from 'kysely'
import { type Address, type MessageHandle, PlatformName } from '#src/chat/chat-platform.ts'
import { Message } from '#src/chat/message.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import type { Queue } from '#src/kernel/queue.ts'
import { copyAt } from './copy-store.ts'
import { NOTIFY, REDRAW } from './jobs.ts'
import { nextAccount } from './record-store.ts'
import type { Next } from './rules.ts'

/** Puts one message to one person in the outbox, in the caller's transaction. */
export async function notify(
  {
    db,
    queue,
    at,
    newId,
  }: Readonly<{ db: Tx; queue: Pick<Queue, 'add'>; at: Date; newId: () => string }>,
  personId: string,
  about: string,
  card: Message,
  /** The account that it should go to, while that is open; their preferred one when nothing is said. */
  identityId: string | null = null,
): Promise<string> {
  const id = newId()
  await db
    .insertInto('notices')
    .values({
      id,
      personId,
      about,
      message: JSON.stringify(card),
      state: 'waiting',
      dueAt: at,
      reason: null,
      platform: null,
      handle: null,
      createdAt: at,
      sentAt: null,
      identityId,
    })
    .execute()
  await queue.add(db, NOTIFY, [{ data: { notice: id }, priority: 15 }])
  return id
}

/** The same card to many, one notice each, in the caller's transaction. */
export async function notifyAll(
  {
    db,
    queue,
    at,
    newId,
  }: Readonly<{ db: Tx; queue: Pick<Queue, 'add'>; at: Date; newId: () => string }>,
  people: readonly Readonly<{ personId: string; dueAt: Date }>[],
  about: string,
  card: Message,
): Promise<void> {
  const rows = people.map((one) => ({ ...one, id: newId() }))
  if (rows.length === 0) return
  await sql`
    insert into notices (id, person_id, about, message, state, due_at, created_at)
    select id, person_id, ${about}, ${JSON.stringify(card)}::jsonb, 'waiting', due_at, ${at}
    from unnest(
      ${rows.map(({ id }) => id)}::uuid[], ${rows.map(({ personId }) => personId)}::uuid[],
      ${rows.map(({ dueAt }) => dueAt.toISOString())}::timestamptz[]
    ) as r (id, person_id, due_at)`.execute(db)
  await queue.add(
    db,
    NOTIFY,
    rows.map(({ id, dueAt }) => ({
      data: { notice: id },
      priority: 15,
      ...(dueAt > at ? { startAfter: dueAt } : {}),
    })),
  )
}

/** Sends what waits for somebody now, in the caller's transaction: they are back sooner than it was kept for. */
export async function hastenNotices(
  { db, queue, at }: Readonly<{ db: Tx; queue: Pick<Queue, 'add'>; at: Date }>,
  personId: string,
): Promise<void> {
  const rows = await db
    .updateTable('notices')
    .set({ dueAt: at })
    .where('personId', '=', personId)
    .where('state', '=', 'waiting')
    .where('dueAt', '>', at)
    .returning('id')
    .execute()
  // The job of before still comes, and finds it done.
  await queue.add(
    db,
    NOTIFY,
    rows.map(({ id }) => ({ data: { notice: id }, priority: 15 })),
  )
}

/** Asks for a card to be shown anew, in the caller's transaction. */
export async function askRedraw(
  { db, queue }: Readonly<{ db: Tx; queue: Pick<Queue, 'add'> }>,
  about: string,
): Promise<void> {
  await queue.add(db, REDRAW, [{ data: { about } }])
}

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
      select id, person_id, state, identity_id, tried from notices
      where id = ${id} and state in ('waiting', 'sending') for update)
    update notices n set state = 'sending', attempts = n.attempts + 1, identity_id = i.id
    from before d
    left join lateral (
      select i.id, i.platform, i.tenant, i.address from identities i
      where i.person_id = d.person_id and (
        (d.state = 'sending' and i.id = coalesce(d.identity_id, i.id))
        or (d.state = 'waiting' and i.gone_at is null and i.id <> all(d.tried)
          and exists (select 1 from people p where p.id = d.person_id and p.left_at is null)))
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
  { id, attempts }: Readonly<{ id: string; attempts: number }>,
  platform: string | null,
  next: Next,
  at: Date,
): Promise<Date | null> {
  const { state } = next
  return db.transaction().execute(async (tx) => {
    if (state === 'failed' && next.refused && (await moveNotice(tx, { id, attempts }, at)))
      return at
    const written = await tx
      .updateTable('notices')
      .set({
        state,
        platform,
        handle: next.state === 'sent' ? next.handle : null,
        reason: next.state === 'sent' ? null : next.reason,
        ...(next.state === 'sent' ? { sentAt: at } : {}),
        ...(next.state === 'waiting' ? { dueAt: next.dueAt } : {}),
        // What the platform asked to wait with was no try that failed.
        ...(state === 'waiting' && next.reason === 'throttled'
          ? { attempts: sql<number>`attempts - 1` }
          : {}),
      })
      .where('id', '=', id)
      .where((eb) =>
        eb.or([
          eb.and([eb('state', '=', 'sending'), eb('attempts', '=', attempts)]),
          // What did arrive did arrive, however late that is heard.
          ...(state === 'sent' ? [eb('state', 'in', ['sending', 'waiting', 'doubtful'])] : []),
        ]),
      )
      .returning('id')
      .executeTakeFirst()
    if (written === undefined) return null
    if (state === 'waiting') return next.dueAt
    await sql`
      update deliveries d set state = ${state}, reason = ${next.state === 'sent' ? null : next.reason},
        sent_at = ${state === 'sent' ? at : null}, attempts = 1, identity_id = coalesce(n.identity_id, d.identity_id)
      from digest_items i join notices n on n.id = i.notice_id
      where i.notice_id = ${id} and d.broadcast_id = i.broadcast_id and d.person_id = i.person_id and d.state = 'digest'`.execute(
      tx,
    )
    if (next.state === 'sent') await followReminded(tx, id, at)
    await tx.deleteFrom('digestItems').where('noticeId', '=', id).execute()
    return null
  })
}

/**
 * A reminder of one message is a copy of that message's card from now on: what is answered, corrected or withdrawn shows
 * on it. It shows no edition yet, so that the next change reaches it whichever that was made from.
 */
async function followReminded(tx: Tx, id: string, at: Date): Promise<void> {
  await sql`
    insert into copies (identity_id, about, handle, at, edition)
    select n.identity_id, 'broadcast:' || split_part(n.about, ':', 2), n.handle, ${at}, 0
    from notices n where n.id = ${id} and n.about like 'reminder:%' and n.identity_id is not null
    on conflict (identity_id, handle) do nothing`.execute(tx)
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

/** Where the newest card about something is. */
export async function noticeHandle(db: Db | Tx, about: string): Promise<MessageHandle | null> {
  const row = await db
    .selectFrom('notices')
    .where('about', '=', about)
    .where('handle', 'is not', null)
    .select(['platform', 'handle'])
    .orderBy('createdAt', 'desc')
    .executeTakeFirst()
  const platform = PlatformName.safeParse(row?.platform)
  return platform.success && typeof row?.handle === 'string'
    ? { platform: platform.data, ref: row.handle }
    : null
}

/** Which broadcast, in the delivered message or a copy of it, or which notice somebody acted on. */
export async function findByHandle(
  db: Tx,
  personId: string,
  handle: MessageHandle,
): Promise<Readonly<{ broadcast: number | null; about: string | null }>> {
  const delivery = await db
    .selectFrom('deliveries as d')
    .innerJoin('identities as i', 'i.id', 'd.identityId')
    .where('d.personId', '=', personId)
    .where('d.handle', '=', handle.ref)
    .where('i.platform', '=', handle.platform)
    .select('d.broadcastId')
    .executeTakeFirst()
  const notice = await db
    .selectFrom('notices')
    .where('personId', '=', personId)
    .where('platform', '=', handle.platform)
    .where('handle', '=', handle.ref)
    .select('about')
    .executeTakeFirst()
  const copied = /^broadcast:(\d+)$/.exec((await copyAt(db, personId, handle)) ?? '')?.[1]
  return {
    broadcast: delivery?.broadcastId ?? (copied === undefined ? null : Number(copied)),
    about: notice?.about ?? null,
  }
}
