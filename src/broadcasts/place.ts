import type { Db, Tx } from '#src/kernel/db.ts'
import { londonDay } from '#src/kernel/london.ts'
import type { Decision } from '#src/kernel/refusal.ts'
import { heirsOf, organisationsByCode } from '#src/organisations/store.ts'
import type { Broadcast } from './broadcast.ts'
import { decidePlace } from './rules.ts'

/** Whether what a message is for is still there at that moment. */
export async function placeStands(
  db: Db | Tx,
  broadcast: Broadcast,
  at: Date,
): Promise<Decision<null>> {
  const today = londonDay(at)
  const [place] = await organisationsByCode(db, [broadcast.organisation])
  const heirs = await heirsOf(db, broadcast.organisation, today)
  const closed = place?.closed ?? null
  return decidePlace(broadcast, {
    closed: closed !== null && closed <= today,
    heirs: heirs.map(({ name }) => name),
  })
}
