import { expect, test } from 'vitest'
import { renderCard } from '#adapters/teams/render.ts'
import { message, paragraph } from '#src/chat/message.ts'

test('a card sets facts that follow each other in one table, so that their columns line up', () => {
  const facts = (label: string) => ({ is: 'facts' as const, facts: [{ label, value: 'x' }] })
  const { body } = renderCard(
    message({
      title: 'x',
      blocks: [facts('A'), facts('A longer one'), paragraph('between'), facts('C')],
    }),
  )
  expect(
    body.flatMap((one) => (one.type === 'FactSet' ? [one.facts.map(({ title }) => title)] : [])),
  ).toEqual([['A', 'A longer one'], ['C']])
})
