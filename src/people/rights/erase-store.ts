import { type RawBuilder, sql } from 'kysely'
import { type Identity, type MessageHandle, PlatformName } from '#src/chat/chat-platform.ts'
import { Message } from '#src/chat/message.ts'
import { eraseForums, forumWordsOf } from '#src/forums/erase-store.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import { eraseInterest } from '#src/opportunities/erase-store.ts'
import { LEFT_NAME, REMOVED_TEXT } from './left.ts'

/** Holds somebody's row, so that nothing is told to them meanwhile. False when there is nobody, or they are erased already. */
export async function holdPerson(db: Tx, personId: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from people where id = ${personId} and erased_at is null for update`.execute(db)
  return rows.length > 0
}

/** Whether somebody is there who was not erased. */
export async function isHeld(db: Tx, personId: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from people where id = ${personId} and erased_at is null`.execute(db)
  return rows.length > 0
}

export async function accountsOf(db: Tx, personId: string): Promise<readonly Identity[]> {
  const rows = await db
    .selectFrom('identities')
    .where('personId', '=', personId)
    .select(['platform', 'tenant', 'userRef as user'])
    .execute()
  return rows.map((row) => ({ ...row, platform: PlatformName.parse(row.platform) }))
}

/** Every message in their own chats that is known. */
export async function cardsOf(db: Tx, personId: string): Promise<readonly MessageHandle[]> {
  const { rows } = await sql<{ platform: string; ref: string }>`
    select i.platform, d.handle as ref from deliveries d join identities i on i.id = d.identity_id
    where d.person_id = ${personId} and d.handle is not null
    union
    select platform, handle from notices where person_id = ${personId} and handle is not null and platform is not null
    union
    select i.platform, c.handle from copies c join identities i on i.id = c.identity_id where i.person_id = ${personId}
    union
    select progress_platform, progress_handle from broadcasts
    where author_id = ${personId} and progress_platform is not null and progress_handle is not null`.execute(
    db,
  )
  return rows.map(({ platform, ref }) => ({ platform: PlatformName.parse(platform), ref }))
}

/** Their name, and then what they typed that others may have been shown. */
export async function wordsOf(db: Tx, personId: string): Promise<readonly string[]> {
  const { rows } = await sql<{ words: string }>`
    select name as words from people where id = ${personId}
    union all select body from replies where person_id = ${personId}
    union all select how from expressions_of_interest where person_id = ${personId}
    union all select statement from nominations where person_id = ${personId}
    union all select words from agenda_proposals where person_id = ${personId}
    union all select words from interest_declarations where person_id = ${personId}
    union all select reason from agenda_proposals where decided_by = ${personId} and reason is not null
    union all select conflict_words from expressions_of_interest
      where person_id = ${personId} and conflict_words is not null
    union all select reason from outcomes where decided_by = ${personId} and reason is not null
    union all select reason from approvals where decided_by = ${personId} and reason is not null`.execute(
    db,
  )
  return [...rows.map(({ words }) => words), ...(await forumWordsOf(db, personId))]
}

/** Whether a card, as JSON, has one of these words in it. */
const quotes = (card: RawBuilder<unknown>, words: readonly string[]) => sql<boolean>`exists (
  select 1 from unnest(${[...words]}::text[]) w
  where length(w) > 3 and position(trim(both '"' from to_jsonb(w)::text) in ${card}::text) > 0)`

export type QuotingNotice = Readonly<{
  id: string
  about: string
  message: unknown
  /** Whether it stands in their chat, as far as is known, and does not follow what it shows: that is drawn anew anyway. */
  delivered: boolean
}>

/** Single messages to others in which they are named or quoted; posts in forums are drawn anew as a whole. */
export async function noticesQuoting(
  db: Tx,
  personId: string,
  words: readonly string[],
): Promise<readonly QuotingNotice[]> {
  const { rows } = await sql<QuotingNotice>`
    select n.id, n.about, n.message, n.handle is not null and not exists (
        select 1 from copies c where c.identity_id = n.identity_id and c.handle = n.handle) as delivered from notices n
    where n.person_id <> ${personId} and n.about not like 'forum-post:%' and ${quotes(sql`n.message`, words)} for update of n`.execute(
    db,
  )
  return rows
}

