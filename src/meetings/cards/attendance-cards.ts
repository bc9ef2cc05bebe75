import {
  type Block,
  bold,
  button,
  type Message,
  message,
  note,
  paragraph,
} from '#src/chat/message.ts'
import { clip, count, listWords } from '#src/kernel/words.ts'
import {
  Actions,
  AddAction,
  AddPapers,
  MarkCame,
  Proposals,
  RepeatMeeting,
  SetQuorum,
  ShowMeeting,
  ShowSeries,
  WriteMinutes,
} from '../intents.ts'
import type { Came } from '../rules/came.ts'
import { isQuorate, type Quorum, type QuorumRule } from '../rules/quorum.ts'
import type { Notice } from '../rules/rsvp.ts'
import { whenWords } from './rsvp-parts.ts'

const practices = (n: number) => count(n, 'practice')

/** A network's own rule, as "more than half of the member practices". */
export function ruleWords(rule: QuorumRule | null): string {
  if (rule === null) return 'No rule is set for the quorum yet.'
  if (rule.is === 'number') return `The rule: ${practices(rule.number)}.`
  const { top, bottom, over } = rule
  if (top === bottom) return 'The rule: all member practices.'
  const share = top * 2 === bottom ? 'half' : `${top} in ${bottom}`
  return `The rule: ${over ? 'more than' : 'at least'} ${share} of the member practices.`
}

/** The quorum by those who were there. */
export function cameWords({ people: many, quorum }: Came): string {
  const { present, members, needed } = quorum
  const there = `${count(many, 'person', 'people')} came, for ${practices(present.length)} of ${members.toLocaleString('en-GB')}.`
  if (needed === null) return there
  return isQuorate(quorum)
    ? `${there} That was a quorum: ${practices(needed)} ${needed === 1 ? 'was' : 'were'} needed.`
    : `${there} That was no quorum: ${practices(needed)} ${needed === 1 ? 'was' : 'were'} needed.`
}

/** Whether there is a quorum, and if not what is missing. */
export function quorumWords(quorum: Quorum): string {
  const { present, members, needed } = quorum
  const there = `${practices(present.length)} of ${members.toLocaleString('en-GB')} ${present.length === 1 ? 'comes' : 'come'}`
  if (needed === null) return `${there}.`
  if (isQuorate(quorum))
    return `${there}. That is a quorum: ${practices(needed)} ${needed === 1 ? 'is' : 'are'} needed.`
  if (needed > members)
    return `${there}. The rule asks for ${practices(needed)}, and there are only ${members.toLocaleString('en-GB')}.`
  return `${there}. ${practices(needed)} ${needed === 1 ? 'is' : 'are'} needed for a quorum: ${needed - present.length} more.`
}

/** How many said what; `silent` have the notice and have not answered for this day and time. */
export type Coming = Readonly<{
  going: number
  deputies: number
  observers: number
  notGoing: number
  silent: number
}>

export type AttendanceShown = Readonly<{
  notice: Notice
  rule: QuorumRule | null
  quorum: Quorum
  coming: Coming
  came: Came | null
  tableHref: string
  /** Whether more meetings are planned after it. */
  hasSeries: boolean
}>

const NAMES_SHOWN = 12

const named = (some: Quorum['missing']): string => {
  const shown = some.slice(0, NAMES_SHOWN).map(({ name }) => clip(name, 40))
  const rest = some.length - shown.length
  return listWords(rest > 0 ? [...shown, `${rest} more`] : shown)
}

const expectedBlocks = (quorum: Quorum, rule: QuorumRule | null): readonly Block[] => [
  paragraph(bold(quorumWords(quorum)), ` ${ruleWords(rule)}`),
  ...unsureBlocks(quorum),
  ...(quorum.missing.length === 0
    ? []
    : [paragraph(bold('Nobody yet from: '), clip(named(quorum.missing), 560))]),
]

const missedBlocks = ({ quorum: { missing } }: Came): readonly Block[] =>
  missing.length === 0
    ? []
    : [paragraph(bold('Nobody was there from: '), clip(named(missing), 560))]

/** For whoever runs a meeting: the quorum, counted in practices, and who is missing. It follows what people answer. */
export function attendanceCard(shown: AttendanceShown): Message {
  const { notice, rule, quorum, coming, came, tableHref, hasSeries } = shown
  const { id, content } = notice
  const over = notice.since.ended?.is === 'withdrawn'
  return message({
    label: 'Who is coming',
    title: clip(`${id}: ${content.title}`, 140),
    preview: `Who comes to meeting ${id}`,
    blocks: [
      ...(over ? [note('warning', 'This meeting is cancelled.')] : []),
      paragraph(whenWords(content)),
      ...(came === null
        ? expectedBlocks(quorum, rule)
        : [paragraph(bold(cameWords(came)), ` ${ruleWords(rule)}`), ...missedBlocks(came)]),
      {
        is: 'facts',
        facts: [
          { label: 'Going for a practice', value: people(coming.going) },
          { label: 'Sending a deputy', value: people(coming.deputies) },
          { label: 'Observers', value: people(coming.observers) },
          { label: 'Not going', value: people(coming.notGoing) },
          { label: 'No answer', value: people(coming.silent) },
        ],
      },
      note(
        'small',
        'Practices count, and not people: each once, on the day of the meeting. Observers do not count.',
      ),
    ],
    actions: [
      { is: 'link', label: 'Names in a table', href: tableHref },
      button('Who came?', MarkCame({ broadcast: id })),
      button('Set the quorum', SetQuorum({ broadcast: id })),
      button('My own answer', ShowMeeting({ broadcast: id })),
      button('Add papers', AddPapers({ broadcast: id })),
      button('What was put forward', Proposals({ broadcast: id })),
      button('Send out minutes', WriteMinutes({ broadcast: id })),
      button('Give somebody something to do', AddAction({ broadcast: id })),
      button('What is to be done', Actions({ broadcast: id })),
      hasSeries
        ? button('Its series', ShowSeries({ broadcast: id }))
        : button('Repeat this meeting', RepeatMeeting({ broadcast: id })),
    ],
  })
}

const people = (n: number) => n.toLocaleString('en-GB')

function unsureBlocks({ unsure }: Quorum): Block[] {
  if (unsure.length === 0) return []
  return [
    note(
      'warning',
      clip(
        `${unsure.length === 1 ? '1 of these is' : `${unsure.length} of these are`} there only through a deputy who has not answered yet: ${named(unsure)}.`,
        400,
      ),
    ),
  ]
}
