import { sql } from 'kysely'
import type { Db, Tx } from '#src/kernel/db.ts'
import type { Answer, DeliveryState, Provenance, RoleName } from '#src/kernel/schema.ts'

const KEY = 'demo'

export async function isSeeded(db: Db): Promise<boolean> {
  const row = await db
    .selectFrom('settings')
    .where('key', '=', KEY)
    .select('key')
    .executeTakeFirst()
  return row !== undefined
}

/** False when another process was first. */
export async function markSeeded(tx: Tx, at: Date): Promise<boolean> {
  const made = await tx
    .insertInto('settings')
    .values({ key: KEY, value: at.toISOString() })
    .onConflict((on) => on.column('key').doNothing())
    .returning('key')
    .executeTakeFirst()
  return made !== undefined
}

type InventedOrganisation = Readonly<{ code: string; name: string; kind: 'pcn' | 'practice' }>

export async function addInventedOrganisations(
  tx: Tx,
  organisations: readonly InventedOrganisation[],
  memberships: readonly Readonly<{ child: string; parent: string }>[],
  starts: string,
): Promise<void> {
  await tx
    .insertInto('organisations')
    .values(
      organisations.map((row) => ({
        ...row,
        postcode: null,
        phone: null,
        opened: starts,
        closed: null,
        invented: true,
      })),
    )
    .execute()
  await tx
    .insertInto('memberships')
    .values(memberships.map((row) => ({ ...row, starts, ends: null })))
    .execute()
}

export async function addRole(
  tx: Tx,
  role: Readonly<{ id: string; personId: string; organisation: string; role: RoleName }>,
  startsAt: Date,
): Promise<void> {
  await tx
    .insertInto('roles')
    .values({ ...role, startsAt, endsAt: null })
    .execute()
}

export async function markInvented(tx: Tx, personIds: readonly string[]): Promise<void> {
  await tx.updateTable('people').set({ invented: true }).where('id', 'in', personIds).execute()
}

export async function setProvenance(tx: Tx, id: number, provenance: Provenance): Promise<void> {
  await tx.updateTable('broadcasts').set({ provenance }).where('id', '=', id).execute()
}

export type PastDelivery = Readonly<{
  broadcastId: number
  seq: number
  id: string
  personId: string
  identityId: string
  state: DeliveryState
  dueAt: Date
  sentAt: Date
}>

/** What went before the demonstration began is reminded of no more: its hours and days have gone by. */
export async function addPastReminders(tx: Tx, broadcast: number, at: Date): Promise<void> {
  await sql`
    insert into reminders (broadcast_id, person_id, version, step, at)
    select broadcast_id, person_id, 1, 2, ${at} from deliveries where broadcast_id = ${broadcast}`.execute(
    tx,
  )
  await tx.insertInto('silenceLists').values({ broadcastId: broadcast, version: 1, at }).execute()
}

/** Deliveries of before the local chat had anybody to show them to: they have no message. */
export async function addPastDeliveries(
  tx: Tx,
  deliveries: readonly PastDelivery[],
): Promise<void> {
  if (deliveries.length === 0) return
  await tx
    .insertInto('deliveries')
    .values(
      deliveries.map((row) => ({
        ...row,
        attempts: 1,
        reason: null,
        handle: null,
      })),
    )
    .execute()
}

export type PastAnswer = Readonly<{
  broadcastId: number
  personId: string
  answer: Answer
  at: Date
}>

export async function addAnswers(tx: Tx, answers: readonly PastAnswer[]): Promise<void> {
  if (answers.length === 0) return
  await tx
    .insertInto('acknowledgements')
    .values(answers.map(({ at, ...row }) => ({ ...row, firstAt: at, changedAt: at })))
    .execute()
}
