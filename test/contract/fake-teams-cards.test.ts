import { afterEach, expect, test } from 'vitest'
import type { Json } from '#test/support/fake-slack/json.ts'
import { faultsOfCard } from '#test/support/fake-teams/cards.ts'
import { card, cardMessage, tenants, text } from '#test/support/fake-teams/one-tenant.ts'

/** Which cards the fake Teams takes: Microsoft's own schema of 1.5, and what is known of Teams beside it. */
const { teamsWith, closeAll } = tenants()
afterEach(closeAll)

const choice = (more: Json): Json => ({
  type: 'Input.ChoiceSet',
  id: 'one',
  label: 'One',
  choices: [{ title: 'A', value: 'a' }],
  ...more,
})
const button = { type: 'Action.Submit', title: 'Send', data: { msteams: { type: 'task/fetch' } } }

const GOOD: readonly Json[] = [
  card(text('x')),
  { ...card(text('x')), msteams: { width: 'Full' }, actions: [button] },
  card(choice({ style: 'filtered', 'choices.data': { type: 'Data.Query', dataset: 'd' } })),
  card({ type: 'FactSet', facts: [{ title: 'When', value: 'Monday' }] }),
  card({ type: 'Container', style: 'warning', items: [text('x')] }),
]

test.each(GOOD)('taken: %j', (one) => {
  expect(faultsOfCard(one)).toEqual([])
})

const BAD: readonly (readonly [Json, why: RegExp])[] = [
  [{ ...card(text('x')), version: '1.6' }, /version is 1.6/],
  [card({ type: 'TextBlok', text: 'x' }), /there is no TextBlok/],
  [card({ type: 'TextBlock' }), /TextBlock must have required property 'text'/],
  [card({ ...text('x'), colour: 'good' }), /TextBlock must NOT have additional properties/],
  [card({ ...text('x'), color: 'red' }), /TextBlock\/color/],
  [card(choice({}), choice({})), /two inputs are called one/],
  [card(choice({ isRequired: true })), /required and has no label or errorMessage/],
  [card(choice({ 'choices.data': { dataset: 'd' } })), /no Data.Query/],
  [{ ...card(text('x')), actions: Array.from({ length: 7 }, () => button) }, /six buttons/],
  [
    { ...card(text('x')), actions: [{ type: 'Action.Execute', title: 1 }] },
    /Action.Execute\/title/,
  ],
]

test.each(BAD)('refused: %j', (one, why) => {
  expect(faultsOfCard(one).join('; ')).toMatch(why)
})

test('a bad card is a bad request, new or as a change', async () => {
  const { teams, client, chat } = await teamsWith()
  const refused = { status: 400, body: { error: { code: 'BadSyntax' } } }
  const bad = cardMessage(card({ type: 'TextBlock' }))
  expect(await client.post(chat, bad)).toMatchObject(refused)
  const { body } = await client.post(chat, cardMessage(card(text('x'))))
  expect(await client.update(chat, String(body['id']), bad)).toMatchObject(refused)
  expect(await client.post(chat, { type: 'message' })).toMatchObject(refused)
  expect(teams.ledger.messages).toHaveLength(1)
})
