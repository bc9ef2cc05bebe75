import { describe, expect, type TestContext, test } from 'vitest'
import type { Database } from '#src/kernel/db.ts'
import { type Account, addAuthor, addDraft, addFollowers } from '#test/support/announcements.ts'
import { allEnded, deliveriesOf, type DeliveryRow } from '#test/support/deliveries.ts'
import { oneDatabase, openOne } from '#test/support/database.ts'
import {
  type Fault,
  type FakeTeams,
  type Person,
  startFakeTeams,
} from '#test/support/fake-teams/fake-teams.ts'
import { deliveryOf } from '#test/support/fake-teams/ledger.ts'
import { keptLog } from '#test/support/raw-chat.ts'
import { faultsBetween, type Held } from '#test/support/teams-area.ts'
import { pressSend, startTeamsCascade } from '#test/support/teams-cascade.ts'

const seed = Number(process.env['FAULTS_SEED'] ?? Date.now() % 100_000)

/** A tenant of so many readers who have the app, with everything running. */
async function tenantOf(
  { onTestFinished }: TestContext,
  open: () => Promise<Database>,
  count: number,
) {
  const database = await open()
  onTestFinished(() => database.close())
  const teams = await startFakeTeams({ seed })
  onTestFinished(() => teams.close())
  const tenant = teams.addTenant().id
  const author = teams.addPerson(tenant, { installed: true })
  const readers = Array.from({ length: count }, () => teams.addPerson(tenant, { installed: true }))
  const at = ({ id }: Person): Account => ({ platform: 'teams', tenant, user: id })
  const draft = await addDraft(database, await addAuthor(database, at(author)))
  await addFollowers(database, readers.map(at))
  const { log, lines, errors } = keptLog()
  const cascade = await startTeamsCascade(database, teams, { log, allowedTenants: [tenant] })
  onTestFinished(() => cascade.stop())
  return { database, teams, tenant, author, readers, draft, lines, errors }
}

type Tenant = Awaited<ReturnType<typeof tenantOf>>

/** After these nobody can say whether the message is stored. */
const UNCLEAR: readonly (readonly [chance: number, fault: Fault])[] = [
  [0.006, 'reset-after'],
  [0.005, 'reset-before'],
  [0.003, { status: 500, when: 'after' }],
  [0.003, { status: 502 }],
  [0.002, { status: 503 }],
  [0.002, { status: 504, when: 'after' }],
]

/** After these it surely is not, and is tried again. */
const CLEAR: readonly (readonly [chance: number, fault: Fault])[] = [
  [0.02, { status: 412 }],
  [0.01, { status: 429, retryAfter: 1 }],
  [0.01, { status: 429 }],
  [0.005, { status: 429, retryAfter: 2, retryAfterAs: 'date' }],
]

function spoil(teams: FakeTeams): void {
  for (const [chance, fault] of [...UNCLEAR, ...CLEAR]) teams.faults.chance('post', fault, chance)
  // Making a conversation goes wrong as well, and proves that the message did not leave.
  teams.faults.chance('create', { status: 429, retryAfter: 1 }, 0.01)
  teams.faults.chance('create', { status: 500, when: 'after' }, 0.01)
  teams.faults.chance('create', 'reset-after', 0.01)
}

const REFUSALS = {
  ConversationBlockedByUser: 'blocked',
  MessageWritesBlocked: 'blocked',
  BotNotInConversationRoster: 'not-installed',
  BotDisabledByAdmin: 'not-installed',
  SomethingNew: 'rejected',
} as const

/** Ten people whom Teams will never take it for; by who they are, why. */
function refuse(readers: readonly Person[]): ReadonlyMap<string, string> {
  const found = readers.filter((_, n) => n % Math.floor(readers.length / 10) === 3).slice(0, 10)
  const codes = Object.keys(REFUSALS) as (keyof typeof REFUSALS)[]
  return new Map(
    found.map((person, n) => {
      const code = codes[n % codes.length] ?? 'SomethingNew'
      person.refuses(code)
      return [person.id, REFUSALS[code]] as const
    }),
  )
}

