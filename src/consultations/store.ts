import { sql } from 'kysely'
import type { Attention } from '#src/attention/rules.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import type { GpKind } from '#src/kernel/schema.ts'
import type { ToTell } from '#src/versions/store.ts'
import type { Given, Outcome, Voice } from './rules.ts'

/** What somebody said; null while they have said nothing. */
export async function givenBy(db: Tx, broadcast: number, personId: string): Promise<Given | null> {
  const row = await db
    .selectFrom('consultationAnswers')
    .where('broadcastId', '=', broadcast)
    .where('personId', '=', personId)
    .select(['answers', 'named'])
    .executeTakeFirst()
  return row ?? null
}

/** In place of what they had said before. */
export async function saveGiven(
  db: Tx,
  broadcast: number,
  personId: string,
  { answers, named }: Given,
  at: Date,
): Promise<void> {
  const row = { answers: JSON.stringify(answers), named, changedAt: at }
  await db
    .insertInto('consultationAnswers')
    .values({ broadcastId: broadcast, personId, firstAt: at, ...row })
    .onConflict((conflict) => conflict.columns(['broadcastId', 'personId']).doUpdateSet(row))
    .execute()
}

/** Everything that was said, in an order that says nothing of who said it or when. */
export async function voicesIn(db: Db | Tx, broadcast: number): Promise<readonly Voice[]> {
  const { rows } = await sql<Voice>`
    select a.answers, a.named, p.name from consultation_answers a join people p on p.id = a.person_id
    where a.broadcast_id = ${broadcast} order by md5(a.broadcast_id::text || a.person_id::text)`.execute(
    db,
  )
  return rows
}

/** Whoever has it, or has answered it: those who were asked. */
const ASKED = sql`
  from deliveries d
  join people p on p.id = d.person_id
  left join consultation_answers c on c.broadcast_id = d.broadcast_id and c.person_id = d.person_id`

const isAsked = (broadcast: number) =>
  sql`d.broadcast_id = ${broadcast} and (d.state = 'sent' or c.person_id is not null)`

export type AskedOfKind = Readonly<{ kind: GpKind; asked: number; answered: number }>

export async function askedByKind(db: Db | Tx, broadcast: number): Promise<readonly AskedOfKind[]> {
  const { rows } = await sql<AskedOfKind>`
    select p.gp_kind as kind, count(*)::int as asked, count(c.person_id)::int as answered
    ${ASKED} where ${isAsked(broadcast)} group by p.gp_kind order by p.gp_kind`.execute(db)
  return rows
}

export type AskedAt = Readonly<{ name: string | null; asked: number; answered: number }>

/**
 * The same by place, each person at one: the PCN where it was for more than one of them, else the practice. Null names
 * are "" for people who work at several, and null for those who work at none of them.
 */
export async function askedByPlace(
  db: Db | Tx,
  broadcast: number,
  codes: readonly string[],
  byPcn: boolean,
  day: string,
): Promise<readonly AskedAt[]> {
  const place = byPcn ? sql`case when o.kind = 'pcn' then o.code else m.parent end` : sql`o.code`
  const { rows } = await sql<AskedAt>`
    with at as (
      select w.person_id, min(${place}) as one, count(distinct ${place}) as places
      from workplaces w
      join organisations o on o.code = w.organisation
      left join memberships m on m.child = o.code and m.starts <= ${day}::date and (m.ends is null or m.ends > ${day}::date)
        and m.parent in (select code from organisations where kind = 'pcn')
      where w.organisation = any(${[...codes]}::text[])
      group by w.person_id
    )
    select case when at.places > 1 then '' else x.name end as name,
      count(*)::int as asked, count(c.person_id)::int as answered
    ${ASKED} left join at on at.person_id = d.person_id left join organisations x on x.code = at.one
    where ${isAsked(broadcast)}
    group by 1 order by 1`.execute(db)
  return rows
}

export type SaidBack = Readonly<{ youSaid: string; weDid: string; at: Date }>

export async function outcomeOf(db: Db | Tx, broadcast: number): Promise<SaidBack | null> {
  const row = await db
    .selectFrom('consultationOutcomes')
    .where('broadcastId', '=', broadcast)
    .select(['youSaid', 'weDid', 'at'])
    .executeTakeFirst()
  return row ?? null
}

