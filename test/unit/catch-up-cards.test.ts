import { expect, test } from 'vitest'
import { type Shown, catchUpCard } from '#src/library/list-cards.ts'

const NOTHING: Shown = {
  view: { list: 'catch-up', place: '', at: 0, since: 0, from: 0 },
  today: '2026-11-23',
  total: 0,
  unread: 0,
  items: [],
}
const labels = (card: ReturnType<typeof catchUpCard>) => card.actions.map(({ label }) => label)

test('who follows nothing is not told that they are up to date, and is shown how to follow', () => {
  const card = catchUpCard(NOTHING, { returned: false, follows: false })
  expect(JSON.stringify(card)).not.toMatch(/up to date|missed nothing/)
  expect(card.title).toBe('You follow nothing yet')
  expect(labels(card)).toEqual(['Follow something', 'In force now', 'Today at a place'])
})

test('who follows something and has read it all is', () => {
  const card = catchUpCard(NOTHING, { returned: false, follows: true })
  expect(card.title).toBe('You are up to date')
})
