import type { Database } from '#src/kernel/db.ts'
import { type Account, addAuthor, addDraft, addFollowers } from './announcements.ts'
import type { DeliveryRow } from './deliveries.ts'

export const AUTHOR = 'U0AUTHOR'

/** As many ids of people as are asked for, in Slack's shape. */
export const slackUsers = (count: number, from = 1): readonly string[] =>
  Array.from({ length: count }, (_, n) => `U0READER${String(n + from).padStart(5, '0')}`)

const at = (tenant: string, user: string): Account => ({ platform: 'slack', tenant, user })

export const addSlackReaders = (
  database: Pick<Database, 'pool'>,
  team: string,
  users: readonly string[],
): Promise<unknown> =>
  addFollowers(
    database,
    users.map((user) => at(team, user)),
  )

export const addSlackAuthor = (
  database: Pick<Database, 'db' | 'pool'>,
  team: string,
): Promise<unknown> => addAuthor(database, at(team, AUTHOR))

/** An announcement of that author's that is ready to go; its number. */
export async function addSlackDraft(
  database: Pick<Database, 'db' | 'pool'>,
  title?: string,
): Promise<number> {
  const { rows } = await database.pool.query<{ personId: string }>(
    `select person_id as "personId" from identities where user_ref = $1`,
    [AUTHOR],
  )
  return addDraft(database, rows[0]?.personId ?? '', title)
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
