import * as feeds from '#src/feeds/cards.ts'
import * as sources from '#src/feeds/source-cards.ts'
import { ITEM_TYPES, LONGEST_SUMMARY, LONGEST_TITLE, LONGEST_URL } from '#src/feeds/item.ts'
import { type Fill, LARGEST_ID, LONGEST_MOMENT, times } from './worst-content.ts'
import type { Shown } from './worst-own-cards.ts'

export const FEED_MODULES = [feeds, sources]

const url = `https://www.gov.uk/${'a'.repeat(LONGEST_URL - 19)}`
const REASONS = [
  'unreachable',
  'slow',
  'too-big',
  'elsewhere',
  'refused',
  'gone',
  'unreadable',
] as const
const STANDS = ['out', 'draft', 'scheduled', 'over'] as const

const items = (fill: Fill): readonly feeds.Shown[] =>
  ITEM_TYPES.map((type) => ({
    id: LARGEST_ID,
    feedName: fill(80),
    entryId: fill(500),
    updated: LONGEST_MOMENT,
    url,
    title: fill(LONGEST_TITLE),
    summary: fill(LONGEST_SUMMARY),
    published: '2026-09-30',
    type,
    reference: 'NatPSA/2023/013/MHRA',
    specialties: [],
    contentId: null,
    links: [],
    withdrawn: false,
    note: fill(300),
  }))

const written = (fill: Fill): readonly feeds.Written[] =>
  times(4, (n) => ({
    broadcast: LARGEST_ID - n,
    title: fill(80),
    stands: n === 0 ? 'out' : (STANDS[n] ?? 'over'),
    own: n === 0,
  }))

/** What the person who releases reads, with everything on it that there can be. */
export const FEEDS: Readonly<Record<string, (fill: Fill) => readonly Shown[]>> = {
  itemCard: (fill) =>
    items(fill).flatMap((item) => [
      feeds.itemCard(item, 'new', []),
      feeds.itemCard(item, 'updated', written(fill)),
      feeds.itemCard(item, 'again', written(fill).slice(1)),
    ]),
  queueCard: (fill) => [
    feeds.queueCard([], 0),
    feeds.queueCard([...items(fill), ...items(fill)], 5000),
  ],
  declinedCard: (fill) => items(fill).map(feeds.declinedCard),
  putOffCard: (fill) => items(fill).map((item) => feeds.putOffCard(item, LONGEST_MOMENT)),
  itemWithdrawnCard: (fill) => items(fill).map(feeds.itemWithdrawnCard),
  sourceWithdrawnCard: (fill) =>
    items(fill).flatMap((item) =>
      STANDS.flatMap((stands) =>
        [true, false].map((own) =>
          feeds.sourceWithdrawnCard(item, { broadcast: LARGEST_ID, title: fill(80), stands, own }),
        ),
      ),
    ),
  failingCard: (fill) =>
    REASONS.map((reason) => sources.failingCard(fill(80), url, reason, LONGEST_MOMENT)),
  feedEndedCard: (fill) => [sources.feedEndedCard(fill(80), url)],
  manyCard: (fill) => [sources.manyCard(fill(80), 5000)],
}
