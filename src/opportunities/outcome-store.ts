import { sql } from 'kysely'
import type { Tx } from '#src/kernel/db.ts'
import type { ClosedAs, Stage } from '#src/kernel/schema.ts'
import type { HeldRole } from '#src/people/actor.ts'
import type { ToTell } from '#src/versions/store.ts'

/** Takes an applicant to a stage and keeps who did so; the caller holds the broadcast's row and has decided. */
export async function saveOutcome(
  db: Tx,
  broadcastId: number,
  personId: string,
  step: Readonly<{ stage: Exclude<Stage, 'interested'>; by: string; reason: string | null }>,
  at: Date,
): Promise<void> {
  await db
    .updateTable('expressionsOfInterest')
    .set({ stage: step.stage, stageAt: at })
    .where('broadcastId', '=', broadcastId)
    .where('personId', '=', personId)
    .execute()
  await db
    .insertInto('outcomes')
    .values({
      broadcastId,
      personId,
      stage: step.stage,
      decidedBy: step.by,
      reason: step.reason,
      at,
    })
    .execute()
}

/**
 * Gives everybody who has no outcome yet the one that it is closed, an offer that was not answered among them. Returns
 * those who are to be told: without those who left.
 */
export async function closeOthers(
  db: Tx,
  broadcastId: number,
  by: string,
  at: Date,
): Promise<readonly ToTell[]> {
  const { rows } = await sql<ToTell>`
    with closed as (
      update expressions_of_interest set stage = 'closed', stage_at = ${at}
      where broadcast_id = ${broadcastId} and withdrawn_at is null and stage in ('interested', 'shortlisted', 'offered')
      returning person_id
    ), kept as (
      insert into outcomes (broadcast_id, person_id, stage, decided_by, at)
      select ${broadcastId}, person_id, 'closed', ${by}::uuid, ${at} from closed
    )
    select p.id as person_id, p.quiet_from, p.quiet_to, p.away_until
    from closed c join people p on p.id = c.person_id where p.left_at is null order by p.id`.execute(
    db,
  )
  return rows
}

/** Says how an opportunity ended; the caller holds its row and has decided. */
export async function saveClosing(
  db: Tx,
  broadcastId: number,
  as: ClosedAs,
  at: Date,
): Promise<void> {
  await db
    .updateTable('broadcasts')
    .set({ closedAt: at, closedAs: as })
    .where('id', '=', broadcastId)
    .execute()
}

/** Everybody who still has something to hear of it, without those who left. */
export async function applicantsToTell(db: Tx, broadcastId: number): Promise<readonly ToTell[]> {
  const { rows } = await sql<ToTell>`
    select p.id as person_id, p.quiet_from, p.quiet_to, p.away_until
    from expressions_of_interest e join people p on p.id = e.person_id and p.left_at is null
    where e.broadcast_id = ${broadcastId} and e.withdrawn_at is null
      and e.stage in ('interested', 'shortlisted', 'offered', 'accepted')
    order by p.id`.execute(db)
  return rows
}

/** One applicant as they want to be told; null when they have left. */
export async function applicantToTell(db: Tx, personId: string): Promise<ToTell | null> {
  const { rows } = await sql<ToTell>`
    select id as person_id, quiet_from, quiet_to, away_until from people
    where id = ${personId} and left_at is null`.execute(db)
  return rows[0] ?? null
}

/** Who holds which role for one of these places at that moment. */
export async function holdersAt(
  db: Tx,
  places: readonly string[],
  at: Date,
): Promise<readonly (HeldRole & Readonly<{ personId: string }>)[]> {
  return db
    .selectFrom('roles as r')
    .innerJoin('people as p', 'p.id', 'r.personId')
    .innerJoin('organisations as o', 'o.code', 'r.organisation')
    .where('p.leftAt', 'is', null)
    .where('r.organisation', 'in', [...places])
    .where('r.startsAt', '<=', at)
    .where((eb) => eb.or([eb('r.endsAt', 'is', null), eb('r.endsAt', '>', at)]))
    .select(['r.personId', 'r.role', 'r.organisation', 'o.name as organisationName'])
    .orderBy('r.personId')
    .execute()
}
