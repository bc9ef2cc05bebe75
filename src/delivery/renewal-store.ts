import { sql } from 'kysely'
import { type MessageHandle, PlatformName } from '#src/chat/chat-platform.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import type { NewJob, Queue } from '#src/kernel/queue.ts'
import { RENEW, type RenewJob } from './jobs.ts'

/** One workspace or tenant: what it lets be changed in a minute is shared by all that changes there. */
export type ChangeLane = Readonly<{ platform: PlatformName; tenant: string }>

/** A copy that shows an earlier edition of its broadcast than is so now, or a list that does of one of its messages. */
export type Stale = Readonly<{
  broadcast: number
  /** The edition and version that it will show at least; of a list the sum of the editions of its messages. */
  edition: number
  version: number
  /** Null for a further copy, which `copies` knows. */
  seq: number | null
  /** Which list it is, as "digest:<notice>"; null for a copy of the broadcast's own card. */
  list: string | null
  personId: string
  identityId: string
  /** Whether the account still belongs to that person: if not, nothing of theirs is shown there. */
  theirs: boolean
  handle: MessageHandle
}>

/** After so many tries without a clear answer a copy is left as it is until somebody touches it. */
export const MOST_TRIES = 10

/** The lists in which a broadcast of the alias b is and that are behind, in accounts that are still theirs. */
const staleLists = sql`
  notices n
  join copies c on n.listed @> array[b.id] and c.about = n.about || ':' || n.id
  join identities i on i.id = c.identity_id and i.person_id is not null
  cross join lateral (
    select sum(o.edition)::int as edition from broadcasts o where o.id = any(n.listed)) now
  where c.edition < now.edition`

const staleDelivery = sql`d.state = 'sent' and d.handle is not null and d.edition < b.edition
  and coalesce(d.undrawn, 0) < b.edition`

/**
 * What every copy must show has changed: they are drawn anew by themselves, or (`renew` false) only when touched.
 * In the caller's transaction, which holds the broadcast's row.
 */
export async function growEdition(
  { db, queue }: Readonly<{ db: Tx; queue: Pick<Queue, 'add'> }>,
  broadcast: number,
  at: Date,
  renew = true,
): Promise<void> {
  await sql`
    update broadcasts set edition = edition + 1, behind = behind or ${renew}, changed_at = ${at}
    where id = ${broadcast}`.execute(db)
  await sql`
    update deliveries set draw_tries = 0 where broadcast_id = ${broadcast} and draw_tries > 0`.execute(
    db,
  )
  await sql`
    update copies set draw_tries = 0 where draw_tries > 0 and (about = ${`broadcast:${broadcast}`}
      or about in (select n.about || ':' || n.id from notices n where n.listed @> array[${broadcast}::int]))`.execute(
    db,
  )
  if (renew) await queueRenewals({ db, queue }, at)
}

/** Writes a job for each lane in which a copy is behind and that has none. Returns how many it wrote. */
export async function queueRenewals(
  { db, queue }: Readonly<{ db: Tx; queue: Pick<Queue, 'add'> }>,
  at: Date,
): Promise<number> {
  const { rows } = await sql<{ platform: string; tenant: string }>`
    select distinct lane.platform, lane.tenant from broadcasts b
    cross join lateral (
      select i.platform, i.tenant from deliveries d join identities i on i.id = d.identity_id
      where d.broadcast_id = b.id and (d.state = 'sending' or (${staleDelivery}))
      union
      select i.platform, i.tenant from copies c join identities i on i.id = c.identity_id
      where c.about = 'broadcast:' || b.id and c.edition < b.edition
      union
      select i.platform, i.tenant from ${staleLists}
    ) lane
    where b.behind and not exists (
      select 1 from pgboss.job j where j.name = ${RENEW} and j.state < 'completed'
        and j.data ->> 'platform' = lane.platform and j.data ->> 'tenant' = lane.tenant)`.execute(
    db,
  )
  await queue.add(
    db,
    RENEW,
    rows.map(({ platform, tenant }): NewJob => ({
      data: { platform: PlatformName.parse(platform), tenant } satisfies RenewJob,
      startAfter: at,
    })),
  )
  return rows.length
}

