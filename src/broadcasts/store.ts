import { sql } from 'kysely'
import type { MessageHandle } from '#src/chat/chat-platform.ts'
import { PlatformName } from '#src/chat/chat-platform.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import { londonDay } from '#src/kernel/london.ts'
import type { BroadcastState, Urgency } from '#src/kernel/schema.ts'
import { learnWords } from '#src/library/words-store.ts'
import { shownTo } from '#src/people/consents/agreed-store.ts'
import type { OptionalCategory } from '#src/people/consents/wordings.ts'
import type { Broadcast } from './broadcast.ts'
import { Content, lastDayOf, reviewDayOf } from './content.ts'
import { inForceOn } from './in-force-store.ts'
import type { Ended, Named, Since } from './since.ts'

/** The newest correction, its time as text. */
const correctionOf = sql<{ at: string; what: string } | null>`(
  select json_build_object('at', v.at, 'what', v.what_changed) from broadcast_versions v
  where v.broadcast_id = b.id and v.version = b.version and v.version > 1)`
const replacedOf = sql<readonly Named[]>`coalesce((
  select json_agg(json_build_object('id', r.id, 'title', r.content ->> 'title') order by r.id desc)
  from broadcasts r where r.id = any(b.replaces)), '[]'::json)`
const replacedByOf = sql<Named | null>`(
  select json_build_object('id', r.id, 'title', r.content ->> 'title')
  from broadcasts r where r.id = b.replaced_by)`

const broadcasts = (db: Db | Tx) =>
  db
    .selectFrom('broadcasts as b')
    .innerJoin('organisations as o', 'o.code', 'b.organisation')
    .innerJoin('people as p', 'p.id', 'b.authorId')
    .select([
      'b.id',
      'b.kind',
      'b.organisation',
      'o.kind as organisationKind',
      sql<string>`coalesce(b.organisation_name, o.name)`.as('organisationName'),
      'b.authorId',
      'p.name as authorName',
      'p.invented as authorInvented',
      'p.leftAt as authorLeftAt',
      'b.urgency',
      'b.specialties',
      'b.gpKinds',
      'b.content',
      'b.provenance',
      'b.state',
      'b.reminds',
      'b.scheduledFor',
      'b.startedAt',
      'b.finishedAt',
      'b.progressPlatform',
      'b.progressHandle',
      'b.version',
      'b.edition',
      'b.endedAt',
      'b.endedWhy',
      'b.closedAt',
      'b.closedAs',
      'b.expiredAt',
      'b.overdueAt',
      correctionOf.as('correction'),
      replacedOf.as('replaces'),
      replacedByOf.as('replacedBy'),
    ])

type Row = Awaited<ReturnType<ReturnType<typeof broadcasts>['executeTakeFirstOrThrow']>>

function broadcastOf({
  progressPlatform,
  progressHandle,
  content,
  authorLeftAt,
  version,
  edition,
  endedAt,
  endedWhy,
  closedAt,
  closedAs,
  expiredAt,
  overdueAt,
  correction,
  replaces,
  replacedBy,
  ...row
}: Row): Broadcast {
  const platform = PlatformName.safeParse(progressPlatform)
  const progress: MessageHandle | null =
    platform.success && progressHandle !== null
      ? { platform: platform.data, ref: progressHandle }
      : null
  const said = Content.parse(content)
  const since: Since = {
    version,
    edition,
    correction: correction === null ? null : { ...correction, at: new Date(correction.at) },
    replaces,
    ended: endedOf({ endedAt, endedWhy, replacedBy, closedAt, closedAs, expiredAt }, said),
    overdue: overdueAt === null ? null : reviewDayOf(said),
  }
  return { ...row, authorLeft: authorLeftAt !== null, content: said, progress, since }
}

type End = Pick<Row, 'endedAt' | 'endedWhy' | 'replacedBy' | 'closedAt' | 'closedAs' | 'expiredAt'>

function endedOf(row: End, content: Content): Ended | null {
  const { endedAt, endedWhy, replacedBy, closedAt, closedAs, expiredAt } = row
  if (endedAt !== null && replacedBy !== null)
    return { is: 'superseded', at: endedAt, by: replacedBy }
  if (endedAt !== null && endedWhy !== null) return { is: 'withdrawn', at: endedAt, why: endedWhy }
  if (closedAt !== null && closedAs !== null) return { is: 'closed', at: closedAt, as: closedAs }
  const last = lastDayOf(content)
  return expiredAt === null || last === null ? null : { is: 'expired', last }
}

export async function findBroadcast(db: Db | Tx, id: number): Promise<Broadcast | null> {
  const row = await broadcasts(db).where('b.id', '=', id).executeTakeFirst()
  return row === undefined ? null : broadcastOf(row)
}

