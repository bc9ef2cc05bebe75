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
}
