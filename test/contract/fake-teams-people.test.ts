import { afterEach, expect, test } from 'vitest'
import type { Json } from '#test/support/fake-slack/json.ts'
import { card, cardMessage, tenants, text } from '#test/support/fake-teams/one-tenant.ts'

/** What people do in the fake Teams, and what the app hears of it. */
const { teamsWith, closeAll } = tenants()
afterEach(closeAll)

const adaptive = (content: Json) => ({
  statusCode: 200,
  type: 'application/vnd.microsoft.card.adaptive',
  value: content,
})
const dialogWith = (content: Json, title = 'Join') => ({
  task: {
    type: 'continue',
    value: { title, card: { contentType: 'application/vnd.microsoft.card.adaptive', content } },
  },
})
const read = {
  type: 'Action.Execute',
  title: 'Read',
  verb: 'cascade',
  data: { intent: { do: 'read' } },
  fallback: { type: 'Action.Submit', title: 'Read', data: { intent: { do: 'read' } } },
}
const join = {
  type: 'Action.Submit',
  title: 'Join',
  data: { msteams: { type: 'task/fetch' }, intent: { do: 'join' } },
}
const withButtons = (words: string) => ({ ...card(text(words)), actions: [read, join] })
const form = (wrong = '') => ({
  ...card(
    text(wrong === '' ? 'About you' : wrong),
    {
      type: 'Input.Text',
      id: 'gmc',
      label: 'GMC number',
      isRequired: true,
      errorMessage: 'Enter your GMC number',
      maxLength: 7,
    },
    {
      type: 'Input.ChoiceSet',
      id: 'places',
      label: 'Places',
      isMultiSelect: true,
      style: 'filtered',
      choices: [{ title: 'Listed', value: 'L1' }],
      'choices.data': { type: 'Data.Query', dataset: 'organisation' },
    },
    { type: 'Input.Toggle', id: 'agree', title: 'I agree', label: 'Agreement' },
  ),
  actions: [{ type: 'Action.Submit', title: 'Send', data: { intent: { do: 'join' }, fields: {} } }],
})

test('the app comes, is replaced and goes', async () => {
  const { bot, amara } = await teamsWith()
  await amara.install()
  await amara.upgrade()
  await amara.uninstall()
  const heard = bot.heard.map(({ activity }) => [activity['type'], activity['action']])
  expect(heard).toEqual([
    ['conversationUpdate', undefined],
    ['installationUpdate', 'add'],
    ['installationUpdate', 'remove-upgrade'],
    ['installationUpdate', 'add-upgrade'],
    ['installationUpdate', 'remove'],
  ])
})

test('a text, and one that is to a message', async () => {
  const { teams, bot, tenant, amara, client, chat } = await teamsWith()
  await amara.say('a < b')
  expect(bot.heard[0]?.activity).toMatchObject({
    type: 'message',
    text: 'a < b',
    channelId: 'msteams',
    serviceUrl: teams.serviceUrl(tenant.id),
    from: { id: amara.account().teamsId, aadObjectId: amara.id },
    conversation: { conversationType: 'personal', tenantId: tenant.id, id: chat },
    recipient: { id: teams.botId },
    channelData: { tenant: { id: tenant.id } },
    attachments: [{ contentType: 'text/html', content: '<p>a &lt; b</p>' }],
  })
  const id = String((await client.post(chat, { type: 'message', text: 'News' })).body['id'])
  await amara.say('quoted', { replyTo: id })
  await amara.say('named', { replyTo: id, as: 'entity' })
  await amara.say('threaded', { replyTo: id, as: 'replyToId', told: 2 })
  const [quoted, named, threaded, again] = bot.heard.slice(1).map(({ activity }) => activity)
  expect(quoted).toMatchObject({ text: 'quoted' })
  expect(JSON.stringify(quoted)).toContain(`itemid=\\"${id}\\"`)
  expect(quoted).not.toHaveProperty('replyToId')
  expect(named).toMatchObject({
    text: `<quoted messageId="${id}"/> named`,
    entities: [{}, { type: 'quotedReply', quotedReply: { messageId: id } }],
  })
  expect(threaded).toMatchObject({ replyToId: id })
  expect(again).toEqual(threaded)
})

test('a button that the bot answers with another card', async () => {
  const answers = [adaptive(card(text('Read'))), { statusCode: 200, type: 'x' }, {}]
  const { bot, amara, client, chat } = await teamsWith({}, () => answers.shift())
  const id = String((await client.post(chat, cardMessage(withButtons('News')))).body['id'])
  expect(amara.messages()).toMatchObject([
    { plain: 'News\n[Read]\n[Join]', buttons: ['Read', 'Join'] },
  ])
  expect(await amara.press(id, 'Read')).toEqual({ is: 'replaced' })
  expect(bot.heard[0]?.activity).toMatchObject({
    type: 'invoke',
    name: 'adaptiveCard/action',
    replyToId: id,
    value: { action: { verb: 'cascade', data: { intent: { do: 'read' } } }, trigger: 'manual' },
  })
  expect(amara.messages()).toMatchObject([{ plain: 'Read', revision: 0 }])
  // Only this client shows the answer, and only until it comes back to the chat.
  amara.reopenChat()
  expect(amara.messages()).toMatchObject([{ plain: 'News\n[Read]\n[Join]' }])
  expect(await amara.press(id, 'Read')).toMatchObject({ is: 'trouble' })
  expect(await amara.press(id, 'Read')).toMatchObject({ is: 'trouble' })
})

