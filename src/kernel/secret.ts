import { randomBytes } from 'node:crypto'
import type { Db } from './db.ts'

/**
 * A secret that all processes on one database share, made by whichever starts first: 256 random bits.
 * It signs links that live an hour, so losing it with the database loses nothing that lasts.
 */
export async function sharedSecret(db: Db, key: string): Promise<string> {
  await db
    .insertInto('settings')
    .values({ key, value: randomBytes(32).toString('base64url') })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const row = await db
    .selectFrom('settings')
    .where('key', '=', key)
    .select('value')
    .executeTakeFirstOrThrow()
  return row.value
}
