import type { Database } from '#src/kernel/db.ts'
import type { Step } from './audit-walk.ts'

const PRIYA = 'priya-raman'
const YUSUF = 'yusuf-demir'

/** A notice of a meeting of Priya's that Yusuf has: its number. */
async function noticed({ pool }: Database, date = '2099-12-09'): Promise<string> {
  const content = {
    kind: 'board-meeting',
    title: 'Board meeting',
    summary: 'Written in a test.',
    actions: [],
    sourceName: null,
    sourceUrl: null,
    contact: null,
    until: date,
    date,
    starts: '12:30',
    ends: '14:00',
    place: 'Teams',
    joinUrl: null,
    agenda: [],
    openForum: false,
  }
  const { rows } = await pool.query<{ it: number }>(
    `with b as (
       insert into broadcasts (kind, organisation, author_id, urgency, content, state, created_at, changed_at, started_at)
       select 'board-meeting', 'U00000', person_id, 'routine', $1, 'sent', now(), now(), now() from identities where user_ref = $2
       returning id
     )
     insert into deliveries (broadcast_id, seq, id, person_id, identity_id, state, due_at)
     select b.id, 1, gen_random_uuid(), i.person_id, i.id, 'sent', now() from b, identities i where i.user_ref = $3
     returning broadcast_id as it`,
    [JSON.stringify(content), PRIYA, YUSUF],
  )
  return String(rows[0]?.it ?? 0)
}

/** A draft in a series with a meeting: its number. */
async function plannedAfter(database: Database, first: string): Promise<string> {
  const draft = await noticed(database)
  await database.pool.query('delete from deliveries where broadcast_id = $1', [draft])
  await database.pool.query(
    `update broadcasts set state = 'draft', started_at = null where id = $1`,
    [draft],
  )
  await database.pool.query(
    `with s as (
       insert into meeting_series (every, look_days, made_by, made_at)
       select 'month', 14, author_id, now() from broadcasts where id = $1 returning id
     )
     insert into series_meetings (broadcast_id, series_id) select unnest(array[$1, $2]::int[]), s.id from s`,
    [draft, first],
  )
  return draft
}

/** Everything that can be done about a meeting. */
export async function meetingSteps(database: Database): Promise<readonly Step[]> {
  const broadcast = await noticed(database)
  const held = await noticed(database, '2020-12-09')
  const planned = await plannedAfter(database, held)
  const at = '2099-12-09T12:30'
  const { rows } = await database.pool.query<{ user: string; it: string }>(
    'select user_ref as user, person_id as it from identities',
  )
  const idOf = (user: string) => rows.find((one) => one.user === user)?.it ?? ''
  await database.pool.query(
    `insert into workplaces (person_id, organisation) values ($1, 'A00002') on conflict do nothing`,
    [idOf(PRIYA)],
  )
  return [
    [YUSUF, 'rsvp', { broadcast, answer: 'observer', at }],
    [YUSUF, 'going-for', { broadcast, practice: 'A00002', at }],
    [YUSUF, 'send-deputy', { broadcast }],
    [YUSUF, 'submit-deputy', { broadcast }, { deputy: [idOf(PRIYA)] }],
    [PRIYA, 'answer-as-deputy', { broadcast, person: idOf(YUSUF), says: 'yes' }],
    [YUSUF, 'show-meeting', { broadcast }],
    [YUSUF, 'meetings'],
    [PRIYA, 'attendance', { broadcast }],
    [PRIYA, 'set-quorum', { broadcast }],
    [PRIYA, 'save-quorum', { broadcast }, { rule: 'half' }],
    [PRIYA, 'add-papers', { broadcast }],
    [PRIYA, 'save-papers', { broadcast }, { title1: 'Minutes', url1: 'https://example.nhs.uk/a' }],
    [YUSUF, 'propose', { broadcast }],
    [YUSUF, 'submit-proposal', { broadcast }, { sort: 'item', words: 'Rooms' }],
    [YUSUF, 'submit-proposal', { broadcast }, { sort: 'question', words: 'Why?' }],
    [PRIYA, 'proposals', { broadcast }],
    [PRIYA, 'decide-proposal', { proposal: '1', as: 'accepted' }],
    [PRIYA, 'submit-agenda-decision', { proposal: '1', as: 'accepted' }, {}],
    [YUSUF, 'declare', { broadcast }],
    [YUSUF, 'save-declaration', { broadcast }, { words: 'A company' }],
    [PRIYA, 'mark-came', { broadcast: held }],
    [PRIYA, 'save-came', { broadcast: held }, { came1: [idOf(PRIYA)] }],
    [PRIYA, 'write-minutes', { broadcast }],
    [PRIYA, 'save-minutes', { broadcast: held }, { summary: 'All said.', to: 'all' }],
    [PRIYA, 'show-minutes', { broadcast }],
    [PRIYA, 'add-action', { broadcast }],
    [
      PRIYA,
      'save-action',
      { broadcast },
      { what: 'Book a room', owner: idOf(PRIYA), due: '2099-12-31' },
    ],
    [PRIYA, 'meeting-actions', { broadcast }],
    [PRIYA, 'action-done', { action: '1' }],
    [PRIYA, 'repeat-meeting', { broadcast }],
    [PRIYA, 'plan-series', { broadcast }, { every: 'month', times: '2', look: '14' }],
    [
      PRIYA,
      'keep-series',
      { broadcast, from: '2099-12-09', every: 'month', weeks: '5,9', look: '14' },
    ],
    [PRIYA, 'show-series', { broadcast }],
    [PRIYA, 'take-over-series', { broadcast: planned }],
    [PRIYA, 'leave-out-meeting', { broadcast: planned }],
    [PRIYA, 'ask-end-series', { broadcast }],
    [PRIYA, 'end-series', { broadcast }],
    [YUSUF, 'calendar'],
    [YUSUF, 'renew-calendar'],
    [YUSUF, 'stop-calendar'],
  ]
}

/** Of these, what changes something. */
export const MEETING_CHANGES = [
  'rsvp',
  'going-for',
  'submit-deputy',
  'answer-as-deputy',
  'save-quorum',
  'save-papers',
  'submit-proposal',
  'submit-agenda-decision',
  'save-declaration',
  'save-came',
  'save-minutes',
  'save-action',
  'action-done',
  'keep-series',
  'leave-out-meeting',
  'end-series',
  'calendar',
  'renew-calendar',
  'stop-calendar',
]
