import { sql } from 'kysely'
import { type MessageHandle, PlatformName } from '#src/chat/chat-platform.ts'
import { Content } from '#src/broadcasts/content.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import type {
  ApprovalState,
  Because,
  OrganisationKind,
  Urgency,
  VoidedWhy,
} from '#src/kernel/schema.ts'
import type { Approval } from './rules.ts'

type Row = Readonly<{
  id: number
  broadcastId: number
  what: Approval['what']
  because: Because
  hash: string
  content: unknown
  recipients: number
  askedBy: string
  askerName: string
  askedAt: Date
  sendAt: Date | null
  state: ApprovalState
  decidedBy: string | null
  deciderName: string | null
  decidedAt: Date | null
  insteadOf: string | null
  reason: string | null
  goesAt: Date | null
  enderName: string | null
  endedAt: Date | null
  endedWhy: VoidedWhy | null
}>

const ALL = sql`
  select a.id, a.broadcast_id, a.what, a.because, a.hash, a.content, a.recipients, a.asked_by, asker.name as asker_name,
    a.asked_at, a.send_at, a.state, a.decided_by, decider.name as decider_name, a.decided_at, away.name as instead_of,
    a.reason, a.goes_at, ender.name as ender_name, a.ended_at, a.ended_why
  from approvals a
  join people asker on asker.id = a.asked_by
  left join people decider on decider.id = a.decided_by
  left join people away on away.id = a.stood_in_for
  left join people ender on ender.id = a.ended_by`

function approvalOf(row: Row): Approval {
  const { decidedBy, decidedAt, endedAt } = row
  return {
    id: row.id,
    broadcast: row.broadcastId,
    what: row.what,
    because: row.because,
    hash: row.hash,
    content: Content.parse(row.content),
    recipients: row.recipients,
    asked: { id: row.askedBy, name: row.askerName, at: row.askedAt },
    sendAt: row.sendAt,
    state: row.state,
    decided:
      decidedBy === null || decidedAt === null
        ? null
        : { id: decidedBy, name: row.deciderName ?? '', at: decidedAt, insteadOf: row.insteadOf },
    reason: row.reason,
    goesAt: row.goesAt,
    ended: endedAt === null ? null : { at: endedAt, name: row.enderName, why: row.endedWhy },
  }
}

export async function findApproval(db: Db | Tx, id: number): Promise<Approval | null> {
  const { rows } = await sql<Row>`${ALL} where a.id = ${id}`.execute(db)
  return rows[0] === undefined ? null : approvalOf(rows[0])
}

/** The newest request about a message, whatever became of it. Where it is decided on, the caller holds the message's row. */
export async function newestApproval(db: Db | Tx, broadcast: number): Promise<Approval | null> {
  const { rows } = await sql<Row>`
    ${ALL} where a.broadcast_id = ${broadcast} order by a.id desc limit 1`.execute(db)
  return rows[0] === undefined ? null : approvalOf(rows[0])
}

/** What was asked about a message before this; null for the first time. */
export async function earlierContent(
  db: Db | Tx,
  id: number,
  broadcast: number,
): Promise<Content | null> {
  const row = await db
    .selectFrom('approvals')
    .where('broadcastId', '=', broadcast)
    .where('id', '<', id)
    .select('content')
    .orderBy('id', 'desc')
    .executeTakeFirst()
  return row === undefined ? null : Content.parse(row.content)
}

/** Everything of a message that was agreed to and went, the first first. */
export async function agreedOf(db: Db | Tx, broadcast: number): Promise<readonly Approval[]> {
  const { rows } = await sql<Row>`
    ${ALL} where a.broadcast_id = ${broadcast} and a.state = 'done' order by a.id`.execute(db)
  return rows.map(approvalOf)
}

/** What waits for somebody's answer, the newest first. */
export async function waitingFor(db: Db | Tx, personId: string): Promise<readonly Approval[]> {
  const { rows } = await sql<Row>`
    ${ALL} join approvers p on p.approval_id = a.id and p.person_id = ${personId}
    where a.state = 'asked' order by a.id desc limit 10`.execute(db)
  return rows.map(approvalOf)
}

