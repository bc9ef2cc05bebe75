import { type RawBuilder, sql } from 'kysely'
import { shownTo } from '#src/people/consents/agreed-store.ts'
import type { OptionalCategory } from '#src/people/consents/wordings.ts'
import { inForceOn, REVIEW_BY } from '#src/broadcasts/in-force-store.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import type {
  Answer,
  BroadcastKind,
  GpKind,
  Provenance,
  RoleName,
  Urgency,
} from '#src/kernel/schema.ts'
import type { Reach } from '#src/organisations/store.ts'

/** One line of a list. */
export type Listed = Readonly<{
  id: number
  kind: BroadcastKind
  urgency: Urgency
  title: string
  organisationName: string
  provenance: Provenance
  startedAt: Date
  reviewBy: string | null
  answer: Answer | null
  /** The version of its content that is in force. */
  version: number
  /** What they answered is a version that has changed since in what matters. */
  changed: boolean
}>

/** For whom and as of when. */
export type Reader = Readonly<{
  personId: string
  gpKind: GpKind
  /** What they agreed to beside service messages. */
  agreed: readonly OptionalCategory[]
  /** Today in London, YYYY-MM-DD. */
  day: string
  /** The moment that the order is of. */
  at: Date
}>

export type Page = Readonly<{ total: number; unread: number; items: readonly Listed[] }>

const unreadAt = (at: Date) => sql`(a.first_at is null or a.first_at > ${at})`

/** Unread first, then the urgent, then the new. */
async function listed(
  db: Db | Tx,
  reader: Reader,
  among: RawBuilder<boolean>,
  from: number,
  limit: number,
): Promise<Page> {
  const { personId, gpKind, agreed, day, at } = reader
  const { rows } = await sql<Listed & { total: number; unread: number }>`
    with applying as materialized (
      select b.id, a.answer, a.first_at, b.started_at,
        case b.urgency when 'critical' then 0 when 'important' then 1 when 'routine' then 2 else 3 end as urgent
      from broadcasts b
      left join acknowledgements a on a.broadcast_id = b.id and a.person_id = ${personId}
      where ${inForceOn(day)} and b.started_at <= ${at} and ${among}
        and (b.gp_kinds = '{}' or ${gpKind} = any(b.gp_kinds))
        and ${shownTo(agreed)}
    ), counted as (
      select count(*)::int as total, (count(*) filter (where first_at is null))::int as unread from applying
    ), hits as (
      select a.*, row_number() over () as place from (
        select a.id, a.answer from applying a
        order by ${unreadAt(at)} desc, urgent, a.started_at desc, a.id desc offset ${from} limit ${limit}
      ) a
    )
    select b.id, b.kind, b.urgency, b.content ->> 'title' as title, o.name as organisation_name, b.provenance,
      b.started_at, ${REVIEW_BY} as review_by, h.answer, b.version,
      exists (select 1 from earlier_acknowledgements e where e.broadcast_id = b.id and e.person_id = ${personId}) as changed, c.total, c.unread
    from hits h cross join counted c join broadcasts b on b.id = h.id join organisations o on o.code = b.organisation
    order by h.place`.execute(db)
  return { total: rows[0]?.total ?? 0, unread: rows[0]?.unread ?? 0, items: rows }
}

/** What applies at a place: from `codes`, itself and everything above it. */
export const listToday = (
  db: Db | Tx,
  reader: Reader,
  codes: readonly string[],
  from: number,
  limit: number,
): Promise<Page> =>
  listed(db, reader, sql<boolean>`b.organisation = any(${[...codes]}::text[])`, from, limit)

/**
 * What somebody got, or would have got by what they follow, if they have not read it or it came after `since`.
 * `reach` is that of the places which they follow.
 */
export const listCatchUp = (
  db: Db | Tx,
  reader: Reader,
  reach: readonly Reach[],
  since: Date,
  from: number,
  limit: number,
): Promise<Page> =>
  listed(
    db,
    reader,
    // From what is theirs to the messages, each by its index: asked of every message there is, it would read them all.
    sql<boolean>`b.author_id <> ${reader.personId}
      and (${unreadAt(reader.at)} or b.started_at > ${since})
      and b.id in (
        select d.broadcast_id from deliveries d where d.person_id = ${reader.personId}
        union
        select f.id from subscriptions s
        join unnest(${reach.map((one) => one.root)}::text[], ${reach.map((one) => one.code)}::text[]) as r (root, code)
          on r.root = s.organisation
        join broadcasts f on f.organisation = r.code and f.kind = s.kind
        where s.person_id = ${reader.personId} and f.state in ('sending', 'sent')
          and (s.specialty is null or f.specialties = '{}' or s.specialty = any(f.specialties)))`,
    from,
    limit,
  )

/** Of some broadcasts, those in force that are from one of these organisations or that this person was sent. */
export async function applyingFrom(
  db: Tx,
  personId: string,
  ids: readonly number[],
  codes: readonly string[],
  { day, agreed }: Pick<Reader, 'day' | 'agreed'>,
): Promise<readonly Readonly<{ id: number; urgency: Urgency; kind: BroadcastKind }>[]> {
  const { rows } = await sql<{ id: number; urgency: Urgency; kind: BroadcastKind }>`
    select b.id, b.urgency, b.kind from broadcasts b
    where b.id = any(${[...ids]}::int[]) and ${inForceOn(day)} and ${shownTo(agreed)}
      and (b.organisation = any(${[...codes]}::text[]) or exists (
        select 1 from deliveries d where d.broadcast_id = b.id and d.person_id = ${personId}))
    order by b.id`.execute(db)
  return rows
}

/** When somebody was last up to date: their last catch-up or answer. Null for somebody new. */
export async function upToDateAt(db: Tx, personId: string): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select greatest(p.caught_up_at,
      (select max(changed_at) from acknowledgements where person_id = p.id)) as at
    from people p where p.id = ${personId}`.execute(db)
  return rows[0]?.at ?? null
}

export async function saveCaughtUp(db: Tx, personId: string, at: Date): Promise<void> {
  await db.updateTable('people').set({ caughtUpAt: at }).where('id', '=', personId).execute()
}

/** Who can be asked at a place: who holds a role there or above it, the nearest first. Name and role only. */
export type Contact = Readonly<{ name: string; role: RoleName; organisationName: string }>

export async function contactsAt(
  db: Db | Tx,
  codes: readonly string[],
  at: Date,
  limit: number,
): Promise<readonly Contact[]> {
  const { rows } = await sql<Contact>`
    select p.name, r.role, o.name as organisation_name
    from roles r
    join people p on p.id = r.person_id and p.left_at is null
    join organisations o on o.code = r.organisation
    where r.organisation = any(${[...codes]}::text[]) and r.starts_at <= ${at}
      and (r.ends_at is null or r.ends_at > ${at})
    order by array_position(array['practice', 'pcn', 'sub-icb', 'icb'], o.kind),
      array_position(array['practice-manager', 'clinical-director', 'prescribing-lead', 'liaison-lead', 'mentor'], r.role), p.name
    limit ${limit}`.execute(db)
  return rows
}
