import { InForce, Show } from '#src/broadcasts/intents.ts'
import { URGENCY_NAMES } from '#src/broadcasts/kind-names.ts'
import type { Option } from '#src/chat/form.ts'
import {
  type Action,
  type Block,
  bold,
  button,
  type Message,
  message,
  note,
  paragraph,
} from '#src/chat/message.ts'
import { dateWords, momentWords } from '#src/kernel/london.ts'
import type { Answer, BroadcastKind, Provenance, RoleName, Urgency } from '#src/kernel/schema.ts'
import { clip, count } from '#src/kernel/words.ts'
import { ROLE_NAMES } from '#src/people/rules.ts'
import { Follow, Subscriptions } from '#src/subscriptions/intents.ts'
import {
  Away,
  Back,
  OpenAt,
  PlaceForm,
  ReadListed,
  ReadShown,
  SearchForm,
  ShowList,
  TodayAt,
} from './intents.ts'
import { answeredWords, kindWords, reviewWords } from './row-words.ts'
import { ROWS, type View } from './view.ts'

type Item = Readonly<{
  id: number
  kind: BroadcastKind
  urgency: Urgency
  title: string
  organisationName: string
  provenance: Provenance
  startedAt: Date
  reviewBy: string | null
  answer: Answer | null
  version: number
  changed: boolean
}>

export type Shown = Readonly<{
  view: View
  /** Today in London, YYYY-MM-DD. */
  today: string
  total: number
  unread: number
  items: readonly Item[]
}>

type Contact = Readonly<{ name: string; role: RoleName; organisationName: string }>

const CAS =
  'Only the sender sees that you read it. It does not record a response on the Central Alerting System (CAS).'

/** The same buttons in the same places, read or not: a second tap must never land on another row. */
function rowOf(one: Item, { view, today }: Shown): Block {
  const urgent =
    one.urgency === 'critical' || one.urgency === 'important'
      ? `${URGENCY_NAMES[one.urgency]}. `
      : ''
  return {
    is: 'row',
    parts: [
      bold(clip(one.title, 80)),
      {
        is: 'plain',
        text: ` ${urgent}${kindWords(one)} ${answeredWords(one)}${reviewWords(one.reviewBy, today)}`,
      },
    ],
    actions: [
      button(
        one.answer === null ? `Read ${one.id}` : `✓ Read ${one.id}`,
        ReadListed({ ...view, broadcast: one.id, version: one.version }),
      ),
      button(
        `Open ${one.id}`,
        view.list === 'today'
          ? OpenAt({ place: view.place, broadcast: one.id })
          : Show({ broadcast: one.id }),
      ),
    ],
  }
}

/** Reading all at once is for what can wait; each critical message wants a tap of its own. */
function listActions({ view, total, items }: Shown): Action[] {
  const atOnce = items.filter((one) => one.answer === null && one.urgency !== 'critical')
  const some = items.some((one) => one.answer === null && one.urgency === 'critical')
  const shown = atOnce.map((one) => `${one.id}.${one.version}`).join(' ')
  const left = total - view.from - items.length
  return [
    ...(atOnce.length > 1
      ? [
          button(
            some ? 'Read all but the critical' : 'Read all that is shown',
            ReadShown({ ...view, shown }),
          ),
        ]
      : []),
    ...(left > 0 ? [button('Show more', ShowList({ ...view, from: view.from + ROWS }))] : []),
    ...(view.from > 0 ? [button('Back to the first', ShowList({ ...view, from: 0 }))] : []),
  ]
}

const inventedNote = (items: readonly Item[]): Block[] =>
  items.some((one) => one.provenance === 'invented')
    ? [note('invented', 'Some of these are invented for the demonstration.')]
    : []

const pageWords = ({ view, total, items }: Shown): string =>
  total > ROWS && items.length > 0
    ? ` These are ${view.from + 1} to ${view.from + items.length}.`
    : ''

