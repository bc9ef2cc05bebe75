import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asTyped, bold, escape, linked } from '#adapters/slack/escape.ts'
import { words } from '#test/support/arbitraries.ts'

describe('text', () => {
  test('what is typed comes back as it was typed', () => {
    fc.assert(
      fc.property(words(500), (typed) => {
        const sent = typed.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
        expect(asTyped(sent)).toBe(typed)
      }),
    )
  })

  test.each([
    ['<https://nice.org.uk/ng84>', 'https://nice.org.uk/ng84'],
    ['<http://nice.org.uk|nice.org.uk>', 'nice.org.uk'],
    ['<https://nice.org.uk|the guidance>', 'the guidance (https://nice.org.uk)'],
    ['<tel:9434765919|943 476 5919>', '943 476 5919'],
    ['<mailto:a@nhs.net|a@nhs.net>', 'a@nhs.net'],
    ['<@U0123|amara>', 'amara'],
    ['<#C0123|general>', 'general'],
    ['<!channel>', '!channel'],
    ['&lt;b&gt; &amp;amp;', '<b> &amp;'],
  ])('%s was typed as %s', (sent, typed) => {
    expect(asTyped(sent)).toBe(typed)
  })

  test('no mark in it means anything', () => {
    expect(escape('<!channel> & <@U1>')).toBe('&lt;!channel&gt; &amp; &lt;@U1&gt;')
    expect(escape('take ~10mg~ *now*')).toBe('take \u200B~10mg\u200B~ \u200B*now\u200B*')
    expect(escape('> quoted\n> twice')).toBe('\u200B&gt; quoted\n\u200B&gt; twice')
    expect(bold(' two \nlines')).toBe(' *two* \n*lines*')
    expect(linked('a|b\nc', 'https://x.uk/?a=1&b=<|>')).toBe(
      '<https://x.uk/?a=1&amp;b=%3C%7C%3E|a|b c>',
    )
    expect(escape('&'.repeat(3000))).toHaveLength(15_000)
  })
})
