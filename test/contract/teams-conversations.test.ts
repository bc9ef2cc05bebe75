import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { message } from '#src/chat/message.ts'
import type { Database } from '#src/kernel/db.ts'
import { databases } from '#test/support/database.ts'
import { type Sending, startSending } from '#test/support/teams-sending.ts'

/** Where people are in Teams, which an address does not say. */
const card = message({ title: 'Sore throat pathway' })

describe.each(databases())('on $name', ({ open }) => {
  let database: Database
  let at: Sending
  beforeAll(async () => {
    database = await open()
  })
  afterAll(() => database.close())
  beforeEach(async () => {
    at = await startSending(database)
  })
  afterEach(() => at.close())

  const send = () => at.posting.send(at.to, card, crypto.randomUUID())
  const heard = () => ({
    conversation: at.person.conversation(),
    serviceUrl: at.teams.serviceUrl(at.tenant),
  })

  test('somebody who was heard from is written to where they were', async () => {
    await at.conversations.saw(at.to, heard())
    expect(await send()).toMatchObject({ is: 'sent' })
    expect([at.asked('create'), at.asked('post')]).toEqual([0, 1])
    expect(await at.fresh().find(at.to)).toEqual(heard())
  })

  test('somebody who never was is written to by their id, and found there again', async () => {
    expect(await send()).toMatchObject({ is: 'sent' })
    expect(at.asked('create')).toBe(1)
    expect(await at.fresh().find(at.to)).toMatchObject({ conversation: at.person.conversation() })
  })

  test('a new service address is where the next message goes', async () => {
    await at.conversations.saw(at.to, { ...heard(), serviceUrl: `${at.teams.url}/teams/` })
    await at.conversations.saw(at.to, heard())
    expect(await at.fresh().find(at.to)).toEqual(heard())
    await send()
    expect(at.teams.ledger.requestsTo('post')).toMatchObject([{ tenant: at.tenant }])
  })

  test('a conversation with the bot from before is left, and a new one is made', async () => {
    await at.conversations.saw(at.to, heard())
    await at.db.updateTable('teamsConversations').set({ bot: '28:another' }).execute()
    const conversations = at.fresh()
    expect(await conversations.find(at.to)).toBeNull()
    await conversations.saw(at.to, heard())
    expect(await at.fresh().find(at.to)).toEqual(heard())
  })

  test('an address that is not trusted is neither kept nor used', async () => {
    const serviceUrl = 'https://evil.trafficmanager.net/uk/'
    await at.conversations.saw(at.to, { ...heard(), serviceUrl })
    expect(await at.fresh().find(at.to)).toBeNull()
    await at.conversations.saw(at.to, heard())
    await at.db.updateTable('teamsConversations').set({ serviceUrl }).execute()
    const conversations = at.fresh()
    expect(await conversations.find(at.to)).toBeNull()
    expect(await conversations.serviceUrlOf(at.tenant)).toBe(`${at.teams.url}/teams/`)
  })

  test('a tenant’s address is the one that was seen last there', async () => {
    const other = { ...at.to, user: crypto.randomUUID() }
    await at.conversations.saw(other, { ...heard(), serviceUrl: `${at.teams.url}/teams/` })
    at.world.advance(1000)
    await at.conversations.saw(at.to, heard())
    expect(await at.conversations.serviceUrlOf(at.tenant)).toBe(heard().serviceUrl)
  })

  test('what is gone is gone, and what came after it is not', async () => {
    await at.conversations.saw(at.to, heard())
    await at.conversations.gone(at.to, 'a:another')
    expect(await at.fresh().find(at.to)).toEqual(heard())
    await at.conversations.gone(at.to, heard().conversation)
    expect(await at.conversations.find(at.to)).toBeNull()
    expect(await at.fresh().find(at.to)).toBeNull()
  })

  test('a database that does not answer leaves no message in doubt', async () => {
    await at.db.schema.alterTable('teams_conversations').renameTo('elsewhere').execute()
    const outcome = await send()
    await at.db.schema.alterTable('elsewhere').renameTo('teams_conversations').execute()
    expect(outcome).toEqual({ is: 'later', afterMs: null, detail: 'no-conversation' })
    expect(at.asked('post')).toBe(0)
  })
})
