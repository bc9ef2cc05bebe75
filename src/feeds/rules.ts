import type { Item } from './item.ts'

/**
 * Where an item stands. `history` was there before the feed was added; `covered` is told of by another item;
 * `later` was put off by the person who releases.
 */
export const ITEM_STATES = [
  'history',
  'proposed',
  'later',
  'declined',
  'drafted',
  'covered',
  'withdrawn',
] as const
export type ItemState = (typeof ITEM_STATES)[number]

/** What was kept of an item at the last reading. */
export type Kept = Item & Readonly<{ state: ItemState }>

/** An item as it is to be kept, and what the person who releases hears of it. */
export type Change = Readonly<{
  item: Item
  state: ItemState
  tell: 'new' | 'updated' | 'withdrawn' | null
}>

/** What was read before: this feed's items by their id, and the pages that this person was told of by any feed. */
export type Known = Readonly<{
  kept: ReadonlyMap<string, Kept>
  pages: ReadonlySet<string>
  /** Pages that another feed of theirs, which is still read, tells of. */
  elsewhere: ReadonlySet<string>
}>

export type FeedFacts = Readonly<{
  url: string
  /** The start of the day on which it was added: what is older is history. */
  since: Date
}>

/** Further ahead than this no source dates anything; taken as it is, it would hide every later change. */
const AHEAD_MS = 24 * 60 * 60 * 1000

const isRoundup = (item: Item) => item.type === 'roundup'

/** A roundup whose every item was seen, or a page that another feed tells of. */
function isCovered(item: Item, feed: FeedFacts, { pages, elsewhere }: Known): boolean {
  if (isRoundup(item)) return item.links.length > 0 && item.links.every((link) => pages.has(link))
  return item.url !== feed.url && elsewhere.has(item.url)
}

/** What becomes of an item that is new, or newer than what was kept of it. */
function stateOf(item: Item, feed: FeedFacts, known: Known): ItemState {
  if (item.withdrawn) return 'withdrawn'
  if (item.updated < feed.since) return 'history'
  return isCovered(item, feed, known) ? 'covered' : 'proposed'
}

const WAS_TOLD: readonly ItemState[] = ['proposed', 'later', 'drafted']

function changeOf(item: Item, feed: FeedFacts, known: Known): Change | null {
  const before = known.kept.get(item.entryId)
  if (before === undefined) {
    const state = stateOf(item, feed, known)
    return { item, state, tell: state === 'proposed' ? 'new' : null }
  }
  if (item.withdrawn) {
    // Whatever its date: what was taken back must not stand.
    if (before.withdrawn) return null
    return { item, state: 'withdrawn', tell: WAS_TOLD.includes(before.state) ? 'withdrawn' : null }
  }
  if (item.updated <= before.updated) return null
  const state = stateOf(item, feed, known)
  return { item, state, tell: state === 'proposed' ? 'updated' : null }
}

/** Which of two tellings of one item counts: the newer, and of two of one time the one that takes it back. */
const newer = (a: Item, b: Item): Item => {
  if (a.updated.getTime() !== b.updated.getTime()) return a.updated > b.updated ? a : b
  return b.withdrawn ? b : a
}

/**
 * What a reading changes. Read twice, or in another order, it changes nothing more: each id counts once, with its newest
 * telling, and roundups are looked at after everything that they may gather.
 */
export function planReading(
  items: readonly Item[],
  feed: FeedFacts,
  known: Known,
  at: Date,
): readonly Change[] {
  const byId = new Map<string, Item>()
  for (const item of items) {
    if (item.updated.getTime() > at.getTime() + AHEAD_MS) continue
    const other = byId.get(item.entryId)
    byId.set(item.entryId, other === undefined ? item : newer(other, item))
  }
  const all = [...byId.values()].toSorted(
    (a, b) => a.updated.getTime() - b.updated.getTime() || (a.entryId < b.entryId ? -1 : 1),
  )
  const single = all.filter((item) => !isRoundup(item))
  const pages = new Set([...known.pages, ...single.map(({ url }) => url)])
  return [...single, ...all.filter(isRoundup)]
    .map((item) => changeOf(item, feed, { ...known, pages }))
    .filter((change) => change !== null)
}

/** Items whose document is worth reading now: new, or newer, and not history. At most `most`, the newest first. */
export const worthReading = (
  items: readonly Item[],
  feed: FeedFacts,
  kept: ReadonlyMap<string, Kept>,
  most: number,
): readonly Item[] =>
  items
    .filter((item) => item.updated >= feed.since)
    .filter((item) => item.updated > (kept.get(item.entryId)?.updated ?? new Date(0)))
    .toSorted((a, b) => b.updated.getTime() - a.updated.getTime())
    .slice(0, most)

export type FailureReason =
  | 'unreachable'
  | 'slow'
  | 'too-big'
  | 'elsewhere'
  | 'refused'
  | 'gone'
  | 'unreadable'

const DAY_MS = 24 * 60 * 60 * 1000

/** Twice as long after each failure, from the feed's own interval to a day. */
export const pauseAfter = (failures: number, intervalMs: number): number =>
  Math.min(intervalMs * 2 ** Math.min(Math.max(failures - 1, 0), 12), Math.max(DAY_MS, intervalMs))

/** A feed that cannot be read is spoken of after a day: until then it is a passing fault. */
export const TELL_FAILING_MS = DAY_MS
/** So long only "not there" means that it is no more. */
export const GONE_FOR_MS = 7 * DAY_MS

export type Failing = Readonly<{
  failures: number
  since: Date
  goneSince: Date | null
  nextAt: Date
  tell: boolean
  ended: boolean
}>

export function afterFailure(
  before: Readonly<{
    failures: number
    failingSince: Date | null
    goneSince: Date | null
    toldFailingAt: Date | null
    intervalMs: number
  }>,
  reason: FailureReason,
  at: Date,
): Failing {
  const failures = before.failures + 1
  const since = before.failingSince ?? at
  const goneSince = reason === 'gone' ? (before.goneSince ?? at) : null
  const ended = goneSince !== null && at.getTime() - goneSince.getTime() >= GONE_FOR_MS
  return {
    failures,
    since,
    goneSince,
    ended,
    tell:
      !ended && before.toldFailingAt === null && at.getTime() - since.getTime() >= TELL_FAILING_MS,
    nextAt: new Date(at.getTime() + pauseAfter(failures, before.intervalMs)),
  }
}
