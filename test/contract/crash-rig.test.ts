import { describe, expect, test } from 'vitest'
import { settle } from '#src/delivery/store.ts'
import { realWorld } from '#src/kernel/world.ts'
import { unfinished } from '#test/crash/store.ts'
import { type Account, addAuthor, addDraft, addFollowers } from '#test/support/announcements.ts'
import { databases } from '#test/support/database.ts'
import { createPlanner } from '#test/support/planner.ts'

const at = (user: string): Account => ({ platform: 'slack', tenant: 'T1', user })

describe.each(databases())('the end of a round of the crash rig, on $name', ({ open }) => {
  test('is not there while anything waits, even of a message that counts as sent', async ({
    onTestFinished,
  }) => {
    const database = await open()
    onTestFinished(() => database.close())
    const author = await addAuthor(database, at('author'))
    const people = await addFollowers(database, [at('reader')])
    await addDraft(database, author, 'Never pressed')
    expect(await unfinished(database)).toBe(0)
    const broadcast = await addDraft(database, author, 'Later', 'critical')
    const planner = await createPlanner(database)
    const now = realWorld.now()
    const later = new Date(now.getTime() + 60_000)
    await planner.start({ broadcast, urgency: 'critical', people, at: later })
    await planner.close()
    expect(await unfinished(database)).toBe(1)
    // Nothing of it is due yet, so its sender reads "sent".
    expect(await settle(database.db, broadcast, now)).toBe(true)
    expect(await unfinished(database)).toBe(1)
    await database.pool.query(`update deliveries set state = 'sent'`)
    expect(await unfinished(database)).toBe(0)
  })
})
