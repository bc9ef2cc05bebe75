import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { accountAt, addressOf, handleOf, postedAt } from '#adapters/slack/address.ts'
import type { Heard } from '#adapters/slack/heard.ts'
import { readCommand, readEvent, readInteraction } from '#adapters/slack/inbound.ts'

const who = { team: 'T0ONE', user: 'U0AMARA' }
const handle = handleOf({ team: 'T0ONE', channel: 'D0DIRECT', ts: '1700000000.000100' })

const event = (inner: object, outer: object = {}) => ({
  type: 'event_callback',
  event_id: 'Ev0ONE',
  event_time: 1_700_000_000,
  team_id: 'T0ONE',
  event: inner,
  ...outer,
})
const said = {
  type: 'message',
  channel_type: 'im',
  user: 'U0AMARA',
  channel: 'D0DIRECT',
  text: 'help',
  ts: '1700000001.000100',
}
const acting = {
  user: { id: 'U0AMARA', team_id: 'T0ONE' },
  team: { id: 'T0ONE' },
  trigger_id: '1.2.abc',
}
const press = {
  ...acting,
  type: 'block_actions',
  container: { type: 'message', channel_id: 'D0DIRECT', message_ts: '1700000000.000100' },
  actions: [{ action_id: 'end-0', action_ts: '1700000002.1', value: '{"do":"read","with":{}}' }],
}

function inboundOf(heard: Heard) {
  if (heard.is !== 'done') throw new Error(`Nothing was done: ${heard.is}`)
  return heard.inbound
}

describe('an event', () => {
  test('is what somebody said, with the message that it replies to', () => {
    expect(inboundOf(readEvent(event(said)))).toMatchObject({
      eventId: 'T0ONE:Ev0ONE',
      who: { platform: 'slack', tenant: 'T0ONE', user: 'U0AMARA' },
      reachableAt: addressOf(who),
      on: null,
      what: { is: 'say', text: 'help' },
    })
    const reply = { ...said, thread_ts: '1700000000.000100' }
    expect(inboundOf(readEvent(event(reply))).on).toEqual(handle)
    // The first message of a thread is a reply to nothing.
    expect(inboundOf(readEvent(event({ ...said, thread_ts: said.ts }))).on).toBeNull()
  })

  test.each([
    ['our own message', { ...said, bot_id: 'B0BOT' }],
    ['an edit', { ...said, subtype: 'message_changed' }],
    ['a deletion', { ...said, subtype: 'message_deleted' }],
    ['what was said in a channel', { ...said, channel_type: 'channel' }],
    ['a user id that is none', { ...said, user: '../../x' }],
    ['an event that nobody asked for', { type: 'reaction_added', user: 'U0AMARA' }],
    ['the messages tab', { type: 'app_home_opened', user: 'U0AMARA', tab: 'messages' }],
    ['a token that was not the bot’s', { type: 'tokens_revoked', tokens: { oauth: ['U0X'] } }],
  ])('that is %s is nothing to us', (_, inner) => {
    expect(readEvent(event(inner)).is).toBe('nothing')
  })

  test('of a file, of a home, of an account and of a removal', () => {
    expect(readEvent(event({ ...said, subtype: 'file_share' })).is).toBe('file')
    expect(
      readEvent(event({ type: 'app_home_opened', user: 'U0AMARA', tab: 'home' })),
    ).toMatchObject({ is: 'home', who })
    expect(
      readEvent(event({ type: 'user_change', user: { id: 'U0AMARA', deleted: true } })),
    ).toMatchObject({ is: 'account', who, open: false })
    expect(readEvent(event({ type: 'app_uninstalled' }))).toEqual({
      is: 'removed',
      place: { team: 'T0ONE', enterprise: null },
      at: new Date(1_700_000_000_999),
    })
  })

  test('of another workspace is of that workspace, and an id is of one workspace alone', () => {
    const there = inboundOf(readEvent(event(said, { team_id: 'T0TWO' })))
    expect(there.who.tenant).toBe('T0TWO')
    expect(there.eventId).not.toBe(inboundOf(readEvent(event(said))).eventId)
    const context = event(said, { team_id: 'T0THEIRS', context_team_id: 'T0ONE' })
    expect(inboundOf(readEvent(context)).who.tenant).toBe('T0ONE')
  })

  test('from another organisation is a stranger’s; from another workspace of one’s own is not', () => {
    const theirs = { ...said, user_team: 'T0THEIRS' }
    expect(readEvent(event(theirs)).is).toBe('stranger')
    const organisation = { enterprise_id: 'E0OURS' }
    expect(readEvent(event(theirs, organisation)).is).toBe('done')
    const shared = { ...organisation, is_ext_shared_channel: true }
    expect(readEvent(event(theirs, shared)).is).toBe('stranger')
    const pressed = { ...press, user: { id: 'U0THEIRS', team_id: 'T0THEIRS' } }
    expect(readInteraction(pressed).is).toBe('stranger')
  })
})