const heldBy = ({ ledger }: FakeTeams): readonly Held[] =>
  ledger.messages.map((message) => ({ ...message, delivery: deliveryOf(message) }))

/** Those for whom a request was made that nobody answered clearly. */
const unclear = ({ ledger }: FakeTeams): ReadonlySet<string> =>
  new Set(
    ledger
      .sends()
      .filter(({ status }) => status === 0 || status >= 500)
      .map(({ delivery }) => delivery),
  )

/**
 * More requests than tries, for one and the same message: what a hidden retry shows up in. A 404 is the one that asks for
 * another, and after a 429 it waits without that being a try.
 */
function unseenRequests({ ledger }: FakeTeams, rows: readonly DeliveryRow[]): readonly string[] {
  const made = Map.groupBy(
    ledger.sends().filter(({ status }) => status !== 404 && status !== 429),
    ({ delivery }) => delivery,
  )
  return rows.flatMap(({ id, user, attempts }) => {
    const n = made.get(id)?.length ?? 0
    return n > attempts ? [`${user}: ${n} requests in ${attempts} tries`] : []
  })
}

const usersIn = (rows: readonly DeliveryRow[], state: string) =>
  rows.flatMap((row) => (row.state === state ? [row.user] : []))

/** The sender's view of a broadcast, as it stands at last. */
const progressCard = ({ author, draft }: Tenant) =>
  author.messages().findLast(({ plain }) => plain.includes(`${draft}: `))

async function expectTheSenderToldOf(
  { expect }: TestContext,
  tenant: Tenant,
  rows: readonly DeliveryRow[],
): Promise<void> {
  const { author, draft } = tenant
  const n = (state: string) => usersIn(rows, state).length
  const missed = n('failed') + n('doubtful')
  await expect
    .poll(() => progressCard(tenant)?.plain.replaceAll('\\', ''), { timeout: 90_000 })
    .toContain(`${n('sent').toLocaleString('en-GB')} delivered, 0 waiting, ${missed} failed`)
  // What is stored follows while its reader is away.
  author.reopenChat()
  await author.press(progressCard(tenant)?.id ?? '', 'Who and why')
  const why = () =>
    author
      .messages()
      .findLast(({ plain }) => plain.includes('Not reached') && plain.includes(`${draft}: `))
  await expect.poll(() => why()?.plain, { timeout: 90_000 }).toContain('Not reached')
  const said = why()?.plain ?? ''
  expect(said).toContain(
    `${n('doubtful')} ${n('doubtful') === 1 ? 'person' : 'people'} It may or may not have arrived: the chat gave no answer. Ask them before you try again.`,
  )
  for (const words of new Set(
    rows.flatMap(({ state, reason }) => (state === 'failed' ? [WORDS[reason ?? '']] : [])),
  ))
    expect(said).toContain(words)
}

const WORDS: Readonly<Record<string, string>> = {
  blocked: 'Reach them another way',
  'not-installed': 'Ask whoever runs it to install it there',
  rejected: 'Tell whoever runs Cascade',
}

/** A thousand show no more than these do; FAULTS_PEOPLE=1000 sends to as many by hand. */
const count = Number(process.env['FAULTS_PEOPLE'] ?? 500)

