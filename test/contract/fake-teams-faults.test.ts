import { afterEach, expect, test } from 'vitest'
import type { Fault } from '#test/support/fake-teams/fake-teams.ts'
import { TEAMS_RATES } from '#test/support/fake-teams/fake-teams.ts'
import { plainClient, tenants } from '#test/support/fake-teams/one-tenant.ts'

/** What the fake Teams breaks when it is told to, and how it holds back who asks too often. */
const { teamsWith, closeAll } = tenants()
afterEach(closeAll)

const message = { type: 'message', text: 'x' }

const ANSWERED: readonly (readonly [Fault, stored: number, seen: object])[] = [
  [{ status: 412 }, 0, { status: 412, body: { error: { code: 'PreconditionFailed' } } }],
  [{ status: 429, retryAfter: 7 }, 0, { status: 429, retryAfter: '7' }],
  [{ status: 429 }, 0, { status: 429, retryAfter: null }],
  [{ status: 502 }, 0, { status: 502 }],
  [{ status: 500, when: 'after' }, 1, { status: 500 }],
  [{ status: 404 }, 0, { body: { error: { code: 'ConversationNotFound' } } }],
  [
    { status: 403, subCode: 'MessageWritesBlocked' },
    0,
    { body: { error: { subCode: 'MessageWritesBlocked' } } },
  ],
  [
    { status: 403, code: 'BotDisabledByAdmin' },
    0,
    { body: { error: { code: 'BotDisabledByAdmin' } } },
  ],
  [{ slow: 20 }, 1, { status: 201 }],
]

test.each(ANSWERED)('%j', async (fault, stored, seen) => {
  const { teams, client, chat } = await teamsWith()
  teams.faults.next('post', fault)
  expect(await client.post(chat, message)).toMatchObject(seen)
  expect(teams.ledger.messages).toHaveLength(stored)
  expect(await client.post(chat, message)).toMatchObject({ status: 201 })
  expect(teams.ledger.messages).toHaveLength(stored + 1)
})

test.each([
  ['reset-before', 0],
  ['reset-after', 1],
] as const)('%s', async (fault, stored) => {
  const { teams, client, chat } = await teamsWith()
  teams.faults.next('post', fault)
  await expect(client.post(chat, message)).rejects.toThrow('fetch failed')
  expect(teams.ledger.messages).toHaveLength(stored)
  expect(teams.ledger.requestsTo('post')).toMatchObject([{ status: 0, error: 'reset' }])
})

test.each([
  ['hang-before', 0],
  ['hang-after', 1],
] as const)('%s: no answer ever comes', async (fault, stored) => {
  const { teams, client, chat } = await teamsWith()
  teams.faults.next('post', fault)
  const asked = client.post(chat, message).then(
    () => 'answered',
    () => 'given up',
  )
  await expect.poll(() => teams.ledger.requestsTo('post').length).toBe(1)
  expect(teams.ledger.messages).toHaveLength(stored)
  await teams.close()
  expect(await asked).toBe('given up')
})

test('a date as Retry-After, by the clock of Teams', async () => {
  const { teams, client, chat } = await teamsWith({ now: () => Date.UTC(2026, 10, 22, 9, 0, 0) })
  teams.faults.next('post', { status: 429, retryAfter: 90, retryAfterAs: 'date' })
  const { retryAfter } = await client.post(chat, message)
  expect(retryAfter).toBe('Sun, 22 Nov 2026 09:01:30 GMT')
})

test('one conversation alone goes wrong', async () => {
  const { teams, client, tenant, chat } = await teamsWith()
  const ben = teams.addPerson(tenant.id, { installed: true })
  teams.faults.next('*', { status: 503 }, 1, chat)
  expect(await client.post(ben.conversation(), message)).toMatchObject({ status: 201 })
  expect(await client.post(chat, message)).toMatchObject({ status: 503 })
})

test('sign-in goes wrong too', async () => {
  const { teams } = await teamsWith()
  teams.faults.next('token', { status: 503 })
  expect((await fetch(teams.tokenUrl, { method: 'POST' })).status).toBe(503)
})

test('by chance, and the same again with the same seed', async () => {
  const failed = async (seed: number) => {
    const { teams, client, chat } = await teamsWith({ seed })
    teams.faults.chance('post', { status: 500, when: 'after' }, 0.3)
    const wrong: number[] = []
    for (let at = 0; at < 40; at += 1)
      if ((await client.post(chat, message)).status === 500) wrong.push(at)
    return wrong
  }
  const first = await failed(1)
  expect(first.length).toBeGreaterThan(4)
  expect(first.length).toBeLessThan(25)
  expect(await failed(1)).toEqual(first)
  expect(await failed(2)).not.toEqual(first)
})

/** How many of so many sends went through, `apart` milliseconds from each other. */
async function admitted(count: number, apart: number, toOne: boolean) {
  const time = { ms: Date.UTC(2026, 10, 22) }
  const { teams, client, tenant, chat } = await teamsWith({
    now: () => time.ms,
    rates: TEAMS_RATES,
  })
  const refusals: (string | null)[] = []
  for (let at = 0; at < count; at += 1) {
    const to = toOne ? chat : teams.addPerson(tenant.id, { installed: true }).conversation()
    const { status, retryAfter } = await client.post(to, message)
    if (status === 429) refusals.push(retryAfter)
    time.ms += apart
  }
  expect(teams.ledger.tooMany()).toBe(refusals.length)
  return { stored: teams.ledger.messages.length, refusals, teams, client, chat, tenant, time }
}

test('fifty requests a second for a tenant', async () => {
  expect((await admitted(60, 0, false)).stored).toBe(50)
  expect((await admitted(60, 20, false)).stored).toBe(60)
})

test('in one conversation seven in a second, eight in two, sixty in thirty', async () => {
  expect((await admitted(9, 0, true)).stored).toBe(7)
  expect((await admitted(9, 160, true)).stored).toBe(8)
  expect((await admitted(70, 260, true)).stored).toBe(60)
  expect((await admitted(60, 510, true)).stored).toBe(60)
})

test('tenants have a limit each, and a refusal says when to come back as it is told to', async () => {
  const { refusals, teams, client, chat, time } = await admitted(8, 0, true)
  expect(refusals).toEqual(['1'])
  time.ms += 1000
  expect(await client.post(chat, message)).toMatchObject({ status: 201 })
  const other = teams.addTenant()
  const ben = teams.addPerson(other.id, { installed: true })
  const there = await plainClient(teams, other.id)
  expect(await there.post(ben.conversation(), message)).toMatchObject({ status: 201 })

  const refused = async (retryAfterAs: 'date' | 'nothing') => {
    teams.setRates({ ...TEAMS_RATES, perThread: [{ most: 1, seconds: 60 }], retryAfterAs })
    await client.post(chat, message)
    return client.post(chat, message)
  }
  expect(await refused('nothing')).toMatchObject({ status: 429, retryAfter: null })
  expect(await refused('date')).toMatchObject({
    status: 429,
    retryAfter: new Date(time.ms + 60_000).toUTCString(),
  })
})
