import { insertDraft } from '#src/broadcasts/store.ts'
import type { PlatformName } from '#src/chat/chat-platform.ts'
import { addInventedOrganisations, addRole } from '#src/demo/store.ts'
import type { Database } from '#src/kernel/db.ts'
import type { Urgency } from '#src/kernel/schema.ts'
import { realWorld } from '#src/kernel/world.ts'

const PLACE = 'X00001'

/** Somebody's account in one workspace or tenant. */
export type Account = Readonly<{ platform: PlatformName; tenant: string; user: string }>

const addressOf = ({ platform, tenant, user }: Account) =>
  platform === 'web' ? `web:1:${user}` : `${platform}:1:${tenant}:${user}`

/** People who have joined, one for each account; their ids in the same order. */
async function addPeople(
  { pool }: Pick<Database, 'pool'>,
  accounts: readonly Account[],
  gpKind: 'partner' | 'locum',
): Promise<readonly string[]> {
  const ids = accounts.map(() => realWorld.newId())
  await pool.query(
    `with reader as (
       select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[]) as r (id, platform, tenant, ref, address)
     ), seen as (
       insert into web_accounts (user_ref, name, about, invented)
       select ref, ref, '', true from reader where platform = 'web'
     ), person as (
       insert into people (id, name, gp_kind, invented, joined_at) select id, 'Dr ' || ref, $6, true, now() from reader
     )
     insert into identities (id, person_id, platform, tenant, user_ref, address, linked_at)
     select gen_random_uuid(), id, platform, tenant, ref, address, now() from reader`,
    [
      ids,
      accounts.map(({ platform }) => platform),
      accounts.map(({ tenant }) => tenant),
      accounts.map(({ user }) => user),
      accounts.map(addressOf),
      gpKind,
    ],
  )
  return ids
}

/** A practice, and a clinical director of it who follows nothing; the id of that person. */
export async function addAuthor(
  database: Pick<Database, 'db' | 'pool'>,
  account: Account,
): Promise<string> {
  const [personId = ''] = await addPeople(database, [account], 'partner')
  await database.db.transaction().execute(async (tx) => {
    await addInventedOrganisations(
      tx,
      [
        { code: PLACE, kind: 'practice', name: 'French Weir Health Centre' },
        { code: 'U00001', kind: 'pcn', name: 'Taunton Central PCN' },
      ],
      [{ child: PLACE, parent: 'U00001' }],
      '2020-01-01',
    )
    const role = { personId, organisation: PLACE, role: 'clinical-director' } as const
    await addRole(tx, { id: realWorld.newId(), ...role }, new Date('2026-01-01'))
  })
  return personId
}

/** People who may approve what is sent for the one place. */
export async function addApprovers(
  database: Pick<Database, 'db' | 'pool'>,
  accounts: readonly Account[],
): Promise<readonly string[]> {
  const ids = await addPeople(database, accounts, 'partner')
  await database.db.transaction().execute(async (tx) => {
    for (const personId of ids) {
      const role = { personId, organisation: PLACE, role: 'clinical-director' } as const
      await addRole(tx, { id: realWorld.newId(), ...role }, new Date('2026-01-01'))
    }
  })
  return ids
}

/** People who follow announcements of the one place, all at once. */
export async function addFollowers(
  database: Pick<Database, 'pool'>,
  accounts: readonly Account[],
): Promise<readonly string[]> {
  const ids = await addPeople(database, accounts, 'locum')
  await database.pool.query(
    `insert into subscriptions (person_id, kind, organisation, cadence, since)
     select id, 'announcement', $2, 'now', now() from unnest($1::uuid[]) as id`,
    [ids, PLACE],
  )
  return ids
}

/** An announcement that is ready to go; its number. */
export async function addDraft(
  { db }: Pick<Database, 'db'>,
  authorId: string,
  title = 'Rooms move on Monday',
  urgency: Urgency = 'routine',
): Promise<number> {
  const content = {
    kind: 'announcement' as const,
    title,
    summary: 'From Monday the clinics are on the first floor.',
    actions: [],
    sourceName: null,
    sourceUrl: null,
    contact: null,
    until: null,
  }
  const draft = { organisation: PLACE, urgency, specialties: [], gpKinds: [] } as const
  return db
    .transaction()
    .execute((tx) => insertDraft(tx, authorId, { ...draft, content }, realWorld.now()))
}
