import type { Db, Tx } from '#src/kernel/db.ts'
import { OPTIONAL_CATEGORIES, type OptionalCategory } from './wordings.ts'

/** What an account can want none of: what is optional, and being asked to join. */
export type Suppressed = OptionalCategory | 'invitation'
export const EVERYTHING_OPTIONAL: readonly Suppressed[] = [...OPTIONAL_CATEGORIES, 'invitation']

/** Remembers that these accounts want nothing of that, for good. */
export async function suppress(
  db: Tx,
  hashes: readonly string[],
  categories: readonly Suppressed[],
  at: Date,
): Promise<void> {
  const rows = hashes.flatMap((accountHash) =>
    categories.map((category) => ({ accountHash, category, at })),
  )
  if (rows.length === 0) return
  await db
    .insertInto('suppressions')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Only the person themselves ends this, by agreeing anew from that account. */
export async function endSuppression(
  db: Tx,
  hash: string,
  categories: readonly Suppressed[],
): Promise<void> {
  if (categories.length === 0) return
  await db
    .deleteFrom('suppressions')
    .where('accountHash', '=', hash)
    .where('category', 'in', [...categories])
    .execute()
}

export async function isSuppressed(
  db: Db | Tx,
  hash: string,
  category: Suppressed,
): Promise<boolean> {
  const row = await db
    .selectFrom('suppressions')
    .where('accountHash', '=', hash)
    .where('category', '=', category)
    .select('at')
    .executeTakeFirst()
  return row !== undefined
}
