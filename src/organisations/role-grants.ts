import type { Db, Tx } from '#src/kernel/db.ts'
import { atLondon, daysAfter } from '#src/kernel/london.ts'
import { allowed, type Decision, refused } from '#src/kernel/refusal.ts'
import type { RoleName } from '#src/kernel/schema.ts'
import { writeAudit } from '#src/people/store.ts'
import { organisationsByCode } from './store.ts'

/** Who holds which role where is decided by whoever runs the deployment; each grant and each end is audited. */
export type RoleOf = Readonly<{ gmc: string; role: RoleName; organisation: string }>
export type Granted = Readonly<{ person: string; organisation: string; endsAt: Date | null }>

/** The first moment after a London day. */
const endOf = (day: string): Date => atLondon(daysAfter(day, 1), '00:00')

async function holder(tx: Tx, { gmc, organisation }: RoleOf) {
  const person = await tx
    .selectFrom('people')
    .where('gmc', '=', gmc)
    .where('leftAt', 'is', null)
    .select(['id', 'name'])
    .executeTakeFirst()
  if (person === undefined)
    return refused(
      `Nobody who has joined has the GMC reference ${gmc}`,
      'Ask them to type join in chat first.',
    )
  const [place] = await organisationsByCode(tx, [organisation])
  if (place === undefined)
    return refused(
      `There is no organisation with the ODS code ${organisation}`,
      'Import the organisations, or check the code.',
    )
  return allowed({ person, place })
}

const inForce = (tx: Tx, personId: string, { role, organisation }: RoleOf, at: Date) =>
  tx
    .selectFrom('roles')
    .where('personId', '=', personId)
    .where('role', '=', role)
    .where('organisation', '=', organisation)
    .where((eb) => eb.or([eb('endsAt', 'is', null), eb('endsAt', '>', at)]))
    .select('id')
    .executeTakeFirst()

/** Gives a role from now, until the end of a day or for good. Giving it again changes its end. */
export async function grantRole(
  db: Db,
  asked: RoleOf & Readonly<{ until: string | null }>,
  at: Date,
  newId: () => string,
): Promise<Decision<Granted>> {
  const endsAt = asked.until === null ? null : endOf(asked.until)
  if (endsAt !== null && endsAt <= at)
    return refused('The last day of the role has gone by', 'Choose a day that is still to come.')
  return db.transaction().execute(async (tx) => {
    const found = await holder(tx, asked)
    if (!found.ok) return found
    const { person, place } = found.value
    const held = await inForce(tx, person.id, asked, at)
    const id = held?.id ?? newId()
    if (held === undefined) {
      const { role, organisation } = asked
      const row = { id, personId: person.id, organisation, role, startsAt: at, endsAt }
      await tx.insertInto('roles').values(row).execute()
    } else {
      await tx.updateTable('roles').set({ endsAt }).where('id', '=', id).execute()
    }
    await writeAudit(tx, at, null, 'role.granted', `role:${id}`)
    return allowed({ person: person.name, organisation: place.name, endsAt })
  })
}

/** Ends a role now. Its row stays, so that what was sent under it can be explained. */
export async function revokeRole(db: Db, asked: RoleOf, at: Date): Promise<Decision<Granted>> {
  return db.transaction().execute(async (tx) => {
    const found = await holder(tx, asked)
    if (!found.ok) return found
    const { person, place } = found.value
    const held = await inForce(tx, person.id, asked, at)
    if (held === undefined)
      return refused(
        `${person.name} does not hold that role at ${place.name}`,
        'Type roles list to see who holds which.',
      )
    await tx.updateTable('roles').set({ endsAt: at }).where('id', '=', held.id).execute()
    await writeAudit(tx, at, null, 'role.revoked', `role:${held.id}`)
    return allowed({ person: person.name, organisation: place.name, endsAt: at })
  })
}

export type HeldLine = Readonly<{
  person: string
  gmc: string | null
  role: RoleName
  organisation: string
  organisationName: string
  endsAt: Date | null
}>

/** Every role in force. */
export const listRoles = (db: Db, at: Date): Promise<HeldLine[]> =>
  db
    .selectFrom('roles as r')
    .innerJoin('people as p', 'p.id', 'r.personId')
    .innerJoin('organisations as o', 'o.code', 'r.organisation')
    .where('p.leftAt', 'is', null)
    .where('r.startsAt', '<=', at)
    .where((eb) => eb.or([eb('r.endsAt', 'is', null), eb('r.endsAt', '>', at)]))
    .select([
      'p.name as person',
      'p.gmc',
      'r.role',
      'r.organisation',
      'o.name as organisationName',
      'r.endsAt',
    ])
    .orderBy('o.name')
    .orderBy('p.name')
    .execute()
