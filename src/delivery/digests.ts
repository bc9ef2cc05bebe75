import { sql } from 'kysely'
import { Show } from '#src/broadcasts/intents.ts'
import { KIND_NAMES } from '#src/broadcasts/kind-names.ts'
import { bold, type Block, button, type Message, message, paragraph } from '#src/chat/message.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import { londonDay } from '#src/kernel/london.ts'
import type { Queue } from '#src/kernel/queue.ts'
import type { BroadcastKind } from '#src/kernel/schema.ts'
import type { World } from '#src/kernel/world.ts'
import { clip, count } from '#src/kernel/words.ts'
import { StopOptional } from '#src/people/consents/intents.ts'
import { Subscriptions } from '#src/subscriptions/intents.ts'
import { notify } from './notice-store.ts'
import { endExpired, endUnwantedDigests } from './stop-store.ts'

export const DIGESTS = 'digests'

type Item = Readonly<{
  broadcastId: number
  kind: BroadcastKind
  title: string
  organisationName: string
}>

/** The most items on one card; what is over goes into the next digest message, sent beside it. */
const ITEMS_A_CARD = 10

export const digestCard = (items: readonly Item[]): Message =>
  message({
    title: `${count(items.length, 'message')} for you`,
    preview: `${count(items.length, 'message')} from Cascade`,
    blocks: [
      paragraph('What came since your last one. Open each to read and answer it.'),
      ...items.map((item): Block => ({
        is: 'row',
        parts: [
          bold(item.title),
          {
            is: 'plain',
            text: ` ${KIND_NAMES[item.kind].one}, ${clip(item.organisationName, 60)}`,
          },
        ],
        actions: [button(`Open ${item.broadcastId}`, Show({ broadcast: item.broadcastId }))],
      })),
    ],
    actions: [
      button('What I follow', Subscriptions({})),
      ...(items.some(({ kind }) => kind === 'opportunity')
        ? [button('Stop optional messages', StopOptional({ category: 'all' }))]
        : []),
    ],
  })

/** Turns what is due into digests: for each person one message (or more, ten items each), every item once. */
export async function sendDigests(
  deps: Readonly<{ db: Db; queue: Pick<Queue, 'add'>; world: World }>,
): Promise<void> {
  const at = deps.world.now()
  await endExpired(deps.db, londonDay(at))
  const people = await deps.db
    .selectFrom('digestItems')
    .where('noticeId', 'is', null)
    .where('dueAt', '<=', at)
    // What its sender has paused waits for the first digest after it goes on.
    .where('broadcastId', 'not in', (eb) =>
      eb.selectFrom('broadcasts').where('state', '=', 'paused').select('id'),
    )
    .select('personId')
    .distinct()
    .execute()
  const failed: unknown[] = []
  for (const { personId } of people) {
    // One person a transaction: a crash between two people loses and repeats nothing.
    try {
      await deps.db.transaction().execute(async (db) => sendDigest({ ...deps, db, at }, personId))
    } catch (error) {
      failed.push(error)
    }
  }
  if (failed.length > 0) throw new AggregateError(failed, 'Some digests could not be made')
}

type Making = Readonly<{ db: Tx; queue: Pick<Queue, 'add'>; world: World; at: Date }>

async function sendDigest({ db, queue, world, at }: Making, personId: string): Promise<void> {
  await endUnwantedDigests(db, personId)
  const items = await takeItems(db, personId, at)
  for (let start = 0; start < items.length; start += ITEMS_A_CARD) {
    const page = items.slice(start, start + ITEMS_A_CARD)
    const tools = { db, queue, at, newId: world.newId }
    const notice = await notify(tools, personId, 'digest', digestCard(page))
    await db
      .updateTable('digestItems')
      .set({ noticeId: notice })
      .where('personId', '=', personId)
      .where(
        'broadcastId',
        'in',
        page.map((item) => item.broadcastId),
      )
      .execute()
  }
}

async function takeItems(db: Tx, personId: string, at: Date): Promise<readonly Item[]> {
  const { rows } = await sql<Item>`
    select i.broadcast_id, b.kind, b.content ->> 'title' as title, o.name as organisation_name
    from digest_items i
    join broadcasts b on b.id = i.broadcast_id
    join organisations o on o.code = b.organisation
    where i.person_id = ${personId} and i.notice_id is null and i.due_at <= ${at} and b.state <> 'paused'
    order by array_position(array['critical', 'important', 'routine', 'info'], b.urgency), i.broadcast_id
    for update of i`.execute(db)
  return rows
}
