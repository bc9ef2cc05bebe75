import { type Action, type Block, button, note } from '#src/chat/message.ts'
import { clip } from '#src/kernel/words.ts'
import { Book, EventCalendar, GiveUp } from './intents.ts'
import type { Booking } from './rules.ts'

/** What the card of an event says and offers to one person. */

const WORDS: Readonly<Record<Booking['state'], string | null>> = {
  booked: 'You have a place.',
  waiting: 'You are on the waiting list. You are told if a place comes free.',
  'given-up': null,
  cancelled: null,
  'walked-in': null,
}

export function bookingBlocks(booking: Booking | null, open: boolean): Block[] {
  if (booking === null) return []
  if (booking.certificate !== null) return [note('done', clip(`${booking.certificate}.`, 300))]
  const words = open ? WORDS[booking.state] : null
  return words === null ? [] : [note('done', words)]
}

export function bookActions(broadcast: number, booking: Booking | null): Action[] {
  // Whoever came has nothing left to give up.
  if (booking !== null && booking.certificate !== null) return []
  if (booking?.state === 'booked')
    return [
      button('Add to my calendar', EventCalendar({ broadcast })),
      button('Give up my place', GiveUp({ broadcast })),
    ]
  return booking?.state === 'waiting'
    ? [button('Leave the waiting list', GiveUp({ broadcast }))]
    : [button('Book a place', Book({ broadcast }), 'primary')]
}
