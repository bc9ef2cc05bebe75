import { type RawBuilder, sql } from 'kysely'

/**
 * What is in force on a day (YYYY-MM-DD), as SQL over the alias b of broadcasts: sent, and still true.
 * The one place that says so: the list in force, the search, `today at` and the catch-up all ask here.
 */
export const inForceOn = (day: string): RawBuilder<boolean> =>
  sql<boolean>`(b.state in ('sending', 'sent') and b.closed_at is null and (b.last_day is null or b.last_day >= ${day}))`

/** The day by which it is to be looked at again, over the same alias; null once its author has said that it is still right. */
export const REVIEW_BY = sql<
  string | null
>`case when b.reviewed_at is null then b.content ->> 'reviewBy' end`
