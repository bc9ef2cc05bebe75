import { approvals } from '#src/approvals/handlers.ts'
import type { Capability } from '#src/app/capability.ts'
import { broadcasts } from '#src/broadcasts/handlers.ts'
import { createConsents } from '#src/people/consents/handlers.ts'
import { library } from '#src/library/handlers.ts'
import { createPeople } from '#src/people/handlers.ts'
import { createRights } from '#src/people/rights/handlers.ts'
import { reminders } from '#src/reminders/handlers.ts'
import { responses } from '#src/responses/handlers.ts'
import { versions } from '#src/versions/handlers.ts'

export const SECRET = 'x'.repeat(32)

/** What the people of the engine under test can do. */
export const capabilities: readonly Capability[] = [
  createPeople({ secret: SECRET }),
  createConsents({ secret: SECRET }),
  createRights({ linkSecret: SECRET, suppressionSecret: SECRET, publicUrl: 'http://localhost' }),
  broadcasts,
  library,
  approvals,
  versions,
  reminders,
  responses,
]
