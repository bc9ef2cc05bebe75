import {
  type Attr,
  DOMParser,
  type Element as DomElement,
  type Node as DomNode,
  onWarningStopParsing,
  ParseError,
} from '@xmldom/xmldom'

/** One element, as a feed needs it: the part of its name after the colon, its attributes and what is in it. */
export type Element = Readonly<{
  name: string
  attributes: ReadonlyMap<string, string>
  children: readonly (Element | string)[]
}>

export type XmlRead = Readonly<{ ok: true; root: Element }> | Readonly<{ ok: false; why: string }>

const DEEPEST = 40
/** Starts, ends and remarks. */
const MOST_PIECES = 40_000

/** Characters that XML does not allow, written as they are or by number; the parser lets them through. */
const NO_CHARACTER = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u
/** An "&" that begins none of XML's own five entities and no number. */
const LOOSE = /&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[\dA-Fa-f]{1,6});)/
/** How a remark and a section of text begin, and how each ends. */
const UNTOLD = /<!--|<!\[CDATA\[/g
const endOf = (begun: string) => (begun === '<!--' ? '-->' : ']]>')

/**
 * What is left of a document without remarks and sections; null when one of them does not end. One way through it: a pattern
 * that looked for an end from each beginning took 13 seconds over 200 kB of nothing but beginnings.
 */
function withoutUntold(text: string): string | null {
  const told: string[] = []
  let from = 0
  for (;;) {
    UNTOLD.lastIndex = from
    const begun = UNTOLD.exec(text)
    if (begun === null) return [...told, text.slice(from)].join('')
    const end = endOf(begun[0])
    const at = text.indexOf(end, begun.index + begun[0].length)
    if (at < 0) return null
    told.push(text.slice(from, begun.index))
    from = at + end.length
  }
}

/**
 * What a document must not have before any of it is parsed: the parser works out everything first, so that what is
 * too much, too deep or declares something of its own would have been built already. Null when there is nothing.
 */
function refusal(text: string): string | null {
  const told = withoutUntold(text)
  if (told === null || told.includes('<!')) return 'a document type, or something that does not end'
  if (NO_CHARACTER.test(text)) return 'a character that is none'
  if (LOOSE.test(told)) return 'an entity of its own'
  let depth = 0
  let pieces = 0
  for (const [mark] of told.matchAll(/<\/?|\/>/g)) {
    pieces += 1
    depth += mark === '<' ? 1 : -1
    if (pieces > MOST_PIECES || depth > DEEPEST) return 'more than a feed has'
  }
  return null
}

const isElement = (node: DomNode): node is DomElement => node.nodeType === 1
/** Text, or a section of it. */
const isText = (node: DomNode): boolean => node.nodeType === 3 || node.nodeType === 4

const localName = (name: string) => name.slice(name.lastIndexOf(':') + 1)

const elementOf = (element: DomElement): Element => ({
  name: localName(element.tagName),
  attributes: new Map([...element.attributes].map((one: Attr) => [localName(one.name), one.value])),
  children: [...element.childNodes].flatMap((node: DomNode): (Element | string)[] =>
    isElement(node) ? [elementOf(node)] : isText(node) ? [node.nodeValue ?? ''] : [],
  ),
})

/**
 * Reads an XML document without a document type: no entity can be declared, nothing outside is named, and its depth
 * and size are bounded. What is not well-formed is refused as a whole, so a feed that was cut is never half a feed.
 */
export function readXml(text: string): XmlRead {
  const document = text.replace(/^\uFEFF/, '')
  const why = refusal(document)
  if (why !== null) return { ok: false, why }
  try {
    // The least that is odd about it ends the parsing.
    const parser = new DOMParser({ onError: onWarningStopParsing, locator: false })
    const root = parser.parseFromString(document, 'application/xml').documentElement
    if (root === null) return { ok: false, why: 'no element' }
    const read = elementOf(root)
    return hasNoCharacter(read)
      ? { ok: false, why: 'a character that is none' }
      : { ok: true, root: read }
  } catch (error) {
    if (error instanceof ParseError) return { ok: false, why: 'not well-formed' }
    throw error
  }
}

/** Whether something that was written by number is no character. */
const hasNoCharacter = ({ attributes, children }: Element): boolean =>
  [...attributes.values()].some((value) => NO_CHARACTER.test(value)) ||
  children.some((child) =>
    typeof child === 'string' ? NO_CHARACTER.test(child) : hasNoCharacter(child),
  )

/** All the text in an element, its children's too. */
export const textOf = (element: Element): string =>
  element.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('')

export const childrenOf = (element: Element, name: string): readonly Element[] =>
  element.children
    .filter((child) => typeof child !== 'string')
    .filter((child) => child.name === name)
