import { sql } from 'kysely'
import type { Db, Tx } from '#src/kernel/db.ts'
import type { ActionItem, Minutes } from './rules/brought.ts'

export async function minutesOf(db: Db | Tx, broadcastId: number): Promise<Minutes | null> {
  const row = await db
    .selectFrom('meetingMinutes')
    .where('broadcastId', '=', broadcastId)
    .select(['summary', 'decisions', 'url', 'version'])
    .executeTakeFirst()
  return row ?? null
}

export async function saveMinutes(
  db: Tx,
  broadcastId: number,
  minutes: Minutes,
  writtenBy: string,
  writtenAt: Date,
): Promise<void> {
  const row = { ...minutes, decisions: [...minutes.decisions], writtenBy, writtenAt }
  await db
    .insertInto('meetingMinutes')
    .values({ broadcastId, ...row })
    .onConflict((conflict) => conflict.column('broadcastId').doUpdateSet(row))
    .execute()
}

/** Who was sent minutes, and in which version. */
export async function toldMinutes(db: Tx, broadcast: number): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('minutesTold')
    .where('broadcastId', '=', broadcast)
    .select(['personId', 'version'])
    .execute()
  return new Map(rows.map(({ personId, version }) => [personId, version]))
}

export async function keepToldMinutes(
  db: Tx,
  broadcast: number,
  people: readonly string[],
  version: number,
): Promise<void> {
  await sql`
    insert into minutes_told (broadcast_id, person_id, version)
    select ${broadcast}, id, ${version}::int from unnest(${[...people]}::uuid[]) as r (id)
    on conflict (broadcast_id, person_id) do update set version = excluded.version`.execute(db)
}

const items = sql<ActionItem>`
  select a.id, a.broadcast_id, a.what, a.owner_id, p.name as owner_name, a.due::text as due, a.made_by, a.done_at
  from meeting_actions a join people p on p.id = a.owner_id`

export async function findAction(db: Db | Tx, id: number): Promise<ActionItem | null> {
  const { rows } = await sql<ActionItem>`${items} where a.id = ${id}`.execute(db)
  return rows[0] ?? null
}

export async function actionsOf(db: Db | Tx, broadcast: number): Promise<readonly ActionItem[]> {
  const { rows } = await sql<ActionItem>`
    ${items} where a.broadcast_id = ${broadcast} order by a.done_at is not null, a.due, a.id`.execute(
    db,
  )
  return rows
}

export async function addAction(
  db: Tx,
  row: Readonly<{
    broadcastId: number
    what: string
    ownerId: string
    due: string
    madeBy: string
    madeAt: Date
  }>,
): Promise<number> {
  const { id } = await db
    .insertInto('meetingActions')
    .values({ ...row, doneAt: null, remindedAt: null, overdueAt: null })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Returns whether it was open. */
export async function finishAction(db: Tx, id: number, at: Date): Promise<boolean> {
  const row = await db
    .updateTable('meetingActions')
    .set({ doneAt: at })
    .where('id', '=', id)
    .where('doneAt', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export type DueAction = Readonly<{
  id: number
  due: string
  reminded: boolean
  overdueTold: boolean
  ownerLeft: boolean
}>

/** What is open and due on a day or before it, and has somebody who is still to hear. */
export async function dueActions(db: Db, today: string): Promise<readonly DueAction[]> {
  const { rows } = await sql<DueAction>`
    select a.id, a.due::text as due, a.reminded_at is not null as reminded, a.overdue_at is not null as overdue_told,
      p.left_at is not null as owner_left
    from meeting_actions a join people p on p.id = a.owner_id
    where a.done_at is null and a.due <= ${today}::date and (a.reminded_at is null or a.overdue_at is null)
    order by a.id`.execute(db)
  return rows
}

/** Marks a step of following up; false when another process did, or it is done. */
export async function takeFollowUp(
  db: Tx,
  id: number,
  step: 'reminded' | 'overdue',
  at: Date,
): Promise<boolean> {
  const column = step === 'reminded' ? sql.ref('reminded_at') : sql.ref('overdue_at')
  const { rows } = await sql`
    update meeting_actions set ${column} = ${at} where id = ${id} and done_at is null and ${column} is null
    returning id`.execute(db)
  return rows.length > 0
}
