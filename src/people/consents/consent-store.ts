import { sql } from 'kysely'
import { stopDeliveries } from '#src/delivery/stop-store.ts'
import type { Tx } from '#src/kernel/db.ts'
import type { ConsentCategory } from '#src/kernel/schema.ts'
import { CATEGORY } from './agreed-store.ts'
import { OPTIONAL_CATEGORIES, type OptionalCategory, WORDINGS } from './wordings.ts'

/** Who agrees or takes it back, when, and on which platform they pressed it. */
export type Given = Readonly<{ personId: string; at: Date; platform: string; newId: () => string }>

/** Keeps that somebody agreed to the words in force. An agreement to the same words stays as it is; one to others ends here. */
export async function giveConsent(
  db: Tx,
  { personId, at, platform, newId }: Given,
  category: ConsentCategory,
): Promise<void> {
  const { version } = WORDINGS[category]
  await db
    .updateTable('consents')
    .set({ withdrawnAt: at, withdrawnPlatform: platform })
    .where('personId', '=', personId)
    .where('category', '=', category)
    .where('wording', '!=', version)
    .where('withdrawnAt', 'is', null)
    .execute()
  await db
    .insertInto('consents')
    .values({
      id: newId(),
      personId,
      category,
      wording: version,
      givenAt: at,
      withdrawnAt: null,
      platform,
      withdrawnPlatform: null,
    })
    .onConflict((conflict) =>
      conflict.columns(['personId', 'category']).where('withdrawnAt', 'is', null).doNothing(),
    )
    .execute()
}

/** Takes agreements back and ends what waits because of them. Returns those that there were. */
export async function takeBack(
  db: Tx,
  { personId, at, platform }: Omit<Given, 'newId'>,
  categories: readonly OptionalCategory[],
): Promise<readonly OptionalCategory[]> {
  const ended = await db
    .updateTable('consents')
    .set({ withdrawnAt: at, withdrawnPlatform: platform })
    .where('personId', '=', personId)
    .where('category', 'in', [...categories])
    .where('withdrawnAt', 'is', null)
    .returning('category')
    .execute()
  for (const category of categories) await stopDeliveries(db, personId, 'consent', category)
  return OPTIONAL_CATEGORIES.filter((one) => ended.some(({ category }) => category === one))
}

/** What somebody took back at that very moment. */
export async function takenBackAt(
  db: Tx,
  personId: string,
  at: Date,
): Promise<readonly OptionalCategory[]> {
  const rows = await db
    .selectFrom('consents')
    .where('personId', '=', personId)
    .where('withdrawnAt', '=', at)
    .select('category')
    .execute()
  return OPTIONAL_CATEGORIES.filter((one) => rows.some(({ category }) => category === one))
}

/** The last moment at which somebody took back one of these, with all that they took back then; null when they never did. */
export async function lastTakenBack(
  db: Tx,
  personId: string,
  categories: readonly OptionalCategory[],
): Promise<Readonly<{ at: Date; categories: readonly OptionalCategory[] }> | null> {
  const row = await db
    .selectFrom('consents')
    .where('personId', '=', personId)
    .where('category', 'in', [...categories])
    .select((eb) => eb.fn.max('withdrawnAt').as('at'))
    .executeTakeFirst()
  const at = row?.at ?? null
  return at === null ? null : { at, categories: await takenBackAt(db, personId, at) }
}

export type Consent = Readonly<{
  category: ConsentCategory
  wording: string
  givenAt: Date
  platform: string | null
}>

/** What somebody agrees to now, whatever the words were. */
export async function consentsOf(db: Tx, personId: string): Promise<readonly Consent[]> {
  return db
    .selectFrom('consents')
    .where('personId', '=', personId)
    .where('withdrawnAt', 'is', null)
    .select(['category', 'wording', 'givenAt', 'platform'])
    .execute()
}

/** Lets come after all what taking these agreements back had ended and what can still be sent. Returns the broadcasts. */
export async function restoreStopped(
  db: Tx,
  personId: string,
  at: Date,
  category: OptionalCategory,
): Promise<readonly number[]> {
  const { rows } = await sql<{ broadcastId: number }>`
    update deliveries d set state = 'waiting', reason = null, due_at = greatest(d.due_at, ${at})
    from broadcasts b
    where d.person_id = ${personId} and d.state = 'stopped' and d.reason = 'consent' and b.id = d.broadcast_id
      and b.state in ('sending', 'paused', 'sent') and b.expired_at is null
      and ${CATEGORY} = ${category}
    returning d.broadcast_id`.execute(db)
  const ids = rows.map(({ broadcastId }) => broadcastId)
  if (ids.length > 0)
    await db.updateTable('broadcasts').set({ doneAt: null }).where('id', 'in', ids).execute()
  return ids
}