/** What applies at one place today, and who can be asked there. */
export function todayCard(
  place: Readonly<{ name: string; invented: boolean }>,
  shown: Shown,
  contacts: readonly Contact[],
): Message {
  const { total, unread, items, view, today } = shown
  return message({
    label: 'Today at',
    title: clip(place.name, 140),
    preview: 'What applies there today',
    blocks: [
      paragraph(
        items.length === 0
          ? `${dateWords(today)}. Nothing ${view.from > 0 ? 'more ' : ''}is in force here or in what it belongs to.`
          : `${dateWords(today)}. ${count(total, 'message')} in force here, in its PCN and its ICB; you have not read ${unread.toLocaleString('en-GB')}.${pageWords(shown)}`,
      ),
      ...(place.invented && items.every((one) => one.provenance !== 'invented')
        ? [note('invented', 'This place is invented for the demonstration.')]
        : []),
      ...inventedNote(items),
      ...items.map((one) => rowOf(one, shown)),
      ...(view.from === 0 && contacts.length > 0
        ? [
            { is: 'heading' as const, text: 'Who to ask' },
            {
              is: 'facts' as const,
              facts: contacts.map((one) => ({
                label: ROLE_NAMES[one.role],
                value: `${clip(one.name, 50)}, ${clip(one.organisationName, 50)}`,
              })),
            },
          ]
        : []),
      ...(items.length === 0 ? [] : [note('small', CAS)]),
    ],
    actions: [
      ...listActions(shown),
      button('Search', SearchForm({})),
      button('Another place', PlaceForm({})),
    ],
  })
}

/** Who follows nothing misses nothing by this list, and is not up to date for that. */
const followsNothingCard = (): Message =>
  message({
    label: 'Catch up',
    title: 'You follow nothing yet',
    preview: 'Your catch-up',
    blocks: [
      paragraph(
        'This list has what you were sent and what you follow, so nothing can be in it. Follow the places where you work. Until then see what is in force there, whether you have read it or not.',
      ),
    ],
    actions: [
      button('Follow something', Follow({ organisation: '', specialty: '' }), 'primary'),
      button('In force now', InForce({})),
      button('Today at a place', PlaceForm({})),
    ],
  })

/** What somebody missed. `returned` when they have been away. */
export function catchUpCard(
  shown: Shown,
  { returned, follows }: Readonly<{ returned: boolean; follows: boolean }>,
): Message {
  if (!follows && shown.total === 0 && !returned) return followsNothingCard()
  const { total, unread, items, view } = shown
  const since = view.since === 0 ? null : new Date(view.since)
  const nothing =
    view.from > 0 ? 'There is nothing more.' : 'You have missed nothing that is still in force.'
  const intro =
    items.length === 0
      ? nothing
      : `${count(total, 'message')} still in force: ${since === null ? 'all that you have not read' : `what came since ${momentWords(since)}, and what you have not read`}. Not read: ${unread.toLocaleString('en-GB')}.${pageWords(shown)}`
  return message({
    label: 'Catch up',
    title: returned
      ? 'Welcome back'
      : items.length === 0
        ? 'You are up to date'
        : 'What you missed',
    preview: 'Your catch-up',
    blocks: [
      paragraph(intro),
      ...inventedNote(items),
      ...items.map((one) => rowOf(one, shown)),
      ...(items.length === 0 ? [] : [note('small', CAS)]),
    ],
    actions: [
      ...listActions(shown),
      button('Search', SearchForm({})),
      button('What I follow', Subscriptions({})),
    ],
  })
}

/** Several places fit what was typed, or none was typed. */
export const choosePlaceCard = (typed: string, options: readonly Option[]): Message =>
  message({
    label: 'Today at',
    title: 'Which place?',
    preview: 'Which place?',
    blocks: [
      paragraph(
        typed === ''
          ? 'Choose where you are working, or type today at and its name.'
          : `Several places fit “${clip(typed, 100)}”. The nearest:`,
      ),
      ...options.map((one): Block => ({
        is: 'row',
        parts: [bold(one.label), { is: 'plain', text: one.hint === null ? ' ' : ` ${one.hint}` }],
        actions: [button(`Choose ${one.value}`, TodayAt({ place: one.value }))],
      })),
    ],
    actions: [button('Another place', PlaceForm({}))],
  })

export const noPlaceCard = (typed: string): Message =>
  message({
    label: 'Today at',
    title: 'I know no such place',
    blocks: [
      paragraph(
        `No practice, PCN or ICB that is open fits “${clip(typed, 100)}”. Nothing was changed.`,
      ),
      paragraph('Try one word of its name, or its ODS code, like today at L85001.'),
    ],
    actions: [button('Choose a place', PlaceForm({}), 'primary')],
  })

export const awayCard = (until: Date, held: number): Message =>
  message({
    title: 'You are away',
    blocks: [
      paragraph(
        `Until ${momentWords(until)} nothing is sent to you but what is critical. The rest is kept, and comes then as one list of what is still in force.`,
      ),
      ...(held > 0
        ? [
            paragraph(
              `${count(held, 'message')} that waited for you ${held === 1 ? 'is' : 'are'} kept too.`,
            ),
          ]
        : []),
    ],
    actions: [button('I am back', Back({})), button('Change', Away({}))],
  })
