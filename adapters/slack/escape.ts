/**
 * Typed text inside mrkdwn. Unescaped, a pasted "<!channel>" would page a whole workspace. The zero-width space
 * before each mark keeps "take ~10mg~" from showing as struck out, which in a prescribing message is the opposite.
 */
export const escape = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/^>/gm, '\u200B&gt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[*_~`]/g, '\u200B$&')

/** Bold, with the spaces outside: "*word *" is not bold on Slack, and neither is a bold text of two lines. */
export const bold = (text: string): string =>
  text
    .split('\n')
    .map((line) => {
      const words = line.trim()
      if (words === '') return line
      const from = line.indexOf(words)
      return `${line.slice(0, from)}*${escape(words)}*${line.slice(from + words.length)}`
    })
    .join('\n')

/** A link. Its address can hold what ends a link on Slack, so that is percent-encoded. */
export const linked = (text: string, href: string): string => {
  const to = href
    .replaceAll('<', '%3C')
    .replaceAll('>', '%3E')
    .replaceAll('|', '%7C')
    .replaceAll('&', '&amp;')
  // A line break ends a link.
  return `<${to}|${escape(text.replaceAll(/\s+/g, ' '))}>`
}

export const unescape = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')

/** What somebody typed, from what Slack made of it: its own links and mentions read as they were typed. */
export const asTyped = (text: string): string =>
  unescape(
    text.replaceAll(/<([^<>|]*)(?:\|([^<>]*))?>/g, (_, target: string, label: string | undefined) =>
      typedLink(target, label),
    ),
  )

function typedLink(target: string, label: string | undefined): string {
  if (label === undefined || label === '') return target.replace(/^mailto:|^tel:/, '')
  // Slack makes links of addresses and of phone numbers by itself: then the label is what was typed.
  const made = target.replace(/^(https?:\/\/|mailto:|tel:)/, '').replace(/\/$/, '')
  const same =
    /^[@#!]|^tel:/.test(target) || made.toLowerCase() === label.toLowerCase().replace(/\/$/, '')
  return same || label === target ? label : `${label} (${target})`
}
