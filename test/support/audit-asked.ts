import type { FormValues } from '#src/chat/form.ts'
import type { Database } from '#src/kernel/db.ts'
import type { Step } from './audit-walk.ts'

const PRIYA = 'priya-raman'
const AMARA = 'amara-okafor'

type Walk = Readonly<{
  steps: (...list: readonly Step[]) => Promise<void>
  /** The newest draft of a kind. */
  draft: (kind: string) => Promise<string>
  database: Database
  announced: FormValues
  /** A day that is still to come. */
  soon: string
}>

/** What people do when they are asked something: see audit.test.ts. */
export async function walkAsked({ steps, draft, database, announced, soon }: Walk): Promise<void> {
  await steps([
    PRIYA,
    'save-draft',
    { kind: 'consultation' },
    { ...announced, closes: soon, question1: 'Which day?' },
  ])
  const broadcast = await draft('consultation')
  await steps(
    [PRIYA, 'send-now', { broadcast }],
    [AMARA, 'take-part', { broadcast }],
    [AMARA, 'submit-answers', { broadcast }, { answer1: 'Any' }],
  )
  await database.pool.query(
    `update broadcasts set content = jsonb_set(content, '{closes}', '"2020-01-01"') where id = $1`,
    [broadcast],
  )
  await steps(
    [PRIYA, 'say-back', { broadcast }],
    [PRIYA, 'submit-outcome', { broadcast }, { youSaid: 'Any', weDid: 'All' }],
  )
  await walkEvent({ steps, draft, database, announced, soon })
}

const EVENT = { starts: '13:00', ends: '14:00', place: 'Here', capacity: '3' }

async function walkEvent({ steps, draft, database, announced, soon }: Walk): Promise<void> {
  const values = { ...announced, ...EVENT, date: soon }
  await steps([PRIYA, 'save-draft', { kind: 'education-event' }, values])
  const broadcast = await draft('education-event')
  await steps(
    [PRIYA, 'send-now', { broadcast }],
    [AMARA, 'book', { broadcast }],
    [AMARA, 'give-up', { broadcast }],
    [AMARA, 'book', { broadcast }],
    [AMARA, 'event-calendar', { broadcast }],
    [AMARA, 'my-events'],
    [PRIYA, 'bookings', { broadcast }],
  )
  await database.pool.query(
    `update broadcasts set content = jsonb_set(content, '{date}', '"2020-01-01"') where id = $1`,
    [broadcast],
  )
  const { rows } = await database.pool.query<{ id: string }>(
    'select person_id as id from bookings where broadcast_id = $1',
    [broadcast],
  )
  await steps(
    [PRIYA, 'mark-attendance', { broadcast }],
    [PRIYA, 'submit-attendance', { broadcast }, { which: 'came', came1: rows.map(({ id }) => id) }],
  )
}
