import type { Database } from '#src/kernel/db.ts'
import { migrate } from '#src/kernel/migrate.ts'
import { realWorld } from '#src/kernel/world.ts'
import { addAuthor, addDraft, addFollowers } from '#test/support/announcements.ts'
import { createPlanner } from '#test/support/planner.ts'
import type { FarEnd } from './far-ends.ts'

/** `critical` of them start by themselves, one every `everyMs`; the others are drafts that are to be pressed. */
export type Messages = Readonly<{ routine: number; critical: number; everyMs: number }>

/** Tables, people and messages, before anything runs. */
export async function prepare(
  database: Database,
  far: Pick<FarEnd, 'author' | 'readers'>,
  { routine, critical, everyMs }: Messages,
): Promise<void> {
  await migrate(database.db)
  const author = await addAuthor(database, far.author)
  const people = await addFollowers(database, far.readers)
  for (let n = 0; n < routine; n += 1) await addDraft(database, author, `Routine ${n + 1}`)
  const planner = await createPlanner(database)
  // They begin as though two people had agreed.
  for (let n = 0; n < critical; n += 1) {
    const broadcast = await addDraft(database, author, `Critical ${n + 1}`, 'critical')
    const at = new Date(realWorld.now().getTime() + n * everyMs)
    await planner.start({ broadcast, urgency: 'critical', people, at })
  }
  await planner.close()
}
