import type { Content } from '#src/broadcasts/content.ts'
import { clockWords, dateWords } from '#src/kernel/london.ts'
import { opportunityName, TERMS_NAMES, TIME_NAMES } from '#src/broadcasts/kind-names.ts'

/** What one field lost and gained, in the words that the card shows. */
export type Change = Readonly<{
  field: string
  removed: readonly string[]
  added: readonly string[]
}>

type Shown = Readonly<{ field: string; lines: readonly string[] }>

const day = (value: string | null) => (value === null ? [] : [dateWords(value)])
const one = (value: string | null) => (value === null ? [] : [value])

/** A sentence a line, so that a long text shows the sentence that changed and not the whole of it. */
const sentences = (text: string): readonly string[] =>
  text
    .split(/(?<=[.!?])\s+|\n+/)
    .map((part) => part.trim())
    .filter((part) => part !== '')

/** Everything that a card says, field by field, in its order. */
function shownBy(content: Content): readonly Shown[] {
  const all: Shown[] = [
    { field: 'Title', lines: [content.title] },
    { field: 'Message', lines: sentences(content.summary) },
    { field: 'What to do', lines: content.actions },
    ...ownFields(content),
    { field: 'In force until', lines: day(content.until) },
    { field: 'Source', lines: one(content.sourceName) },
    { field: 'Link to the source', lines: one(content.sourceUrl) },
    { field: 'Contact', lines: one(content.contact) },
  ]
  return all
}

function ownFields(content: Content): readonly Shown[] {
  switch (content.kind) {
    case 'prescribing':
      return [
        { field: 'From', lines: day(content.effectiveFrom) },
        { field: 'Next review', lines: day(content.reviewBy) },
        { field: 'Reference', lines: one(content.reference) },
      ]
    case 'pathway':
      return [
        { field: 'From', lines: day(content.effectiveFrom) },
        { field: 'Next review', lines: day(content.reviewBy) },
      ]
    case 'board-meeting':
      return [
        {
          field: 'When',
          lines: [
            `${dateWords(content.date)}, ${clockWords(content.starts)} to ${clockWords(content.ends)}`,
          ],
        },
        { field: 'Where', lines: [content.place] },
        { field: 'Link to join online', lines: one(content.joinUrl) },
        { field: 'Agenda', lines: content.agenda },
        { field: 'Open forum', lines: [content.openForum ? 'Yes' : 'No'] },
      ]
    case 'education-event':
      return [
        {
          field: 'When',
          lines: [
            `${dateWords(content.date)}, ${clockWords(content.starts)} to ${clockWords(content.ends)}`,
          ],
        },
        { field: 'Where', lines: [content.place] },
        { field: 'Link to join online', lines: one(content.joinUrl) },
        { field: 'Places', lines: [content.capacity.toLocaleString('en-GB')] },
        { field: 'Cost', lines: one(content.cost) },
        {
          field: 'CPD hours',
          lines: one(content.cpdHours === null ? null : String(content.cpdHours)),
        },
      ]
    case 'announcement':
      return []
    case 'opportunity':
      return [
        { field: 'Role', lines: [opportunityName(content.type)] },
        { field: 'Time', lines: [content.sessions] },
        { field: 'Paid by', lines: one(content.paidBy) },
        {
          field: 'Paid or own time',
          lines: content.time === undefined ? [] : [TIME_NAMES[content.time]],
        },
        { field: 'Terms', lines: [TERMS_NAMES[content.terms]] },
        { field: 'Who can apply', lines: one(content.eligibility) },
        { field: 'Closes', lines: day(content.closes) },
      ]
    case 'consultation':
      return [
        { field: 'Opens', lines: day(content.opens) },
        { field: 'Closes', lines: day(content.closes) },
        {
          field: 'Questions',
          lines: content.questions.map(({ text, choices }) => [text, ...choices].join(' | ')),
        },
      ]
  }
}

/** The lines of one that the other has not, each as often as it is missing. */
function without(lines: readonly string[], others: readonly string[]): readonly string[] {
  const left = [...others]
  return lines.filter((line) => {
    const at = left.indexOf(line)
    if (at < 0) return true
    left.splice(at, 1)
    return false
  })
}

/** What changes from one version to the next, field by field; none when both say the same. */
export function differenceOf(before: Content, after: Content): readonly Change[] {
  const [old, now] = [shownBy(before), shownBy(after)]
  return now.flatMap(({ field, lines }) => {
    const earlier = old.find((shown) => shown.field === field)?.lines ?? []
    const change = { field, removed: without(earlier, lines), added: without(lines, earlier) }
    if (change.removed.length > 0 || change.added.length > 0) return [change]
    // The same lines in another order: a numbered list says something else then.
    return lines.every((line, n) => line === earlier[n])
      ? []
      : [{ field, removed: [...earlier], added: [...lines] }]
  })
}
