import type { Approval } from '#src/approvals/rules.ts'
import { agreedOf } from '#src/approvals/store.ts'
import { loadResults, type Results } from '#src/consultations/load-results.ts'
import type { Tx } from '#src/kernel/db.ts'
import { remindedOf } from '#src/reminders/store.ts'
import type { Reminded } from '#src/reminders/reminded.ts'
import type { ShownTable } from '#src/kernel/small-numbers.ts'
import { inclusionOf } from '#src/opportunities/inclusion.ts'
import { waysByKind } from '#src/opportunities/inclusion-store.ts'
import {
  type EarlierAnswer,
  earlierAnswers,
  versionHistory,
  type VersionRow,
} from '#src/versions/store.ts'
import { byPlace, type Counts, countUp, type Place, type SentBroadcast } from './rules.ts'
import {
  alikeByPlace,
  alikeIn,
  answersByHour,
  type Asked,
  askedAbout,
  countQuestions,
  notReached,
  type QuestionCounts,
  type Recipient,
  recipientsByAnswer,
} from './store.ts'
import { type Timeline, timeline } from './time-buckets.ts'
import { loadUptake } from './load-uptake.ts'
import type { Uptake } from './uptake.ts'

/** The most rows of one table on a page; the file has everybody. */
export const MOST_ROWS = 500

/** Everything that one page says. */
export type ReportFacts = Readonly<{
  broadcast: SentBroadcast
  at: Date
  counts: Counts
  answers: Timeline
  places: readonly Place[]
  notReached: readonly Recipient[]
  recipients: readonly Recipient[]
  questions: QuestionCounts
  asked: readonly Asked[]
  /** What a second person agreed to; empty for one that needed nobody. */
  approvals: readonly Approval[]
  /** Empty for one that was never corrected. */
  versions: readonly VersionRow[]
  /** Who answered a version that has changed since. */
  earlier: readonly EarlierAnswer[]
  /** Null while nobody was reminded. */
  reminded: Reminded | null
  /** What it asks for, and how far people have done it. */
  uptake: Uptake
  /** Null for a kind that nobody can be interested in. */
  inclusion: ShownTable | null
  /** Null for a kind that asks nothing. */
  consultation: Results | null
}>

/** Reads it all in the caller's transaction, so that what is counted twice is the same twice. */
export async function loadReport(db: Tx, broadcast: SentBroadcast, at: Date): Promise<ReportFacts> {
  const { id } = broadcast
  return {
    broadcast,
    at,
    counts: countUp((await alikeIn(db, [id])).get(id) ?? []),
    answers: timeline(broadcast.startedAt, await answersByHour(db, id)),
    places: byPlace(await alikeByPlace(db, id)),
    notReached: await notReached(db, id, MOST_ROWS),
    recipients: await recipientsByAnswer(db, id, MOST_ROWS),
    questions: await countQuestions(db, id),
    asked: await askedAbout(db, id, MOST_ROWS),
    approvals: await agreedOf(db, id),
    reminded: await remindedOf(db, id),
    versions: await versionHistory(db, id),
    earlier: await earlierAnswers(db, id, MOST_ROWS),
    uptake: await loadUptake(db, broadcast),
    inclusion: await loadInclusion(db, broadcast),
    consultation: await loadResults(db, broadcast, at),
  }
}

/** Null for a kind that nobody can be interested in. */
export const loadInclusion = async (
  db: Tx,
  { id, kind }: Pick<SentBroadcast, 'id' | 'kind'>,
): Promise<ShownTable | null> =>
  kind === 'opportunity' ? inclusionOf(await waysByKind(db, id)) : null
