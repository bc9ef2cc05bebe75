import { expect } from 'vitest'
import { DEMO_ICB } from '#src/demo/messages.ts'
import type { Database } from '#src/kernel/db.ts'
import type { createWalk } from './audit-walk.ts'

const [AUTHOR, NADIA, AMARA, PRIYA] = [
  'siobhan-keane',
  'nadia-rahimi',
  'amara-okafor',
  'priya-raman',
] as const

/** What has to change something: a step that was refused proves nothing. */
export const SECOND_PERSON_CHANGES = [
  'submit-return',
  'approve',
  'recall',
  'save-stand-in',
  'end-stand-in',
  'prefer-account',
  'unlink-account',
] as const

type Walk = Readonly<{
  walk: ReturnType<typeof createWalk>
  database: Database
  /** A day that is still to come. */
  soon: string
}>

/** What needs somebody else: an approval with all that becomes of it, an invitation, and a second account. */
export async function walkSecondPerson({ walk, database, soon }: Walk): Promise<void> {
  const { steps, wrote } = walk
  const one = async (text: string, ...values: unknown[]): Promise<string> => {
    const { rows } = await database.pool.query<{ it: string }>(text, values)
    return String(rows[0]?.it ?? '')
  }
  const personOf = async (user: string) =>
    one('select person_id as it from identities where user_ref = $1', user)
  const request = async () => one('select max(id) as it from approvals')
  const values = {
    title: 'For the whole ICB',
    summary: 'For nobody.',
    urgency: 'routine',
    organisation: [DEMO_ICB],
  }
  await steps([AUTHOR, 'save-draft', { kind: 'announcement' }, values])
  const broadcast = await one(
    'select max(id) as it from broadcasts where author_id = $1',
    await personOf(AUTHOR),
  )
  await steps([AUTHOR, 'send-now', { broadcast }])
  expect(wrote('send-now')).toEqual([`${AUTHOR} approval.asked broadcast:${broadcast}`])
  const first = { approval: await request() }
  await steps(
    [NADIA, 'approvals'],
    [NADIA, 'read-request', first],
    [NADIA, 'return', first],
    [NADIA, 'submit-return', first, { reason: 'Say which rooms.' }],
    [AUTHOR, 'save-edit', { broadcast }, { ...values, summary: 'The rooms upstairs.' }],
    [AUTHOR, 'send-now', { broadcast }],
  )
  const second = { approval: await request() }
  const standIn = await personOf('tomasz-wieczorek')
  await steps(
    [NADIA, 'approve', second],
    [NADIA, 'recall', second],
    [NADIA, 'stand-in'],
    [NADIA, 'save-stand-in', {}, { standIn, from: soon, until: soon }],
  )
  const named = await one('select max(id::text) as it from stand_ins where stand_in = $1', standIn)
  await steps([NADIA, 'end-stand-in'], [PRIYA, 'submit-invite', {}, { email: 'b@example.nhs.uk' }])
  const account = await one(
    `insert into identities (id, person_id, platform, tenant, user_ref, address, linked_at)
     values (gen_random_uuid(), $1, 'web', 'local', 'amara-second', 'web:1:amara-second', now()) returning id as it`,
    await personOf(AMARA),
  )
  await steps([AMARA, 'prefer-account', { account }], [AMARA, 'unlink-account', { account }])

  expect(
    Object.fromEntries([...SECOND_PERSON_CHANGES, 'submit-invite'].map((it) => [it, wrote(it)])),
  ).toEqual({
    'submit-return': [`${NADIA} approval.returned broadcast:${broadcast}`],
    approve: [`${NADIA} approval.approved broadcast:${broadcast}`],
    recall: [`${NADIA} approval.recalled broadcast:${broadcast}`],
    'save-stand-in': [`${NADIA} stand-in.named stand-in:${named}`],
    'end-stand-in': [`${NADIA} stand-in.ended person:${await personOf(NADIA)}`],
    'submit-invite': [`${PRIYA} person.invited person:${await personOf(PRIYA)}`],
    'prefer-account': [`${AMARA} account.preferred account:${account}`],
    'unlink-account': [`${AMARA} account.unlinked account:${account}`],
  })
}
