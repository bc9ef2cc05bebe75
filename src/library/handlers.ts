import { type Capability, on } from '#src/app/capability.ts'
import { ask, refuse } from '#src/app/turn.ts'
import type { FormValues } from '#src/chat/form.ts'
import { back, goAway } from './absence.ts'
import { libraryCommands } from './commands.ts'
import { awayForm, placeForm, searchForm } from './forms.ts'
import {
  Away,
  Back,
  Browse,
  CatchUp,
  ChoosePlace,
  FindPlace,
  Library,
  OpenAt,
  PlaceForm,
  ReadListed,
  ReadShown,
  SaveAway,
  Search,
  SearchForm,
  ShowList,
  TodayAt,
} from './intents.ts'
import { catchUp, findPlace, openAt, readListed, readShown, showList, todayAt } from './lists.ts'
import { browse, library as showLibrary, search } from './search.ts'

const NO_PLACE = {
  happened: 'No place was chosen',
  next: 'Type today at and a part of its name, or its ODS code.',
}

const placeIn = (values: FormValues): string => [values['place'] ?? ''].flat()[0] ?? ''

/** "12.2": message 12 as its second version. */
const seenIn = (text: string) => {
  const [id = 0, version = 1] = text.split('.').map(Number)
  return { id, version }
}

export const library: Capability = {
  topic: 'finding',
  redraws: [],
  handlers: [
    on(Library, showLibrary),
    on(Browse, async (turn, { kind }) => browse(turn, kind)),
    on(SearchForm, async () => [ask(searchForm({ place: null, specialty: null }))]),
    on(Search, async (turn, _, values) => search(turn, values)),
    on(FindPlace, async (turn, _, values) => findPlace(turn, placeIn(values))),
    on(PlaceForm, async () => [ask(placeForm())]),
    on(ChoosePlace, async (turn, _, values) => {
      const place = placeIn(values)
      return place === '' ? refuse(NO_PLACE) : todayAt(turn, place)
    }),
    on(TodayAt, async (turn, { place }) => todayAt(turn, place)),
    on(OpenAt, async (turn, { place, broadcast }) => openAt(turn, place, broadcast)),
    on(CatchUp, async (turn) => catchUp(turn, false)),
    on(ShowList, showList),
    on(ReadListed, async (turn, { broadcast, version, ...view }) =>
      readListed(turn, view, { id: broadcast, version }),
    ),
    on(ReadShown, async (turn, { shown, ...view }) =>
      readShown(turn, view, shown.split(' ').map(seenIn)),
    ),
    on(Away, async () => [ask(awayForm())]),
    on(SaveAway, async (turn, _, values) => goAway(turn, values)),
    on(Back, back),
  ],
  commands: libraryCommands,
}
