import { spawn } from 'node:child_process'
import { createPublicKey, createVerify } from 'node:crypto'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import { post } from '#test/support/fake-slack/post.ts'
import type { TokenParts } from '#test/support/fake-teams/fake-teams.ts'
import { tenants } from '#test/support/fake-teams/one-tenant.ts'

/** What the fake Teams signs its requests with, and the fake as a process of its own. */
const { teamsWith, closeAll } = tenants()
afterEach(closeAll)

const partOf = (token: string, at: number): unknown =>
  JSON.parse(Buffer.from(token.split('.')[at] ?? '', 'base64url').toString())

const Jwks = z.object({
  keys: z.array(z.looseObject({ kid: z.string(), endorsements: z.array(z.string()) })),
})

/** Whether the key that the metadata leads to has signed this. */
async function isSigned(openIdUrl: string, token: string): Promise<boolean> {
  const metadata = z.object({ jwks_uri: z.string() }).parse(await (await fetch(openIdUrl)).json())
  const { keys } = Jwks.parse(await (await fetch(metadata.jwks_uri)).json())
  const { kid } = z.looseObject({ kid: z.string() }).parse(partOf(token, 0))
  const jwk = keys.find((one) => one.kid === kid)
  if (jwk === undefined) return false
  const [head = '', body = '', signature = ''] = token.split('.')
  return createVerify('sha256')
    .update(`${head}.${body}`)
    .verify(createPublicKey({ key: jwk, format: 'jwk' }), Buffer.from(signature, 'base64url'))
}

test('what Teams sends is signed by the key that it publishes', async () => {
  const { teams, bot, tenant, amara } = await teamsWith()
  await amara.say('hello')
  const token = (bot.heard[0]?.authorization ?? '').replace(/^Bearer /, '')
  expect(await isSigned(teams.openIdUrl, token)).toBe(true)
  expect(partOf(token, 1)).toMatchObject({
    iss: 'https://api.botframework.com',
    aud: teams.app.id,
    serviceurl: teams.serviceUrl(tenant.id),
  })
})

const SPOILT: readonly (readonly [TokenParts, signed: boolean])[] = [
  [{ claims: { aud: 'another-app' } }, true],
  [{ claims: { exp: 1 } }, true],
  [{ claims: { serviceurl: undefined } }, true],
  [{ header: { kid: 'another-key' } }, false],
  [{ signedBy: 'forged' }, false],
  [{ signedBy: 'public' }, false],
  [{ signedBy: 'nobody' }, false],
]

test.each(SPOILT)('spoilt on purpose: %j', async (parts, signed) => {
  const { teams, tenant } = await teamsWith()
  const token = teams.keys.mint(teams.serviceUrl(tenant.id), parts)
  expect(await isSigned(teams.openIdUrl, token)).toBe(signed)
  expect(partOf(token, 1)).toMatchObject(
    Object.fromEntries(
      Object.entries(parts.claims ?? {}).filter(([, claim]) => claim !== undefined),
    ),
  )
  expect(partOf(token, 1)).toHaveProperty('iss')
})

test('no two starts share an address for their keys', async () => {
  const [one, two] = [await teamsWith(), await teamsWith()]
  const path = (url: string) => new URL(url).pathname
  expect(path(one.teams.openIdUrl)).not.toBe(path(two.teams.openIdUrl))
})

test('a process of its own, asked over HTTP', async () => {
  const main = join(import.meta.dirname, '../support/fake-teams/main.ts')
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 90_000,
  })
  try {
    const line = await new Promise<string>((resolve, reject) => {
      child.once('exit', () => reject(new Error('It ended before it was ready')))
      createInterface({ input: child.stdout }).once('line', resolve)
    })
    const { url } = z.object({ url: z.string() }).parse(JSON.parse(line))
    const ask = async (name: string, body: object = {}): Promise<unknown> => {
      const type = { 'content-type': 'application/json' }
      const { status, text } = await post(
        `${url}/__control/${name}`,
        JSON.stringify(body),
        type,
        5000,
      )
      expect(status).toBe(200)
      return JSON.parse(text)
    }
    const tenant = z.object({ id: z.string() }).parse(await ask('tenant'))
    const people = z
      .array(z.object({ aad: z.string() }))
      .parse(await ask('people', { tenant: tenant.id, count: 1000 }))
    expect(new Set(people.map(({ aad }) => aad)).size).toBe(1000)
    expect(await ask('say', { user: people[0]?.aad, text: 'hello' })).toMatchObject({
      trouble: 'connection_failed',
    })
    expect(await ask('messages', { user: people[0]?.aad })).toMatchObject([{ text: 'hello' }])
    expect(await ask('ledger')).toMatchObject({ posts: 0, duplicates: [], mostForOneSend: 0 })
    await ask('fault', { route: 'token', fault: { status: 503 } })
  } finally {
    child.kill('SIGKILL')
  }
})
