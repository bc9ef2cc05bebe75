import type { Inbound } from '#src/chat/chat-platform.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import type { Actor, HeldRole, Person } from './actor.ts'
import { stopDeliveries } from '#src/delivery/stop-store.ts'
import { leaveForums } from '#src/forums/erase-store.ts'
import { moveWaiting } from './accounts/store.ts'
import { agreedBy } from './consents/agreed-store.ts'
import { giveConsent } from './consents/consent-store.ts'
import type { DetailsGiven, JoinGiven } from './rules.ts'

/** Who acted: their person, if they have joined and not left, and the roles they hold at this moment. */
export async function findActor(
  db: Tx,
  inbound: Pick<Inbound, 'who' | 'reachableAt'>,
  at: Date,
  purpose: 'acts' | 'look-only' = 'acts',
): Promise<Actor> {
  const { who, reachableAt } = inbound
  const row = await db
    .selectFrom('identities as i')
    .innerJoin('people as p', 'p.id', 'i.personId')
    .where('i.platform', '=', who.platform)
    .where('i.tenant', '=', who.tenant)
    .where('i.userRef', '=', who.user)
    .where('p.leftAt', 'is', null)
    .select([
      'p.id',
      'p.name',
      'p.gmc',
      'p.gpKind',
      'p.quietFrom',
      'p.quietTo',
      'p.workingDays',
      'p.invented',
      'i.id as identityId',
      'i.address',
      'i.goneAt',
    ])
    .executeTakeFirst()
  if (row === undefined) return { identity: who, address: reachableAt, person: null, roles: [] }
  const { identityId, address, goneAt, ...person } = row
  // An address changes without notice (a new conversation, a moved tenant): every event brings the newest.
  // Somebody who acts has an open account, whatever was told of it and in which order.
  if (purpose === 'acts' && (address !== reachableAt.ref || goneAt !== null)) {
    await db
      .updateTable('identities')
      .set({ address: reachableAt.ref, goneAt: null })
      .where('id', '=', identityId)
      .execute()
  }
  return {
    identity: who,
    address: reachableAt,
    person: { ...person, agreed: await agreedBy(db, person.id) },
    roles: await rolesOf(db, person.id, at),
  }
}

/** The roles in force at that moment: authority is read when it is used, never remembered. */
export async function rolesOf(
  db: Db | Tx,
  personId: string,
  at: Date,
): Promise<readonly HeldRole[]> {
  return db
    .selectFrom('roles as r')
    .innerJoin('organisations as o', 'o.code', 'r.organisation')
    .where('r.personId', '=', personId)
    .where('r.startsAt', '<=', at)
    .where((eb) => eb.or([eb('r.endsAt', 'is', null), eb('r.endsAt', '>', at)]))
    .select(['r.role', 'r.organisation', 'o.name as organisationName'])
    .orderBy('o.name')
    .execute()
}

/** Whether somebody else who has not left holds this GMC reference. */
export async function gmcTaken(db: Tx, gmc: string, except: string | null): Promise<boolean> {
  const row = await db
    .selectFrom('people')
    .where('gmc', '=', gmc)
    .where('leftAt', 'is', null)
    .where('id', '!=', except ?? '00000000-0000-0000-0000-000000000000')
    .select('id')
    .executeTakeFirst()
  return row !== undefined
}

/** The person behind an account, whether they have left or not. */
export async function personOfIdentity(db: Tx, who: Inbound['who']): Promise<string | null> {
  const row = await db
    .selectFrom('identities')
    .where('platform', '=', who.platform)
    .where('tenant', '=', who.tenant)
    .where('userRef', '=', who.user)
    .select('personId')
    .executeTakeFirst()
  return row?.personId ?? null
}

/** Makes somebody a member: a new person, or the one who left and is back. */
export async function saveJoin(
  db: Tx,
  actor: Pick<Actor, 'identity' | 'address'>,
  given: JoinGiven,
  at: Date,
  newId: () => string,
): Promise<string> {
  const known = await personOfIdentity(db, actor.identity)
  const id = known ?? newId()
  const facts = {
    name: given.name,
    gmc: given.gmc,
    gpKind: given.gpKind,
    joinedAt: at,
    leftAt: null,
  }
  if (known === null) {
    await db
      .insertInto('people')
      .values({ id, ...facts, quietFrom: null, quietTo: null })
      .execute()
    await db
      .insertInto('identities')
      .values({
        id: newId(),
        personId: id,
        platform: actor.identity.platform,
        tenant: actor.identity.tenant,
        userRef: actor.identity.user,
        address: actor.address.ref,
        linkedAt: at,
        goneAt: null,
      })
      // It was taken away from somebody, and is whoever's it is now.
      .onConflict((conflict) =>
        conflict
          .columns(['platform', 'tenant', 'userRef'])
          .doUpdateSet({
            personId: id,
            address: actor.address.ref,
            preferred: true,
            linkedAt: at,
            goneAt: null,
          })
          .where('identities.personId', 'is', null),
      )
      .execute()
  } else {
    await db.updateTable('people').set(facts).where('id', '=', id).execute()
  }
  await saveLists(db, id, given)
  const consent = { personId: id, at, platform: actor.identity.platform, newId }
  for (const category of ['purpose', ...given.agrees] as const)
    await giveConsent(db, consent, category)
  return id
}

