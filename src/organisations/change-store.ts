import { sql } from 'kysely'
import type { Db, Tx } from '#src/kernel/db.ts'
import type { ToTell } from '#src/versions/store.ts'

type Named = Readonly<{ code: string; name: string }>

/** A predecessor whose day has come, with all who take over from it. */
export type DueSuccession = Named & Readonly<{ day: string; heirs: readonly Named[] }>

/**
 * A predecessor is due when its day has come, and again whenever something was left or put there since: from a form
 * that was open overnight, or by an operator.
 */
const due = (
  today: string,
  at: Date,
) => sql<boolean>`c.kind = 'succession' and c.day <= ${today}::date and (
    c.done_at is null
    or exists (select 1 from subscriptions s where s.organisation = c.organisation)
    or exists (select 1 from workplaces w where w.organisation = c.organisation)
    or exists (select 1 from roles r where r.organisation = c.organisation and (r.ends_at is null or r.ends_at > ${at})))`

export async function isAnyChangeDue(db: Db, today: string, at: Date): Promise<boolean> {
  const { rows } = await sql`
    select 1 from organisation_changes c
    where (c.kind <> 'succession' and c.done_at is null and c.day <= ${today}::date) or (${due(today, at)}) limit 1`.execute(
    db,
  )
  return rows.length > 0
}

/** In the order of their days, so that a chain is followed to its end. */
export async function dueSuccessions(
  tx: Tx,
  today: string,
  at: Date,
): Promise<readonly DueSuccession[]> {
  const { rows } = await sql<DueSuccession>`
    select o.code, o.name, min(c.day) as day,
      json_agg(json_build_object('code', h.code, 'name', h.name) order by h.name) as heirs
    from organisation_changes c join organisations o on o.code = c.organisation join organisations h on h.code = c.other
    where c.kind = 'succession' and c.organisation in (select c.organisation from organisation_changes c where ${due(today, at)})
    group by o.code, o.name order by min(c.day), o.code`.execute(tx)
  return rows
}

/** Keeps that it was done, and that the predecessor is closed from that day on; true the first time. */
export async function markSucceeded(
  tx: Tx,
  { code, day }: Pick<DueSuccession, 'code' | 'day'>,
  at: Date,
): Promise<boolean> {
  await tx
    .updateTable('organisations')
    .set({ closed: day })
    .where('code', '=', code)
    .where('closed', 'is', null)
    .execute()
  const { rows } = await sql`
    update organisation_changes set done_at = ${at}
    where kind = 'succession' and organisation = ${code} and done_at is null returning id`.execute(
    tx,
  )
  return rows.length > 0
}

/** Of some people those who have not left, with when they may be told. */
export async function membersToTell(tx: Tx, people: readonly string[]): Promise<readonly ToTell[]> {
  const { rows } = await sql<ToTell>`
    select id as person_id, quiet_from, quiet_to, away_until from people
    where id = any(${[...people]}::uuid[]) and left_at is null order by id`.execute(tx)
  return rows
}

/** One line of the audit for each, in one statement. Ids only. */
export async function auditEach(
  tx: Tx,
  at: Date,
  lines: readonly Readonly<{ action: string; subject: string }>[],
): Promise<void> {
  if (lines.length === 0) return
  await sql`
    insert into audit (at, person_id, action, subject)
    select ${at}::timestamptz, null, * from unnest(
      ${lines.map(({ action }) => action)}::text[], ${lines.map(({ subject }) => subject)}::text[])`.execute(
    tx,
  )
}

/** What was written for an organisation and has not gone: whose it is, and whether a time was set for it. */
export type Unsent = Readonly<{ id: number; authorId: string; scheduled: boolean }>

/** Held still, in the order of their numbers. */
export async function unsentFor(tx: Tx, organisation: string): Promise<readonly Unsent[]> {
  const { rows } = await sql<Unsent>`
    select id, author_id, state = 'scheduled' as scheduled from broadcasts
    where organisation = ${organisation} and state in ('draft', 'scheduled') order by id for no key update`.execute(
    tx,
  )
  return rows
}
