import type { Db } from '#src/kernel/db.ts'
import { eachAlone } from '#src/kernel/each-alone.ts'
import { atLondon, londonDay } from '#src/kernel/london.ts'
import type { Log } from '#src/kernel/log.ts'
import type { Queue } from '#src/kernel/queue.ts'
import type { World } from '#src/kernel/world.ts'
import { type FeedRead, readAtom } from './atom.ts'
import { failingCard, feedEndedCard } from './source-cards.ts'
import {
  type DocumentRead,
  documentUrl,
  readDocument,
  readDocumentFeed,
  withDocument,
} from './content-api.ts'
import {
  dueFeeds,
  type Feed,
  keepFailure,
  keepReading,
  lockFeed,
  retireFeed,
} from './feed-store.ts'
import type { Get, Got } from './get.ts'
import type { Item } from './item.ts'
import {
  afterFailure,
  type FailureReason,
  type FeedFacts,
  planReading,
  worthReading,
} from './rules.ts'
import { keptItems, knownOf, markChecked, saveChange, takePutOff, watchedItems } from './store.ts'
import { tellItems, tellReleaser, tellWithdrawn, type Tools } from './telling.ts'

/** The tick that reads the feeds that are due, and brings back what was put off. */
export const FEEDS = 'feeds'

export type ReadingDeps = Readonly<{
  db: Db
  queue: Pick<Queue, 'add'>
  world: World
  log: Log
  get: Get
}>

/** Documents read in one reading of a feed, and documents asked again whether they still stand. */
const MOST_DOCUMENTS = 30
const MOST_WATCHED = 10
const MOST_PUT_OFF = 20
const UNSEEN = { etag: null, lastModified: null }

/** Reads what is due, each feed by itself: one that cannot be read holds up no other. Safe at any time, from any process. */
export async function readFeeds(deps: ReadingDeps): Promise<void> {
  const due = await dueFeeds(deps.db, deps.world.now())
  try {
    await eachAlone(
      due,
      'Some feeds could not be read',
      async (feed) => readFeed(deps, feed),
      (error, feed) => deps.log.error('feed.failed', error, { feed: feed.id }),
    )
  } finally {
    await bringBack(deps)
  }
}

const inOne = async (deps: ReadingDeps, then: (tools: Tools) => Promise<void>): Promise<void> =>
  deps.db.transaction().execute(async (db) =>
    then({
      db,
      queue: deps.queue,
      at: deps.world.now(),
      newId: deps.world.newId,
      log: deps.log,
    }),
  )

