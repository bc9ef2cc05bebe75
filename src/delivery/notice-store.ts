import { sql } from 'kysely'
import { type MessageHandle, PlatformName } from '#src/chat/chat-platform.ts'
import type { Message } from '#src/chat/message.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import type { Queue } from '#src/kernel/queue.ts'
import { copyAt } from './copy-store.ts'
import { NOTIFY, REDRAW } from './jobs.ts'

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

/** The same card to many, one notice each, in the caller's transaction. A lower `priority` lets other notices by. */
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
  priority = 15,
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
      priority,
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

/** Which broadcast, in the delivered message or a copy of it, or which notice or other copy somebody acted on. */
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
  const copy = await copyAt(db, personId, handle)
  const copied = /^broadcast:(\d+)$/.exec(copy ?? '')?.[1]
  return {
    broadcast: delivery?.broadcastId ?? (copied === undefined ? null : Number(copied)),
    about: notice?.about ?? copy,
  }
}
