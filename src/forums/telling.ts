import { noticeAt } from '#src/subscriptions/rules.ts'
import type { Reader } from './member-store.ts'

/** When each is told something about a forum: not in their quiet hours, nor while they are away. */
export const soon = (
  readers: readonly Reader[],
  at: Date,
): readonly Readonly<{ personId: string; dueAt: Date }>[] =>
  readers.map((one) => ({ personId: one.personId, dueAt: noticeAt(one, 'routine', at) }))
