/** One element, as a feed needs it: the part of its name after the colon, its attributes and what is in it. */
export type Element = Readonly<{
  name: string
  attributes: ReadonlyMap<string, string>
  children: readonly (Element | string)[]
}>

export type XmlRead = Readonly<{ ok: true; root: Element }> | Readonly<{ ok: false; why: string }>

type Open = {
  name: string
  attributes: ReadonlyMap<string, string>
  children: (Element | string)[]
}

const DEEPEST = 40
/** Starts, ends and remarks. */
const MOST_PIECES = 40_000
const NAMED: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
])

class NotWellFormed extends Error {}

const refuse = (why: string): never => {
  throw new NotWellFormed(why)
}

const localName = (name: string) => name.slice(name.lastIndexOf(':') + 1)

/** A character that XML allows; anything else would not be one. */
function characterOf(code: number): string {
  const allowed =
    code === 9 ||
    code === 10 ||
    code === 13 ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x1_0000 && code <= 0x10_ffff)
  return allowed ? String.fromCodePoint(code) : refuse('a character that is none')
}

/** Only XML's own five entities and characters by number: there is nothing that could grow or be fetched. */
const decoded = (text: string): string =>
  text.includes('&')
    ? text.replaceAll(/&([^;&]{0,12});?/g, (whole, body: string) => {
        if (!whole.endsWith(';')) return refuse('an entity without its end')
        if (/^#x[0-9a-fA-F]{1,6}$/.test(body))
          return characterOf(Number.parseInt(body.slice(2), 16))
        if (/^#\d{1,7}$/.test(body)) return characterOf(Number(body.slice(1)))
        return NAMED.get(body) ?? refuse('an entity of its own')
      })
    : text

const ATTRIBUTE = /\s+([A-Za-z_][\w:.-]{0,80})\s{0,9}=\s{0,9}(?:"([^"<]*)"|'([^'<]*)')/y
const START = /<([A-Za-z_][\w:.-]{0,80})/y

function attributesAt(text: string, from: number) {
  const attributes = new Map<string, string>()
  let at = from
  for (;;) {
    ATTRIBUTE.lastIndex = at
    const found = ATTRIBUTE.exec(text)
    if (found === null) return { attributes, at }
    const [whole, name = '', double, single = ''] = found
    attributes.set(localName(name), decoded(double ?? single))
    at += whole.length
  }
}

/** The end of what is skipped whole, as a comment. */
function after(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from)
  return found === -1 ? refuse('something that does not end') : found + mark.length
}

/**
 * Reads an XML document without a document type: no entity can be declared, nothing outside is named, and its depth
 * and size are bounded. What is not well-formed is refused as a whole, so a feed that was cut is never half a feed.
 */
export function readXml(text: string): XmlRead {
  try {
    return { ok: true, root: documentOf(text.replace(/^\uFEFF/, '')) }
  } catch (error) {
    if (error instanceof NotWellFormed) return { ok: false, why: error.message }
    throw error
  }
}

/** What stands between elements and says nothing. */
function afterRemark(text: string, at: number): number | null {
  if (text.startsWith('<!--', at)) return after(text, '-->', at + 4)
  return text.startsWith('<?', at) ? after(text, '?>', at) : null
}

function endAt(text: string, at: number, open: Open[]): number {
  const close = after(text, '>', at)
  const closed = open.length > 1 ? open.pop() : refuse('an end without a start')
  const name = localName(text.slice(at + 2, close - 1).trim())
  return closed?.name === name ? close : refuse('an end of something else')
}

/** Takes what begins with "<"; returns where it ends. */
function markupAt(text: string, at: number, open: Open[]): number {
  if (text.startsWith('<![CDATA[', at)) {
    const close = after(text, ']]>', at)
    open.at(-1)?.children.push(text.slice(at + 9, close - 3))
    return close
  }
  const remark = afterRemark(text, at)
  if (remark !== null) return remark
  return text.startsWith('</', at) ? endAt(text, at, open) : startAt(text, at, open)
}

function documentOf(text: string): Element {
  const top: Open = { name: '', attributes: new Map(), children: [] }
  const open: Open[] = [top]
  let pieces = 0
  let at = 0
  while (at < text.length) {
    const next = text.indexOf('<', at)
    const end = next === -1 ? text.length : next
    const words = decoded(text.slice(at, end))
    if (words !== '') open.at(-1)?.children.push(words)
    if (next === -1) break
    pieces += 1
    if (pieces > MOST_PIECES || open.length > DEEPEST) refuse('more than a feed has')
    at = markupAt(text, end, open)
  }
  if (open.length > 1) refuse('an element that does not end')
  return onlyRoot(top)
}

function onlyRoot({ children }: Open): Element {
  const [root, ...more] = children.filter((child) => typeof child !== 'string')
  const stray = children.some((child) => typeof child === 'string' && child.trim() !== '')
  return root === undefined || more.length > 0 || stray ? refuse('not one document') : root
}

/** Takes an element's start; whatever else begins with "<", a document type above all, is refused. */
function startAt(text: string, from: number, open: Open[]): number {
  START.lastIndex = from
  const start = START.exec(text)
  if (start === null) return refuse('a document type, or no element')
  const { attributes, at } = attributesAt(text, from + start[0].length)
  const tail = /\s{0,99}(\/?)>/y
  tail.lastIndex = at
  const end = tail.exec(text)
  if (end === null) return refuse('a start that does not end')
  const element: Open = { name: localName(start[1] ?? ''), attributes, children: [] }
  open.at(-1)?.children.push(element)
  if (end[1] === '') open.push(element)
  return at + end[0].length
}

/** All the text in an element, its children's too. */
export const textOf = (element: Element): string =>
  element.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('')

export const childrenOf = (element: Element, name: string): readonly Element[] =>
  element.children
    .filter((child) => typeof child !== 'string')
    .filter((child) => child.name === name)
