import { createTeamsPlatform } from '#adapters/teams/platform.ts'
import { renderCard } from '#adapters/teams/render.ts'
import type { TeamsTables } from '#adapters/teams/tables.ts'
import { message } from '#src/chat/message.ts'
import type { Database } from '#src/kernel/db.ts'
import { type Log, silentLog } from '#src/kernel/log.ts'
import { realWorld, type World } from '#src/kernel/world.ts'
import { type Adapter, type RunningApp, startApp } from './app-server.ts'
import { faultsOfCard } from './fake-teams/cards.ts'
import type { FakeTeams, Person } from './fake-teams/fake-teams.ts'
import { until } from './process.ts'

type Options = Readonly<{
  allowedTenants: readonly string[]
  world?: World
  log?: Log
  sendsPerSecond?: number | null
}>

/** What `main.ts` makes of Teams' settings, against a fake Teams. */
export function teamsAdapter(
  { db }: Pick<Database, 'db'>,
  teams: FakeTeams,
  { allowedTenants, world = realWorld, log = silentLog, sendsPerSecond = null }: Options,
): Adapter {
  // The first card that the fake looks at holds up the whole process, with every connection in it.
  faultsOfCard(renderCard(message({ title: 'x' })))
  return createTeamsPlatform({
    db: db.withTables<TeamsTables>(),
    world,
    log,
    registration: { appId: teams.app.id, password: teams.app.password, tenant: teams.app.tenant },
    allowedTenants,
    openIdMetadataUrl: teams.openIdUrl,
    loginUrl: `${teams.url}/`,
    serviceOrigins: [teams.url],
    sendsPerSecond:
      sendsPerSecond === null ? null : { first: sendsPerSecond, most: sendsPerSecond },
  })
}

/** Cascade with Teams alone, between a database and a fake Teams. */
export async function startTeamsCascade(
  database: Database,
  teams: FakeTeams,
  options: Options,
): Promise<RunningApp> {
  const { world = realWorld, log = silentLog } = options
  const cascade = await startApp(database, { world, log }, () => [
    teamsAdapter(database, teams, options),
  ])
  teams.connectApp(`${cascade.url}/api/messages`)
  return cascade
}

const READY = 'Send now to '

/** Presses Send on the draft's own card, as its author does; resolves when Teams has been answered. */
export async function pressSend(author: Person, draft: number): Promise<void> {
  await author.say(`progress ${draft}`)
  const ready = () =>
    author.messages().findLast(({ buttons }) => buttons.some((one) => one.startsWith(READY)))
  await until('the card of the draft', async () => ready() !== undefined)
  const card = ready()
  const label = card?.buttons.find((one) => one.startsWith(READY)) ?? ''
  await author.press(card?.id ?? '', label)
}
