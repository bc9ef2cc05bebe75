import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Cascade, startCascade } from '#test/support/cascade.ts'
import { openOne } from '#test/support/database.ts'

let cascade: Cascade
beforeAll(async () => {
  cascade = await startCascade(await openOne())
  // What was due at the start has gone out, as it was then followed.
  await cascade.as('amara-okafor').card('Minor eye conditions')
})
afterAll(async () => {
  await cascade.stop()
  await cascade.database.close()
})

const deliveriesOf = async (user: string, broadcast: number) =>
  cascade.database.db
    .selectFrom('deliveries as d')
    .innerJoin('identities as i', 'i.personId', 'd.personId')
    .where('i.userRef', '=', user)
    .where('d.broadcastId', '=', broadcast)
    .select(['d.state', 'd.reason'])
    .execute()

test('opportunities that wait are not sent to somebody who no longer wants any', async () => {
  const { db } = cascade.database
  await db.updateTable('subscriptions').set({ cadence: 'weekly' }).execute()
  const priya = cascade.as('priya-raman')
  // A year ahead, so that the digest is not after its closing date.
  await db
    .updateTable('broadcasts')
    .set((eb) => ({
      content: eb.cast<string>(
        eb.fn('jsonb_set', [
          eb.fn('jsonb_set', ['content', eb.val('{closes}'), eb.val('"2099-01-01"')]),
          eb.val('{until}'),
          eb.val('"2099-01-01"'),
        ]),
        'jsonb',
      ),
    }))
    .where('id', '=', 27)
    .execute()
  await priya.ask('preview 27')
  await priya.press('Send now', '27:')
  expect(await deliveriesOf('amara-okafor', 27)).toEqual([{ state: 'digest', reason: null }])
  const amara = cascade.as('amara-okafor')
  // Under a card too, "stop" is for Cascade and stops all that is optional.
  await amara.reply('Minor eye conditions', 'stop')
  expect((await amara.last()).title).toBe('Opportunities and education are stopped')
  expect(await deliveriesOf('amara-okafor', 27)).toEqual([{ state: 'stopped', reason: 'consent' }])
})

test('"leave" under a card is for Cascade and not for the card’s author', async () => {
  const amara = cascade.as('amara-okafor')
  const card = await amara.card('Minor eye conditions')
  await amara.reply(card.title, 'leave')
  expect((await amara.last()).title).toBe('Leave Cascade?')
  await amara.press('Stay', 'Leave Cascade?')
})

test('names are not shown to an author whose role has ended', async () => {
  const priya = cascade.as('priya-raman')
  expect((await priya.ask('audience 26')).title).toBe('Who gets message 26')
  await cascade.database.db.updateTable('roles').set({ endsAt: new Date() }).execute()
  expect((await priya.ask('audience 26')).title).toMatch(/^You may not send announcements/)
  expect((await priya.ask('interest 27')).title).toMatch(/^You may not send opportunities/)
})

test('a question is not taken for a sender who has left', async () => {
  const tomasz = cascade.as('tomasz-wieczorek')
  await tomasz.say('leave')
  await tomasz.press('Leave', 'Leave Cascade?')
  const amara = cascade.as('amara-okafor')
  const number = /Message (\d+)/.exec((await amara.card('Minor eye conditions')).text)?.[1] ?? ''
  expect((await amara.ask(`ask ${number} Is it so?`)).title).toBe(
    'Whoever sent this has left Cascade',
  )
})
