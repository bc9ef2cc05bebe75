import type { Since } from '#src/broadcasts/since.ts'
import * as digests from '#src/digests/cards.ts'
import { plannedWords } from '#src/reminders/rules.ts'
import * as reminders from '#src/reminders/cards.ts'
import {
  everyEnd,
  type Fill,
  fullSince,
  LARGEST_ID,
  LONGEST_MOMENT,
  times,
} from './worst-content.ts'
import type { Shown } from './worst-own-cards.ts'

export const REMINDER_MODULES = [digests, reminders]

const N = 46_000

const one = (fill: Fill, n: number): reminders.Unanswered => ({
  id: LARGEST_ID - n,
  kind: 'board-meeting',
  urgency: 'critical',
  content: { title: fill(80) },
  organisationName: fill(100),
  authorName: fill(100),
  since: fullSince('pathway', fill),
  askedAt: LONGEST_MOMENT,
})

/** What can have become of a line since it was sent. */
const everySince = (fill: Fill): readonly Since[] =>
  [null, ...everyEnd(fill)].map((ended) => ({ ...fullSince('pathway', fill), ended }))

export const REMINDERS: Readonly<Record<string, (fill: Fill) => readonly Shown[]>> = {
  digestCard: (fill) =>
    everySince(fill).map((since) =>
      digests.digestCard(
        times(10, (n) => ({
          id: LARGEST_ID - n,
          kind: 'opportunity' as const,
          content: { title: fill(80) },
          organisationName: fill(100),
          since,
        })),
      ),
    ),
  reminderCard: (fill) => [
    reminders.reminderCard([one(fill, 0)]),
    reminders.reminderCard([one(fill, 0), ...times(39, (n) => one(fill, n + 1))]),
  ],
  reminderListCard: (fill) =>
    everySince(fill).flatMap((since) => {
      const lines = times(40, (n) => ({ ...one(fill, n), since }))
      return [[], lines.map(({ id }) => id)].map((answered) =>
        reminders.reminderListCard(lines, new Set(answered)),
      )
    }),
  silentListCard: (fill) => [
    reminders.silentListCard(
      { id: LARGEST_ID, content: { title: fill(80) } },
      { names: times(20, () => fill(100)), silent: N, delivered: N },
    ),
  ],
  remindersSetCard: () =>
    [true, false].map((on) =>
      reminders.remindersSetCard(LARGEST_ID, on, plannedWords('pathway', 'important', on) ?? ''),
    ),
}
