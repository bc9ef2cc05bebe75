import * as digests from '#src/digests/cards.ts'
import { plannedWords } from '#src/reminders/rules.ts'
import * as reminders from '#src/reminders/cards.ts'
import { type Fill, LARGEST_ID, LONGEST_MOMENT, times } from './worst-content.ts'
import type { Shown } from './worst-own-cards.ts'

export const REMINDER_MODULES = [digests, reminders]

const N = 46_000

const one = (fill: Fill, n: number): reminders.Unanswered => ({
  id: LARGEST_ID - n,
  kind: 'board-meeting',
  urgency: 'critical',
  title: fill(80),
  organisationName: fill(100),
  authorName: fill(100),
  version: 2,
  askedAt: LONGEST_MOMENT,
})

export const REMINDERS: Readonly<Record<string, (fill: Fill) => readonly Shown[]>> = {
  digestCard: (fill) => [
    digests.digestCard(
      times(10, (n) => ({
        broadcastId: LARGEST_ID - n,
        kind: 'prescribing' as const,
        title: fill(80),
        organisationName: fill(100),
      })),
    ),
  ],
  reminderCard: (fill) => [
    reminders.reminderCard([one(fill, 0)]),
    reminders.reminderCard([one(fill, 0), ...times(39, (n) => one(fill, n + 1))]),
  ],
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
