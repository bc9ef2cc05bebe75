import type { Holding } from './holdings.ts'

/** What people said when they were asked: a part of HOLDINGS. */
export const ASKED_HOLDINGS: readonly Holding[] = [
  {
    table: 'consultation_answers',
    what: 'What you said in consultations',
    of: [{ by: 'person', column: 'person_id' }],
    kept: 'the words: 1 year after you last changed them',
    erased: 'what you said is removed; that you took part stays without your name, for the counts',
  },
  {
    table: 'consultation_outcomes',
    what: 'What you said came of consultations',
    of: [{ by: 'person', column: 'said_by' }],
    kept: 'with the message',
    erased: "stays with the message, without your name: it is the organisation's",
  },
  {
    table: 'bookings',
    what: 'Events that you booked, and what you attended',
    of: [{ by: 'person', column: 'person_id' }],
    kept: 'with the message',
    erased:
      'your place goes to the next; that somebody had one, or came, stays without your name, for the counts',
  },
]

/** The same of NOBODYS. */
export const ASKED_NOBODYS: Readonly<Record<string, string>> = {
  consultation_chases: 'when a sender was told that a consultation has closed',
  attendance_asks: 'when an organiser was asked who came to an event',
}