/** Takes a lane's turn, so that the next is not before `until`. Null when this is it; else the moment of the next. */
export async function takeTurn(
  db: Db,
  { platform, tenant }: ChangeLane,
  at: Date,
  until: Date,
): Promise<Date | null> {
  const { rows } = await sql`
    insert into change_lanes (platform, tenant, next_at) values (${platform}, ${tenant}, ${until})
    on conflict (platform, tenant) do update set next_at = excluded.next_at
      where change_lanes.next_at <= ${at}
    returning next_at`.execute(db)
  if (rows.length > 0) return null
  const row = await db
    .selectFrom('changeLanes')
    .where('platform', '=', platform)
    .where('tenant', '=', tenant)
    .select('nextAt')
    .executeTakeFirst()
  return row?.nextAt ?? at
}

/** Nothing more is changed there until then: the platform said so. */
export async function holdLane(
  db: Db,
  { platform, tenant }: ChangeLane,
  until: Date,
): Promise<void> {
  await sql`
    update change_lanes set next_at = greatest(next_at, ${until})
    where platform = ${platform} and tenant = ${tenant}`.execute(db)
}

/** The next copies of a lane to draw: what is urgent first, then what changed last, the newest copy first. */
export async function staleIn(
  db: Db,
  { platform, tenant }: ChangeLane,
  limit: number,
): Promise<readonly Stale[]> {
  const { rows } = await sql<Omit<Stale, 'handle'> & { platform: string; ref: string }>`
    select b.id as broadcast, c.edition, b.version, c.seq, c.list, c.person_id, c.identity_id, c.theirs, c.platform, c.ref
    from broadcasts b
    cross join lateral (
      select b.edition, d.seq, null as list, d.person_id, i.id as identity_id, i.person_id is not distinct from d.person_id as theirs,
        i.platform, d.handle as ref, d.draw_tries as tries, d.sent_at as at
      from deliveries d join identities i on i.id = d.identity_id
      where d.broadcast_id = b.id and ${staleDelivery} and i.platform = ${platform} and i.tenant = ${tenant}
      union all
      select b.edition, null, null, i.person_id, i.id, true, i.platform, c.handle, c.draw_tries, c.at
      from copies c join identities i on i.id = c.identity_id
      where c.about = 'broadcast:' || b.id and c.edition < b.edition and i.person_id is not null
        and i.platform = ${platform} and i.tenant = ${tenant}
      union all
      select now.edition, null, c.about, i.person_id, i.id, true, i.platform, c.handle, c.draw_tries, c.at
      from ${staleLists} and i.platform = ${platform} and i.tenant = ${tenant}
    ) c
    where b.behind
    order by c.tries, array_position(array['critical', 'important', 'routine', 'info'], b.urgency),
      b.changed_at desc, c.at desc, c.seq desc
    limit ${limit}`.execute(db)
  // A list in which several are behind is drawn once: it then shows all of them as they are.
  const once = rows.filter(
    ({ identityId, ref }, n) =>
      rows.findIndex((one) => one.identityId === identityId && one.ref === ref) === n,
  )
  return once.map(({ platform: name, ref, ...row }) => ({
    ...row,
    handle: { platform: PlatformName.parse(name), ref },
  }))
}

/** What became of drawing one copy anew. */
export type Renewed = Readonly<{ one: Stale; became: 'drawn' | 'refused' | 'no-answer' | 'later' }>

