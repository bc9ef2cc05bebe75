import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { outcomeOf } from '#adapters/teams/outcome.ts'
import { createTransport } from '#adapters/teams/transport.ts'
import { message } from '#src/chat/message.ts'
import type { Database } from '#src/kernel/db.ts'
import { realWorld } from '#src/kernel/world.ts'
import { openOne } from '#test/support/database.ts'
import type { Fault } from '#test/support/fake-teams/fake-teams.ts'
import { type Sending, startSending } from '#test/support/teams-sending.ts'

/** Every way in which Teams can answer a send, over real HTTP, with the requests counted. */
const card = message({ title: 'Sore throat pathway', preview: 'A new pathway' })
const newKey = () => crypto.randomUUID()

let database: Database
let at: Sending
beforeAll(async () => {
  database = await openOne()
})
afterAll(() => database.close())
beforeEach(async () => {
  at = await startSending(database)
})
afterEach(() => at.close())

const stored = (key: string) => at.teams.ledger.byDelivery().get(key)?.length ?? 0

const refusal = (status: number, code: string): Fault => ({ status, code })
const never = (reason: string, detail: string) => ({ is: 'never', reason, detail })

test.each<[Fault, object, arrived: number]>([
  ['reset-before', { is: 'unknown' }, 0],
  ['reset-after', { is: 'unknown' }, 1],
  [{ status: 500 }, { is: 'unknown', detail: 'ServiceError' }, 0],
  [{ status: 500, when: 'after' }, { is: 'unknown', detail: 'ServiceError' }, 1],
  [{ status: 502, when: 'after' }, { is: 'unknown' }, 1],
  [{ status: 503, retryAfter: 9 }, { is: 'unknown' }, 0],
  [{ status: 504, when: 'after' }, { is: 'unknown' }, 1],
  [{ status: 408 }, { is: 'unknown' }, 0],
  [{ status: 429 }, { is: 'later', afterMs: null, detail: 'TooManyRequests' }, 0],
  [{ status: 429, retryAfter: 7 }, { is: 'later', afterMs: 7000 }, 0],
  [{ status: 429, retryAfter: 90, retryAfterAs: 'date' }, { is: 'later', afterMs: 90_000 }, 0],
  [{ status: 412 }, { is: 'later', afterMs: null, detail: 'PreconditionFailed' }, 0],
  [refusal(403, 'ConversationBlockedByUser'), never('blocked', 'ConversationBlockedByUser'), 0],
  [{ status: 403, subCode: 'MessageWritesBlocked' }, never('blocked', 'MessageWritesBlocked'), 0],
  [
    refusal(403, 'BotNotInConversationRoster'),
    never('not-installed', 'BotNotInConversationRoster'),
    0,
  ],
  [refusal(403, 'BotDisabledByAdmin'), never('not-installed', 'BotDisabledByAdmin'), 0],
  [refusal(403, 'SomethingNew'), never('rejected', 'SomethingNew'), 0],
  [refusal(403, 'toString'), never('rejected', 'toString'), 0],
  [{ status: 413 }, never('rejected', 'MessageSizeTooBig'), 0],
  [refusal(401, 'BotNotRegistered'), never('not-installed', 'BotNotRegistered'), 0],
  [refusal(401, 'Unauthorized'), { is: 'later', detail: 'Unauthorized' }, 0],
  [refusal(400, 'BadSyntax'), never('rejected', 'BadSyntax'), 0],
  [refusal(407, 'a proxy says "no"'), { is: 'later', detail: 'http_407' }, 0],
  [refusal(302, 'Moved'), { is: 'later', detail: 'Moved' }, 0],
])('a send that meets %j makes one request and ends in %j', async (fault, outcome, arrived) => {
  at.teams.faults.next('post', fault)
  const key = newKey()
  expect(await at.posting.send(at.to, card, key)).toMatchObject(outcome)
  expect(at.asked('post')).toBe(1)
  expect(at.asked('create')).toBe(1)
  expect(stored(key)).toBe(arrived)
})

describe('a Teams that never answers', () => {
  let short: Sending
  beforeEach(async () => {
    short = await startSending(database, 1000)
    // The first card that the fake is shown takes it a while.
    const first = async () => (await short.posting.send(short.to, card, newKey())).is
    await expect.poll(first, { timeout: 90_000 }).toBe('sent')
  })
  afterEach(() => short.close())

  test.each([
    ['hang-before', 0],
    ['hang-after', 1],
  ] as const)('%s: the message is in doubt, after one request', async (fault, arrived) => {
    const before = short.asked('post')
    short.teams.faults.next('post', fault)
    const key = newKey()
    expect(await short.posting.send(short.to, card, key)).toEqual({
      is: 'unknown',
      detail: 'UND_ERR_HEADERS_TIMEOUT',
    })
    expect(short.asked('post') - before).toBe(1)
    expect(short.teams.ledger.byDelivery().get(key)?.length ?? 0).toBe(arrived)
  })

  test('while a conversation is made has no message yet', async () => {
    const before = short.asked('post')
    await short.conversations.gone(short.to, short.person.conversation())
    short.teams.faults.next('create', 'hang-before')
    const outcome = await short.posting.send(short.to, card, newKey())
    expect(outcome).toMatchObject({ is: 'later', detail: 'UND_ERR_HEADERS_TIMEOUT' })
    expect(short.asked('post')).toBe(before)
  })
})

