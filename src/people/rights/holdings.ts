import { BALLOT_HOLDINGS } from '#src/ballots/holdings.ts'
import { OPPORTUNITY_HOLDINGS } from '#src/opportunities/holdings.ts'
import { FORUM_HOLDINGS } from './forum-holdings.ts'
import { ASKED_HOLDINGS, ASKED_NOBODYS } from './asked-holdings.ts'
import { MEETING_HOLDINGS } from './meeting-holdings.ts'

/** How a row is found to be about somebody. */
export type Link =
  /** A column with the person's id. */
  | Readonly<{ by: 'person'; column: string }>
  /** A column with the id of one of their accounts. */
  | Readonly<{ by: 'identity'; column: string }>
  /** Columns that name the account at its platform; `platform` is fixed where there is no column for it. */
  | Readonly<{ by: 'account'; platform: 'slack' | 'teams' | 'web' | null; tenant: string | null }>
  /** The number of a message that they wrote. */
  | Readonly<{ by: 'message'; column: string }>
  /** Named as "person:…". */
  | Readonly<{ by: 'subject'; column: string }>

/** One table in which something of people is held: what it is, for how long, and what is left when they are erased. */
export type Holding = Readonly<{
  table: string
  what: string
  of: readonly Link[]
  /** Columns with people in them that are not this person, or not theirs to be given; each with the reason. */
  explained?: Readonly<Record<string, string>>
  /** Until when it is held of somebody who stays. */
  kept: string
  /** What becomes of it when somebody is erased. */
  erased: string
}>

const person = (column = 'person_id'): Link => ({ by: 'person', column })
const GONE = 'removed'
const WITH_YOU = 'as long as you are a member'

/**
 * Everything in the database that is about people, by table. `my data`, `delete me` and docs/operating.md go by it, and a
 * test fails for a table or a column that is in the database and not here.
 */