export async function saveDetails(db: Tx, id: string, given: DetailsGiven): Promise<void> {
  await db
    .updateTable('people')
    .set({ name: given.name, gmc: given.gmc, gpKind: given.gpKind })
    .where('id', '=', id)
    .execute()
  await saveLists(db, id, given)
}

async function saveLists(db: Tx, personId: string, given: DetailsGiven): Promise<void> {
  await db.deleteFrom('workplaces').where('personId', '=', personId).execute()
  await db.deleteFrom('interests').where('personId', '=', personId).execute()
  await db
    .insertInto('workplaces')
    .values(given.workplaces.map((organisation) => ({ personId, organisation })))
    .execute()
  if (given.interests.length > 0) {
    await db
      .insertInto('interests')
      .values(given.interests.map((specialty) => ({ personId, specialty })))
      .execute()
  }
}

/** Ends a membership: no subscriptions, no roles, no consents, and nothing that still waits is sent. */
export async function saveLeaving(db: Tx, personId: string, at: Date): Promise<void> {
  await db
    .updateTable('people')
    .set({ leftAt: at, awayUntil: null })
    .where('id', '=', personId)
    .execute()
  await db.deleteFrom('subscriptions').where('personId', '=', personId).execute()
  await db
    .updateTable('consents')
    .set({ withdrawnAt: at })
    .where('personId', '=', personId)
    .where('withdrawnAt', 'is', null)
    .execute()
  await db
    .updateTable('roles')
    .set({ endsAt: at })
    .where('personId', '=', personId)
    .where((eb) => eb.or([eb('endsAt', 'is', null), eb('endsAt', '>', at)]))
    .execute()
  await stopDeliveries(db, personId, 'left')
  await leaveForums(db, personId, at)
  await db.deleteFrom('linkCodes').where('personId', '=', personId).execute()
  await db
    .deleteFrom('copies')
    .where('identityId', 'in', (eb) =>
      eb.selectFrom('identities').where('personId', '=', personId).select('id'),
    )
    .execute()
  await db
    .updateTable('expressionsOfInterest')
    .set({ withdrawnAt: at })
    .where('personId', '=', personId)
    .where('withdrawnAt', 'is', null)
    .execute()
}

export type Profile = Readonly<{
  workplaces: readonly Readonly<{ code: string; name: string }>[]
  interests: readonly string[]
}>

export async function profileOf(db: Tx, personId: string): Promise<Profile> {
  const workplaces = await db
    .selectFrom('workplaces as w')
    .innerJoin('organisations as o', 'o.code', 'w.organisation')
    .where('w.personId', '=', personId)
    .select(['o.code', 'o.name'])
    .orderBy('o.name')
    .execute()
  const interests = await db
    .selectFrom('interests')
    .where('personId', '=', personId)
    .select('specialty')
    .orderBy('specialty')
    .execute()
  return { workplaces, interests: interests.map((row) => row.specialty) }
}

/** Writes who did what to which thing. Ids only. */
export async function writeAudit(
  db: Tx,
  at: Date,
  personId: string | null,
  action: string,
  subject: string,
): Promise<void> {
  await db.insertInto('audit').values({ at, personId, action, subject }).execute()
}

/** The same that was done about each of many. */
export async function writeAuditOfEach(
  db: Tx,
  at: Date,
  personId: string,
  action: string,
  subjects: readonly string[],
): Promise<void> {
  if (subjects.length === 0) return
  const rows = subjects.map((subject) => ({ at, personId, action, subject }))
  await db.insertInto('audit').values(rows).execute()
}

export async function personById(
  db: Db | Tx,
  id: string,
): Promise<Pick<Person, 'id' | 'name' | 'invented'> | null> {
  const row = await db
    .selectFrom('people')
    .where('id', '=', id)
    .select(['id', 'name', 'invented'])
    .executeTakeFirst()
  return row ?? null
}

/** Keeps that a platform closed an account, or opened it again. What waits for a closed one goes to another of theirs. */
export async function saveAccountState(
  db: Db,
  who: Inbound['who'],
  open: boolean,
  at: Date,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const changed = await tx
      .updateTable('identities')
      .set({ goneAt: open ? null : at })
      .where('platform', '=', who.platform)
      .where('tenant', '=', who.tenant)
      .where('userRef', '=', who.user)
      .where('goneAt', open ? 'is not' : 'is', null)
      .returning(['id', 'personId'])
      .executeTakeFirst()
    if (!open && changed?.personId != null) await moveWaiting(tx, changed.personId, changed.id)
  })
}
