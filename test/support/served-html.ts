/** The HTML that our own pages serve, read as a browser reads it, as far as forms and texts go. */
export type Element = Readonly<{
  tag: string
  attributes: Readonly<Record<string, string>>
  children: (Element | string)[]
}>

const VOID = new Set(['area', 'br', 'hr', 'img', 'input', 'link', 'meta', 'source'])
const RAW = new Set(['textarea', 'title', 'script', 'style'])
const TOKEN =
  /<!--[^]*?-->|<![^>]*>|<\/([a-z0-9]+)\s*>|<([a-z][a-z0-9]*)((?:\s+[^\s"'<>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+))?)*)\s*\/?>|[^<]+|</gi
const ATTRIBUTE = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+)))?/g
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  nbsp: '\u00A0',
}

const decode = (text: string) =>
  text.replaceAll(/&(?:#x([0-9a-f]+)|#(\d+)|(amp|lt|gt|quot|nbsp));/gi, (_, hex, decimal, name) => {
    if (typeof name === 'string') return NAMED[name.toLowerCase()] ?? ''
    return String.fromCodePoint(typeof hex === 'string' ? parseInt(hex, 16) : Number(decimal))
  })

const attributesOf = (text: string) =>
  Object.fromEntries(
    [...text.matchAll(ATTRIBUTE)].map(([, name = '', double, single, bare]) => [
      name.toLowerCase(),
      decode(double ?? single ?? bare ?? ''),
    ]),
  )

export function parseHtml(source: string): Element {
  const root: Element = { tag: '#root', attributes: {}, children: [] }
  const open = [root]
  const token = new RegExp(TOKEN)
  const text = source.replaceAll('\r\n', '\n')
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const [whole, closes, opens, attributes = ''] = match
    const parent = open.at(-1) ?? root
    if (closes !== undefined) {
      const at = open.findLastIndex(({ tag }) => tag === closes.toLowerCase())
      if (at > 0) open.length = at
    } else if (opens !== undefined) {
      const element = {
        tag: opens.toLowerCase(),
        attributes: attributesOf(attributes),
        children: [] as string[],
      }
      parent.children.push(element)
      if (RAW.has(element.tag)) {
        const end = text.indexOf(`</${opens}`, token.lastIndex)
        // A parser drops the first line break inside a textarea.
        element.children.push(decode(text.slice(token.lastIndex, end)).replace(/^\n/, ''))
        token.lastIndex = end
        open.push(element)
      } else if (!VOID.has(element.tag)) open.push(element)
    } else if (!whole.startsWith('<!')) parent.children.push(decode(whole))
  }
  return root
}

export function* within(element: Element): Generator<Element> {
  for (const child of element.children) {
    if (typeof child === 'string') continue
    yield child
    yield* within(child)
  }
}

export const textOf = (element: Element): string =>
  element.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('')

export const find = (root: Element, wanted: (element: Element) => boolean): Element | undefined =>
  within(root).find(wanted)

/** What one control of a form sends; nothing when it is off. A button sends only when it is pressed. */
function sentBy(control: Element): readonly string[] {
  const { tag, attributes } = control
  switch (tag) {
    case 'input':
      if (['checkbox', 'radio'].includes(attributes['type'] ?? ''))
        return 'checked' in attributes ? [attributes['value'] ?? 'on'] : []
      return ['submit', 'button'].includes(attributes['type'] ?? '')
        ? []
        : [attributes['value'] ?? '']
    case 'textarea':
      return [textOf(control)]
    case 'select': {
      const options = [...within(control)].filter((option) => option.tag === 'option')
      const chosen = options.find((option) => 'selected' in option.attributes) ?? options[0]
      return chosen === undefined ? [] : [chosen.attributes['value'] ?? textOf(chosen)]
    }
    default:
      return []
  }
}

/** The controls of a form: those inside it, and those elsewhere that name it. */
export function controlsOf(page: Element, form: Element): readonly Element[] {
  const id = form.attributes['id']
  const inside = [...within(form)].filter(({ attributes }) => !('form' in attributes))
  const elsewhere =
    id === undefined ? [] : [...within(page)].filter(({ attributes }) => attributes['form'] === id)
  return [...inside, ...elsewhere].filter(
    ({ attributes }) => 'name' in attributes && !('disabled' in attributes),
  )
}

/** What a browser posts for a form: its fields as shown, with `changes` typed or chosen over them. */
export function posted(
  page: Element,
  form: Element,
  changes: Readonly<Record<string, string | readonly string[]>>,
): URLSearchParams {
  const body = new URLSearchParams()
  // Browsers send every line break as two characters.
  const add = (name: string, value: string) => body.append(name, value.replaceAll(/\r?\n/g, '\r\n'))
  for (const control of controlsOf(page, form)) {
    const name = control.attributes['name'] ?? ''
    if (!(name in changes)) for (const value of sentBy(control)) add(name, value)
  }
  for (const [name, value] of Object.entries(changes))
    for (const one of typeof value === 'string' ? [value] : value) add(name, one)
  return body
}