describe('an interaction', () => {
  test('told twice has one id; another press has another', () => {
    const one = inboundOf(readInteraction(press))
    expect(one).toMatchObject({
      on: handle,
      what: { is: 'press', intent: { do: 'read', with: {} } },
    })
    expect(inboundOf(readInteraction({ ...press, response_url: 'x' })).eventId).toBe(one.eventId)
    expect(inboundOf(readInteraction({ ...press, trigger_id: '9.9.x' })).eventId).not.toBe(
      one.eventId,
    )
    const ben = { ...press, user: { id: 'U0BEN', team_id: 'T0ONE' } }
    expect(inboundOf(readInteraction(ben)).eventId).not.toBe(one.eventId)
  })

  test('on a home is on no message; a link’s button is nothing', () => {
    const home = { ...press, container: { type: 'view', view_id: 'V1' }, view: { type: 'home' } }
    expect(readInteraction(home)).toMatchObject({ surface: { home: true }, inbound: { on: null } })
    expect(readInteraction({ ...press, actions: [{ action_id: 'end-1' }] }).is).toBe('nothing')
  })

  test('a form brings its fields, whatever kind they are', () => {
    const option = (value: string) => ({
      value,
      text: { type: 'plain_text', text: `Name ${value}` },
    })
    const values = {
      name: { text: { type: 'plain_text_input', value: 'Ada' } },
      empty: { 'long-text': { type: 'plain_text_input', value: null } },
      day: { date: { type: 'datepicker', selected_date: '2026-12-09' } },
      at: { time: { type: 'timepicker', selected_time: '13:30' } },
      kind: { choice: { type: 'radio_buttons', selected_option: option('locum') } },
      kinds: { choices: { type: 'checkboxes', selected_options: [option('a'), option('b')] } },
      place: {
        'search:organisations': { type: 'external_select', selected_option: option('L85001') },
      },
      places: {
        'search:organisations': {
          type: 'multi_external_select',
          selected_options: [option('L85001'), option('L85002')],
        },
      },
      agree: { tick: { type: 'checkboxes', selected_options: [option('yes')] } },
      more: { tick: { type: 'checkboxes', selected_options: [] } },
    }
    const heard = readInteraction({
      ...acting,
      type: 'view_submission',
      view: {
        id: 'V1',
        hash: '1.a',
        callback_id: 'form',
        private_metadata: JSON.stringify({ intent: { do: 'join', with: {} }, on: handle.ref }),
        blocks: [{ type: 'section' }, { type: 'input', block_id: 'name' }],
        state: { values },
      },
    })
    expect(inboundOf(heard)).toMatchObject({
      on: handle,
      what: {
        is: 'submit',
        intent: { do: 'join', with: {} },
        values: {
          name: 'Ada',
          empty: '',
          day: '2026-12-09',
          at: '13:30',
          kind: 'locum',
          kinds: ['a', 'b'],
          place: ['L85001'],
          places: ['L85001', 'L85002'],
          agree: 'yes',
          more: '',
        },
      },
    })
    expect(heard).toMatchObject({
      surface: { view: { fields: ['name'], chosen: { place: [{ label: 'Name L85001' }] } } },
    })
  })

  test('the shortcut asks about that message', () => {
    const heard = readInteraction({
      ...acting,
      type: 'message_action',
      callback_id: 'ask_about',
      channel: { id: 'D0DIRECT' },
      message: { ts: '1700000000.000100' },
    })
    expect(inboundOf(heard)).toMatchObject({
      on: handle,
      what: { is: 'press', intent: { do: 'ask-about', with: {} } },
    })
  })

  test('a command is what was typed after it', () => {
    const fields = { command: '/cascade', team_id: 'T0ONE', user_id: 'U0AMARA', trigger_id: '1.2' }
    expect(inboundOf(readCommand({ ...fields, text: ' read 12 ' })).what).toEqual({
      is: 'say',
      text: 'read 12',
    })
    expect(inboundOf(readCommand(fields)).what).toEqual({ is: 'say', text: 'help' })
  })
})

test('whatever comes, nothing is thrown', () => {
  const mangled = fc.oneof(
    fc.jsonValue(),
    fc
      .tuple(fc.constantFrom(event(said), press), fc.string(), fc.jsonValue())
      .map(([whole, , value]) => {
        const keys = Object.keys(whole)
        return { ...whole, [keys[JSON.stringify(value).length % keys.length] ?? 'type']: value }
      }),
  )
  fc.assert(
    fc.property(mangled, (payload) => {
      for (const read of [readEvent, readInteraction, readCommand])
        expect(typeof read(payload).is).toBe('string')
    }),
    { numRuns: 500 },
  )
})

test('addresses and handles come back as they were made, and no others are read', () => {
  expect(accountAt(addressOf(who))).toEqual(who)
  expect(postedAt(handle)).toEqual({ team: 'T0ONE', channel: 'D0DIRECT', ts: '1700000000.000100' })
  expect(accountAt({ platform: 'web', ref: addressOf(who).ref })).toBeNull()
  expect(accountAt({ platform: 'slack', ref: handle.ref })).toBeNull()
  expect(postedAt({ platform: 'slack', ref: `${handle.ref}x` })).toBeNull()
})
