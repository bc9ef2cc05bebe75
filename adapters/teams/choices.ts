import type { Option } from '#src/chat/form.ts'
import { clip } from '#src/kernel/words.ts'
import type { Choice } from './adaptive-card.ts'

/**
 * Choices as Teams carries them. Several that were chosen come back as one text with commas in it, and nothing but
 * their values comes back: a search's value therefore carries its words as well, for a form that is shown again.
 */
const RESERVED = /[%,|]/g
const WRITTEN = /%(25|2C|7C)/g

/** A text in which no comma and no bar stands. */
export const codeOf = (text: string): string =>
  text.replaceAll(RESERVED, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)

const textOf = (code: string): string =>
  code.replaceAll(WRITTEN, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))

const titleOf = ({ label, hint }: Option) => (hint === null ? label : `${label} – ${hint}`)

export const choiceOf = (option: Option): Choice => ({
  title: titleOf(option),
  value: codeOf(option.value),
})

/** A choice of a search, in the form and in the answer to `application/search`. */
export const choiceWithWords = (option: Option): Choice => ({
  title: titleOf(option),
  value: [option.value, option.label, ...(option.hint === null ? [] : [option.hint])]
    .map(codeOf)
    .join('|'),
})

/** Everything that was chosen, as values. */
export const chosenIn = (sent: string): readonly string[] => partsOf(sent).map(textOf)

/** Everything that was chosen in a search, with its words. */
export const optionsIn = (sent: string): readonly Option[] =>
  partsOf(sent).flatMap((part) => {
    const [value = '', label = '', hint = ''] = part.split('|').map(textOf)
    return value === ''
      ? []
      : [{ value, label: clip(label || value, 75), hint: hint === '' ? null : clip(hint, 75) }]
  })

const partsOf = (sent: string) => sent.split(',').filter((part) => part !== '')