/** A single message as it is kept, and where it stands. */
export async function noticeAt(
  db: Db,
  id: string,
): Promise<Readonly<{ handle: MessageHandle; message: Message }> | null> {
  const row = await db
    .selectFrom('notices')
    .where('id', '=', id)
    .select(['platform', 'handle', 'message'])
    .executeTakeFirst()
  const platform = PlatformName.safeParse(row?.platform)
  const message = Message.safeParse(row?.message)
  return platform.success && message.success && typeof row?.handle === 'string'
    ? { handle: { platform: platform.data, ref: row.handle }, message: message.data }
    : null
}

export async function saveNotice(db: Tx, id: string, card: Message): Promise<void> {
  await sql`update notices set message = ${JSON.stringify(card)}::jsonb where id = ${id}`.execute(
    db,
  )
}

/**
 * Cards in the local chats of others that name or quote them become this one. Those that the engine draws anew by itself
 * are left to it: guidance must not go blank because its author has gone.
 */
export async function emptyLocalCards(
  db: Tx,
  accounts: readonly Identity[],
  words: readonly string[],
  card: Message,
): Promise<void> {
  const own = accounts.filter(({ platform }) => platform === 'web').map(({ user }) => user)
  await sql`
    update web_messages m set body = ${JSON.stringify(card)}::jsonb, revision = revision + 1
    where m.sender = 'bot' and m.user_ref <> all(${own}::text[]) and ${quotes(sql`m.body`, words)}
      and not exists (select 1 from deliveries d where right(d.handle, 36) = m.id::text)
      and not exists (select 1 from copies c where right(c.handle, 36) = m.id::text)`.execute(db)
}

/** Messages of theirs that are out: their copies say whose they are. */
export async function sentBy(db: Tx, personId: string): Promise<readonly number[]> {
  const rows = await db
    .selectFrom('broadcasts')
    .where('authorId', '=', personId)
    .where('startedAt', 'is not', null)
    .select('id')
    .orderBy('id', 'desc')
    .execute()
  return rows.map(({ id }) => id)
}

/** What is kept under an account and not under a person: also of somebody who never joined. */
export async function eraseAccount(db: Tx, { platform, tenant, user }: Identity): Promise<void> {
  await sql`
    delete from invitations where platform = ${platform} and tenant = ${tenant} and user_ref = ${user}`.execute(
    db,
  )
  await sql`
    delete from link_tries where platform = ${platform} and tenant = ${tenant} and user_ref = ${user}`.execute(
    db,
  )
  const here = (name: string) => sql<boolean>`${platform}::text = ${name}`
  await sql`
    delete from slack_waiting_forms where ${here('slack')} and team = ${tenant} and user_ref = ${user}`.execute(
    db,
  )
  await sql`
    delete from teams_waiting_forms where ${here('teams')} and tenant = ${tenant} and user_ref = ${user}`.execute(
    db,
  )
  await sql`
    delete from teams_conversations where ${here('teams')} and tenant = ${tenant} and user_ref = ${user}`.execute(
    db,
  )
  await sql`delete from web_messages where ${here('web')} and user_ref = ${user}`.execute(db)
}

/** Ends what is on its way to them, and forgets where the rest stands. A send that comes back late finds nothing to write to. */
async function eraseDeliveries(db: Tx, personId: string): Promise<void> {
  await sql`delete from digest_items where person_id = ${personId}`.execute(db)
  await sql`
    update deliveries set
      reason = case when state in ('waiting', 'digest', 'sending') then 'left' else reason end,
      state = case when state in ('waiting', 'digest', 'sending') then 'stopped' else state end,
      handle = null, tried = '{}', undrawn = null
    where person_id = ${personId}`.execute(db)
  await sql`delete from notices where person_id = ${personId}`.execute(db)
  await sql`
    delete from copies where identity_id in (select id from identities where person_id = ${personId})`.execute(
    db,
  )
  // Jobs that name them, or hold an address that they typed; one that is being done finds nothing any more.
  await sql`
    delete from pgboss.job where state <> 'active' and position(${personId} in data::text) > 0`.execute(
    db,
  )
}

