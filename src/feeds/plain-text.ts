const NAMED: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', ' '],
  ['ndash', '–'],
  ['mdash', '—'],
  ['hellip', '…'],
  ['rsquo', '’'],
  ['lsquo', '‘'],
  ['rdquo', '”'],
  ['ldquo', '“'],
  ['pound', '£'],
  ['micro', 'µ'],
  ['deg', '°'],
])

function decoded(text: string): string {
  return text.replaceAll(
    /&(#x[0-9a-fA-F]{1,6}|#\d{1,7}|[a-zA-Z]{2,8});/g,
    (whole, body: string) => {
      if (!body.startsWith('#')) return NAMED.get(body) ?? whole
      const code = body[1] === 'x' ? Number.parseInt(body.slice(2), 16) : Number(body.slice(1))
      return code > 0x10_ffff || (code >= 0xd800 && code <= 0xdfff)
        ? ' '
        : String.fromCodePoint(code)
    },
  )
}

/** Invisible characters, those that turn the direction of a text round, and what PostgreSQL refuses. */
const UNSEEN = /[\p{Cc}\p{Cs}\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu

/** One line as a person would read it: no control characters, single spaces. */
export const lineOf = (text: string): string =>
  text.toWellFormed().replaceAll(UNSEEN, ' ').replaceAll(/\s+/g, ' ').trim()

/** What is between these is not for reading. */
const HIDDEN = ['script', 'style', 'template', 'noscript'] as const

function withoutTags(html: string): string {
  const lower = html.toLowerCase()
  const parts: string[] = []
  let at = 0
  while (at < html.length) {
    const open = html.indexOf('<', at)
    if (open === -1) break
    parts.push(html.slice(at, open))
    // "<14 mmol/L" is no tag.
    if (!/[a-z!/?]/.test(lower[open + 1] ?? '')) {
      parts.push('<')
      at = open + 1
      continue
    }
    const hidden = HIDDEN.find((name) => lower.startsWith(name, open + 1))
    const close = hidden === undefined ? open : lower.indexOf(`</${hidden}`, open)
    const end = close === -1 ? -1 : html.indexOf('>', close)
    if (end === -1) return `${parts.join('')} `
    parts.push(' ')
    at = end + 1
  }
  return parts.join('') + html.slice(at)
}

/** HTML as one line of plain text. Nothing of it is ever shown as HTML: what looks like a tag afterwards is text. */
export const plainText = (html: string): string => lineOf(decoded(withoutTags(html)))
