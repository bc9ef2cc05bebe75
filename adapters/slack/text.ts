import type { MrkdwnElement, PlainTextElement, SectionBlock } from '@slack/types'
import type { Inline } from '#src/chat/message.ts'
import { bold, escape, linked } from './escape.ts'

/** What Slack takes in one text of a section. */
export const LONGEST_TEXT = 3000

/** Shown exactly as it is: nothing in it is a mark, a link or a mention, so nothing is escaped. */
export const plainText = (text: string): PlainTextElement => ({
  type: 'plain_text',
  text,
  emoji: false,
})

/** `verbatim`: otherwise Slack looks for channels and people in the text by itself. */
export const marked = (text: string): MrkdwnElement => ({ type: 'mrkdwn', text, verbatim: true })

export const plainSection = (text: string): SectionBlock => ({
  type: 'section',
  text: plainText(text),
})
export const markedSection = (text: string): SectionBlock => ({
  type: 'section',
  text: marked(text),
})

/** 500 characters of "&" are 2,500 once escaped: what is too long with its marks stands without them. */
const orWords = (made: string, text: string) => (made.length > LONGEST_TEXT ? escape(text) : made)

const written = (part: Inline): string => {
  switch (part.is) {
    case 'plain':
      return escape(part.text)
    case 'bold':
      return orWords(bold(part.text), part.text)
    case 'link':
      return orWords(linked(part.text, part.href), part.text)
  }
}

/** Texts put together, anew wherever the next one would be over Slack's limit. No part is ever cut. */
export function packed(texts: readonly string[], joiner = '', max = LONGEST_TEXT): string[] {
  const packs: string[] = []
  for (const text of texts) {
    const last = packs.at(-1)
    if (last !== undefined && last.length + joiner.length + text.length <= max)
      packs[packs.length - 1] = `${last}${joiner}${text}`
    else packs.push(text)
  }
  return packs
}

/** Whether a text shows anything: Slack refuses blocks that do not. */
const shows = (text: string) => text.trim() !== ''

/** A paragraph as sections: one, unless the addresses of its links are too long for one. */
export function paragraph(parts: readonly Inline[]): readonly SectionBlock[] {
  if (parts.every((part) => part.is === 'plain')) return plainParagraph(parts)
  return packed(parts.map(written))
    .map((text) => text.trim())
    .filter(shows)
    .map(markedSection)
}

/** The same words with no marks and no links. */
export const plainParagraph = (parts: readonly Inline[]): readonly SectionBlock[] =>
  packed(parts.map(({ text }) => text))
    .filter(shows)
    .map(plainSection)