/** Some of them, as they are at one moment, in the order of these ids. */
export async function findBroadcasts(
  db: Db | Tx,
  ids: readonly number[],
): Promise<readonly Broadcast[]> {
  const rows = await broadcasts(db)
    .where(sql<boolean>`b.id = any(${[...ids]}::int[])`)
    .orderBy(sql`array_position(${[...ids]}::int[], b.id)`)
    .execute()
  return rows.map(broadcastOf)
}

/** The same, held still until the transaction ends: two presses of Send meet here, one after the other. */
export async function lockBroadcast(db: Tx, id: number): Promise<Broadcast | null> {
  await db.selectFrom('broadcasts').where('id', '=', id).select('id').forNoKeyUpdate().execute()
  return findBroadcast(db, id)
}

export type Draft = Readonly<{
  organisation: string
  urgency: Urgency
  specialties: readonly string[]
  gpKinds: Broadcast['gpKinds']
  content: Content
  /** The messages that it is to take the place of. */
  replaces?: readonly number[]
}>

const columnsOf = (draft: Draft) => ({
  organisation: draft.organisation,
  urgency: draft.urgency,
  specialties: [...draft.specialties],
  gpKinds: [...draft.gpKinds],
  content: JSON.stringify(draft.content),
  replaces: [...(draft.replaces ?? [])],
})

export async function insertDraft(
  db: Tx,
  authorId: string,
  draft: Draft,
  at: Date,
): Promise<number> {
  const { id } = await db
    .insertInto('broadcasts')
    .values({
      ...columnsOf(draft),
      kind: draft.content.kind,
      authorId,
      state: 'draft',
      createdAt: at,
      changedAt: at,
      scheduledFor: null,
      startedAt: null,
      finishedAt: null,
      progressPlatform: null,
      progressHandle: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function updateDraft(db: Tx, id: number, draft: Draft, at: Date): Promise<void> {
  await db
    .updateTable('broadcasts')
    .set({ ...columnsOf(draft), changedAt: at })
    .where('id', '=', id)
    .execute()
}

const NAME_NOW = sql<string>`(select name from organisations where code = broadcasts.organisation)`

export async function setState(
  db: Tx,
  id: number,
  state: BroadcastState,
  more: Readonly<{
    changedAt: Date
    scheduledFor?: Date | null
    startedAt?: Date
    finishedAt?: Date
  }>,
): Promise<void> {
  await db
    .updateTable('broadcasts')
    .set({ state, ...more })
    .$if(more.startedAt !== undefined, (query) => query.set({ organisationName: NAME_NOW }))
    .where('id', '=', id)
    .execute()
  // From now on it can be in the library.
  if (more.startedAt !== undefined) await learnWords(db, id)
}

export async function setProgressCard(db: Tx, id: number, card: MessageHandle): Promise<void> {
  await db
    .updateTable('broadcasts')
    .set({ progressPlatform: card.platform, progressHandle: card.ref })
    .where('id', '=', id)
    .execute()
}

/** A meeting of a series that is not to be looked at yet: it stands on the screen of its series alone. */
const laterInSeries = sql<boolean>`(b.state = 'draft' and exists (
  select 1 from series_meetings m where m.broadcast_id = b.id and m.asked_at is null))`

/** What somebody has written and not sent, and what they sent last; newest first. */
export async function writtenBy(
  db: Tx,
  authorId: string,
  states: readonly BroadcastState[],
  limit: number,
): Promise<readonly Broadcast[]> {
  const rows = await broadcasts(db)
    .where('b.authorId', '=', authorId)
    .where('b.state', 'in', [...states])
    .where(sql<boolean>`not ${laterInSeries}`)
    .orderBy('b.changedAt', 'desc')
    .orderBy('b.id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(broadcastOf)
}

/** Scheduled broadcasts whose time has come. */
export async function dueBroadcasts(db: Db, at: Date): Promise<readonly number[]> {
  const rows = await db
    .selectFrom('broadcasts')
    .where('state', '=', 'scheduled')
    .where('scheduledFor', '<=', at)
    .select('id')
    .orderBy('scheduledFor')
    .execute()
  return rows.map((row) => row.id)
}

/** What is still in force for somebody who follows or works at these places: newest first. */
export async function inForce(
  db: Db | Tx,
  codes: readonly string[],
  agreed: readonly OptionalCategory[],
  at: Date,
  limit: number,
): Promise<readonly Broadcast[]> {
  const rows = await broadcasts(db)
    .where(inForceOn(londonDay(at)))
    .where(shownTo(agreed))
    .where(sql<boolean>`b.organisation = any(${[...codes]}::text[])`)
    .orderBy('b.startedAt', 'desc')
    .orderBy('b.id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(broadcastOf)
}
