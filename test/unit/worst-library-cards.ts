import { KINDS } from '#src/broadcasts/kind-names.ts'
import * as library from '#src/library/cards.ts'
import * as forms from '#src/library/forms.ts'
import * as lists from '#src/library/list-cards.ts'
import { HOW, type Reason } from '#src/library/rules.ts'
import { ROWS, type View } from '#src/library/view.ts'
import { chosenOption, type Fill, LARGEST_ID, LONGEST_MOMENT, times } from './worst-content.ts'
import type { Shown } from './worst-own-cards.ts'

const N = 46_000
const LONGEST_TAG = 'endocrinology-diabetology-metabolism'

const reasons: readonly Reason[] = times(8, (n) => ({
  asked: 'x'.repeat(40),
  found: HOW[n % HOW.length] === 'specialty' ? LONGEST_TAG : `${n}${'y'.repeat(39)}`,
  how: HOW[n % HOW.length] ?? 'exact',
  weight: 'A',
}))

const line = (fill: Fill, n: number) => ({
  id: LARGEST_ID - n,
  kind: 'board-meeting' as const,
  title: fill(80),
  organisationName: fill(100),
  provenance: 'invented' as const,
  startedAt: LONGEST_MOMENT,
  reviewBy: '2026-09-23',
  answer: n % 2 === 0 ? ('will-act' as const) : null,
  version: 2,
  changed: true,
})

const results = (fill: Fill) => times(40, (n) => ({ ...line(fill, n), reasons, via: fill(100) }))

const asked = (fill: Fill, place: string | null): library.Asked => ({
  words: fill(2000),
  where: fill(300),
  kind: 'board-meeting',
  specialty: LONGEST_TAG,
  place,
  today: '2026-09-30',
})

const view = (list: View['list'], from: number): View => ({
  list,
  place: list === 'today' ? 'L85001' : '',
  at: LONGEST_MOMENT.getTime(),
  since: from === 0 ? 0 : LONGEST_MOMENT.getTime(),
  from,
})

const shown = (fill: Fill, list: View['list'], from: number): lists.Shown => ({
  view: view(list, from),
  today: '2026-09-30',
  total: N,
  unread: N,
  items: times(ROWS, (n) => ({
    ...line(fill, n),
    urgency: n === 1 ? ('critical' as const) : ('important' as const),
  })),
})

const contacts = (fill: Fill) =>
  (['clinical-director', 'prescribing-lead', 'liaison-lead', 'practice-manager'] as const).map(
    (role) => ({ role, name: fill(100), organisationName: fill(100) }),
  )

const empty = { total: 0, unread: 0, items: [] }

/** The cards and forms of the library, today and the catch-up. */
export const LIBRARY: Readonly<Record<string, (fill: Fill) => readonly Shown[]>> = {
  resultsCard: (fill) =>
    [true, false].map((all) =>
      library.resultsCard(asked(fill, all ? null : 'L85001'), N, results(fill), all),
    ),
  nothingFoundCard: (fill) => [
    library.nothingFoundCard(asked(fill, null), true),
    library.nothingFoundCard(
      { ...asked(fill, null), words: '', kind: null, specialty: null },
      false,
    ),
  ],
  libraryCard: (fill) => [
    library.libraryCard(asked(fill, null), new Map(), []),
    library.libraryCard(asked(fill, null), new Map(KINDS.map((kind) => [kind, N])), results(fill)),
  ],
  todayCard: (fill) =>
    [0, 6].flatMap((from) => [
      lists.todayCard(
        { name: fill(200), invented: true },
        shown(fill, 'today', from),
        contacts(fill),
      ),
      lists.todayCard(
        { name: fill(200), invented: true },
        { ...shown(fill, 'today', from), ...empty },
        contacts(fill),
      ),
    ]),
  catchUpCard: (fill) =>
    [0, 6].flatMap((from) => [
      lists.catchUpCard(shown(fill, 'catch-up', from), { returned: true, follows: true }),
      lists.catchUpCard(
        { ...shown(fill, 'catch-up', from), ...empty },
        { returned: false, follows: from > 0 },
      ),
    ]),
  choosePlaceCard: (fill) => [
    lists.choosePlaceCard(
      fill(2000),
      times(6, (n) => chosenOption(fill, n)),
    ),
    lists.choosePlaceCard('', []),
  ],
  noPlaceCard: (fill) => [lists.noPlaceCard(fill(2000))],
  awayCard: () => [lists.awayCard(LONGEST_MOMENT, 0), lists.awayCard(LONGEST_MOMENT, N)],
  searchForm: (fill) => [
    forms.searchForm({ place: chosenOption(fill, 0), specialty: chosenOption(fill, 1) }),
    forms.searchForm({ place: null, specialty: null }),
  ],
  placeForm: () => [forms.placeForm()],
  awayForm: () => [forms.awayForm()],
}