/** Keeps what came of it; false when it has been said before. */
export async function saveOutcome(
  db: Tx,
  broadcast: number,
  personId: string,
  { youSaid, weDid, everybody }: Outcome,
  at: Date,
): Promise<boolean> {
  const row = await db
    .insertInto('consultationOutcomes')
    .values({
      broadcastId: broadcast,
      saidBy: personId,
      youSaid,
      weDid,
      toEverybody: everybody,
      at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('broadcastId')
    .executeTakeFirst()
  return row !== undefined
}

/** Who is to hear what came of it: who answered, or everybody who was asked; each once, and nobody who has left. */
export async function toHear(
  db: Tx,
  broadcast: number,
  everybody: boolean,
): Promise<readonly ToTell[]> {
  const { rows } = await sql<ToTell>`
    select p.id as person_id, p.quiet_from, p.quiet_to, p.away_until ${ASKED}
    where ${isAsked(broadcast)} and p.left_at is null and (c.person_id is not null or ${everybody}::boolean)
    order by d.seq`.execute(db)
  return rows
}

/** Somebody who was asked, has said nothing and was not reminded. */
export type Unheard = Attention &
  Readonly<{
    broadcastId: number
    personId: string
    identityId: string
    closes: string
    sentAt: Date
  }>

/** Those of consultations that close soon; rules.ts says who is due. "Not relevant to me" is an answer too. */
export async function unheard(
  db: Db | Tx,
  at: Date,
  today: string,
  until: string,
  only: Readonly<{ broadcast: number; personId: string }> | null = null,
): Promise<readonly Unheard[]> {
  const { rows } = await sql<Unheard>`
    select b.id as broadcast_id, d.person_id, d.identity_id, b.content ->> 'closes' as closes, d.sent_at,
      p.quiet_from, p.quiet_to, p.working_days
    from broadcasts b
    join deliveries d on d.broadcast_id = b.id and d.state = 'sent'
    join people p on p.id = d.person_id and p.left_at is null and (p.away_until is null or p.away_until <= ${at})
    where b.kind = 'consultation' and b.state in ('sending', 'sent')
      and b.last_day between ${today} and ${until} and coalesce(b.content ->> 'opens', '') <= ${today}
      and (${only?.broadcast ?? null}::int is null or (b.id = ${only?.broadcast ?? null}::int and p.id = ${only?.personId ?? null}::uuid))
      and (${only !== null}::boolean or not exists (
        select 1 from reminders r where r.broadcast_id = b.id and r.person_id = d.person_id))
      and not exists (select 1 from consultation_answers c where c.broadcast_id = b.id and c.person_id = d.person_id)
      and not exists (select 1 from acknowledgements k
        where k.broadcast_id = b.id and k.person_id = d.person_id and k.answer = 'not-relevant')
    order by b.id, d.seq`.execute(db)
  return rows
}

/** A consultation that has closed and whose sender has not said what came of it. */
export type Unsaid = Readonly<{ id: number; closes: string; done: number }>

export async function unsaid(db: Db, today: string): Promise<readonly Unsaid[]> {
  const { rows } = await sql<Unsaid>`
    select b.id, b.content ->> 'closes' as closes, coalesce(s.done, 0)::int as done
    from broadcasts b
    join people p on p.id = b.author_id and p.left_at is null
    left join lateral (select max(step) as done from consultation_chases c where c.broadcast_id = b.id) s on true
    where b.kind = 'consultation' and b.state in ('sending', 'sent') and b.last_day < ${today}
      and not exists (select 1 from consultation_outcomes o where o.broadcast_id = b.id)
    order by b.id`.execute(db)
  return rows
}

/** Keeps that its sender was chased; false when another process did. */
export async function keepChased(
  db: Tx,
  broadcast: number,
  step: number,
  at: Date,
): Promise<boolean> {
  const row = await db
    .insertInto('consultationChases')
    .values({ broadcastId: broadcast, step, at })
    .onConflict((conflict) => conflict.doNothing())
    .returning('broadcastId')
    .executeTakeFirst()
  return row !== undefined
}
