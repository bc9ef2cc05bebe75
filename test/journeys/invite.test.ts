import { expect, test } from 'vitest'
import { startCascade } from '#test/support/cascade.ts'
import { openOne } from '#test/support/database.ts'

test('who cannot be found by e-mail is said, and only somebody with a role may ask', async () => {
  const database = await openOne()
  const cascade = await startCascade(database)
  try {
    const siobhan = cascade.as('siobhan-keane')
    await siobhan.say('invite not-an-address')
    expect((await siobhan.form())?.errors).toEqual(['Enter an e-mail address, like name@nhs.net'])
    // The form is open: it is put right there.
    await siobhan.fill({ email: 'someone@example.nhs.uk' })
    // The local chat has no addresses to look in.
    await siobhan.card('I cannot look for people by e-mail here')
    expect((await cascade.as('amara-okafor').ask('invite someone@example.nhs.uk')).title).toBe(
      'Only somebody with a role invites others',
    )
  } finally {
    await cascade.stop()
    await database.close()
  }
})
