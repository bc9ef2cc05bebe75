import type { Tx } from '#src/kernel/db.ts'
import type { BroadcastKind, Cadence } from '#src/kernel/schema.ts'
import type { Topic, Workplace } from './rules.ts'

export type Held = Readonly<{
  id: number
  kind: BroadcastKind
  organisation: string
  organisationName: string
  specialty: string | null
  cadence: Cadence
}>

export async function listSubscriptions(db: Tx, personId: string): Promise<readonly Held[]> {
  return db
    .selectFrom('subscriptions as s')
    .innerJoin('organisations as o', 'o.code', 's.organisation')
    .where('s.personId', '=', personId)
    .select([
      's.id',
      's.kind',
      's.organisation',
      'o.name as organisationName',
      's.specialty',
      's.cadence',
    ])
    .orderBy('o.name')
    .orderBy('s.id')
    .execute()
}

export async function workplacesOf(db: Tx, personId: string): Promise<readonly Workplace[]> {
  return db
    .selectFrom('workplaces as w')
    .innerJoin('organisations as o', 'o.code', 'w.organisation')
    .where('w.personId', '=', personId)
    .select(['o.code', 'o.name', 'o.kind'])
    .orderBy('o.name')
    .execute()
}

/** Adds what is new and changes how often for what is there; the same topic is never held twice. */
export async function saveTopics(
  db: Tx,
  personId: string,
  topics: readonly Topic[],
  at: Date,
): Promise<void> {
  if (topics.length === 0) return
  await db
    .insertInto('subscriptions')
    .values(topics.map((topic) => ({ personId, ...topic, since: at })))
    .onConflict((conflict) =>
      conflict
        .columns(['personId', 'kind', 'organisation', 'specialty'])
        .doUpdateSet((eb) => ({ cadence: eb.ref('excluded.cadence') })),
    )
    .execute()
}

/** In place of a specialty: with one, with another and without. */
export const EVERY_LINE = 'all'

/** Ends one line of somebody's subscriptions, or with EVERY_LINE every line of a place. Returns how many topics that were. */
export async function endTopics(
  db: Tx,
  personId: string,
  organisation: string,
  specialty: string | null,
): Promise<number> {
  const ended = await db
    .deleteFrom('subscriptions')
    .where('personId', '=', personId)
    .where('organisation', '=', organisation)
    .$if(specialty !== EVERY_LINE, (query) =>
      query.where('specialty', specialty === null ? 'is' : '=', specialty),
    )
    .returning('id')
    .execute()
  return ended.length
}

/** `workingDays` as "12345". */
export async function saveWorkingDays(
  db: Tx,
  personId: string,
  workingDays: string,
): Promise<void> {
  await db.updateTable('people').set({ workingDays }).where('id', '=', personId).execute()
}

export async function saveQuietHours(
  db: Tx,
  personId: string,
  hours: Readonly<{ from: string; to: string }> | null,
): Promise<void> {
  await db
    .updateTable('people')
    .set({ quietFrom: hours?.from ?? null, quietTo: hours?.to ?? null })
    .where('id', '=', personId)
    .execute()
}