// Most of it is waiting: until nobody can doubt any more that a request got no answer.
describe.concurrent.each(oneDatabase())('a bad day at Teams, on $name:', ({ open }) => {
  test('hundreds of people are each told once, refused, or known to be in doubt', async (context) => {
    const tenant = await tenantOf(context, open, count)
    const { database, teams, author, readers, draft, lines, errors } = tenant
    const failing = refuse(readers)
    // They have written before, and have removed the chat since: its address is known, and is no more.
    const gone = readers.filter((_, n) => n % 90 === 40)
    for (const person of gone) {
      await person.say('help')
      person.deleteChat()
    }
    await pressSend(author, draft)
    spoil(teams)
    teams.faults.next('post', 'hang-after', 2)
    teams.faults.next('post', 'hang-before', 2)
    // A storm: everybody is told to wait.
    teams.faults.next('post', { status: 429, retryAfter: 1 }, 40)
    const from = performance.now()
    await allEnded(database, draft, 200_000)
    const took = performance.now() - from
    const rows = await deliveriesOf(database, draft)
    expect(rows).toHaveLength(count)
    expect(faultsBetween(tenant.tenant, rows, heldBy(teams))).toEqual([])
    expect(teams.ledger.repeats()).toEqual([])
    expect(unseenRequests(teams, rows)).toEqual([])
    const failed = rows.filter(({ state }) => state === 'failed')
    expect(failed.filter(({ user, reason }) => failing.get(user) !== reason)).toEqual([])
    // An operator finds the codes of Microsoft.
    for (const code of Object.keys(REFUSALS))
      expect(lines.some((line) => line.includes(code))).toBe(true)
    const ids = unclear(teams)
    expect(ids.size).toBeGreaterThan(3)
    expect(rows.filter(({ id, state }) => ids.has(id) !== (state === 'doubtful'))).toEqual([])
    expect(
      usersIn(rows, 'failed').length + usersIn(rows, 'doubtful').length,
    ).toBeGreaterThanOrEqual(failing.size)
    const have = new Set(teams.ledger.byDelivery().keys())
    const arrived = [...ids].filter((id) => have.has(id)).length
    expect(arrived).toBeGreaterThan(0)
    expect(arrived).toBeLessThan(ids.size)
    teams.faults.clear()
    await expectTheSenderToldOf(context, tenant, rows)
    expect(errors).toEqual([])
    process.stdout.write(
      `  ${count} on ${database.kind}: ${rows.length - ids.size - failed.length} told, ${failed.length} refused, ${ids.size} in doubt of whom ${arrived} have it, after ${Math.round(took)} ms (seed ${seed})\n`,
    )
  }, 300_000)
})

// One database is enough for it, since what is marked and sent once more is the same on both: `npm run crash` plays it on each.
describe.concurrent('a bad day at Teams', () => {
  test('a critical message in doubt is sent once more, and says that it may be the second', async (context) => {
    const tenant = await tenantOf(context, openOne, 100)
    const { database, teams, author, draft, errors } = tenant
    await pressSend(author, draft)
    // Nobody can send one by themselves: a second person has to agree, and cannot be asked yet.
    await database.pool.query(`update broadcasts set urgency = 'critical' where id = $1`, [draft])
    for (const [, fault] of UNCLEAR) teams.faults.chance('post', fault, 0.03)
    await allEnded(database, draft, 200_000)
    teams.faults.clear()
    const rows = await deliveriesOf(database, draft)
    expect(rows).toHaveLength(100)
    expect(faultsBetween(tenant.tenant, rows, heldBy(teams))).toEqual([])
    expect(unseenRequests(teams, rows)).toEqual([])
    const ids = unclear(teams)
    expect(ids.size).toBeGreaterThan(3)
    expect(rows.filter(({ id, repeat }) => ids.has(id) !== repeat)).toEqual([])
    const doubled = teams.ledger.duplicates().filter((id) => rows.some((row) => row.id === id))
    expect(doubled.filter((id) => !ids.has(id))).toEqual([])
    await context.expect
      .poll(() => progressCard(tenant)?.plain, { timeout: 90_000 })
      .toContain(`${usersIn(rows, 'sent').length} delivered, 0 waiting`)
    expect(errors).toEqual([])
    process.stdout.write(
      `  100 critical on ${database.kind}: ${ids.size} sent once more, ${doubled.length} of them have it twice, ${usersIn(rows, 'doubtful').length} in doubt still (seed ${seed})\n`,
    )
  }, 300_000)
})
