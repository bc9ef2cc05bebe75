import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Cascade, startCascade } from '#test/support/cascade.ts'
import { openOne } from '#test/support/database.ts'

let cascade: Cascade
beforeAll(async () => {
  cascade = await startCascade(await openOne())
})
afterAll(async () => {
  await cascade.stop()
  await cascade.database.close()
})

test('a message that everybody gets later is sent, not sending for ever, and can still be stopped', async () => {
  await cascade.database.db.updateTable('subscriptions').set({ cadence: 'weekly' }).execute()
  const priya = cascade.as('priya-raman')
  await priya.say('preview 26')
  const draft = await priya.card('26:', 'Of these')
  expect(draft.text).toContain('Of these: 5 in their daily or weekly message.')
  await priya.press('Send now', '26:')
  const held = await priya.card('26:', '5 people will get it later')
  expect(held.text).toMatch(/^Sent /)
  expect(held.labels).toEqual(['Pause', 'Stop', 'Correct', 'Replace', 'Withdraw', 'Report'])
  await priya.press('Stop', '26:')
  expect((await priya.card('26:', 'Stopped before 5 people got it')).labels).toEqual(['Report'])
})
