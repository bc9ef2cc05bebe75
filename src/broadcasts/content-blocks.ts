import { type Block, link, note, paragraph } from '#src/chat/message.ts'
import { clockWords, dateWords } from '#src/kernel/london.ts'
import { clip } from '#src/kernel/words.ts'
import type { Broadcast } from './broadcast.ts'
import type { Content, ContentOf } from './content.ts'
import { opportunityName, TERMS_NAMES, TIME_NAMES } from './kind-names.ts'

type Fact = Readonly<{ label: string; value: string }>

const fact = (label: string, value: string | null): readonly Fact[] =>
  value === null ? [] : [{ label, value }]

const timeWords = ({ sessions, time }: ContentOf<'opportunity'>) =>
  time === undefined ? sessions : `${sessions} (${TIME_NAMES[time].toLowerCase()})`
/** "Wednesday 9 December 2026, 1pm to 2:30pm". */
const spanWords = ({
  date,
  starts,
  ends,
}: Readonly<{ date: string; starts: string; ends: string }>): string =>
  `${dateWords(date)}, ${clockWords(starts)} to ${clockWords(ends)}`

function factsOf(content: Content): readonly Fact[] {
  const from = (day: string | null) => fact('From', day === null ? null : dateWords(day))
  const until = fact('In force until', content.until === null ? null : dateWords(content.until))
  const review = (day: string | null) => fact('Next review', day === null ? null : dateWords(day))
  switch (content.kind) {
    case 'prescribing':
      return [
        ...from(content.effectiveFrom),
        ...until,
        ...review(content.reviewBy),
        ...fact('Reference', content.reference),
      ]
    case 'pathway':
      return [...from(content.effectiveFrom), ...until, ...review(content.reviewBy)]
    case 'board-meeting':
      return [
        ...fact('When', spanWords(content)),
        ...fact('Where', content.place),
        ...fact(
          'Open forum',
          content.openForum ? 'Yes: any GP who works in the network may come' : null,
        ),
      ]
    case 'announcement':
      return until
    case 'opportunity':
      return [
        ...fact('Role', opportunityName(content.type)),
        ...fact('Time', timeWords(content)),
        ...fact('Paid by', content.paidBy),
        ...fact('Terms', TERMS_NAMES[content.terms]),
        ...fact('Who can apply', content.eligibility),
        ...fact('Closes', dateWords(content.closes)),
      ]
    case 'consultation':
      return [
        ...fact('Opens', content.opens === null ? null : dateWords(content.opens)),
        ...fact('Closes', `At the end of ${dateWords(content.closes)}`),
      ]
    case 'education-event':
      return [
        ...fact('When', spanWords(content)),
        ...fact('Where', content.place),
        ...fact('Places', content.capacity.toLocaleString('en-GB')),
        ...fact('Cost', content.cost ?? 'Free'),
        ...fact('CPD hours', content.cpdHours === null ? null : String(content.cpdHours)),
      ]
  }
}

/** What the message says, without who it is for or what can be done with it. */
export function contentBlocks(broadcast: Pick<Broadcast, 'content' | 'provenance'>): Block[] {
  const { content, provenance } = broadcast
  const facts = [...factsOf(content), ...fact('Contact', content.contact)]
  return [
    ...(provenance === 'invented'
      ? [note('invented', 'Invented for the demonstration. This is not NHS guidance.')]
      : []),
    paragraph(content.summary),
    ...(content.actions.length > 0
      ? [
          { is: 'heading' as const, text: 'What to do' },
          { is: 'list' as const, ordered: content.actions.length > 1, items: content.actions },
        ]
      : []),
    ...listed(content),
    ...(facts.length > 0 ? [{ is: 'facts' as const, facts: [...facts] }] : []),
    ...sourceOf(content),
  ]
}

/** What is on the agenda, or what is asked. */
function listed(content: Content): Block[] {
  const [heading, items] =
    content.kind === 'board-meeting'
      ? ['Agenda', content.agenda]
      : content.kind === 'consultation'
        ? ['What we ask', content.questions.map(({ text }) => text)]
        : ['', []]
  return items.length === 0
    ? []
    : [
        { is: 'heading', text: heading },
        { is: 'list', ordered: true, items: [...items] },
      ]
}

/** The same content with its long lists by their beginning, for a card that has more to say than was planned for. */
export function inShort(content: Content, agendaLine: number): Content {
  if (content.kind === 'board-meeting')
    return { ...content, agenda: content.agenda.map((item) => clip(item, agendaLine)) }
  if (content.kind === 'consultation')
    return {
      ...content,
      questions: content.questions.map((one) => ({ ...one, text: clip(one.text, 60) })),
    }
  return content.kind === 'opportunity' && content.eligibility !== null
    ? { ...content, eligibility: clip(content.eligibility, 90) }
    : content
}

function sourceOf(content: Content): Block[] {
  const join =
    (content.kind === 'board-meeting' || content.kind === 'education-event') &&
    content.joinUrl !== null
      ? [
          paragraph(
            link(
              `Join the ${content.kind === 'board-meeting' ? 'meeting' : 'event'} online`,
              content.joinUrl,
            ),
          ),
        ]
      : []
  if (content.sourceUrl !== null) {
    return [
      ...join,
      paragraph(
        'Source: ',
        link(content.sourceName ?? content.sourceUrl.slice(0, 120), content.sourceUrl),
      ),
    ]
  }
  return content.sourceName === null ? join : [...join, paragraph(`Source: ${content.sourceName}`)]
}
