import fc from 'fast-check'
import type { Nodes } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { describe, expect, test } from 'vitest'
import { escape, isPlain, run } from '#adapters/teams/text.ts'
import { words } from '#test/support/arbitraries.ts'

/** What somebody sees of a markdown text, and the sorts of marks that were found in it. */
function read(node: Nodes, marks: Set<string>): string {
  if (node.type === 'text') return node.value
  if (node.type !== 'root' && node.type !== 'paragraph') marks.add(node.type)
  if (!('children' in node)) return 'value' in node ? node.value : ''
  const joiner = node.type === 'root' ? '\n' : ''
  return node.children.map((child: Nodes) => read(child, marks)).join(joiner)
}

/** HTML shows neither where a line ends in spaces nor how many lines are empty. */
const seen = (text: string) =>
  text
    .replaceAll(/\r\n?/g, '\n')
    .split('\n')
    .map((line) => line.replaceAll(/[\s\u00A0]+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n')

const shown = (typed: string) => {
  const marks = new Set<string>()
  return { text: seen(read(fromMarkdown(escape(typed)), marks)), marks: [...marks] }
}

/** Everything that is a mark somewhere. */
const PIECES =
  String.raw`* ** _ ~ \ [ ]( ) < > # --- === &amp; & ! | = 10mg a http://x.uk <!-- --> <b> {{DATE(1)}}`
    .split(' ')
    .concat('`', '```')

const typed = fc.oneof(
  words(140),
  fc
    .array(
      fc.constantFrom(...PIECES, '\n', '\r', '\t', ' ', '    ', '# ', '- ', '+ ', '1. ', '12) '),
      { maxLength: 40, size: 'max' },
    )
    .map((pieces) => pieces.join('')),
)

describe('typed text that Teams reads as markdown', () => {
  test('is shown as it was typed', () => {
    fc.assert(
      fc.property(typed, (text) => {
        expect(shown(text)).toEqual({
          text: seen(text.replaceAll('{{DATE(', '{\u200B{DATE(')),
          marks: [],
        })
      }),
      { numRuns: 2000 },
    )
  })

  test.each([
    'Sore throat pathway',
    'Take 500mg (one tablet) twice a day & drink; 5 > 3, it’s 20% - or £5.50',
    'E-mail a.b@example.nhs.uk or see https://www.example.nhs.uk/?a=1&b=2',
  ])('stands as it is where it has no marks: %s', (text) => {
    expect(escape(text)).toBe(text)
    expect(isPlain(text)).toBe(true)
  })

  test.each([
    ['take ~10mg~', String.raw`take \~10mg\~`],
    ['1. Stop', String.raw`1\. Stop`],
    ['- 5', String.raw`\- 5`],
    ['a*b*', String.raw`a\*b\*`],
  ])('%j is disarmed', (text, escaped) => {
    expect(escape(text)).toBe(escaped)
    expect(isPlain(text)).toBe(false)
  })
})

test('no text becomes the date of whoever reads it', () => {
  expect(run('Until {{DATE(2026-12-09T09:00:00Z)}}').text).toBe(
    'Until {\u200B{DATE(2026-12-09T09:00:00Z)}}',
  )
  expect(run('{{x}}').text).toBe('{{x}}')
})
