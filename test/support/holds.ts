import type { Database } from '#src/kernel/db.ts'
import { realWorld, type World } from '#src/kernel/world.ts'

/** The real world with a clock that can be put forward. */
export type ForwardWorld = World & Readonly<{ forward: (ms: number) => void }>

export function forwardWorld(): ForwardWorld {
  let ahead = 0
  return {
    ...realWorld,
    now: () => new Date(realWorld.now().getTime() + ahead),
    forward: (ms) => {
      ahead += ms
    },
  }
}

/** Every job that was to wait until then, by a clock that is ahead of the machine's, is due. */
export const jobsAreDue = async ({ pool }: Pick<Database, 'pool'>, { now }: Pick<World, 'now'>) =>
  pool.query(
    `update pgboss.job set start_after = least(start_after, now())
     where state in ('created', 'retry') and start_after <= $1`,
    [now()],
  )

/** As if so long had gone by: the clock is put forward, and every job that was to wait until then is due. */
export async function letPass(
  database: Pick<Database, 'pool'>,
  world: ForwardWorld,
  ms: number,
): Promise<void> {
  world.forward(ms)
  await jobsAreDue(database, world)
}
