import { type Block, paragraph } from '#src/chat/message.ts'

/** The most characters of one paragraph of a card. */
const PARAGRAPH = 600

/** Where a text may be cut: after the last line, else the last space, else the last whole character. */
function cutAt(text: string): number {
  const head = text.slice(0, PARAGRAPH)
  const at = Math.max(head.lastIndexOf('\n'), head.lastIndexOf(' '))
  if (at > PARAGRAPH / 2) return at
  return /[\uD800-\uDBFF]$/.test(head) ? PARAGRAPH - 1 : PARAGRAPH
}

/** What somebody typed, as paragraphs that fit a card; nothing of it is left out. */
export function paragraphsOf(text: string): readonly Block[] {
  const blocks: Block[] = []
  let rest = text.trim()
  while (rest.length > PARAGRAPH) {
    const at = cutAt(rest)
    blocks.push(paragraph(rest.slice(0, at)))
    rest = rest.slice(at).trim()
  }
  return rest === '' ? blocks : [...blocks, paragraph(rest)]
}
