import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { Inbound } from '#src/chat/chat-platform.ts'
import { Intent, intentType, NumberId } from '#src/chat/intent.ts'
import {
  type Block,
  button,
  link,
  MESSAGE_TEXT_BUDGET,
  Message,
  message,
  note,
  paragraph,
  plain,
} from '#src/chat/message.ts'
import { anyInbound, anyIntent, anyMessage } from '#test/support/arbitraries.ts'

const accepts = (parts: Partial<Message>) =>
  Message.safeParse(message({ title: 'Sore throat pathway', ...parts })).success
const over = (max: number) => '&'.repeat(max + 1)
const upTo = (max: number) => '&'.repeat(max)

describe('a message', () => {
  test('is valid wherever the arbitraries go', () => {
    fc.assert(
      fc.property(anyMessage, (made) => {
        expect(Message.parse(made)).toEqual(made)
      }),
      { numRuns: 200 },
    )
  })

  test('survives being written as JSON', () => {
    fc.assert(
      fc.property(anyMessage, (made) => {
        expect(Message.parse(JSON.parse(JSON.stringify(made)))).toEqual(made)
      }),
    )
  })

  test('is made valid by the short words for it', () => {
    const read = button('Read', { do: 'answer', with: { broadcast: '12' } }, 'primary')
    const blocks = [
      paragraph('From ', link('NHS Somerset', 'https://nhssomerset.nhs.uk')),
      note('small', 'Small print'),
    ]
    expect(accepts({ blocks, actions: [read] })).toBe(true)
  })

  const refusals: readonly (readonly [string, Partial<Message>])[] = [
    ['an empty title', { title: '' }],
    ['a title over 140 characters', { title: over(140) }],
    ['a preview over 150 characters', { preview: over(150) }],
    ['a label over 60 characters', { label: over(60) }],
    ['a 21st block', { blocks: Array<Block>(21).fill(note('small', 'x')) }],
    [
      'an 11th action',
      { actions: Array.from({ length: 11 }, () => button('x', { do: 'x', with: {} })) },
    ],
    ['a heading over 140 characters', { blocks: [{ is: 'heading', text: over(140) }] }],
    ['a paragraph over 600 characters', { blocks: [paragraph(upTo(300), over(300))] }],
    ['a paragraph with no words', { blocks: [paragraph()] }],
    [
      'a list item over 300 characters',
      { blocks: [{ is: 'list', ordered: false, items: [over(300)] }] },
    ],
    [
      'an 11th fact',
      {
        blocks: [
          { is: 'facts', facts: Array.from({ length: 11 }, () => ({ label: 'x', value: 'y' })) },
        ],
      },
    ],
    ['a row without a button', { blocks: [{ is: 'row', parts: [plain('x')], actions: [] }] }],
    ['a button label over 40 characters', { actions: [button(over(40), { do: 'x', with: {} })] }],
    ['a link that is not to a page', { blocks: [paragraph(link('x', 'javascript:alert(1)'))] }],
    ['more text in all than fits', { blocks: Array<Block>(7).fill(note('small', upTo(400))) }],
  ]
  test.each(refusals)('refuses %s', (_, parts) => {
    expect(accepts(parts)).toBe(false)
  })

  test('takes exactly its budget', () => {
    expect(accepts({ blocks: Array<Block>(6).fill(note('small', upTo(400))) })).toBe(true)
    expect(MESSAGE_TEXT_BUDGET).toBe(2400)
    // "&" is five characters when escaped, and Slack takes about 13,000.
    expect(MESSAGE_TEXT_BUDGET * 5).toBeLessThan(13_000)
  })

  test('refuses a part that nobody knows', () => {
    expect(Message.safeParse({ ...message({ title: 'x' }), colour: 'red' }).success).toBe(false)
  })
})

describe('an intent', () => {
  const answer = intentType('answer', z.object({ broadcast: NumberId, say: z.string() }))

  test('comes back from the wire as it was made', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_147_483_647 }), fc.string(), (broadcast, say) => {
        const wire: unknown = JSON.parse(
          JSON.stringify(answer({ broadcast, say: say.slice(0, 50) })),
        )
        const read = Intent.parse(wire)
        expect(read.do).toBe(answer.do)
        expect(answer.args.parse(read.with)).toEqual({ broadcast, say: say.slice(0, 50) })
      }),
    )
  })

  test('is valid wherever the arbitraries go, and fits a Slack button', () => {
    fc.assert(
      fc.property(anyIntent, (made) => {
        expect(Intent.parse(made)).toEqual(made)
        expect(JSON.stringify(made).length).toBeLessThanOrEqual(2000)
      }),
    )
  })

  test('refuses what a button cannot carry', () => {
    const carries = (value: unknown) => Intent.safeParse(value).success
    expect(carries({ do: 'x', with: { a: upTo(200) } })).toBe(true)
    expect(carries({ do: 'x', with: { a: over(200) } })).toBe(false)
    expect(carries({ do: 'x', with: { a: upTo(200), b: upTo(200), c: upTo(200) } })).toBe(false)
    expect(carries({ do: 'Read it', with: {} })).toBe(false)
    expect(carries({ do: 'x', with: {}, role: 'clinical-director' })).toBe(false)
    expect(carries(null)).toBe(false)
  })

  test.each(['0', '', '-1', '1.5', ' 1', '1e3', '2147483648', '99999999999'])(
    'has no number %j',
    (text) => {
      expect(NumberId.safeParse(text).success).toBe(false)
    },
  )
})

test('an inbound event is valid wherever the arbitraries go', () => {
  fc.assert(
    fc.property(anyInbound, (made) => {
      expect(Inbound.parse(made)).toEqual(made)
    }),
    { numRuns: 50 },
  )
})
