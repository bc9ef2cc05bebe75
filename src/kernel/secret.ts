import { createHmac, randomBytes } from 'node:crypto'
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

/** The operator's secret is not the one that this database was written with. */
export class SecretChanged extends Error {
  override name = 'SecretChanged' as const
}

/**
 * A secret that the operator keeps outside the database, or null for one that the database keeps. What is hashed with it
 * must be found for years, so another one is refused: everything that it was good for would be lost without a word.
 */
export async function operatorsSecret(db: Db, name: string, given: string | null): Promise<string> {
  const secret = given ?? (await sharedSecret(db, `${name}-secret`))
  const key = `${name}-secret-check`
  const check = createHmac('sha256', secret).update(`${name}:check`).digest('base64url')
  await db
    .insertInto('settings')
    .values({ key, value: check })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const row = await db
    .selectFrom('settings')
    .where('key', '=', key)
    .select('value')
    .executeTakeFirstOrThrow()
  if (row.value !== check)
    throw new SecretChanged(
      'The secret for suppressed accounts is not the one that this database was written with.',
    )
  return secret
}
