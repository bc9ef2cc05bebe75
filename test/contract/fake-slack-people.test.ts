import { afterEach, expect, test } from 'vitest'
import { failureOf, plainClient, workspaces } from '#test/support/fake-slack/one-workspace.ts'
import { startFakeSlack } from '#test/support/fake-slack/fake-slack.ts'

/** Who can be seen and written to at the fake Slack, and from where. */
const { slackWith, closeAll } = workspaces()
afterEach(closeAll)

const refusedFor = (error: string) => ({ data: { error } })

test('somebody seen through Slack Connect has no e-mail here and is in no list', async () => {
  const { slack, team, amara, client } = await slackWith()
  const stranger = slack.addStranger(team.id, { name: 'Sam', email: 'sam@example.org' })
  const { user } = await client().users.info({ user: stranger.id })
  expect(user).toMatchObject({ is_stranger: true })
  expect(user?.team_id).not.toBe(team.id)
  expect(user?.profile?.email).toBeUndefined()
  expect(await failureOf(client().users.lookupByEmail({ email: 'sam@example.org' }))).toMatchObject(
    refusedFor('users_not_found'),
  )
  const { members } = await client().users.list({})
  expect(members?.filter(({ is_bot }) => is_bot !== true).map(({ id }) => id)).toEqual([amara.id])
})

test('guests and people who have left are marked, and those who left are not found', async () => {
  const { slack, team, client } = await slackWith()
  const guest = slack.addUser(team.id, { singleChannelGuest: true })
  expect((await client().users.info({ user: guest.id })).user).toMatchObject({
    is_restricted: true,
    is_ultra_restricted: true,
  })
  const leaver = slack.addUser(team.id, { email: 'leaver@example.org' })
  await slack.deactivate(team.id, leaver.id)
  expect((await client().users.info({ user: leaver.id })).user).toMatchObject({ deleted: true })
  const found = client().users.lookupByEmail({ email: 'leaver@example.org' })
  expect(await failureOf(found)).toMatchObject(refusedFor('users_not_found'))
  expect(await failureOf(client().conversations.open({ users: leaver.id }))).toMatchObject(
    refusedFor('user_disabled'),
  )
  expect(slack.events.told.at(-1)?.payload).toMatchObject({
    team_id: team.id,
    event: { type: 'user_change', user: { id: leaver.id, deleted: true } },
  })
})

test('an e-mail needs a scope of its own', async () => {
  const { slack, team, amara, client } = await slackWith()
  const { token } = slack.install(team.id, ['users:read'])
  const { user } = await client(token).users.info({ user: amara.id })
  expect(user?.profile?.email).toBeUndefined()
})

test('everybody is listed, a page at a time', async () => {
  const { slack, team, client } = await slackWith()
  for (let made = 0; made < 24; made += 1) slack.addUser(team.id)
  const seen: string[] = []
  for await (const page of client().paginate('users.list', { limit: 10 }))
    if ('members' in page && Array.isArray(page.members))
      seen.push(...page.members.map((one: { id: string }) => one.id))
  expect(new Set(seen).size).toBe(26)
})

test('an org-wide install has no team of its own, and serves the workspaces of the organisation', async () => {
  const { slack } = await slackWith()
  const enterprise = slack.addEnterprise('A trust')
  const north = slack.addWorkspace({ enterprise })
  const south = slack.addWorkspace({ enterprise })
  const amara = slack.addUser(south.id)
  slack.oauth.consents({ org: enterprise.id })
  const query = new URLSearchParams({
    client_id: slack.app.clientId,
    scope: 'chat:write,im:history',
    redirect_uri: 'http://127.0.0.1:1/back',
    state: 's',
  })
  const response = await fetch(`${slack.authorizeUrl}?${query.toString()}`, { redirect: 'manual' })
  const back = new URL(response.headers.get('location') ?? '')
  const installed = await plainClient(slack.apiUrl, '').oauth.v2.access({
    client_id: slack.app.clientId,
    client_secret: slack.app.clientSecret,
    code: back.searchParams.get('code') ?? '',
  })
  expect(installed).toMatchObject({
    team: null,
    enterprise: { id: enterprise.id },
    is_enterprise_install: true,
  })
  const client = plainClient(slack.apiUrl, installed.access_token ?? '')
  const post = (team_id: string) =>
    client.apiCall('chat.postMessage', { channel: amara.id, text: 'x', team_id })
  expect(await failureOf(post(north.id))).toMatchObject(refusedFor('channel_not_found'))
  await post(south.id)
  expect(amara.messages()).toHaveLength(1)
  const told = await amara.say('hello')
  expect(told.payload).toMatchObject({
    team_id: south.id,
    enterprise_id: enterprise.id,
    authorizations: [{ team_id: null, is_enterprise_install: true }],
  })
})

test('who says no at the consent page comes back with an error and no code', async () => {
  const { slack } = await slackWith()
  slack.oauth.consents({ deny: true })
  const answer = slack.oauth.authorize({
    client_id: slack.app.clientId,
    scope: 'chat:write',
    redirect_uri: 'http://127.0.0.1:1/back',
    state: 's',
  })
  expect(answer).toEqual({ to: 'http://127.0.0.1:1/back?error=access_denied&state=s' })
})

test('modals stack three high, and keep what was typed through an update', async () => {
  const { slack, amara, client } = await slackWith()
  const plain = (text: string) => ({ type: 'plain_text' as const, text })
  const view = (title: string) => ({
    type: 'modal' as const,
    title: plain(title),
    submit: plain('Send'),
    blocks: [
      {
        type: 'input' as const,
        block_id: 'name',
        label: plain('Name'),
        element: { type: 'plain_text_input' as const, action_id: 'name', initial_value: title },
      },
    ],
  })
  const trigger = () => ({ trigger_id: slack.newTrigger(amara) })
  const { view: first } = await client().views.open({ ...trigger(), view: view('One') })
  await amara.fill({ Name: 'Typed' })
  await client().views.update({ view_id: first?.id ?? '', view: view('Changed') })
  expect(amara.modal()?.title).toBe('Changed')
  expect(amara.modal()?.fields[0]?.value).toMatchObject({ value: 'Typed' })
  await client().views.push({ ...trigger(), view: view('Two') })
  await client().views.push({ ...trigger(), view: view('Three') })
  expect(await failureOf(client().views.push({ ...trigger(), view: view('Four') }))).toMatchObject(
    refusedFor('push_limit_reached'),
  )
  await amara.closeModal()
  expect(amara.modal()?.title).toBe('Two')
  await amara.closeModal(true)
  expect(amara.modal()).toBeNull()
})

test('a trigger lives three seconds by a clock that a test can move', async () => {
  const slack = await startFakeSlack()
  const team = slack.addWorkspace()
  const client = plainClient(slack.apiUrl, slack.install(team.id).token)
  const trigger_id = slack.newTrigger(slack.addUser(team.id))
  await slack.tick(3100)
  const view = {
    type: 'modal' as const,
    title: { type: 'plain_text' as const, text: 'A form' },
    blocks: [],
  }
  expect(await failureOf(client.views.open({ trigger_id, view }))).toMatchObject(
    refusedFor('expired_trigger_id'),
  )
  await slack.close()
})
