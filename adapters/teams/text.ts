import type { Inline } from '#src/chat/message.ts'
import type { Part, RichTextBlock, TextRun } from './adaptive-card.ts'

/**
 * Nearly everything is shown in TextRuns, which are never read as markdown. What is, is escaped with backslashes, and
 * phones have shown those (msteams-docs#5793): they stand only where a text would otherwise be shown as another.
 */

/** Marks that may begin or end something wherever they stand. */
const MARKS = /[\\`*_~[\]<]/g
/** What Adaptive Cards put the reader's own date or time for, wherever text is shown. */
const CLOCKS = /\{\{(?=(?:DATE|TIME)\()/g
const ENTITIES = /&(?=#?\w+;)/g
const LINE_STARTS = /^(?:[-+=#>]|\d{1,9}(?=[.)]))/gm
const LEADING_SPACES = /^[ \t]+/gm

/** Typed text where Teams reads markdown: shown as it was typed. */
export const escape = (text: string): string =>
  withoutClocks(text)
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(MARKS, String.raw`\$&`)
    .replaceAll(ENTITIES, String.raw`\&`)
    .replaceAll(LEADING_SPACES, (spaces) => '\u00A0'.repeat(spaces.length))
    // "1." begins a list, and "1\." does not: the mark to disarm comes after the number.
    .replaceAll(LINE_STARTS, (start) => (/\d/.test(start) ? `${start}\\` : `\\${start}`))
    // One line break is only a space in markdown.
    .replaceAll('\n', '\n\n')

/** Whether a text is the same with and without its marks read. */
export const isPlain = (text: string): boolean => escape(text) === text

/** A zero-width space keeps "{{DATE(…)}}" from being another text on each screen. */
const withoutClocks = (text: string) => text.replaceAll(CLOCKS, '{\u200B{')

type Look = Omit<TextRun, 'type' | 'text'>

/** Text that is shown exactly as it is. */
export const run = (text: string, look: Look = {}): TextRun => ({
  type: 'TextRun',
  text: withoutClocks(text),
  ...look,
})

export const line = (...inlines: readonly TextRun[]): RichTextBlock => ({
  type: 'RichTextBlock',
  inlines: [...inlines],
})

export const small = (text: string): RichTextBlock =>
  line(run(text, { size: 'Small', isSubtle: true }))

export const heading = (text: string, size: 'Large' | 'Medium'): Part => ({
  type: 'TextBlock',
  text: escape(text),
  wrap: true,
  style: 'heading',
  size,
  weight: 'Bolder',
})

/** Without its links, a paragraph keeps every word. */
export function runs(parts: readonly Inline[], links: boolean): readonly TextRun[] {
  return parts.map((part) => {
    switch (part.is) {
      case 'plain':
        return run(part.text)
      case 'bold':
        return run(part.text, { weight: 'Bolder' })
      case 'link':
        return links ? linked(part.text, part.href) : run(part.text)
    }
  })
}

const linked = (text: string, url: string) =>
  run(text, {
    underline: true,
    color: 'Accent',
    selectAction: { type: 'Action.OpenUrl', url },
  })
