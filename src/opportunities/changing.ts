import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import type { Content } from '#src/broadcasts/content.ts'
import type { Tx } from '#src/kernel/db.ts'
import type { Queue } from '#src/kernel/queue.ts'
import { tellEach } from '#src/versions/telling.ts'
import { opportunityChangedCard } from './cards.ts'
import { applicantsToTell } from './outcome-store.ts'

type Tools = Readonly<{ db: Tx; queue: Pick<Queue, 'add'>; at: Date; newId: () => string }>

/**
 * Tells applicants that what they applied for was corrected, and a new closing date first, in the transaction of the
 * correction. Those in `told` have heard of it already.
 */
export async function tellApplicantsOfChange(
  tools: Tools,
  corrected: Broadcast,
  before: Content,
  told: ReadonlySet<string>,
): Promise<void> {
  const { content } = corrected
  if (content.kind !== 'opportunity' || before.kind !== 'opportunity') return
  const closes =
    before.closes === content.closes ? null : { from: before.closes, to: content.closes }
  const applicants = await applicantsToTell(tools.db, corrected.id)
  await tellEach(
    tools,
    applicants.filter(({ personId }) => !told.has(personId)),
    'routine',
    `changed:${corrected.id}:${corrected.since.version}`,
    opportunityChangedCard(
      corrected,
      corrected.since.correction?.what ?? 'It was corrected.',
      closes,
    ),
  )
}
