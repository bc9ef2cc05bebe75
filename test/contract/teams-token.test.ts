import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { message } from '#src/chat/message.ts'
import type { Database } from '#src/kernel/db.ts'
import { openOne } from '#test/support/database.ts'
import { type Sending, startSending } from '#test/support/teams-sending.ts'

/** The token that every request to Teams carries: how often it is asked for, where it goes, and what is said of it. */
const card = message({ title: 'Sore throat pathway' })
const send = () => at.posting.send(at.to, card, crypto.randomUUID())

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

test('twenty who send at once share one', async () => {
  const everybody = Array.from({ length: 20 }, () => ({
    tenant: at.tenant,
    user: at.teams.addPerson(at.tenant, { installed: true }).id,
  }))
  const outcomes = await Promise.all(
    everybody.map((to) => at.posting.send(to, card, crypto.randomUUID())),
  )
  expect(new Set(outcomes.map(({ is }) => is))).toEqual(new Set(['sent']))
  expect(at.asked('token')).toBe(1)
  expect(at.asked('post')).toBe(20)
})

test('is renewed before it ends, beside what is sent meanwhile', async () => {
  at.teams.tokens.setLife(3600)
  await send()
  at.world.advance(49 * 60_000)
  await send()
  expect(at.asked('token')).toBe(1)
  at.world.advance(2 * 60_000)
  const outcomes = await Promise.all([send(), send(), send()])
  expect(outcomes.map(({ is }) => is)).toEqual(['sent', 'sent', 'sent'])
  await expect.poll(() => at.asked('token')).toBe(2)
  at.world.advance(20 * 60_000)
  expect(await send()).toMatchObject({ is: 'sent' })
  expect(at.asked('token')).toBe(2)
})

test('that has ended is fetched before anything is sent', async () => {
  await send()
  at.world.advance(3 * 3_600_000)
  expect(await send()).toMatchObject({ is: 'sent' })
  expect(at.asked('token')).toBe(2)
})

describe('that Teams refuses', () => {
  test('is thrown away, and the next send has another', async () => {
    await send()
    at.world.advance(120_000)
    at.teams.tokens.revoke()
    expect(await send()).toMatchObject({ is: 'later', detail: 'http_401' })
    expect(at.asked('post')).toBe(2)
    expect(await send()).toMatchObject({ is: 'sent' })
    expect(at.asked('token')).toBe(2)
  })

  test('as soon as it is there is not asked for again and again', async () => {
    await send()
    for (let n = 0; n < 5; n += 1) {
      at.teams.tokens.revoke()
      expect(await send()).toMatchObject({ is: 'later' })
    }
    expect(at.asked('token')).toBe(1)
  })
})

describe('that cannot be had', () => {
  test('makes every send later, with one question for all of them and none just after', async () => {
    at.teams.faults.next('token', { status: 401, code: 'invalid_client' })
    const outcomes = await Promise.all([send(), send(), send()])
    for (const outcome of outcomes)
      expect(outcome).toEqual({ is: 'later', afterMs: 5000, detail: 'invalid_client' })
    expect(await send()).toMatchObject({ is: 'later' })
    expect([at.asked('token'), at.asked('create'), at.asked('post')]).toEqual([1, 0, 0])
    at.world.advance(5000)
    expect(await send()).toMatchObject({ is: 'sent' })
  })

  test('for now is asked for when the sign-in says', async () => {
    at.teams.faults.next('token', { status: 429, retryAfter: 30 })
    expect(await send()).toMatchObject({ is: 'later', afterMs: 30_000 })
  })

  test('for a moment while an older one is good stops nothing', async () => {
    await send()
    at.world.advance(55 * 60_000)
    at.teams.faults.next('token', { status: 503 })
    expect(await send()).toMatchObject({ is: 'sent' })
    await expect.poll(() => at.asked('token')).toBe(2)
    expect(await send()).toMatchObject({ is: 'sent' })
  })
})

test('goes to no address but those that are allowed', async () => {
  const { port } = new URL(at.teams.url)
  for (const serviceUrl of [
    `http://localhost:${port}/teams/`,
    `http://127.0.0.1.example.org:${port}/teams/`,
    `http://127.0.0.1:${port}@example.org/`,
    `http://user@127.0.0.1:${port}/teams/`,
    'https://evil.trafficmanager.net/',
    'not an address',
  ]) {
    const answer = await at.connector.ask({
      serviceUrl,
      method: 'POST',
      path: 'v3/conversations',
      body: '{}',
    })
    expect(answer).toEqual({ is: 'refused', status: 0, code: 'untrusted-service-url' })
  }
  expect(at.teams.ledger.requests).toEqual([])
})

test('is in no line of the log, nor is the password', async () => {
  at.teams.faults.next('token', { status: 401, code: 'invalid_client' })
  await send()
  at.world.advance(60_000)
  await send()
  const held = await at.tokens.get()
  expect(at.logged).not.toEqual([])
  for (const line of at.logged) {
    expect(line).not.toContain(at.teams.app.password)
    if (held.is === 'have') expect(line).not.toContain(held.token)
  }
})
