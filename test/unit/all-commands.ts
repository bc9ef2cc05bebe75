import { approvals } from '#src/approvals/handlers.ts'
import type { Capability } from '#src/app/capability.ts'
import { createBallots } from '#src/ballots/handlers.ts'
import { createHelp } from '#src/app/help.ts'
import { consultations } from '#src/consultations/handlers.ts'
import { broadcasts } from '#src/broadcasts/handlers.ts'
import { createEvents } from '#src/events/handlers.ts'
import { feeds } from '#src/feeds/handlers.ts'
import { createForumArchive } from '#src/forums/archiving.ts'
import { forums } from '#src/forums/handlers.ts'
import { createMeetings } from '#src/meetings/handlers.ts'
import { opportunities } from '#src/opportunities/handlers.ts'
import { library } from '#src/library/handlers.ts'
import type { Actor, HeldRole } from '#src/people/actor.ts'
import { createAccounts } from '#src/people/accounts/handlers.ts'
import { createConsents } from '#src/people/consents/handlers.ts'
import { createPeople } from '#src/people/handlers.ts'
import { createRights } from '#src/people/rights/handlers.ts'
import { createReports } from '#src/reports/handlers.ts'
import { responses } from '#src/responses/handlers.ts'
import { subscriptions } from '#src/subscriptions/handlers.ts'
import { versions } from '#src/versions/handlers.ts'

/** Everything that the process can do, as src/app/app.ts puts it together, without a database. */
export const without: readonly Capability[] = [
  createPeople({ secret: 'x'.repeat(32) }),
  createConsents({ secret: 'x'.repeat(32) }),
  createAccounts({ secret: 'x'.repeat(32) }),
  createRights({
    linkSecret: 'x'.repeat(32),
    suppressionSecret: 'x'.repeat(32),
    publicUrl: 'http://localhost:3000',
  }),
  subscriptions,
  broadcasts,
  library,
  approvals,
  responses,
  versions,
  opportunities,
  forums,
  createForumArchive({ secret: 'x'.repeat(32), publicUrl: 'http://localhost:3000' }),
  createBallots({ secret: 'x'.repeat(32) }),
  consultations,
  createMeetings({ secret: 'x'.repeat(32), publicUrl: 'http://localhost:3000' }),
  createEvents({ secret: 'x'.repeat(32), publicUrl: 'http://localhost:3000' }),
  feeds,
  createReports({ secret: 'x'.repeat(32), publicUrl: 'http://localhost:3000' }),
]
export const all = [createHelp(without), ...without]
export const commands = all.flatMap((one) => one.commands)
export const handled = new Set(all.flatMap((one) => one.handlers.map((handler) => handler.do)))

export const actor = (joined: boolean, ...roles: HeldRole[]): Actor => ({
  identity: { platform: 'web', tenant: 'demo', user: 'bo' },
  address: { platform: 'web', ref: 'bo' },
  person: joined
    ? {
        id: 'p1',
        name: 'Dr Bo Locum',
        gmc: '0000001',
        gpKind: 'locum',
        quietFrom: null,
        quietTo: null,
        workingDays: '12345',
        invented: true,
        agreed: ['opportunities', 'education'],
      }
    : null,
  roles,
})
export const newcomer = actor(false)
export const locum = actor(true)
export const director = actor(true, {
  role: 'clinical-director',
  organisation: 'U00000',
  organisationName: 'Lyngford PCN',
})
