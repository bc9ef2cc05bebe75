import type { Identity } from '#src/chat/chat-platform.ts'
import type { Db } from '#src/kernel/db.ts'

/** Whether this account belongs to somebody who has joined and not left. */
export async function isMembersAccount(db: Db, who: Identity): Promise<boolean> {
  const row = await db
    .selectFrom('identities as i')
    .innerJoin('people as p', 'p.id', 'i.personId')
    .where('i.platform', '=', who.platform)
    .where('i.tenant', '=', who.tenant)
    .where('i.userRef', '=', who.user)
    .where('p.leftAt', 'is', null)
    .select('p.id')
    .executeTakeFirst()
  return row !== undefined
}

/** Keeps that an account was asked to join. False when it was before. */
export async function addInvitation(db: Db, who: Identity, by: string, at: Date): Promise<boolean> {
  const row = await db
    .insertInto('invitations')
    .values({ platform: who.platform, tenant: who.tenant, userRef: who.user, invitedBy: by, at })
    .onConflict((conflict) => conflict.doNothing())
    .returning('userRef')
    .executeTakeFirst()
  return row !== undefined
}

/** Forgets an invitation that did not arrive. */
export async function dropInvitation(db: Db, who: Identity): Promise<void> {
  await db
    .deleteFrom('invitations')
    .where('platform', '=', who.platform)
    .where('tenant', '=', who.tenant)
    .where('userRef', '=', who.user)
    .execute()
}
