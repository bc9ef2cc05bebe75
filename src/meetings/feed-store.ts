import type { Db, Tx } from '#src/kernel/db.ts'

/** Whether somebody's calendar feed can be read with a link of this serial. */
export async function feedIsOpen(db: Db | Tx, personId: string, serial: number): Promise<boolean> {
  const row = await db
    .selectFrom('calendarFeeds as f')
    .innerJoin('people as p', 'p.id', 'f.personId')
    .where('f.personId', '=', personId)
    .where('f.serial', '=', serial)
    .where('f.stoppedAt', 'is', null)
    .where('p.leftAt', 'is', null)
    .select('f.personId')
    .executeTakeFirst()
  return row !== undefined
}

/** The serial of somebody's feed while it is open. */
export async function feedOf(db: Db | Tx, personId: string): Promise<number | null> {
  const row = await db
    .selectFrom('calendarFeeds')
    .where('personId', '=', personId)
    .where('stoppedAt', 'is', null)
    .select('serial')
    .executeTakeFirst()
  return row?.serial ?? null
}

/** Opens a feed, or gives it a new link: every link of before leads nowhere from now on. Returns its serial. */
export async function renewFeed(db: Tx, personId: string, at: Date): Promise<number> {
  const { serial } = await db
    .insertInto('calendarFeeds')
    .values({ personId, serial: 1, madeAt: at, stoppedAt: null })
    .onConflict((conflict) =>
      conflict.column('personId').doUpdateSet((eb) => ({
        serial: eb('calendarFeeds.serial', '+', 1),
        madeAt: at,
        stoppedAt: null,
      })),
    )
    .returning('serial')
    .executeTakeFirstOrThrow()
  return serial
}

/** Returns whether there was one. */
export async function stopFeed(db: Tx, personId: string, at: Date): Promise<boolean> {
  const row = await db
    .updateTable('calendarFeeds')
    .set({ stoppedAt: at })
    .where('personId', '=', personId)
    .where('stoppedAt', 'is', null)
    .returning('personId')
    .executeTakeFirst()
  return row !== undefined
}
