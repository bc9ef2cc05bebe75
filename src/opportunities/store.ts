import type { Tx } from '#src/kernel/db.ts'
import type { InterestGiven } from './rules.ts'

export type Interest = Readonly<{
  personId: string
  name: string
  how: string
  dates: readonly string[]
  at: Date
  withdrawnAt: Date | null
}>

export async function saveInterest(
  db: Tx,
  broadcastId: number,
  personId: string,
  given: InterestGiven,
  at: Date,
): Promise<void> {
  const facts = { how: given.how, dates: [...given.dates], at, withdrawnAt: null }
  await db
    .insertInto('expressionsOfInterest')
    .values({ broadcastId, personId, ...facts })
    .onConflict((conflict) => conflict.columns(['broadcastId', 'personId']).doUpdateSet(facts))
    .execute()
}

/** Returns whether there was something to take back. */
export async function withdrawInterest(
  db: Tx,
  broadcastId: number,
  personId: string,
  at: Date,
): Promise<boolean> {
  const row = await db
    .updateTable('expressionsOfInterest')
    .set({ withdrawnAt: at })
    .where('broadcastId', '=', broadcastId)
    .where('personId', '=', personId)
    .where('withdrawnAt', 'is', null)
    .returning('personId')
    .executeTakeFirst()
  return row !== undefined
}

/** Who is interested, first come first; those who took it back are not listed. */
export async function interestIn(db: Tx, broadcastId: number): Promise<readonly Interest[]> {
  return db
    .selectFrom('expressionsOfInterest as e')
    .innerJoin('people as p', 'p.id', 'e.personId')
    .where('e.broadcastId', '=', broadcastId)
    .where('e.withdrawnAt', 'is', null)
    .select(['e.personId', 'p.name', 'e.how', 'e.dates', 'e.at', 'e.withdrawnAt'])
    .orderBy('e.at')
    .execute()
}
