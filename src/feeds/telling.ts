import type { Message } from '#src/chat/message.ts'
import type { Tx } from '#src/kernel/db.ts'
import type { Log } from '#src/kernel/log.ts'
import type { Queue } from '#src/kernel/queue.ts'
import type { BroadcastState } from '#src/kernel/schema.ts'
import { tellEach } from '#src/versions/telling.ts'
import { itemCard, itemWithdrawnCard, sourceWithdrawnCard, type Written } from './cards.ts'
import { manyCard, MOST_CARDS } from './source-cards.ts'
import { draftsOf, type FeedDraft } from './draft-store.ts'
import { releaser } from './feed-store.ts'
import type { FeedItem } from './store.ts'

export type Tools = Readonly<{
  db: Tx
  queue: Pick<Queue, 'add'>
  at: Date
  newId: () => string
  log: Log
}>

const STANDS: Readonly<Record<BroadcastState, Written['stands']>> = {
  draft: 'draft',
  scheduled: 'scheduled',
  sending: 'out',
  paused: 'out',
  sent: 'out',
  stopped: 'out',
  superseded: 'over',
  withdrawn: 'over',
  deleted: 'over',
}

export const writtenFor = (drafts: readonly FeedDraft[], reader: string): readonly Written[] =>
  drafts.map(({ broadcast, title, state, authorId }) => ({
    broadcast,
    title,
    stands: STANDS[state],
    own: authorId === reader,
  }))

/** One card to one person, after their quiet hours; to nobody, and said in the log, when they left or lost their roles. */
async function tellPerson(
  tools: Tools,
  personId: string,
  about: string,
  card: Message,
): Promise<void> {
  const person = await releaser(tools.db, personId, tools.at)
  if (person === null) tools.log.warn('feed.nobody-to-tell', { about })
  else await tellEach(tools, [person], 'important', about, card)
}

export const tellReleaser = async (
  tools: Tools,
  feed: Readonly<{ id: number; personId: string }>,
  about: string,
  card: Message,
): Promise<void> => tellPerson(tools, feed.personId, `feed-${about}:${feed.id}`, card)

/** What came for release: a card for each, or one for all when they are many. */
export async function tellItems(
  tools: Tools,
  feed: Readonly<{ id: number; name: string; personId: string }>,
  came: readonly Readonly<{ item: FeedItem; tell: 'new' | 'updated' | 'again' }>[],
): Promise<void> {
  if (came.length > MOST_CARDS)
    return tellReleaser(tools, feed, 'many', manyCard(feed.name, came.length))
  for (const { item, tell } of came) {
    const written = writtenFor(await draftsOf(tools.db, item.id), feed.personId)
    await tellPerson(tools, feed.personId, `feed-item:${item.id}`, itemCard(item, tell, written))
  }
}

/** Its source has taken it back: whoever was to release it hears so, and whoever wrote from it. */
export async function tellWithdrawn(tools: Tools, item: FeedItem, waited: boolean): Promise<void> {
  const drafts = (await draftsOf(tools.db, item.id)).filter(({ state }) => STANDS[state] !== 'over')
  for (const draft of drafts) {
    const reader = draft.authorLeft ? item.personId : draft.authorId
    const [written] = writtenFor([draft], reader)
    if (written !== undefined)
      await tellPerson(
        tools,
        reader,
        `source-withdrawn:${draft.broadcast}`,
        sourceWithdrawnCard(item, written),
      )
  }
  if (waited && drafts.length === 0)
    await tellPerson(tools, item.personId, `feed-item:${item.id}`, itemWithdrawnCard(item))
}
