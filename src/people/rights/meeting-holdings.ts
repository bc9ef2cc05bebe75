import type { Holding } from './holdings.ts'

const person = (column = 'person_id') => ({ by: 'person', column }) as const
const WITH_THE_NOTICE = 'with the notice of the meeting'

/** What is held of people for board meetings. */
export const MEETING_HOLDINGS: readonly Holding[] = [
  {
    table: 'rsvps',
    what: 'How you come to meetings, and for whom you are a deputy',
    of: [person(), person('deputy_id')],
    kept: WITH_THE_NOTICE,
    erased: 'removed; where you were a deputy, that you cannot go stays without your name',
  },
  {
    table: 'quorum_rules',
    what: 'Rules for a quorum that you set',
    of: [person('set_by')],
    kept: 'as long as the network has it',
    erased: "stays without your name: it is the network's",
  },
  {
    table: 'meeting_papers',
    what: 'Papers that you added to meetings',
    of: [person('added_by')],
    kept: WITH_THE_NOTICE,
    erased: 'stay without your name',
  },
  {
    table: 'agenda_proposals',
    what: 'Items and questions that you put forward, or decided on',
    of: [person(), person('decided_by')],
    kept: WITH_THE_NOTICE,
    erased: 'the words are removed; that there was one stays',
  },
  {
    table: 'interest_declarations',
    what: 'Interests that you declared for meetings',
    of: [person()],
    kept: WITH_THE_NOTICE,
    erased: 'removed',
  },
  {
    table: 'meeting_reminders',
    what: 'When you were reminded of meetings',
    of: [person()],
    kept: WITH_THE_NOTICE,
    erased: 'removed',
  },
  {
    table: 'meeting_minutes',
    what: 'Minutes that you sent out',
    of: [person('written_by')],
    kept: "with the notice: it is the network's record",
    erased: 'stay without your name',
  },
  {
    table: 'minutes_told',
    what: 'That minutes were sent to you',
    of: [person()],
    kept: WITH_THE_NOTICE,
    erased: 'removed',
  },
  {
    table: 'meeting_attendance',
    what: 'Whether you were at meetings, and where you marked who was',
    of: [person(), person('marked_by')],
    kept: WITH_THE_NOTICE,
    erased: 'removed; what you marked of others stays without your name',
  },
  {
    table: 'meeting_actions',
    what: 'Action items that are yours, or that you gave',
    of: [person('owner_id'), person('made_by')],
    kept: WITH_THE_NOTICE,
    erased: 'stay without your name',
  },
  {
    table: 'meeting_series',
    what: 'Series of meetings that you made',
    of: [person('made_by')],
    kept: 'with the notices of its meetings',
    erased:
      'stay without your name, with the meetings that you planned: whoever runs meetings there is asked to take them over',
  },
  {
    table: 'calendar_feeds',
    what: 'That you have a calendar address',
    of: [person()],
    kept: 'as long as you are a member',
    erased: 'removed, and the address shows nothing any more',
  },
]
