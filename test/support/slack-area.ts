import { addInventedOrganisations, addRole } from '#src/demo/store.ts'
import { insertDraft } from '#src/broadcasts/store.ts'
import type { Database } from '#src/kernel/db.ts'
import { realWorld } from '#src/kernel/world.ts'

export const PLACE = 'X00001'
export const AUTHOR = 'U0AUTHOR'

/** As many ids of people as are asked for, in Slack's shape. */
export const slackUsers = (count: number, from = 1): readonly string[] =>
  Array.from({ length: count }, (_, n) => `U0READER${String(n + from).padStart(5, '0')}`)

/** People of one workspace, joined and following announcements of the one place, all at once. */
export async function addSlackReaders(
  { pool }: Pick<Database, 'pool'>,
  team: string,
  users: readonly string[],
): Promise<void> {
  await pool.query(
    `with reader as (
       select ref, gen_random_uuid() as id, gen_random_uuid() as identity from unnest($2::text[]) as ref
     ), person as (
       insert into people (id, name, gp_kind, invented, joined_at)
       select id, 'Reader ' || ref, 'locum', true, now() from reader
     ), identity as (
       insert into identities (id, person_id, platform, tenant, user_ref, address, linked_at)
       select identity, id, 'slack', $1, ref, 'slack:1:' || $1 || ':' || ref, now() from reader
     )
     insert into subscriptions (person_id, kind, organisation, cadence, since)
     select id, 'announcement', $3, 'now', now() from reader`,
    [team, users, PLACE],
  )
}

/** A practice, a clinical director of it who follows nothing, and an announcement of theirs that is ready to go. */
export async function addSlackAuthor(
  { db, pool }: Pick<Database, 'db' | 'pool'>,
  team: string,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await addInventedOrganisations(
      tx,
      [
        { code: PLACE, kind: 'practice', name: 'French Weir Health Centre' },
        { code: 'U00001', kind: 'pcn', name: 'Taunton Central PCN' },
      ],
      [{ child: PLACE, parent: 'U00001' }],
      '2020-01-01',
    )
  })
  const { rows } = await pool.query<{ id: string }>(
    `with person as (
       insert into people (id, name, gp_kind, invented, joined_at)
       values (gen_random_uuid(), 'Dr Ben Adeyemi', 'partner', true, now()) returning id
     ), identity as (
       insert into identities (id, person_id, platform, tenant, user_ref, address, linked_at)
       select gen_random_uuid(), id, 'slack', $1, $2, 'slack:1:' || $1 || ':' || $2, now() from person
     )
     select id from person`,
    [team, AUTHOR],
  )
  const personId = rows[0]?.id ?? ''
  const role = { personId, organisation: PLACE, role: 'clinical-director' } as const
  await db
    .transaction()
    .execute((tx) => addRole(tx, { id: realWorld.newId(), ...role }, new Date('2026-01-01')))
}

/** An announcement of the author's that is ready to go; its number. */
export async function addSlackDraft(
  { db, pool }: Pick<Database, 'db' | 'pool'>,
  title = 'Rooms move on Monday',
): Promise<number> {
  const { rows } = await pool.query<{ personId: string }>(
    `select person_id as "personId" from identities where user_ref = $1`,
    [AUTHOR],
  )
  const content = {
    kind: 'announcement' as const,
    title,
    summary: 'From Monday the clinics are on the first floor.',
    actions: [],
    sourceName: null,
    sourceUrl: null,
    contact: null,
    until: null,
  }
  const draft = { organisation: PLACE, urgency: 'routine', specialties: [], gpKinds: [] } as const
  return db
    .transaction()
    .execute((tx) =>
      insertDraft(tx, rows[0]?.personId ?? '', { ...draft, content }, realWorld.now()),
    )
}

/** What the tables say of each delivery of a message. */
export type DeliveryRow = Readonly<{
  id: string
  user: string
  state: string
  reason: string | null
  handle: string | null
  attempts: number
}>

export async function deliveriesOf(
  { pool }: Pick<Database, 'pool'>,
  broadcast: number,
): Promise<readonly DeliveryRow[]> {
  const { rows } = await pool.query<DeliveryRow>(
    `select d.id, i.user_ref as user, d.state, d.reason, d.handle, d.attempts
     from deliveries d join identities i on i.id = d.identity_id
     where d.broadcast_id = $1 order by d.seq`,
    [broadcast],
  )
  return rows
}

type Kept = Readonly<{ channel: string; ts: string; metadata: unknown }>

/** The delivery's id that a message carries; empty for one that is no delivery. */
export function keyOf({ metadata }: Pick<Kept, 'metadata'>): string {
  const payload = (metadata as { event_payload?: { id?: unknown } } | null)?.event_payload
  return typeof payload?.id === 'string' ? payload.id : ''
}

/** What is wrong between the tables and what Slack holds: nobody twice, nobody missed, and the handles are right. */
export function faultsBetween(
  team: string,
  rows: readonly DeliveryRow[],
  messages: readonly Kept[],
): readonly string[] {
  const ids = new Set(rows.map(({ id }) => id))
  const held = messages.filter((one) => ids.has(keyOf(one)))
  const byKey = Map.groupBy(held, keyOf)
  const byChannel = Map.groupBy(held, ({ channel }) => channel)
  const told = rows.flatMap(({ id, user, state, handle }) => {
    const found = byKey.get(id) ?? []
    const [one] = found
    if (state !== 'sent') return found.length === 0 ? [] : [`${user} is ${state} and has it`]
    if (one === undefined) return [`${user} lost it`]
    if (found.length > 1) return [`${user} has it ${found.length} times`]
    const right = `slack:1:${team}:${one.channel}:${one.ts}`
    return handle === right ? [] : [`${user}: the handle is ${handle}, not ${right}`]
  })
  const crowded = [...byChannel]
    .filter(([, found]) => found.length > 1)
    .map(([channel, found]) => `${channel} holds ${found.length}`)
  return [...told, ...crowded]
}
