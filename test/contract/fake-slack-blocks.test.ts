import { describe, expect, test } from 'vitest'
import { blockProblems, viewProblems } from '#test/support/fake-slack/block-limits.ts'

/** What the fake Slack refuses in blocks and views: the most that is allowed, beside the least that is not. */
const x = (length: number) => 'x'.repeat(length)
const plain = (text: string) => ({ type: 'plain_text', text })
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text })
const some = <T>(count: number, one: (at: number) => T) =>
  Array.from({ length: count }, (_, at) => one(at))
const section = (text: string) => ({ type: 'section', text: mrkdwn(text) })
const fields = (count: number, length: number) => ({
  type: 'section',
  fields: some(count, () => mrkdwn(x(length))),
})
const button = (extra: object = {}) => ({ type: 'button', text: plain('Read'), ...extra })
const actions = (...elements: readonly object[]) => ({ type: 'actions', elements })
const option = (text: number, value: number, at = 0) => ({
  text: plain(x(text)),
  value: `${at}`.padStart(value, 'v'),
})
const input = (element: object, extra: object = {}) => ({
  type: 'input',
  label: plain('Name'),
  element,
  ...extra,
})
const select = (count: number, text = 75, value = 150) =>
  input({ type: 'static_select', options: some(count, (at) => option(text, value, at)) })
const ticks = (count: number) =>
  input({ type: 'checkboxes', options: some(count, (at) => option(5, 5, at)) })
const typing = (extra: object) => input({ type: 'plain_text_input', ...extra })
const modal = (extra: object = {}) => ({
  type: 'modal',
  title: plain('A form'),
  submit: plain('Send'),
  blocks: [typing({})],
  ...extra,
})

/** The most that is allowed beside the least that is not. */
const BLOCKS: readonly (readonly [what: string, good: object, bad: object])[] = [
  ['section text', section(x(3000)), section(x(3001))],
  ['empty text', section('x'), section('')],
  ['a section of nothing', section('x'), { type: 'section' }],
  ['fields', fields(10, 10), fields(11, 10)],
  ['field text', fields(1, 2000), fields(1, 2001)],
  ['header', { type: 'header', text: plain(x(150)) }, { type: 'header', text: plain(x(151)) }],
  ['header in mrkdwn', { type: 'header', text: plain('x') }, { type: 'header', text: mrkdwn('x') }],
  ['actions', actions(...some(25, () => button())), actions(...some(26, () => button()))],
  [
    'context',
    { type: 'context', elements: some(10, () => mrkdwn('x')) },
    { type: 'context', elements: some(11, () => mrkdwn('x')) },
  ],
  ['button text', actions(button({ text: plain(x(75)) })), actions(button({ text: plain(x(76)) }))],
  ['button value', actions(button({ value: x(2000) })), actions(button({ value: x(2001) }))],
  ['button url', actions(button({ url: x(3000) })), actions(button({ url: x(3001) }))],
  ['button style', actions(button({ style: 'danger' })), actions(button({ style: 'plain' }))],
  ['action_id', actions(button({ action_id: x(255) })), actions(button({ action_id: x(256) }))],
  ['block_id', { type: 'divider', block_id: x(255) }, { type: 'divider', block_id: x(256) }],
  [
    'action_ids of one block',
    actions(button({ action_id: 'a' }), button({ action_id: 'b' })),
    actions(button({ action_id: 'a' }), button({ action_id: 'a' })),
  ],
  ['block types', { type: 'divider' }, { type: 'dividers' }],
  ['element types', actions(button()), actions({ type: 'plain_text_input' })],
  ['properties', { type: 'divider' }, { type: 'divider', text: plain('x') }],
  ['select options', select(100), select(101)],
  ['option text', select(1, 75), select(1, 76)],
  ['option value', select(1, 5, 150), select(1, 5, 151)],
  ['no options', select(1), input({ type: 'static_select' })],
  ['checkboxes', ticks(10), ticks(11)],
  ['initial_value', typing({ initial_value: x(3000) }), typing({ initial_value: x(3001) })],
  ['max_length', typing({ max_length: 3000 }), typing({ max_length: 3001 })],
  ['placeholder', typing({ placeholder: plain(x(150)) }), typing({ placeholder: plain(x(151)) })],
  ['label', typing({}), { type: 'input', element: { type: 'plain_text_input' } }],
  [
    'dates',
    input({ type: 'datepicker', initial_date: '2026-08-06' }),
    input({ type: 'datepicker', initial_date: '6 August' }),
  ],
  [
    'what is shown chosen',
    input({ type: 'static_select', options: [option(3, 3)], initial_option: option(3, 3) }),
    input({ type: 'static_select', options: [option(3, 3)], initial_option: option(3, 4) }),
  ],
]

describe('blocks', () => {
  test.each(BLOCKS)('%s', (_, good, bad) => {
    expect(blockProblems([good], 50)).toEqual([])
    expect(blockProblems([bad], 50)).not.toEqual([])
  })

  test('fifty in a message, a hundred in a view, no two of one id', () => {
    const dividers = (count: number) => some(count, () => ({ type: 'divider' }))
    expect(blockProblems(dividers(50), 50)).toEqual([])
    expect(blockProblems(dividers(51), 50)).toEqual([
      'no more than 50 items allowed [json-pointer:/blocks]',
    ])
    expect(viewProblems(modal({ blocks: dividers(100) }))).toEqual([])
    expect(viewProblems(modal({ blocks: dividers(101) }))).toHaveLength(1)
    const twice = some(2, () => ({ type: 'divider', block_id: 'b' }))
    expect(blockProblems(twice, 50)).toEqual(['block_id `b` already exists'])
  })

  test.each([
    ['title', { title: plain(x(24)) }, { title: plain(x(25)) }],
    ['submit', { submit: plain(x(24)) }, { submit: plain(x(25)) }],
    ['no submit', {}, { submit: undefined }],
    ['close', { close: plain(x(24)) }, { close: plain(x(25)) }],
    ['private_metadata', { private_metadata: x(3000) }, { private_metadata: x(3001) }],
    ['callback_id', { callback_id: x(255) }, { callback_id: x(256) }],
    ['type', {}, { type: 'page' }],
  ])('of a modal: %s', (_, good, bad) => {
    expect(viewProblems(modal(good))).toEqual([])
    expect(viewProblems(modal(bad))).not.toEqual([])
  })
})
