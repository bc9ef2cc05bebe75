import { type Json, listOf, objectOf, textOf } from './json.ts'

const unescaped = (text: string) =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')

/** Slack's escapes and links, as read. */
export const readable = (text: string) =>
  unescaped(text.replaceAll(/<[^>|]*\|([^>]*)>/g, '$1').replaceAll(/<([^>]*)>/g, '$1'))

/** What Slack makes of what somebody types before an app sees it. */
export const typedAsSent = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/\bhttps?:\/\/[^\s|]+/g, '<$&>')

const shown = (value: unknown) => readable(textOf(objectOf(value)['text']))

/** What a person reads of some blocks, a line for each part, with controls in square brackets. */
export function plainTextOf(blocks: readonly Json[]): string {
  const lines = blocks.flatMap((block) => [
    shown(block['text']) || (block['type'] === 'markdown' ? textOf(block['text']) : ''),
    shown(block['label']),
    ...listOf(block['fields']).map((field) => readable(textOf(field['text']))),
    ...listOf(block['elements']).map((element) =>
      typeof element['text'] === 'string'
        ? readable(element['text'])
        : `[${shown(element['text'])}]`,
    ),
    block['accessory'] === undefined ? '' : `[${shown(objectOf(block['accessory'])['text'])}]`,
    shown(block['hint']),
  ])
  return lines.filter((line) => line !== '' && line !== '[]').join('\n')
}
