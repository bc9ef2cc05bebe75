import type { DeliveryRow } from './deliveries.ts'
import { cardOf, plainTextOf } from './fake-teams/card-controls.ts'
import type { Json } from './fake-slack/json.ts'

/** A message that Teams holds. */
export type Held = Readonly<{
  id: string
  conversation: string
  /** Empty for an answer to somebody. */
  delivery: string
  activity: Json
}>

/** What stands on a card that may be the second of two. */
const isMarked = ({ activity }: Held): boolean =>
  plainTextOf(cardOf(activity)).includes('You may already have had this message')

/**
 * What is wrong between the tables and what Teams holds. Nobody is missed and nobody has it twice, but for those who were
 * sent it once more because nobody could say whether they had it: their second says so, and only they may have one.
 */
export function faultsBetween(
  tenant: string,
  rows: readonly DeliveryRow[],
  messages: readonly Held[],
): readonly string[] {
  const ids = new Set(rows.map(({ id }) => id))
  const held = messages.filter(({ delivery }) => ids.has(delivery))
  const byDelivery = Map.groupBy(held, ({ delivery }) => delivery)
  const byChat = Map.groupBy(held, ({ conversation }) => conversation)
  const handleOf = (user: string, { conversation, id }: Held) =>
    `teams:1:${[tenant, user, conversation, id].map((part) => encodeURIComponent(part)).join(':')}`
  return [
    ...rows.flatMap((row) => {
      const found = byDelivery.get(row.id) ?? []
      const wrong = faultsOf(row, found)
      const last = found.at(-1)
      if (row.state === 'sent' && last !== undefined && row.handle !== handleOf(row.user, last))
        return [...wrong, `${row.user}: the handle is ${row.handle}`]
      return wrong
    }),
    ...[...byChat]
      .filter(([, found]) => new Set(found.map(({ delivery }) => delivery)).size > 1)
      .map(([chat]) => `${chat} holds messages of several people`),
  ]
}

function faultsOf({ user, state, repeat }: DeliveryRow, found: readonly Held[]): readonly string[] {
  const [marked, first] = [found.filter(isMarked), found.filter((one) => !isMarked(one))]
  if (first.length > 1) return [`${user} has it ${first.length} times`]
  if (marked.length > (repeat ? 1 : 0)) return [`${user} has ${marked.length} marked as a repeat`]
  switch (state) {
    case 'sent':
      return (repeat ? marked : first).length === 1 ? [] : [`${user} lost it`]
    case 'doubtful':
      return []
    case 'failed':
      return found.length === 0 ? [] : [`${user} is failed and has it`]
    default:
      return [`${user} is ${state}`]
  }
}