test('what the bot changes is seen in place of what it answered', async () => {
  const { amara, client, chat } = await teamsWith({}, () => adaptive(card(text('Read'))))
  const id = String((await client.post(chat, cardMessage(withButtons('News')))).body['id'])
  await amara.press(id, 'Read')
  await client.update(chat, id, cardMessage(card(text('Read by 9'))))
  expect(amara.messages()).toMatchObject([{ plain: 'Read by 9', revision: 1 }])
  await expect(amara.press(id, 'Read')).rejects.toThrow('nothing to press')
  expect(await amara.press(id, 'Read', { revision: 0 })).toEqual({ is: 'replaced' })
})

test('a card that Teams could not show is no answer', async () => {
  const { amara, client, chat } = await teamsWith({}, () => adaptive({ type: 'AdaptiveCard' }))
  const id = String((await client.post(chat, cardMessage(withButtons('News')))).body['id'])
  expect(await amara.press(id, 'Read')).toMatchObject({ is: 'trouble' })
})

test('an old client presses what stands in for the button', async () => {
  const { bot, amara, client, chat } = await teamsWith()
  const id = String((await client.post(chat, cardMessage(withButtons('News')))).body['id'])
  expect(await amara.press(id, 'Read', { old: true, told: 2 })).toEqual({ is: 'sent' })
  expect(bot.heard).toHaveLength(2)
  expect(bot.heard[0]?.activity).toMatchObject({
    type: 'message',
    replyToId: id,
    value: { intent: { do: 'read' } },
  })
  expect(bot.heard[0]?.activity).not.toHaveProperty('text')
  expect(bot.heard[1]?.activity['id']).toBe(bot.heard[0]?.activity['id'])
})

test('a form: what Teams finds, what the app finds, and the end', async () => {
  const answers: unknown[] = [dialogWith(form()), dialogWith(form('Not on the register')), {}]
  const results = [{ title: 'French Weir', value: 'X1' }]
  const search = {
    statusCode: 200,
    type: 'application/vnd.microsoft.search.searchResponse',
    value: { results },
  }
  const { bot, amara, client, chat } = await teamsWith({}, ({ name }) =>
    name === 'application/search' ? search : answers.shift(),
  )
  const id = String((await client.post(chat, cardMessage(withButtons('News')))).body['id'])
  expect(await amara.press(id, 'Join')).toMatchObject({ is: 'shown', title: 'Join' })
  expect(bot.heard[0]?.activity).toMatchObject({
    name: 'task/fetch',
    replyToId: id,
    value: { data: { intent: { do: 'join' } } },
  })
  expect(await amara.submit()).toEqual({
    is: 'errors',
    errors: { 'GMC number': 'Enter your GMC number' },
  })
  await amara.fill({ 'GMC number': '12345678', Places: ['Listed', 'French Weir'], agree: true })
  expect(await amara.submit()).toMatchObject({ is: 'errors' })
  await amara.fill({ gmc: '1234567' })
  await expect(amara.fill({ Places: ['Nowhere'] })).rejects.toThrow('is no choice')
  expect(await amara.submit()).toMatchObject({
    is: 'shown',
    plain: 'Not on the register\nGMC number\nPlaces\nAgreement\n[Send]',
  })
  const asked = bot.heard
    .map(({ activity }) => activity)
    .filter(({ name }) => name === 'application/search')
  expect(asked[0]).toMatchObject({
    value: {
      queryText: 'French Weir',
      dataset: 'organisation',
      queryOptions: { skip: 0, top: 15 },
    },
  })
  expect(bot.heard.at(-1)?.activity).toMatchObject({
    name: 'task/submit',
    value: {
      data: { intent: { do: 'join' }, fields: {}, gmc: '1234567', places: 'L1,X1', agree: 'true' },
    },
  })
  await amara.fill({ gmc: '7654321' })
  expect(await amara.submit()).toEqual({ is: 'closed' })
  expect(amara.dialog()).toBe(null)
  // Choices that nobody touched are not sent at all.
  expect(bot.heard.at(-1)?.activity['value']).toMatchObject({ data: { agree: 'false' } })
  expect(JSON.stringify(bot.heard.at(-1)?.activity['value'])).not.toContain('places')
})

test('a dialog that only tells something', async () => {
  const { amara, client, chat } = await teamsWith({}, () => ({
    task: { type: 'message', value: 'Not now' },
  }))
  const id = String((await client.post(chat, cardMessage(withButtons('News')))).body['id'])
  expect(await amara.press(id, 'Join')).toEqual({ is: 'told', text: 'Not now' })
  expect(amara.dialog()).toBe(null)
})

test('an app that is too slow is told the same again', async () => {
  const { teams, bot, amara } = await teamsWith({ answerWithinMs: 100 }, () => undefined)
  expect(await amara.say('hello')).toMatchObject({ trouble: 'too_late' })
  expect(bot.heard).toHaveLength(2)
  expect(bot.heard[1]?.activity).toEqual(bot.heard[0]?.activity)
  expect(teams.told[0]?.attempts).toHaveLength(2)
})

test('an app that is not there', async () => {
  const { bot, amara } = await teamsWith()
  await bot.close()
  expect(await amara.say('hello')).toMatchObject({ trouble: 'connection_failed' })
})
