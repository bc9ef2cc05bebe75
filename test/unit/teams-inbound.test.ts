import { describe, expect, test } from 'vitest'
import { readActivity } from '#adapters/teams/inbound.ts'
import { Activity } from '#adapters/teams/payloads.ts'
import { renderDialog } from '#adapters/teams/render-form.ts'
import { type Form, searchField, textField } from '#src/chat/form.ts'

const TENANT = '5f0a6e9c-3c1d-4c57-9a41-0b7f3d1c2e58'
const AMARA = '11111111-2222-4333-8444-555555555555'
const ON = { platform: 'teams', ref: `teams:1:${TENANT}:${AMARA}:a%3Achat:1700000000000` }

const said = {
  type: 'message',
  id: '1700000000001',
  from: { id: '29:amara', aadObjectId: AMARA.toUpperCase() },
  recipient: { id: '28:bot' },
  conversation: { id: 'a:chat', conversationType: 'personal' },
  text: 'help',
}
const invoke = (name: string, value: unknown) => ({
  ...said,
  type: 'invoke',
  id: 'f:one',
  replyToId: '1700000000000',
  text: undefined,
  name,
  value,
})
const inTeam = {
  conversation: { id: '19:x@thread.tacv2;messageid=1', conversationType: 'channel', isGroup: true },
}

const read = (activity: object) => readActivity(Activity.parse(activity), TENANT)
const inboundOf = (activity: object) => {
  const heard = read(activity)
  if (heard.is !== 'done') throw new Error(`It is ${heard.is}`)
  return heard.inbound
}
const idOf = (activity: object) => inboundOf(activity).eventId

describe('what somebody types', () => {
  test('is what they said, by who they are in their tenant', () => {
    expect(inboundOf(said)).toEqual({
      eventId: expect.stringMatching(new RegExp(`^${TENANT}:`)) as unknown,
      who: { platform: 'teams', tenant: TENANT, user: AMARA },
      reachableAt: { platform: 'teams', ref: `teams:1:${TENANT}:${AMARA}` },
      on: null,
      what: { is: 'say', text: 'help' },
    })
    expect(read(said)).toMatchObject({ surface: 'event' })
  })

  test('is tied to the message that it replies to, in each way that Teams tells it', () => {
    const quote = (id: string) =>
      `<blockquote itemscope="" itemtype="http://schema.skype.com/Reply" itemid="${id}"><p>Card</p></blockquote><p>Yes</p>`
    for (const reply of [
      { replyToId: '1700000000000' },
      { attachments: [{ contentType: 'text/html', content: quote('1700000000000') }] },
      {
        text: '<quoted messageId="1700000000000"/> help',
        entities: [{ type: 'quotedReply', quotedReply: { messageId: '1700000000000' } }],
      },
    ])
      expect(inboundOf({ ...said, ...reply })).toMatchObject({
        on: ON,
        what: { is: 'say', text: 'help' },
      })
    const link = '<blockquote itemid="1700000000000">no reply</blockquote>'
    const attachments = [{ contentType: 'text/html', content: link }]
    expect(inboundOf({ ...said, attachments }).on).toBeNull()
  })

  test('loses our own name, and nobody else’s', () => {
    const mention = (id: string, text: string) => ({ type: 'mention', mentioned: { id }, text })
    const text = '<at>Cascade</at>&nbsp;ask <at>Dr Shah</at> about it'
    const entities = [
      { type: 'clientInfo' },
      mention('28:bot', '<at>Cascade</at>'),
      mention('29:shah', '<at>Dr Shah</at>'),
    ]
    expect(inboundOf({ ...said, text, entities }).what).toEqual({
      is: 'say',
      text: 'ask <at>Dr Shah</at> about it',
    })
  })

  test('where everybody reads along is answered and never heard', () => {
    expect(read({ ...said, ...inTeam })).toMatchObject({ is: 'in-public', surface: 'event' })
    const group = { conversation: { id: '19:g', conversationType: 'groupChat' } }
    expect(read({ ...said, ...group })).toMatchObject({ is: 'in-public' })
  })

  test('beside a file or a picture is not heard either', () => {
    for (const contentType of ['image/png', 'application/vnd.microsoft.teams.file.download.info'])
      expect(read({ ...said, attachments: [{ contentType }] })).toMatchObject({ is: 'file' })
  })
})

