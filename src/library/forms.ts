import { KIND_NAMES, KINDS } from '#src/broadcasts/kind-names.ts'
import {
  choiceField,
  dateField,
  type Form,
  type Option,
  option,
  searchField,
  textField,
} from '#src/chat/form.ts'
import { paragraph } from '#src/chat/message.ts'
import { DIGEST_TIME } from '#src/digests/rules.ts'
import { clockWords } from '#src/kernel/london.ts'
import { ChoosePlace, SaveAway, Search } from './intents.ts'

/** In place of a kind: all of them. */
export const EVERY_KIND = 'all'

const capital = (words: string) => `${words.charAt(0).toUpperCase()}${words.slice(1)}`

export type SearchShown = Readonly<{ place: Option | null; specialty: Option | null }>

export const searchForm = ({ place, specialty }: SearchShown): Form => ({
  title: 'Search the library',
  submit: 'Search',
  intro: [],
  fields: [
    textField('words', 'What are you looking for?', 200, {
      required: false,
      hint: 'A drug, a condition, or a reference like MSN/2024/054. Leave it empty to see what is newest',
    }),
    choiceField(
      'kind',
      'Which messages?',
      [
        option(EVERY_KIND, 'All'),
        ...KINDS.map((kind) => option(kind, capital(KIND_NAMES[kind].many))),
      ],
      { value: EVERY_KIND },
    ),
    searchField('place', 'Where?', {
      most: 1,
      required: false,
      value: place === null ? [] : [place],
      hint: 'Leave empty for where you work and what you follow. Else type a few letters of a practice, PCN or ICB',
    }),
    searchField('specialty', 'Only one specialty?', {
      source: 'specialties',
      most: 1,
      required: false,
      value: specialty === null ? [] : [specialty],
      hint: 'Leave empty for all specialties',
    }),
  ],
  intent: Search({}),
})

export const placeForm = (): Form => ({
  title: 'Today at',
  submit: 'Show',
  intro: [],
  fields: [
    searchField('place', 'Where are you working?', {
      most: 1,
      hint: 'A practice or PCN. Type a few letters of its name, or its ODS code',
    }),
  ],
  intent: ChoosePlace({}),
})

export const awayForm = (): Form => ({
  title: 'Away',
  submit: 'Save',
  intro: [
    paragraph(
      `While you are away nothing is sent to you but what is critical. The rest is kept, and comes as one list at ${clockWords(DIGEST_TIME)} on the day after, or when you type back.`,
    ),
  ],
  fields: [dateField('until', 'Your last day away')],
  intent: SaveAway({}),
})