test('a send is one request with a card, its tenant twice, and nothing beside the card', async () => {
  const key = newKey()
  const outcome = await at.posting.send(at.to, card, key)
  expect(outcome.is).toBe('sent')
  expect(await at.posting.send(at.to, card, newKey())).toMatchObject({ is: 'sent' })
  expect([at.asked('token'), at.asked('create'), at.asked('post')]).toEqual([1, 1, 2])
  const [first] = at.teams.ledger.byDelivery().get(key) ?? []
  expect(first?.activity).toMatchObject({
    type: 'message',
    summary: 'A new pathway',
    conversation: { tenantId: at.tenant },
    channelData: { tenant: { id: at.tenant } },
  })
  expect(first?.activity['text']).toBeUndefined()
})

describe('a conversation that is gone', () => {
  test('is made anew, and the message is sent there once', async () => {
    await at.posting.send(at.to, card, newKey())
    at.person.deleteChat()
    const key = newKey()
    expect(await at.posting.send(at.to, card, key)).toMatchObject({ is: 'sent' })
    expect(stored(key)).toBe(1)
    expect([at.asked('create'), at.asked('post')]).toEqual([2, 3])
    expect(at.person.messages()).toHaveLength(1)
  })

  test('twice is nobody to be reached, and is not tried a third time', async () => {
    at.teams.faults.next('post', { status: 404 }, 2)
    expect(await at.posting.send(at.to, card, newKey())).toEqual(
      never('unreachable', 'ConversationNotFound'),
    )
    expect([at.asked('create'), at.asked('post')]).toEqual([2, 2])
  })

  test('and cannot be made for now is sent later', async () => {
    at.teams.faults.next('post', { status: 404 })
    await at.posting.send(at.to, card, newKey())
    at.teams.faults.next('post', { status: 404 })
    at.teams.faults.next('create', { status: 429, retryAfter: 4 })
    expect(await at.posting.send(at.to, card, newKey())).toMatchObject({
      is: 'later',
      afterMs: 4000,
    })
  })
})

test.each<[Fault, object]>([
  ['reset-after', { is: 'later' }],
  [{ status: 502 }, { is: 'later', detail: 'ServiceError' }],
  [
    { status: 429, retryAfter: 2 },
    { is: 'later', afterMs: 2000 },
  ],
  [
    refusal(403, 'BotNotInConversationRoster'),
    never('not-installed', 'BotNotInConversationRoster'),
  ],
  [refusal(403, 'ConversationBlockedByUser'), never('blocked', 'ConversationBlockedByUser')],
  [refusal(404, 'NotFound'), never('unreachable', 'NotFound')],
])('a conversation whose making meets %j holds no message: %j', async (fault, outcome) => {
  at.teams.faults.next('create', fault)
  expect(await at.posting.send(at.to, card, newKey())).toMatchObject(outcome)
  expect([at.asked('create'), at.asked('post')]).toEqual([1, 0])
})

test('an address of a tenant that is not served, or of nobody, is never', async () => {
  const elsewhere = at.teams.addTenant().id
  const { id: user } = at.teams.addPerson(elsewhere, { installed: true })
  expect(await at.posting.send({ tenant: elsewhere, user }, card, newKey())).toEqual(
    never('not-installed', 'tenant-not-served'),
  )
  expect(at.teams.ledger.requests).toEqual([])
  const nobody = await at.posting.send({ ...at.to, user: newKey() }, card, newKey())
  expect(nobody).toMatchObject({ is: 'never' })
})

test('what never left is later', async () => {
  const { url } = at.teams
  await at.teams.close()
  const transport = createTransport(realWorld)
  const call = { method: 'POST', url: new URL(url), token: 'x', body: '{}', as: 'json' } as const
  const refused = await transport.call(call)
  expect(refused).toEqual({ is: 'unsent', code: 'ECONNREFUSED' })
  await transport.close()
  const closed = await transport.call(call)
  for (const answer of [refused, closed])
    expect(answer.is !== 'ok' && outcomeOf(answer)).toMatchObject({ is: 'later', afterMs: null })
})

describe('a card drawn anew', () => {
  test('replaces what stands there and adds nothing', async () => {
    const sent = await at.posting.send(at.to, card, newKey())
    if (sent.is !== 'sent') throw new Error('It was not sent')
    const anew = message({ title: 'Done', urgency: 'critical' })
    expect(await at.posting.redraw(sent.handle, anew)).toEqual(sent)
    expect(at.asked('update')).toBe(1)
    expect(at.person.messages()).toHaveLength(1)
    expect(JSON.stringify(at.person.messages())).toContain('Done')
    const [asked] = at.teams.ledger.requestsTo('update')
    expect(asked?.body).not.toContain('notification')
  })

  test.each<[Fault, object]>([
    [
      refusal(404, 'ActivityNotFoundInConversation'),
      never('rejected', 'ActivityNotFoundInConversation'),
    ],
    [{ status: 404 }, never('unreachable', 'ConversationNotFound')],
    [
      { status: 429, retryAfter: 3 },
      { is: 'later', afterMs: 3000 },
    ],
    ['reset-after', { is: 'unknown' }],
  ])('that meets %j makes one request: %j', async (fault, outcome) => {
    const sent = await at.posting.send(at.to, card, newKey())
    if (sent.is !== 'sent') throw new Error('It was not sent')
    at.teams.faults.next('update', fault)
    expect(await at.posting.redraw(sent.handle, card)).toMatchObject(outcome)
    expect([at.asked('create'), at.asked('post'), at.asked('update')]).toEqual([1, 1, 1])
  })

  test('that is no message of ours, or of another tenant, is never', async () => {
    const redraw = (ref: string) => at.posting.redraw({ platform: 'teams', ref }, card)
    expect(await redraw('teams:1:t:u')).toMatchObject(never('rejected', 'bad-handle'))
    expect(await redraw('teams:1:t:u:a%3A1:1')).toMatchObject({ reason: 'not-installed' })
    expect(at.teams.ledger.requests).toEqual([])
  })
})
