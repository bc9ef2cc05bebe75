import type { Holding, Link } from './holdings.ts'

const person = (column = 'person_id'): Link => ({ by: 'person', column })

/** What forums hold of people. */
export const FORUM_HOLDINGS: readonly Holding[] = [
  {
    table: 'forums',
    what: 'Forums that you opened',
    of: [person('created_by')],
    kept: 'as long as the organisation needs its record',
    erased: 'stay without your name',
  },
  {
    table: 'forum_guidelines',
    what: 'Guidelines that you wrote',
    of: [person('author_id')],
    kept: 'with the forum',
    erased: 'stay with the forum, without your name',
  },
  {
    table: 'forum_members',
    what: 'Forums that you asked to join or are in, and requests that you answered',
    of: [person(), person('answered_by')],
    kept: 'with the forum',
    erased: 'your memberships are removed, and reasons that you typed',
  },
  {
    table: 'forum_acceptances',
    what: 'Guidelines that you accepted',
    of: [person()],
    kept: 'with the forum',
    erased: 'stays without your name: proof that whoever wrote had accepted them',
  },
  {
    table: 'forum_posts',
    what: 'What you wrote in forums',
    of: [person('author_id'), person('removed_by')],
    kept: 'with the forum, until you take it back',
    erased: 'the words are removed, wherever they stand; that there was a post stays',
  },
  {
    table: 'forum_reports',
    what: 'Posts that you reported to moderators',
    of: [person(), person('settled_by')],
    kept: 'with the forum',
    erased: 'the words are removed; that there was a report stays',
  },
  {
    table: 'forum_waiting',
    what: 'Posts that wait for your next digest',
    of: [person()],
    kept: 'until the digest is sent',
    erased: 'removed',
  },
  {
    table: 'membership_classes',
    what: 'Memberships elsewhere that a moderator confirmed',
    of: [person(), person('confirmed_by')],
    kept: 'as long as you are a member',
    erased: 'removed; those that you confirmed stay without your name',
  },
]
