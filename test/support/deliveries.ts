import type { Database } from '#src/kernel/db.ts'
import { until } from './process.ts'

/** What the tables say of each delivery of a message. */
export type DeliveryRow = Readonly<{
  id: string
  user: string
  state: string
  reason: string | null
  handle: string | null
  attempts: number
  /** It was sent once more, though the first may have arrived. */
  repeat: boolean
}>

export async function deliveriesOf(
  { pool }: Pick<Database, 'pool'>,
  broadcast: number,
): Promise<readonly DeliveryRow[]> {
  const { rows } = await pool.query<DeliveryRow>(
    `select d.id, i.user_ref as user, d.state, d.reason, d.handle, d.attempts, d.possible_repeat as repeat
     from deliveries d join identities i on i.id = d.identity_id
     where d.broadcast_id = $1 order by d.seq`,
    [broadcast],
  )
  return rows
}

/** Waits until nothing of a message is on its way any more. */
export const allEnded = ({ pool }: Pick<Database, 'pool'>, broadcast: number, ms = 200_000) =>
  until(
    `message ${broadcast} to be over`,
    async () => {
      const { rows } = await pool.query(
        `select 1 from broadcasts b where id = $1 and state in ('sent', 'stopped') and not exists
           (select 1 from deliveries d where d.broadcast_id = b.id and d.state in ('waiting', 'sending'))`,
        [broadcast],
      )
      return rows.length > 0
    },
    ms,
  )