/** What they asked for or were asked; that something was agreed to before it went stays. */
async function eraseApprovals(db: Tx, personId: string, at: Date): Promise<void> {
  const ofDrafts = sql`select a.id from approvals a join broadcasts b on b.id = a.broadcast_id
    where b.author_id = ${personId} and b.started_at is null`
  await sql`
    delete from approvers
    where person_id = ${personId} or stands_in_for = ${personId} or approval_id in (${ofDrafts})`.execute(
    db,
  )
  await sql`delete from approvals where id in (${ofDrafts})`.execute(db)
  await sql`
    update approvals set state = 'voided', ended_at = ${at}, ended_why = 'not-sent'
    where asked_by = ${personId} and state in ('asked', 'approved')`.execute(db)
  await sql`
    update approvals set reason = ${REMOVED_TEXT}
    where decided_by = ${personId} and reason is not null`.execute(db)
  await sql`delete from stand_ins where person_id = ${personId} or stand_in = ${personId}`.execute(
    db,
  )
}

/** What they typed goes; that there was something stays, so that the counts of others stay right. */
async function eraseWords(db: Tx, personId: string, at: Date): Promise<void> {
  await sql`update replies set body = ${REMOVED_TEXT} where person_id = ${personId}`.execute(db)
  await sql`update agenda_proposals set words = ${REMOVED_TEXT} where person_id = ${personId}`.execute(
    db,
  )
  await sql`
    update agenda_proposals set reason = ${REMOVED_TEXT} where decided_by = ${personId} and reason is not null`.execute(
    db,
  )
  await sql`update rsvps set deputy_says = 'no' where deputy_id = ${personId}`.execute(db)
  await eraseInterest(db, personId, at)
  // Who is on a paper stays on it: votes for them are in the sums.
  await sql`
    update nominations set statement = ${REMOVED_TEXT},
      withdrawn_at = case when place is null then coalesce(withdrawn_at, ${at}) else withdrawn_at end
    where person_id = ${personId}`.execute(db)
  await sql`delete from ballots where called_by = ${personId} and state = 'draft'`.execute(db)
  await sql`
    update consultation_answers set answers = '[]', named = false where person_id = ${personId}`.execute(
    db,
  )
  await sql`update bookings set certificate = null where person_id = ${personId}`.execute(db)
  await sql`
    delete from corrections_in_hand
    where broadcast_id in (select id from broadcasts where author_id = ${personId})`.execute(db)
  await sql`delete from broadcasts where author_id = ${personId} and started_at is null
    and (state <> 'draft' or id not in (select broadcast_id from series_meetings))`.execute(db)
  await sql`
    update broadcasts set progress_platform = null, progress_handle = null where author_id = ${personId}`.execute(
    db,
  )
}

/** Takes everything about somebody off the tables, in the caller's transaction. What stays leads to nobody: see holdings.ts. */
export async function erasePerson(
  db: Tx,
  personId: string,
  accounts: readonly Identity[],
  at: Date,
): Promise<void> {
  await eraseDeliveries(db, personId)
  await eraseApprovals(db, personId, at)
  await eraseWords(db, personId, at)
  await eraseForums(db, personId, REMOVED_TEXT, at)
  for (const table of [
    'subscriptions',
    'workplaces',
    'interests',
    'consent_asks',
    'reminders',
    'link_codes',
    'rsvps',
    'interest_declarations',
    'meeting_reminders',
    'minutes_told',
    'meeting_attendance',
    'calendar_feeds',
  ] as const)
    await sql`delete from ${sql.table(table)} where person_id = ${personId}`.execute(db)
  await sql`
    update consents set withdrawn_at = ${at} where person_id = ${personId} and withdrawn_at is null`.execute(
    db,
  )
  await sql`
    delete from roles where person_id = ${personId}
      and not exists (select 1 from broadcasts where author_id = ${personId})`.execute(db)
  await sql`
    update roles set ends_at = greatest(${at}, starts_at) where person_id = ${personId} and (ends_at is null or ends_at > ${at})`.execute(
    db,
  )
  for (const account of accounts) await eraseAccount(db, account)
  await sql`
    update identities set person_id = null, user_ref = id::text, tenant = '-', address = '-', preferred = false,
      gone_at = coalesce(gone_at, ${at})
    where person_id = ${personId}`.execute(db)
  await sql`
    update people set name = ${LEFT_NAME}, gmc = null, quiet_from = null, quiet_to = null, away_until = null,
      caught_up_at = null, digested_on = null, working_days = default, left_at = coalesce(left_at, ${at}), erased_at = ${at}
    where id = ${personId}`.execute(db)
}
