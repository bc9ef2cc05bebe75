import { afterEach, expect, test } from 'vitest'
import {
  card,
  cardMessage,
  plainClient,
  tenants,
  text,
} from '#test/support/fake-teams/one-tenant.ts'

/** What the fake Teams takes and refuses as the Bot Connector does. */
const { teamsWith, closeAll } = tenants()
afterEach(closeAll)

const refusedWith = (status: number, code: string) => ({ status, body: { error: { code } } })

test('a token, from the home tenant alone', async () => {
  const { teams, client, tenant, chat } = await teamsWith()
  const asked = teams.tokens.requests()
  await client.token()
  expect(teams.tokens.requests()).toBe(asked + 1)
  const elsewhere = teams.tokenUrl.replace(teams.app.tenant, tenant.id)
  const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: teams.app.id })
  expect((await fetch(elsewhere, { method: 'POST', body: form })).status).toBe(400)
  teams.tokens.revoke()
  expect(await client.post(chat, { type: 'message', text: 'x' })).toMatchObject({ status: 401 })
  expect(await client.ask('POST', 'conversations', {}, '')).toMatchObject({ status: 401 })
})

test('a token ends when its time is over', async () => {
  const { teams, tenant, chat } = await teamsWith()
  teams.tokens.setLife(60)
  const brief = await plainClient(teams, tenant.id)
  expect(await brief.post(chat, { type: 'message', text: 'x' })).toMatchObject({ status: 201 })
  teams.pass(61_000)
  expect(await brief.post(chat, { type: 'message', text: 'x' })).toMatchObject({ status: 401 })
})

test('one conversation with a person, however often it is asked for', async () => {
  const { teams, client, tenant, amara } = await teamsWith()
  const first = await client.create(amara.id)
  expect(first.status).toBe(201)
  expect(first.body['id']).toMatch(/^a:/)
  expect(await client.create(amara.id)).toEqual(first)
  const { teamsId } = amara.account()
  expect(await client.create(teamsId)).toEqual(first)

  const wrongly = [{ aadObjectId: amara.id }, { id: 'amara.obi@nhs.net' }]
  for (const member of wrongly)
    expect(
      await client.ask('POST', 'conversations', { tenantId: tenant.id, members: [member] }),
    ).toMatchObject({ status: 400 })
  const withoutTenant = await client.ask('POST', 'conversations', { members: [{ id: amara.id }] })
  expect(withoutTenant).toMatchObject({ status: 403 })

  const ben = teams.addPerson(tenant.id, { name: 'Ben Adeyemi' })
  expect(await client.create(ben.id)).toMatchObject(refusedWith(403, 'BotNotInConversationRoster'))
  await teams.addTeam(tenant.id, [amara, ben])
  expect(await client.create(ben.id)).toMatchObject({ status: 201 })
})

test('nobody of another tenant is found, and no id is of two', async () => {
  const { teams, client, amara } = await teamsWith()
  const other = teams.addTenant()
  const guest = teams.addGuest(other.id, amara, { installed: true })
  expect(guest.id).not.toBe(amara.id)
  expect(await client.create(guest.id)).toMatchObject({ status: 400 })
  expect(() => teams.addPerson(other.id, { aad: amara.id })).toThrow('no two tenants')
  const there = await plainClient(teams, other.id)
  expect(await there.create(guest.id)).toMatchObject({ status: 201 })
})

test('sent, replied to any id, changed and deleted', async () => {
  const { client, amara, chat } = await teamsWith()
  const sent = await client.post(chat, cardMessage(card(text('First')), { summary: 'News' }))
  expect(sent.status).toBe(201)
  const id = String(sent.body['id'])
  const random = crypto.randomUUID()
  expect(await client.reply(chat, random, { type: 'message', text: 'x' })).toMatchObject({
    status: 201,
  })
  expect(await client.update(chat, id, cardMessage(card(text('Second'))))).toMatchObject({
    status: 200,
    body: { id },
  })
  expect(amara.messages()).toMatchObject([
    { id, plain: 'Second', summary: '', revision: 1 },
    { plain: 'x' },
  ])
  expect(await client.remove(chat, id)).toMatchObject({ status: 200 })
  expect(amara.messages()).toHaveLength(1)
  expect(await client.update(chat, id, { type: 'message', text: 'x' })).toMatchObject(
    refusedWith(404, 'ActivityNotFoundInConversation'),
  )
})

test('a text beside a card is two messages, and the id of neither comes back', async () => {
  const { client, amara, chat } = await teamsWith()
  const sent = await client.post(chat, cardMessage(card(text('A card')), { text: 'A text' }))
  expect(sent).toMatchObject({ status: 201, body: {} })
  expect(sent.body).not.toHaveProperty('id')
  expect(amara.messages().map(({ plain }) => plain)).toEqual(['A text', 'A card'])
})

