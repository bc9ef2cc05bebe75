import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Installation, Installations } from '#adapters/slack/installations.ts'
import { meansTokenIsBad, outcomeOf } from '#adapters/slack/outcome.ts'
import { createPosting, type Posting } from '#adapters/slack/posting.ts'
import { createTransport, type SlackApi } from '#adapters/slack/transport.ts'
import { message } from '#src/chat/message.ts'
import { realWorld } from '#src/kernel/world.ts'
import { type FakeSlack, type Fault, startFakeSlack } from '#test/support/fake-slack/fake-slack.ts'

const always = (installation: Installation, doubted: () => void): Installations => ({
  start: async () => {},
  at: async () => installation,
  of: async () => installation,
  teams: async () => [installation.id],
  save: async () => {},
  gone: async () => {},
  doubt: async () => doubted(),
  healthy: async () => true,
})

const card = message({ title: 'Sore throat pathway' })
const newKey = () => crypto.randomUUID()

describe('one send', () => {
  let slack: FakeSlack
  let api: SlackApi
  let posting: Posting
  let to: { team: string; user: string }
  let doubts = 0

  beforeAll(async () => {
    slack = await startFakeSlack()
    const team = slack.addWorkspace()
    const install = slack.install(team.id)
    const { id } = slack.addUser(team.id)
    to = { team: team.id, user: id }
    api = createTransport(slack.apiUrl)
    const installed = { id: team.id, token: install.token, botUser: install.botUser, scopes: [] }
    const count = () => {
      doubts += 1
    }
    posting = createPosting(api, always(installed, count), realWorld, () => {})
  })
  afterAll(async () => {
    await api.close()
    await slack.close()
  })
  beforeEach(() => {
    slack.faults.clear()
    doubts = 0
  })

  const stored = (key: string) =>
    slack.ledger.messages.filter(({ metadata }) => JSON.stringify(metadata).includes(key)).length

  test.each<[Fault, object, arrived: number]>([
    ['drop-before', { is: 'unknown' }, 0],
    ['drop-after', { is: 'unknown' }, 1],
    ['500-before', { is: 'unknown', detail: 'http_500' }, 0],
    ['500-after', { is: 'unknown', detail: 'http_500' }, 1],
    ['ratelimited', { is: 'later', afterMs: null, detail: 'ratelimited' }, 0],
    [{ retryAfter: 7 }, { is: 'later', afterMs: 7000, detail: 'ratelimited' }, 0],
    [{ retryAfter: null }, { is: 'later', afterMs: null, detail: 'ratelimited' }, 0],
    [{ error: 'messages_tab_disabled' }, { is: 'never', reason: 'blocked' }, 0],
    [{ error: 'user_not_found' }, { is: 'never', reason: 'unreachable' }, 0],
    [{ error: 'user_disabled' }, { is: 'never', reason: 'unreachable' }, 0],
    [{ error: 'invalid_blocks' }, { is: 'never', reason: 'rejected' }, 0],
    [{ error: 'missing_scope' }, { is: 'never', reason: 'not-installed' }, 0],
    [{ error: 'fatal_error' }, { is: 'unknown', detail: 'fatal_error' }, 0],
    [{ error: 'toString' }, { is: 'never', reason: 'rejected', detail: 'toString' }, 0],
  ])('that meets %j makes one request and ends in %j', async (fault, outcome, arrived) => {
    const before = slack.ledger.requestsTo('chat.postMessage').length
    slack.faults.next('chat.postMessage', fault)
    const key = newKey()
    expect(await posting.send(to, card, key)).toMatchObject(outcome)
    expect(slack.ledger.requestsTo('chat.postMessage').length - before).toBe(1)
    expect(stored(key)).toBe(arrived)
    expect(await posting.lookUp(to, key)).toMatchObject({ is: arrived === 1 ? 'found' : 'absent' })
  })

  test('a token that is refused is doubted, and the send says so', async () => {
    slack.faults.next('chat.postMessage', { error: 'token_revoked' })
    expect(await posting.send(to, card, newKey())).toMatchObject({ reason: 'not-installed' })
    expect(doubts).toBe(1)
  })

  test('a lookup that cannot be answered says nothing is absent', async () => {
    const faults: readonly [string, Fault, object][] = [
      ['conversations.history', { retryAfter: 3 }, { is: 'later', afterMs: 3000 }],
      ['conversations.history', 'drop-before', { is: 'later', afterMs: null }],
      ['conversations.history', { error: 'missing_scope' }, { is: 'cannot-tell' }],
      ['conversations.open', '500-before', { is: 'later', afterMs: null }],
      ['conversations.open', { error: 'token_revoked' }, { is: 'cannot-tell' }],
      ['conversations.open', { error: 'user_disabled' }, { is: 'absent' }],
    ]
    for (const [method, fault, answer] of faults) {
      slack.faults.next(method, fault)
      expect(await posting.lookUp(to, newKey()), method).toEqual(answer)
    }
  })

  test('a lookup finds what stands behind hundreds of others', async () => {
    const key = newKey()
    const sent = await posting.send(to, card, key)
    for (let n = 0; n < 210; n += 1) await posting.send(to, card, newKey())
    expect(await posting.lookUp(to, key)).toEqual({
      is: 'found',
      handle: sent.is === 'sent' ? sent.handle : null,
    })
  })
})

test('what never left is tried again later', async () => {
  const api = createTransport('http://127.0.0.1:9/api/')
  const answer = await api.call({ method: 'auth.test', token: 'x', args: {} })
  expect(answer).toEqual({ is: 'unsent', code: 'ECONNREFUSED' })
  await api.close()
  expect(await api.call({ method: 'auth.test', token: 'x', args: {} })).toMatchObject({
    is: 'unsent',
  })
  if (answer.is === 'unsent') expect(outcomeOf(answer)).toMatchObject({ is: 'later' })
})

test('any code is an outcome', () => {
  fc.assert(
    fc.property(fc.string(), (code) => {
      const outcome = outcomeOf({ is: 'refused', code })
      expect(outcome.detail).toBe(code)
    }),
  )
  expect(meansTokenIsBad({ is: 'refused', code: 'channel_not_found' })).toBe(false)
})

test('an answer that is none of Slack’s, as a proxy’s, means that the message went nowhere yet', () => {
  expect(outcomeOf({ is: 'refused', code: 'http_407' })).toEqual({
    is: 'later',
    afterMs: null,
    detail: 'http_407',
  })
})