describe('a button', () => {
  const intent = { do: 'answer', with: { broadcast: '12', answer: 'read' } }

  test('is its intent and the message that it is on, from a new client and an old one', () => {
    const execute = { action: { type: 'Action.Execute', verb: 'cascade', data: { intent } } }
    const pressed = { on: ON, what: { is: 'press', intent } }
    expect(read(invoke('adaptiveCard/action', execute))).toMatchObject({
      inbound: pressed,
      surface: 'execute',
    })
    const data = { msteams: { type: 'task/fetch' }, intent }
    expect(read(invoke('task/fetch', { data }))).toMatchObject({
      inbound: pressed,
      surface: 'fetch',
    })
    const old = { ...said, text: undefined, value: { intent }, replyToId: '1700000000000' }
    expect(read(old)).toMatchObject({ inbound: pressed, surface: 'event' })
  })

  test('of somebody else’s making has no intent', () => {
    for (const value of [null, {}, { action: {} }, { action: { data: 'x' } }, { data: [] }])
      for (const name of ['adaptiveCard/action', 'task/fetch', 'task/submit'])
        expect(inboundOf(invoke(name, value)).what).toEqual({ is: 'press', intent: null })
  })

  test('that opens a waiting form is the adapter’s own', () => {
    const form = '0198a3c4-0000-7000-8000-000000000001'
    const open = { intent: { do: 'teams-open-form', with: { form }, opens: 'form' } }
    expect(read(invoke('task/fetch', { data: open }))).toMatchObject({ is: 'open-form', form })
  })

  test('in a team is answered and never heard', () => {
    const execute = { action: { data: { intent } } }
    expect(read({ ...invoke('adaptiveCard/action', execute), ...inTeam })).toMatchObject({
      is: 'in-public',
      surface: 'execute',
    })
  })
})

describe('a dialog', () => {
  const form: Form = {
    title: 'Places',
    submit: 'Save',
    intro: [],
    fields: [textField('name', 'Name', 100), searchField('places', 'Places')],
    intent: { do: 'save', with: {} },
  }

  test('that is sent is its intent, its values and the names of what was chosen', () => {
    const [button] = renderDialog(form, ON.ref).card.content.actions ?? []
    if (button?.type !== 'Action.Submit') throw new Error('A dialog has no button')
    const data = { ...button.data, name: 'Ada', places: 'L81001|Frome,L81002|Wells' }
    expect(read(invoke('task/submit', { data }))).toMatchObject({
      inbound: {
        on: ON,
        what: {
          is: 'submit',
          intent: form.intent,
          values: { name: 'Ada', places: ['L81001', 'L81002'] },
        },
      },
      surface: 'submit',
      chosen: { places: [{ label: 'Frome' }, { label: 'Wells' }] },
    })
  })

  test('asks for suggestions by a few letters', () => {
    const search = (value: object) => read(invoke('application/search', value))
    expect(search({ dataset: 'organisations', queryText: 'fro' })).toMatchObject({
      is: 'suggest',
      source: 'organisations',
      typed: 'fro',
    })
    expect(search({ dataset: 'organisations' })).toMatchObject({ is: 'suggest', typed: '' })
    expect(search({ dataset: 'patients', queryText: 'x' })).toMatchObject({ is: 'nothing' })
  })
})

describe('an installation', () => {
  const installation = (action: string, more = {}) =>
    read({ ...said, type: 'installationUpdate', id: 'f:two', text: undefined, action, ...more })

  test('asks for help, and a removal closes the account', () => {
    expect(installation('add')).toMatchObject({ inbound: { what: { is: 'say', text: 'help' } } })
    expect(installation('remove')).toMatchObject({ is: 'removed', who: { user: AMARA } })
  })

  test('that is an upgrade changes nothing', () => {
    for (const action of ['add-upgrade', 'remove-upgrade', 'something-new'])
      expect(installation(action)).toMatchObject({ is: 'nothing' })
  })

  test('in a team changes nothing for whoever did it', () => {
    for (const action of ['add', 'remove'])
      expect(installation(action, inTeam)).toMatchObject({ is: 'nothing' })
  })
})

test('everything else is nothing to us', () => {
  for (const type of ['messageReaction', 'messageUpdate', 'conversationUpdate', 'typing', 'event'])
    expect(read({ ...said, type })).toEqual({ is: 'nothing', type })
  expect(read({ ...said, from: { id: '28:another-bot' } })).toMatchObject({ is: 'nothing' })
  expect(read(invoke('signin/verifyState', {}))).toMatchObject({ is: 'nothing' })
})

describe('an event’s id', () => {
  test('is the activity’s own, in its conversation', () => {
    expect(idOf(said)).toBe(idOf({ ...said, text: 'told again' }))
    expect(idOf(said)).not.toBe(idOf({ ...said, id: '1700000000002' }))
    expect(idOf(said)).not.toBe(idOf({ ...said, conversation: { id: 'a:another' } }))
  })

  test('is made from what was done where Teams gives none', () => {
    const press = (do_: string, timestamp: string) => ({
      ...invoke('adaptiveCard/action', { action: { data: { intent: { do: do_, with: {} } } } }),
      id: undefined,
      timestamp,
    })
    const at = '2026-08-06T09:00:00.123Z'
    expect(idOf(press('read', at))).toBe(idOf(press('read', at)))
    expect(idOf(press('read', at))).not.toBe(idOf(press('stop', at)))
    expect(idOf(press('read', at))).not.toBe(idOf(press('read', '2026-08-06T09:00:01.000Z')))
  })
})
