import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import { tookPart } from '#src/consultations/load-results.ts'
import { attendersOf } from '#src/events/store.ts'
import { asEvent } from '#src/events/telling.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import { attendingOf } from '#src/meetings/attending.ts'
import { isNotice } from '#src/meetings/rules/rsvp.ts'
import { interestIn } from '#src/opportunities/store.ts'
import type { Uptake } from './uptake.ts'

const ANSWERS: Uptake = { is: 'answers' }

export async function loadUptake(db: Db | Tx, broadcast: Broadcast): Promise<Uptake> {
  const { id, kind } = broadcast
  switch (kind) {
    case 'consultation':
      return { is: 'taking-part', shown: await tookPart(db, id) }
    case 'education-event': {
      const event = asEvent(broadcast)
      if (event === null) return ANSWERS
      return { is: 'places', bookings: { event, attenders: await attendersOf(db, id) } }
    }
    case 'opportunity':
      return { is: 'interest', interested: await interestIn(db, id) }
    case 'board-meeting': {
      if (!isNotice(broadcast)) return ANSWERS
      const { coming, quorum, came } = await attendingOf(db, broadcast)
      return { is: 'coming', coming, quorum, came }
    }
    case 'prescribing':
    case 'pathway':
    case 'announcement':
      return ANSWERS
  }
}
