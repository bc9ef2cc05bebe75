import type { Tx } from '#src/kernel/db.ts'
import { stopDeliveries } from '#src/delivery/stop-store.ts'
import { CONSENT_WORDING } from './rules.ts'

/** Keeps that somebody agreed, to which wording and when; what is in force already stays as it is. */
export async function giveConsent(
  db: Tx,
  personId: string,
  category: 'purpose' | 'optional',
  at: Date,
  newId: () => string,
) {
  await db
    .insertInto('consents')
    .values({
      id: newId(),
      personId,
      category,
      wording: CONSENT_WORDING,
      givenAt: at,
      withdrawnAt: null,
    })
    .onConflict((conflict) =>
      conflict.columns(['personId', 'category']).where('withdrawnAt', 'is', null).doNothing(),
    )
    .execute()
}

/** Gives or takes back the agreement to opportunities and the like. */
export async function setOptionalConsent(
  db: Tx,
  personId: string,
  given: boolean,
  at: Date,
  newId: () => string,
): Promise<void> {
  if (given) return giveConsent(db, personId, 'optional', at, newId)
  await db
    .updateTable('consents')
    .set({ withdrawnAt: at })
    .where('personId', '=', personId)
    .where('category', '=', 'optional')
    .where('withdrawnAt', 'is', null)
    .execute()
  await stopDeliveries(db, personId, 'consent', 'opportunity')
}
