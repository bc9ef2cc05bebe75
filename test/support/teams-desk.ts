import { serve } from '@hono/node-server'
import { createTeamsPlatform } from '#adapters/teams/platform.ts'
import { createPace } from '#adapters/teams/pace.ts'
import type { TeamsTables } from '#adapters/teams/tables.ts'
import type { ChatPlatform } from '#src/chat/chat-platform.ts'
import type { Database } from '#src/kernel/db.ts'
import { type Log, silentLog } from '#src/kernel/log.ts'
import type { World } from '#src/kernel/world.ts'
import { type FakeTeams, startFakeTeams } from './fake-teams/fake-teams.ts'

export type TeamsDesk = Readonly<{
  teams: FakeTeams
  /** The one tenant whose people are heard. */
  tenant: string
  platform: ChatPlatform
  close: () => Promise<void>
}>

type Options = Readonly<{ world: World; log?: Log; answerWithinMs?: number }>

/** The adapter and nothing behind it, with real requests both ways: a fake Teams, and our own address. */
export async function startTeamsDesk(
  database: Database,
  { world, log = silentLog, ...more }: Options,
): Promise<TeamsDesk> {
  const teams = await startFakeTeams({ now: () => world.now().getTime() })
  // An id of its own: every desk of a file is on the same database.
  const { id: tenant } = teams.addTenant({ id: crypto.randomUUID() })
  const { platform, routes } = createTeamsPlatform({
    db: database.db.withTables<TeamsTables>(),
    world,
    log,
    registration: {
      appId: teams.app.id,
      password: teams.app.password,
      tenant: teams.app.tenant,
    },
    allowedTenants: [tenant],
    openIdMetadataUrl: teams.openIdUrl,
    loginUrl: `${teams.url}/`,
    serviceOrigins: [teams.url],
    sendsPerSecond: null,
    pace: unhurried(),
    ...more,
  })
  const listening = Promise.withResolvers<number>()
  const server = serve({ fetch: routes.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
    listening.resolve(port),
  )
  teams.connectApp(`http://127.0.0.1:${await listening.promise}/api/messages`)
  return {
    teams,
    tenant,
    platform,
    close: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        if ('closeAllConnections' in server) server.closeAllConnections()
      })
      await teams.close()
    },
  }
}

/** A pace at which a minute goes by before each request. */
export function unhurried() {
  let minutes = 0
  return createPace(
    () => (minutes += 1) * 60_000,
    async () => {},
  )
}
