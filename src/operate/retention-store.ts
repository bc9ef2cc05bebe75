import { type RawBuilder, sql } from 'kysely'
import type { PeriodName, Retention } from '#src/config-retention.ts'
import type { Db, Tx } from '#src/kernel/db.ts'

const DAY_MS = 24 * 60 * 60_000

/** What stands where words were whose time is over. */
export const OVER_TEXT = 'Removed when its time was over.'

/** Rows that are past their time: which, and what is done to them. */
export type Rule = Readonly<{
  name: string
  /** In a sentence: "12 single messages that were sent". */
  what: string
  table: string
  /** Over the alias t. */
  past: RawBuilder<unknown>
  /** What they become; null when they go. */
  becomes: RawBuilder<unknown> | null
}>

/** Everything that has a time, as it is at one moment. People who have left are no rule: erasing them is more than a row. */
export function rulesAt(retention: Retention, now: Date): readonly Rule[] {
  const before = (name: PeriodName) => new Date(now.getTime() - retention[name] * DAY_MS)
  const goes = { becomes: null }
  return [
    {
      name: 'events',
      what: 'ids of events',
      table: 'inbound_events',
      past: sql`t.at < ${before('events')}`,
      ...goes,
    },
    {
      name: 'slack-forms',
      what: 'forms that waited on Slack',
      table: 'slack_waiting_forms',
      past: sql`t.expires_at < ${now}`,
      ...goes,
    },
    {
      name: 'teams-forms',
      what: 'forms that waited on Teams',
      table: 'teams_waiting_forms',
      past: sql`t.expires_at < ${now}`,
      ...goes,
    },
    {
      name: 'codes',
      what: 'codes to link accounts',
      table: 'link_codes',
      past: sql`t.expires_at < ${now}`,
      ...goes,
    },
    {
      name: 'notices',
      what: 'single messages that were sent',
      table: 'notices',
      past: sql`t.state in ('sent', 'failed', 'doubtful') and coalesce(t.sent_at, t.created_at) < ${before('notices')}
        and not exists (select 1 from digest_items i where i.notice_id = t.id)`,
      ...goes,
    },
    {
      name: 'words',
      what: 'questions, replies and answers',
      table: 'replies',
      past: sql`t.at < ${before('words')} and t.body <> ${OVER_TEXT}`,
      becomes: sql`body = ${OVER_TEXT}`,
    },
    {
      name: 'interests',
      what: 'words of people who were interested',
      table: 'expressions_of_interest',
      past: sql`t.at < ${before('words')} and t.how <> ${OVER_TEXT}`,
      becomes: sql`how = ${OVER_TEXT}, dates = '{}', conflict_words = null`,
    },
    {
      name: 'outcomes',
      what: 'words about what became of an interest',
      table: 'outcomes',
      past: sql`t.at < ${before('words')} and t.reason is not null`,
      becomes: sql`reason = null`,
    },
    {
      name: 'statements',
      what: 'statements of people who stood for a seat',
      table: 'nominations',
      past: sql`t.at < ${before('words')} and t.statement <> ${OVER_TEXT}
        and exists (select 1 from ballots b where b.id = t.ballot_id and b.ended_at is not null)`,
      becomes: sql`statement = ${OVER_TEXT}`,
    },
    {
      name: 'voters',
      what: 'marks of who has voted',
      table: 'ballot_voters',
      past: sql`exists (
        select 1 from ballots b where b.id = t.ballot_id and b.ended_at < ${before('notices')})`,
      ...goes,
    },
    {
      name: 'consultations',
      what: 'words of people who took part in consultations',
      table: 'consultation_answers',
      past: sql`t.changed_at < ${before('words')} and t.answers <> '[]'::jsonb`,
      becomes: sql`answers = '[]'::jsonb, named = false`,
    },
    {
      name: 'handles',
      what: 'places of messages in chats',
      table: 'deliveries',
      past: sql`t.state in ('sent', 'failed', 'stopped', 'doubtful') and coalesce(t.sent_at, t.due_at) < ${before('handles')}
        and (t.handle is not null or t.tried <> '{}')`,
      becomes: sql`handle = null, tried = '{}', undrawn = null`,
    },
    {
      name: 'copies',
      what: 'places of further cards',
      table: 'copies',
      past: sql`t.at < ${before('handles')}`,
      ...goes,
    },
    {
      name: 'invitations',
      what: 'invitations',
      table: 'invitations',
      past: sql`t.at < ${before('strangers')}`,
      ...goes,
    },
    {
      name: 'conversations',
      what: 'chats on Teams with people who have not joined',
      table: 'teams_conversations',
      past: sql`t.seen_at < ${before('strangers')} and not exists (
        select 1 from identities i where i.platform = 'teams' and i.tenant = t.tenant and i.user_ref = t.user_ref)`,
      ...goes,
    },
    {
      name: 'chat',
      what: 'messages of the local chat',
      table: 'web_messages',
      past: sql`t.at < ${before('chat')}`,
      ...goes,
    },
    {
      name: 'chat-accounts',
      what: 'empty accounts of the local chat',
      table: 'web_accounts',
      past: sql`not t.invented and not exists (select 1 from web_messages m where m.user_ref = t.user_ref)
        and not exists (select 1 from identities i where i.platform = 'web' and i.user_ref = t.user_ref)`,
      ...goes,
    },
  ]
}

export async function countPast(db: Db, { table, past }: Rule): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from ${sql.table(table)} t where ${past}`.execute(db)
  return rows[0]?.n ?? 0
}

/** Deals with at most so many rows. Rows that somebody else holds wait for the next time. Returns how many. */
export async function endPast(
  db: Tx,
  { table, past, becomes }: Rule,
  limit: number,
): Promise<number> {
  const name = sql.table(table)
  const those = sql`ctid = any(array(
    select t.ctid from ${name} t where ${past} limit ${limit} for update of t skip locked))`
  const { numAffectedRows } = await (
    becomes === null
      ? sql`delete from ${name} where ${those}`
      : sql`update ${name} set ${becomes} where ${those}`
  ).execute(db)
  return Number(numAffectedRows ?? 0)
}

/** People who left so long ago that they are to be erased; the longest gone first. */
export async function goneSince(
  db: Db,
  { left }: Retention,
  now: Date,
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('people')
    .where('leftAt', '<', new Date(now.getTime() - left * DAY_MS))
    .where('erasedAt', 'is', null)
    .select('id')
    .orderBy('leftAt')
    .execute()
  return rows.map(({ id }) => id)
}
