import { Show } from '#src/broadcasts/intents.ts'
import { KIND_NAMES, KINDS } from '#src/broadcasts/kind-names.ts'
import {
  type Block,
  bold,
  button,
  type Message,
  message,
  note,
  paragraph,
} from '#src/chat/message.ts'
import type { Answer, BroadcastKind, Provenance } from '#src/kernel/schema.ts'
import { clip, count, listWords } from '#src/kernel/words.ts'
import { specialtyName } from '#src/subscriptions/specialties.ts'
import { Browse, Library, OpenAt, PlaceForm, SearchForm } from './intents.ts'
import { answeredWords, kindWords, reviewWords } from './row-words.ts'
import type { Reason } from './rules.ts'

/** Nobody reads so many: they are not counted any further. */
export const MOST_COUNTED = 200

/** Results that fit on one screen with why each was found. */
export const RESULTS = 5

export type Result = Readonly<{
  id: number
  kind: BroadcastKind
  title: string
  organisationName: string
  provenance: Provenance
  startedAt: Date
  reviewBy: string | null
  answer: Answer | null
  version: number
  changed: boolean
  reasons: readonly Reason[]
  /** The place of one's own that it applies at; null when it is the message's own. */
  via: string | null
}>

export type Asked = Readonly<{
  /** As typed; empty for what is newest. */
  words: string
  /** What else narrows it, as people say it. */
  where: string
  kind: BroadcastKind | null
  specialty: string | null
  /** The ODS code of the place that was asked for; null for one's own places. */
  place: string | null
  /** Today in London, YYYY-MM-DD. */
  today: string
}>

function reasonWords(reason: Reason): string {
  switch (reason.how) {
    case 'specialty':
      return `the specialty ${specialtyName(reason.found)}`
    case 'kind':
      return 'the kind of message'
    case 'reference':
      return `the reference ${reason.found.toUpperCase().replaceAll(' ', '/')}`
    case 'near':
      return `${reason.found} (you typed ${reason.asked})`
    case 'exact':
    case 'begins':
    case 'part':
      return reason.found
  }
}

const whyWords = ({ reasons, via }: Result): string => {
  const found =
    reasons.length === 0
      ? ''
      : ` Found: ${clip(listWords([...new Set(reasons.map(reasonWords))]), 100)}.`
  return `${found}${via === null ? '' : ` Applies at ${clip(via, 40)}.`}`
}

const rowOf = (one: Result, { place, today }: Asked): Block => ({
  is: 'row',
  parts: [
    bold(clip(one.title, 80)),
    {
      is: 'plain',
      text: ` ${kindWords(one)} ${answeredWords(one)}${reviewWords(one.reviewBy, today)}${whyWords(one)}`,
    },
  ],
  actions: [
    button(
      `Open ${one.id}`,
      place === null ? Show({ broadcast: one.id }) : OpenAt({ place, broadcast: one.id }),
    ),
  ],
})

const scopeWords = ({ where, kind, specialty }: Asked): string =>
  [
    kind === null ? 'All messages in force' : `All ${KIND_NAMES[kind].many} in force`,
    ` for ${clip(where, 80)}`,
    specialty === null ? '' : `, ${specialtyName(specialty)} only`,
  ].join('')

const invented = (items: readonly Readonly<{ provenance: Provenance }>[]): Block[] =>
  items.some((one) => one.provenance === 'invented')
    ? [note('invented', 'Some of these are invented for the demonstration.')]
    : []

/** What was found, with why, on one screen. `all` says whether every result answers everything that was asked. */
export function resultsCard(
  asked: Asked,
  total: number,
  results: readonly Result[],
  all: boolean,
): Message {
  const shown = results.slice(0, RESULTS)
  const many =
    total > MOST_COUNTED
      ? `more than ${MOST_COUNTED.toLocaleString('en-GB')} messages`
      : count(total, 'message')
  const more =
    total > shown.length
      ? `The best ${shown.length} of ${many}. Add a word to find fewer.`
      : `${many}.`
  return message({
    label: 'Library',
    title:
      asked.words === '' ? 'The newest in the library' : `Found for: ${clip(asked.words, 100)}`,
    preview: 'What I found in the library',
    blocks: [
      paragraph(
        `${scopeWords(asked)}. ${all ? more : `Nothing has all of these words. ${more} Each has some of them.`}`,
      ),
      ...invented(shown),
      ...shown.map((one) => rowOf(one, asked)),
    ],
    actions: [button('Search again', SearchForm({})), button('Today at a place', PlaceForm({}))],
  })
}

/** `withheld`: they look for a kind that is shown only to those who agreed, and have not agreed to all of it. */
export const nothingFoundCard = (asked: Asked, withheld: boolean): Message =>
  message({
    label: 'Library',
    title:
      asked.words === ''
        ? 'Nothing is in force there'
        : `Nothing found for: ${clip(asked.words, 100)}`,
    preview: 'Nothing was found in the library',
    blocks: [
      paragraph(
        `${scopeWords(asked)}. That something is not here does not mean that there is no guidance.`,
      ),
      {
        is: 'list',
        ordered: false,
        items: [
          ...(withheld
            ? [
                'Opportunities, and events that cost, are shown only to those who agreed to them. Type preferences to see what you agreed to, and to change it.',
              ]
            : []),
          'Try fewer words, or only the name of the drug or the condition.',
          'Try the beginning of a word, like nitro, or a reference as it is written, like MSN/2024/054.',
          'Look at another place, or at all kinds and specialties: use Search again.',
          'Only what is still in force is here. What has ended, or was withdrawn, is not.',
        ],
      },
    ],
    actions: [button('Search again', SearchForm({}), 'primary'), button('Library', Library({}))],
  })

/** How many there are of each kind, and the newest. */
export function libraryCard(
  asked: Asked,
  counts: ReadonlyMap<BroadcastKind, number>,
  newest: readonly Result[],
): Message {
  const kinds = KINDS.filter((kind) => (counts.get(kind) ?? 0) > 0)
  return message({
    label: 'Library',
    title: kinds.length === 0 ? 'Your library is empty' : 'What is in force',
    preview: 'Your library',
    blocks: [
      paragraph(
        kinds.length === 0
          ? 'Nothing is in force for where you work and what you follow. Type today at and the name of another practice, or follow a place.'
          : `For ${clip(asked.where, 80)}: ${listWords(kinds.map((kind) => count(counts.get(kind) ?? 0, KIND_NAMES[kind].one.toLowerCase(), KIND_NAMES[kind].many)))}. Type search and a few words, like search sore throat.`,
      ),
      ...invented(newest.slice(0, RESULTS)),
      ...newest.slice(0, RESULTS).map((one) => rowOf(one, asked)),
    ],
    actions: [
      button('Search', SearchForm({}), 'primary'),
      ...kinds.map((kind) =>
        button(
          clip(
            KIND_NAMES[kind].many.replace(/^./, (letter) => letter.toUpperCase()),
            40,
          ),
          Browse({ kind }),
        ),
      ),
      button('Today at a place', PlaceForm({})),
    ],
  })
}
