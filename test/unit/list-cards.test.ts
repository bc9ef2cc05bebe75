import { describe, expect, test } from 'vitest'
import type { Ended, Since } from '#src/broadcasts/since.ts'
import { NEVER_CHANGED } from '#src/broadcasts/since.ts'
import type { Message } from '#src/chat/message.ts'
import { digestCard } from '#src/digests/cards.ts'
import { isList, listedOf } from '#src/delivery/listed.ts'
import { type ReminderLine, reminderListCard } from '#src/reminders/cards.ts'

const AT = new Date('2026-08-05T11:30:00Z')
const line = (id: number, since: Partial<Since> = {}): ReminderLine => ({
  id,
  kind: 'prescribing',
  urgency: 'critical',
  organisationName: 'Avon PCN',
  authorName: 'Dr Priya Raman',
  content: { title: `Title ${id}` },
  since: { ...NEVER_CHANGED, ...since },
})
const ends: readonly (readonly [Ended, string])[] = [
  [{ is: 'superseded', at: AT, by: { id: 9, title: 'New' } }, 'Superseded: '],
  [{ is: 'withdrawn', at: AT, why: 'It was wrong.' }, 'Withdrawn: '],
  [{ is: 'closed', at: AT, as: 'filled' }, 'Closed: '],
  [{ is: 'expired', last: '2026-08-04' }, 'No longer in force: '],
]
const marks: readonly (readonly [Partial<Since>, string])[] = [
  [{}, ''],
  [{ correction: { at: AT, what: 'The dose' } }, 'Corrected: '],
  [{ overdue: '2026-08-01' }, 'Overdue for review: '],
  ...ends.map(([ended, mark]) => [{ ended }, mark] as const),
]

const rows = ({ blocks }: Message) =>
  blocks.flatMap((block) =>
    block.is === 'row'
      ? [[block.parts.map(({ text }) => text).join(''), ...block.actions.map(({ label }) => label)]]
      : [],
  )

describe('a list that was sent', () => {
  test.each(marks)('with %j has “%s” before the title, and every button', (since, mark) => {
    const items = [line(1), line(2, since)]
    expect(rows(digestCard(items))).toEqual([
      ['Title 1 Prescribing message, Avon PCN', 'Open 1'],
      [`${mark}Title 2 Prescribing message, Avon PCN`, 'Open 2'],
    ])
    expect(rows(reminderListCard(items, new Set()))).toEqual([
      ['Title 1 Prescribing message, Dr Priya Raman for Avon PCN', 'Open 1'],
      [`${mark}Title 2 Prescribing message, Dr Priya Raman for Avon PCN`, 'Open 2'],
    ])
  })

  test('counts of a digest what came, and of a reminder what still waits', () => {
    const [withdrawn] = ends.slice(1)
    const items = [line(1), line(2), line(3, { ended: withdrawn?.[0] ?? null })]
    expect(digestCard(items).title).toBe('3 messages for you')
    const title = (answered: readonly number[]) => reminderListCard(items, new Set(answered)).title
    expect(title([])).toBe('2 messages wait for your answer')
    expect(title([1])).toBe('1 message waits for your answer')
    expect(title([1, 2, 3])).toBe('None of these waits for your answer')
  })

  test('says what was answered, and is as urgent as what waits', () => {
    const items = [line(1), { ...line(2), urgency: 'important' as const }]
    const card = reminderListCard(items, new Set([1]))
    expect(rows(card)[0]?.[0]).toContain('You answered it.')
    expect(card.urgency).toBe('important')
    expect(reminderListCard(items, new Set()).urgency).toBe('critical')
    expect(reminderListCard(items, new Set([1, 2])).urgency).toBeNull()
  })

  test('keeps its lines where they were, and counts of the others those that wait', () => {
    const items = Array.from({ length: 11 }, (_, n) => line(n + 1))
    const words = (answered: readonly number[]) =>
      JSON.stringify(reminderListCard(items, new Set(answered)))
    expect(rows(reminderListCard(items, new Set([1])))).toHaveLength(8)
    expect(words([1])).toContain('3 messages more')
    expect(words([10])).toContain('2 messages more')
    expect(words([9, 10, 11])).not.toContain('more: type catch up')
  })
})

test('what a list shows has an edition that grows with each of its messages', () => {
  const some = [line(3), line(1, { edition: 4 })]
  expect(listedOf(some)).toEqual({ broadcasts: [3, 1], edition: 5 })
  expect(listedOf([line(3, { edition: 2 }), line(1, { edition: 4 })]).edition).toBe(6)
})

test('a list is known by what its card is about', () => {
  expect(['digest:1', 'reminders:1'].every(isList)).toBe(true)
  expect(['digest', 'reminder:1', 'broadcast:1', 'forum-digest:1'].some(isList)).toBe(false)
})
