import { findBroadcast } from '#src/broadcasts/store.ts'
import type { Prepare } from '#src/delivery/prepare.ts'
import { meetingMovedCard } from './cards/moved-cards.ts'
import { isNotice } from './rules/rsvp.ts'

/** What is told of a meeting that moved names the day, time and place as they are when it leaves; of one cancelled since, nothing. */
export const leavingMoved: Prepare = [
  'moved',
  async (db, { about }) => {
    const [, id = '', , what = ''] = about.split(':')
    const found = await findBroadcast(db, Number(id))
    return found === null || !isNotice(found) || found.since.ended !== null
      ? { is: 'gone' }
      : { is: 'go', message: meetingMovedCard(found, what.split('+')) }
  },
]
