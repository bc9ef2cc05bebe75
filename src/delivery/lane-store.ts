import type { PlatformName } from '#src/chat/chat-platform.ts'
import type { Db } from '#src/kernel/db.ts'
import { firstPace, Pace } from './pacer.ts'
import { idleLane, type LaneState } from './slots.ts'

export type LaneName = Readonly<{ platform: PlatformName; tenant: string }>

/**
 * Reads a lane, changes it by a rule and writes it back, in one transaction of two statements that holds its row: what
 * one process is given no other one is. A lane that is new begins at `firstRate` messages a second.
 */
export async function changeLane<Result>(
  db: Db,
  name: LaneName,
  firstRate: number,
  at: number,
  change: (lane: LaneState) => Readonly<{ lane: LaneState; result: Result }>,
): Promise<Result> {
  return db.transaction().execute(async (tx) => {
    const read = () =>
      tx
        .selectFrom('lanes')
        .where('platform', '=', name.platform)
        .where('tenant', '=', name.tenant)
        .select(['pace', 'nextAt', 'heldUntil', 'urgentUntil', 'holds'])
        .forUpdate()
        .executeTakeFirst()
    let row = await read()
    if (row === undefined) {
      const { pace, ...rest } = idleLane(firstPace(firstRate, at))
      await tx
        .insertInto('lanes')
        .values({ ...name, ...rest, pace: JSON.stringify(pace) })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
      row = await read()
    }
    if (row === undefined) throw new Error('A lane that was just written is not there')
    const { lane, result } = change({ ...row, pace: Pace.parse(row.pace) })
    await tx
      .updateTable('lanes')
      .set({ ...lane, pace: JSON.stringify(lane.pace) })
      .where('platform', '=', name.platform)
      .where('tenant', '=', name.tenant)
      .execute()
    return result
  })
}