export async function insertApproval(
  db: Tx,
  given: Pick<
    Approval,
    'broadcast' | 'what' | 'because' | 'hash' | 'content' | 'recipients' | 'sendAt'
  > &
    Readonly<{ askedBy: string; remindAt: Date }>,
  approvers: readonly Readonly<{ personId: string; standsInFor: string | null }>[],
  at: Date,
): Promise<number> {
  const { broadcast, content, ...row } = given
  const { id } = await db
    .insertInto('approvals')
    .values({
      ...row,
      broadcastId: broadcast,
      content: JSON.stringify(content),
      askedAt: at,
      state: 'asked',
      decidedBy: null,
      decidedAt: null,
      stoodInFor: null,
      reason: null,
      goesAt: null,
      endedBy: null,
      endedAt: null,
      endedWhy: null,
      remindedAt: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await db
    .insertInto('approvers')
    .values(approvers.map((one) => ({ approvalId: id, ...one })))
    .execute()
  return id
}

type Answer = Readonly<{ by: string; insteadOf: string | null; at: Date }>

export async function keepApproved(
  db: Tx,
  id: number,
  { by, insteadOf, at }: Answer,
  goesAt: Date,
): Promise<void> {
  await db
    .updateTable('approvals')
    .set({ state: 'approved', decidedBy: by, decidedAt: at, stoodInFor: insteadOf, goesAt })
    .where('id', '=', id)
    .execute()
}

export async function keepReturned(
  db: Tx,
  id: number,
  { by, insteadOf, at }: Answer,
  reason: string,
): Promise<void> {
  await db
    .updateTable('approvals')
    .set({ state: 'returned', decidedBy: by, decidedAt: at, stoodInFor: insteadOf, reason })
    .where('id', '=', id)
    .execute()
}

/** Ends an open request; `by` is null when it is the clock that does. */
export async function keepEnded(
  db: Tx,
  id: number,
  end: Readonly<{
    state: 'recalled' | 'voided' | 'done'
    by: string | null
    why: VoidedWhy | null
  }>,
  at: Date,
): Promise<void> {
  await db
    .updateTable('approvals')
    .set({ state: end.state, endedBy: end.by, endedAt: at, endedWhy: end.why })
    .where('id', '=', id)
    .execute()
}

/** Who was asked, by name. */
export async function approversOf(
  db: Db | Tx,
  id: number,
): Promise<readonly Readonly<{ id: string; name: string; insteadOf: string | null }>[]> {
  const { rows } = await sql<{ id: string; name: string; insteadOf: string | null }>`
    select p.id, p.name, away.name as instead_of from approvers a
    join people p on p.id = a.person_id
    left join people away on away.id = a.stands_in_for
    where a.approval_id = ${id} order by p.name, p.id`.execute(db)
  return rows
}

/** Everywhere that a card of a request stands, and whose it is. */
export async function requestCards(
  db: Db,
  id: number,
): Promise<readonly Readonly<{ personId: string; handle: MessageHandle }>[]> {
  const about = `approval:${id}`
  const { rows } = await sql<{ personId: string; platform: string; ref: string }>`
    select person_id, platform, handle as ref from notices where about = ${about} and handle is not null
    union
    select i.person_id, i.platform, c.handle from copies c join identities i on i.id = c.identity_id
    where c.about = ${about} and i.person_id is not null`.execute(db)
  return rows.map(({ personId, platform, ref }) => ({
    personId,
    handle: { platform: PlatformName.parse(platform), ref },
  }))
}

/** What a message is to take the place of, as far as it says who must agree. */
export async function weightsOf(
  db: Db | Tx,
  broadcasts: readonly number[],
): Promise<readonly Readonly<{ urgency: Urgency; organisationKind: OrganisationKind }>[]> {
  if (broadcasts.length === 0) return []
  return db
    .selectFrom('broadcasts as b')
    .innerJoin('organisations as o', 'o.code', 'b.organisation')
    .where('b.id', 'in', [...broadcasts])
    .select(['b.urgency', 'o.kind as organisationKind'])
    .execute()
}

export type DueApproval = Readonly<{ id: number; broadcast: number }>

/** Corrections whose hold is over. */
export async function dueCorrections(db: Db, at: Date): Promise<readonly DueApproval[]> {
  return db
    .selectFrom('approvals')
    .where('what', '=', 'correction')
    .where('state', '=', 'approved')
    .where('goesAt', '<=', at)
    .select(['id', 'broadcastId as broadcast'])
    .orderBy('goesAt')
    .execute()
}

/** Requests that nobody has answered in good time. */
export async function unanswered(db: Db, at: Date): Promise<readonly DueApproval[]> {
  return db
    .selectFrom('approvals')
    .where('state', '=', 'asked')
    .where('remindedAt', 'is', null)
    .where('remindAt', '<=', at)
    .select(['id', 'broadcastId as broadcast'])
    .orderBy('remindAt')
    .execute()
}

/** Keeps that those who were asked are reminded; false when somebody else did so first. */
export async function markReminded(db: Tx, id: number, at: Date): Promise<boolean> {
  const row = await db
    .updateTable('approvals')
    .set({ remindedAt: at })
    .where('id', '=', id)
    .where('state', '=', 'asked')
    .where('remindedAt', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}
