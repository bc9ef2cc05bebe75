/** "1 person", "2 people": English plurals where the number comes first. */
export const count = (n: number, one: string, many = `${one}s`): string =>
  `${n.toLocaleString('en-GB')} ${n === 1 ? one : many}`

/** "a", "a and b", "a, b and c". */
export function listWords(items: readonly string[], joiner = 'and'): string {
  if (items.length < 2) return items[0] ?? ''
  return `${items.slice(0, -1).join(', ')} ${joiner} ${items.at(-1) ?? ''}`
}

/** At most `max` characters, cut at a whole character with "…" when it was longer. */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text
  const cut = text.slice(0, max - 1)
  // Half of a surrogate pair is not a character: Slack refuses the whole message.
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`
}