/** Writes what became of a batch. A copy that was tried too often without an answer counts as refused. */
export async function recordRenewed(db: Db, results: readonly Renewed[]): Promise<void> {
  const told = results.filter(({ became }) => became !== 'later')
  if (told.length === 0) return
  const columns = (some: readonly Renewed[]) => sql`
    select * from unnest(
      ${some.map(({ one }) => one.broadcast)}::int[], ${some.map(({ one }) => one.seq)}::int[],
      ${some.map(({ one }) => one.identityId)}::uuid[], ${some.map(({ one }) => one.handle.ref)}::text[],
      ${some.map(({ one }) => one.edition)}::int[], ${some.map(({ one }) => one.version)}::int[],
      ${some.map(({ became }) => became)}::text[], ${some.map(({ one }) => one.list ?? `broadcast:${one.broadcast}`)}::text[]
    ) as r (broadcast, seq, identity_id, ref, edition, version, became, about)`
  // Last writer wins, whichever edition it drew: that is the one which stands there.
  await sql`
    with r as (${columns(told.filter(({ one }) => one.seq !== null))})
    update deliveries d set
      edition = case when r.became = 'drawn' then r.edition else d.edition end,
      seen_version = case when r.became = 'drawn' then greatest(d.seen_version, r.version) else d.seen_version end,
      undrawn = case when r.became = 'refused' or (r.became = 'no-answer' and d.draw_tries + 1 >= ${MOST_TRIES})
        then r.edition else d.undrawn end,
      draw_tries = case when r.became = 'drawn' then 0 else d.draw_tries + 1 end
    from r where d.broadcast_id = r.broadcast and d.seq = r.seq and d.handle = r.ref`.execute(db)
  await sql`
    with r as (${columns(told.filter(({ one }) => one.seq === null))}), gone as (
      delete from copies c using r where c.identity_id = r.identity_id and c.handle = r.ref and c.about = r.about
        and (r.became = 'refused' or (r.became = 'no-answer' and c.draw_tries + 1 >= ${MOST_TRIES}))
    )
    update copies c set
      edition = case when r.became = 'drawn' then r.edition else c.edition end,
      draw_tries = case when r.became = 'drawn' then 0 else c.draw_tries + 1 end
    from r where c.identity_id = r.identity_id and c.handle = r.ref and c.about = r.about and r.became in ('drawn', 'no-answer')
      and c.draw_tries + 1 < ${MOST_TRIES}`.execute(db)
}

/** Of these people, those whose own answer or question came after `since`: their card shows something else now. */
export async function answeredSince(
  db: Db,
  drawn: readonly Pick<Stale, 'broadcast' | 'personId'>[],
  since: Date,
): Promise<readonly Readonly<{ broadcast: number; personId: string }>[]> {
  const { rows } = await sql<{ broadcast: number; personId: string }>`
    select r.broadcast, r.person_id from unnest(
      ${drawn.map((one) => one.broadcast)}::int[], ${drawn.map((one) => one.personId)}::uuid[]
    ) as r (broadcast, person_id)
    where exists (select 1 from acknowledgements a
        where a.broadcast_id = r.broadcast and a.person_id = r.person_id and a.changed_at >= ${since})
      or exists (select 1 from expressions_of_interest e
        where e.broadcast_id = r.broadcast and e.person_id = r.person_id and greatest(e.at, e.withdrawn_at) >= ${since})
      or exists (select 1 from replies q
        where q.broadcast_id = r.broadcast and q.person_id = r.person_id and q.at >= ${since})`.execute(
    db,
  )
  return rows
}

/** Ends the renewal of broadcasts of which no copy is behind and none is on its way. Returns these. */
export async function endRenewals(db: Db): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number }>`
    update broadcasts b set behind = false
    where b.behind and not exists (
      select 1 from deliveries d where d.broadcast_id = b.id and (d.state = 'sending' or (${staleDelivery})))
    and not exists (
      select 1 from copies c join identities i on i.id = c.identity_id and i.person_id is not null
      where c.about = 'broadcast:' || b.id and c.edition < b.edition)
    and not exists (select 1 from ${staleLists})
    returning b.id`.execute(db)
  return rows.map(({ id }) => id)
}

/** Whether something of a lane is on its way that may arrive as it was before a change. */
export async function isArriving(db: Db, { platform, tenant }: ChangeLane): Promise<boolean> {
  const { rows } = await sql`
    select 1 from broadcasts b join deliveries d on d.broadcast_id = b.id and d.state = 'sending'
    join identities i on i.id = d.identity_id and i.platform = ${platform} and i.tenant = ${tenant}
    where b.behind limit 1`.execute(db)
  return rows.length > 0
}