test('a chat that was deleted is not found, and is made anew', async () => {
  const { client, amara, chat } = await teamsWith()
  await client.post(chat, { type: 'message', text: 'x' })
  amara.deleteChat()
  expect(await client.post(chat, { type: 'message', text: 'y' })).toMatchObject(
    refusedWith(404, 'ConversationNotFound'),
  )
  const again = await client.create(amara.id)
  expect(again.body['id']).not.toBe(chat)
  expect(amara.messages()).toHaveLength(0)
})

test('what cannot be delivered, and why', async () => {
  const { client, amara, tenant, chat } = await teamsWith()
  const post = () => client.post(chat, { type: 'message', text: 'x' })
  for (const code of ['ConversationBlockedByUser', 'BotDisabledByAdmin', 'MessageWritesBlocked']) {
    amara.refuses(code)
    expect(await post()).toMatchObject(refusedWith(403, code))
  }
  amara.refuses(null)
  await amara.uninstall()
  expect(await post()).toMatchObject(refusedWith(403, 'BotNotInConversationRoster'))
  await amara.install()
  expect(await post()).toMatchObject({ status: 201 })
  const anywhere = `conversations/${encodeURIComponent(chat)}/activities`
  const activity = { type: 'message', text: 'x' }
  expect(await client.ask('POST', anywhere, activity)).toMatchObject({ status: 403 })
  const tenanted = { ...activity, channelData: { tenant: { id: tenant.id } } }
  expect(await client.ask('POST', anywhere, tenanted)).toMatchObject({ status: 201 })
})

test('too big, and just not too big', async () => {
  const { client, chat } = await teamsWith()
  const post = (length: number) => client.post(chat, { type: 'message', text: 'x'.repeat(length) })
  expect(await post(51_000)).toMatchObject({ status: 201 })
  expect(await post(51_200)).toMatchObject(refusedWith(413, 'MessageSizeTooBig'))
})

test('who is in a conversation', async () => {
  const { teams, client, tenant, amara, chat } = await teamsWith()
  const members = `conversations/${encodeURIComponent(chat)}`
  expect(await client.ask('GET', `${members}/pagedmembers`)).toMatchObject({
    body: { members: [{ aadObjectId: amara.id, tenantId: tenant.id, userRole: 'user' }] },
  })
  expect(await client.ask('GET', `${members}/members/${amara.id}`)).toMatchObject({ status: 200 })
  expect(await client.ask('GET', `${members}/members/nobody`)).toMatchObject({ status: 404 })

  const many = Array.from({ length: 60 }, () => teams.addPerson(tenant.id))
  const { id } = await teams.addTeam(tenant.id, many)
  const page = `conversations/${encodeURIComponent(id)}/pagedmembers?pageSize=50`
  const first = await client.ask('GET', page)
  expect(first.body['members']).toHaveLength(50)
  const next = await client.ask(
    'GET',
    `${page}&continuationToken=${String(first.body['continuationToken'])}`,
  )
  expect(next.body['members']).toHaveLength(10)
  expect(next.body).not.toHaveProperty('continuationToken')
})

test('a thread of a team, started by a person or by the bot', async () => {
  const { teams, client, bot, tenant, amara } = await teamsWith()
  const team = await teams.addTeam(tenant.id, [amara])
  expect(bot.heard.map(({ activity }) => activity['type'])).toEqual([
    'conversationUpdate',
    'installationUpdate',
  ])
  const { thread } = await team.mention(amara, 'help')
  expect(bot.heard.at(-1)?.activity).toMatchObject({
    text: '<at>Cascade</at> help',
    conversation: { id: thread, conversationType: 'channel' },
  })
  expect(await client.post(thread, { type: 'message', text: 'x' })).toMatchObject({ status: 201 })
  const made = await client.ask('POST', 'conversations', {
    isGroup: true,
    tenantId: tenant.id,
    channelData: { channel: { id: team.id } },
    activity: { type: 'message', text: 'y' },
  })
  expect(made).toMatchObject({ status: 201 })
  expect(teams.ledger.inConversation(String(made.body['id']))).toHaveLength(1)
})

test('nobody twice: the ledger finds what was stored twice, with an id and without', async () => {
  const { teams, client, chat } = await teamsWith()
  const named = (delivery: string, words: string) =>
    client.post(chat, cardMessage(card(text(words)), { channelData: { delivery } }))
  const one = await named('one', 'A')
  await named('two', 'B')
  await named('two', 'C')
  expect(teams.ledger.duplicates()).toEqual(['two'])
  expect(teams.ledger.repeats()).toEqual([])
  // What is drawn anew says no more which delivery it is of.
  await client.update(chat, String(one.body['id']), cardMessage(card(text('A, read'))))
  await named('one', 'A')
  expect(teams.ledger.duplicates()).toEqual(['one', 'two'])
  expect(teams.ledger.repeats()).toHaveLength(1)
  await client.post(chat, { type: 'message', text: 'once more' })
  await client.post(chat, { type: 'message', text: 'once more' })
  expect(teams.ledger.repeats()).toHaveLength(2)
  expect(teams.ledger.requestsPerSend()).toEqual([2, 1, 1, 2])
})