/** What is asked of the source comes before the transaction; what came of it is kept whole, with what is told, or not at all. */
async function readFeed(deps: ReadingDeps, feed: Feed): Promise<void> {
  const got = await deps.get(feed.url, feed)
  if (got.is === 'failed') return fail(deps, feed, got.reason)
  const read =
    got.is === 'unchanged' ? ({ is: 'items', items: [], left: 0 } as const) : parsed(got, feed)
  if (read.is === 'unreadable') return fail(deps, feed, 'unreadable')
  if (read.is === 'ended') return inOne(deps, async (tools) => end(tools, feed, 'ended'))
  if (read.left > 0) deps.log.warn('feed.entries-left', { feed: feed.id, left: read.left })
  const items = await withDocuments(deps, feed, read.items)
  const watched = await askAgain(deps, feed, items)
  await inOne(deps, async (tools) => {
    await markChecked(tools.db, watched.asked, tools.at)
    const tags = got.is === 'body' ? { etag: got.etag, lastModified: got.lastModified } : null
    await keep(tools, feed, [...items, ...watched.items], tags)
  })
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const parsed = ({ text }: Extract<Got, { is: 'body' }>, feed: Feed): FeedRead =>
  text.trimStart().startsWith('{')
    ? readDocumentFeed(json(text), feed.url)
    : readAtom(text, feed.url)

/** The start of the London day on which it was added: what is older was there before. */
export function factsOf(feed: Pick<Feed, 'url' | 'addedAt'>): FeedFacts {
  return { url: feed.url, since: atLondon(londonDay(feed.addedAt), '00:00') }
}

/** Atom says little: what is new is read in full where its site has a Content API. Without it, what Atom says stands. */
async function withDocuments(
  { db, get }: ReadingDeps,
  feed: Feed,
  items: readonly Item[],
): Promise<readonly Item[]> {
  const kept = await keptItems(
    db,
    feed.id,
    items.map(({ entryId }) => entryId),
  )
  const wanted = worthReading(items, factsOf(feed), kept, MOST_DOCUMENTS).filter(
    ({ contentId }) => contentId === null,
  )
  const full = new Map<Item, Item>()
  for (const item of wanted) {
    const url = documentUrl(item, feed.url)
    const got = url === null ? null : await get(url, UNSEEN)
    const read = got?.is === 'body' ? readDocument(json(got.text), feed.url) : null
    if (read?.is === 'document') full.set(item, withDocument(item, read.item))
  }
  return items.map((item) => full.get(item) ?? item)
}

const isGone = (got: Got, read: DocumentRead | null): boolean =>
  read?.is === 'gone' || (got.is === 'failed' && got.reason === 'gone')

/** Whether what waits, or was written from, still stands at its source: a feed says nothing of what is withdrawn. */
async function askAgain(
  { db, get }: ReadingDeps,
  feed: Feed,
  just: readonly Item[],
): Promise<Readonly<{ items: readonly Item[]; asked: readonly number[] }>> {
  const readNow = new Set(just.filter(({ contentId }) => contentId !== null).map(({ url }) => url))
  const items: Item[] = []
  const asked: number[] = []
  for (const item of await watchedItems(db, feed.id, MOST_WATCHED)) {
    const url = readNow.has(item.url) ? null : documentUrl(item, feed.url)
    if (url === null) continue
    asked.push(item.id)
    const got = await get(url, UNSEEN)
    const read = got.is === 'body' ? readDocument(json(got.text), feed.url) : null
    if (read?.is === 'document') items.push(withDocument(item, read.item))
    // It was there once: "not there" is an answer, and anything else may pass.
    else if (item.contentId !== null && isGone(got, read)) items.push({ ...item, withdrawn: true })
  }
  return { items, asked }
}

async function keep(
  tools: Tools,
  feed: Feed,
  items: readonly Item[],
  tags: Readonly<{ etag: string | null; lastModified: string | null }> | null,
): Promise<void> {
  const { db, at } = tools
  const locked = await lockFeed(db, feed.id)
  // Retired, or given to somebody else, while it was read.
  if (locked === null) return
  const known = await knownOf(db, locked, items)
  const came: { item: Awaited<ReturnType<typeof saveChange>>; tell: 'new' | 'updated' }[] = []
  for (const change of planReading(items, factsOf(locked), known, at)) {
    const item = await saveChange(db, feed.id, change, at)
    if (change.state === 'withdrawn') await tellWithdrawn(tools, item, change.tell === 'withdrawn')
    else if (change.tell === 'new' || change.tell === 'updated')
      came.push({ item, tell: change.tell })
  }
  await keepReading(db, locked, tags, at)
  await tellItems(tools, locked, came)
}

async function fail(deps: ReadingDeps, feed: Feed, reason: FailureReason): Promise<void> {
  deps.log.warn('feed.not-read', { feed: feed.id, reason })
  return inOne(deps, async (tools) => {
    const { db, at } = tools
    const locked = await lockFeed(db, feed.id)
    if (locked === null) return
    const failing = afterFailure(
      { ...locked, intervalMs: locked.intervalMinutes * 60_000 },
      reason,
      at,
    )
    if (failing.ended) return end(tools, locked, 'gone')
    await keepFailure(db, feed.id, reason, failing, at)
    if (failing.tell)
      await tellReleaser(
        tools,
        locked,
        'failing',
        failingCard(locked.name, locked.url, reason, failing.since),
      )
  })
}

/** It is over, and said once: to the person who releases, and in the log to whoever runs Cascade. */
async function end(tools: Tools, feed: Feed, why: 'ended' | 'gone'): Promise<void> {
  if (!(await retireFeed(tools.db, feed.id, why, tools.at))) return
  tools.log.warn('feed.ended', { feed: feed.id, why })
  await tellReleaser(tools, feed, 'ended', feedEndedCard(feed.name, feed.url))
}

/** What was put off until now comes again. */
async function bringBack(deps: ReadingDeps): Promise<void> {
  await inOne(deps, async (tools) => {
    const items = await takePutOff(tools.db, tools.at, MOST_PUT_OFF)
    const byFeed = Map.groupBy(items, ({ feedId }) => feedId)
    for (const [id, [first, ...more]] of byFeed) {
      if (first === undefined) continue
      const feed = { id, name: first.feedName, personId: first.personId }
      await tellItems(
        tools,
        feed,
        [first, ...more].map((item) => ({ item, tell: 'again' })),
      )
    }
  })
}