export const HOLDINGS: readonly Holding[] = [
  {
    table: 'people',
    what: 'Your details',
    of: [person('id')],
    kept: WITH_YOU,
    erased:
      'the name becomes "A person who has left"; GMC reference, quiet hours and absence are removed; the kind of GP stays for counts',
  },
  {
    table: 'identities',
    what: 'Your accounts',
    of: [person()],
    explained: { tenant: 'where the account is', user_ref: 'the account itself' },
    kept: WITH_YOU,
    erased:
      'which account it was is removed; only the platform stays, so that a report can say where a message went',
  },
  { table: 'workplaces', what: 'Where you work', of: [person()], kept: WITH_YOU, erased: GONE },
  { table: 'interests', what: 'Your interests', of: [person()], kept: WITH_YOU, erased: GONE },
  { table: 'subscriptions', what: 'What you follow', of: [person()], kept: WITH_YOU, erased: GONE },
  {
    table: 'consents',
    what: 'What you agreed to',
    of: [person()],
    kept: WITH_YOU,
    erased: 'stays without your name: proof that a message was agreed to when it was sent',
  },
  {
    table: 'consent_asks',
    what: 'When you were asked to agree again',
    of: [person()],
    kept: WITH_YOU,
    erased: GONE,
  },
  {
    table: 'roles',
    what: 'Your roles',
    of: [person()],
    kept: WITH_YOU,
    erased:
      'removed, unless you sent a message: then they stay without your name, as proof that it was sent with authority',
  },
  {
    table: 'broadcasts',
    what: 'Messages that you wrote',
    of: [person('author_id')],
    kept: 'as long as the organisation needs its record',
    erased:
      'drafts are removed, but for meetings of a series; what was sent stays, since it is the organisation\'s and others act on it: it says "A person who has left"',
  },
  {
    table: 'broadcast_versions',
    what: 'Corrections that you wrote',
    of: [person('author_id')],
    kept: 'with the message',
    erased: 'stays with the message, without your name',
  },
  {
    table: 'corrections_in_hand',
    what: 'Corrections that you have not sent',
    of: [{ by: 'message', column: 'broadcast_id' }],
    kept: 'until you send or drop them',
    erased: GONE,
  },
  {
    table: 'approvals',
    what: 'Approvals that you asked for or gave',
    of: [person('asked_by'), person('decided_by'), person('stood_in_for'), person('ended_by')],
    kept: 'with the message',
    erased:
      'those of drafts are removed, and reasons that you typed; that a message was agreed to stays without your name',
  },
  {
    table: 'approvers',
    what: 'When you were asked to approve',
    of: [person(), person('stands_in_for')],
    kept: 'with the message',
    erased: GONE,
  },
  {
    table: 'stand_ins',
    what: 'Who approves in your place, and in whose place you do',
    of: [person(), person('stand_in')],
    kept: WITH_YOU,
    erased: GONE,
  },
  ...BALLOT_HOLDINGS,
  {
    table: 'feeds',
    what: 'Official sources that you release',
    of: [person()],
    kept: WITH_YOU,
    erased: 'stays without your name, and nobody is told until somebody else is named',
  },
  {
    table: 'deliveries',
    what: 'Messages that were sent to you',
    of: [person()],
    explained: {
      identity_id: 'the account is one of yours, listed there',
      tried: 'the accounts are yours, listed there',
    },
    kept: 'where it stands in your chat: 2 years; that it was sent: with the message',
    erased:
      'that one was sent stays without your name, for the counts; where it stands in your chat is removed',
  },
  {
    table: 'digest_items',
    what: 'What waits for your next digest',
    of: [person()],
    kept: 'until the digest is sent',
    erased: GONE,
  },
  {
    table: 'notices',
    what: 'Single messages to you, and what the lists among them show',
    of: [person()],
    explained: {
      identity_id: 'the account is one of yours, listed there',
      tried: 'the accounts are yours, listed there',
    },
    kept: '90 days after they were sent',
    erased: 'removed; a message to somebody else that quotes you or names you is emptied of that',
  },
  {
    table: 'copies',
    what: 'Where else cards stand in your chats',
    of: [{ by: 'identity', column: 'identity_id' }],
    kept: '2 years',
    erased: GONE,
  },
  {
    table: 'acknowledgements',
    what: 'Your answers',
    of: [person()],
    kept: 'with the message',
    erased: "stay without your name: the sender's evidence of how many answered",
  },
  {
    table: 'earlier_acknowledgements',
    what: 'Your answers to earlier versions',
    of: [person()],
    kept: 'with the message',
    erased: 'stay without your name',
  },
  {
    table: 'reminders',
    what: 'When you were reminded',
    of: [person()],
    kept: 'with the message',
    erased: GONE,
  },
  {
    table: 'replies',
    what: 'Your questions, replies and answers',
    of: [person()],
    kept: 'the words: 1 year',
    erased: 'the words are removed; that there was one stays',
  },
  ...OPPORTUNITY_HOLDINGS,
  ...FORUM_HOLDINGS,
  ...ASKED_HOLDINGS,
  ...MEETING_HOLDINGS,
  {
    table: 'invitations',
    what: 'That you were asked to join, or asked others',
    of: [{ by: 'account', platform: null, tenant: 'tenant' }, person('invited_by')],
    kept: '2 years',
    erased:
      'that your account was asked is removed; whom you asked stays without your name, so that they are not asked again',
  },
  {
    table: 'link_codes',
    what: 'A code to link an account',
    of: [person()],
    explained: { hash: 'the code itself is kept nowhere' },
    kept: '10 minutes',
    erased: GONE,
  },
  {
    table: 'link_tries',
    what: 'Wrong codes from your accounts',
    of: [{ by: 'account', platform: null, tenant: 'tenant' }],
    kept: '1 hour',
    erased: GONE,
  },
  {
    table: 'audit',
    what: 'What you did, by number',
    of: [person(), { by: 'subject', column: 'subject' }],
    kept: 'always: it only grows',
    erased: 'stays: ids only, which then lead to nobody',
  },
  {
    table: 'slack_waiting_forms',
    what: 'Forms that wait for you on Slack',
    of: [{ by: 'account', platform: 'slack', tenant: 'team' }],
    kept: '1 hour',
    erased: GONE,
  },
  {
    table: 'teams_waiting_forms',
    what: 'Forms that wait for you on Teams',
    of: [{ by: 'account', platform: 'teams', tenant: 'tenant' }],
    kept: '1 hour',
    erased: GONE,
  },
  {
    table: 'teams_conversations',
    what: 'Where your chat on Teams is',
    of: [{ by: 'account', platform: 'teams', tenant: 'tenant' }],
    kept: WITH_YOU,
    erased: GONE,
  },
  {
    table: 'web_accounts',
    what: 'Your account in the local chat',
    of: [{ by: 'account', platform: 'web', tenant: null }],
    kept: 'until its chat is empty, if nobody has joined with it',
    erased: 'stays while its chat is not empty, as an account on Slack or Teams would',
  },
  {
    table: 'web_messages',
    what: 'Your local chat',
    of: [{ by: 'account', platform: 'web', tenant: null }],
    kept: '1 year',
    erased: 'removed; what you wrote or your name in the chats of others is emptied',
  },
]

/** Tables in which nothing is about a person who uses Cascade, and why. */
export const NOBODYS: Readonly<Record<string, string>> = {
  organisations: 'places, from the NHS Organisation Data Service',
  memberships: 'which place belongs to which',
  ballot_urns: 'the sums of the votes of a ballot, sealed; whose they are is nowhere',
  organisation_changes: 'which place becomes which, and when',
  suppressions:
    "accounts as an HMAC: with the operator's secret it can be asked whether one is there, and never which they are",
  inbound_events: "the platform's own ids of events, for 14 days, so that none counts twice",
  bank_holidays: 'days',
  chases: 'when whoever runs an opportunity was asked for the answers that wait',
  lanes: 'the pace of each workspace',
  forum_countdowns: 'when the members of a forum were told how many days are left',
  silence_lists:
    'when a sender was told who had not answered; the list itself is one of their single messages',
  feed_items: 'what official sources publish',
  series_meetings: 'which notices belong to one series',
  feed_drafts: 'which message was written from what a source published',
  ...ASKED_NOBODYS,
  settings: 'secrets and marks of the system',
  change_lanes: 'the pace of each workspace',
  library_words: 'single words of messages that were sent',
  slack_installations: 'workspaces, with their token sealed',
  slack_workspaces: 'which workspace belongs to which organisation',
}
