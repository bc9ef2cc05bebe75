import type { Account } from '#adapters/teams/address.ts'
import { createConnector } from '#adapters/teams/connector.ts'
import { createConversations } from '#adapters/teams/conversations.ts'
import { createPace } from '#adapters/teams/pace.ts'
import { createPosting } from '#adapters/teams/posting.ts'
import { renderCard } from '#adapters/teams/render.ts'
import { createServiceUrls } from '#adapters/teams/service-urls.ts'
import type { TeamsTables } from '#adapters/teams/tables.ts'
import { createTokens } from '#adapters/teams/token.ts'
import { createTransport } from '#adapters/teams/transport.ts'
import { message } from '#src/chat/message.ts'
import type { Database } from '#src/kernel/db.ts'
import type { Log } from '#src/kernel/log.ts'
import { faultsOfCard } from '#test/support/fake-teams/cards.ts'
import { startFakeTeams } from '#test/support/fake-teams/fake-teams.ts'
import { testWorld } from '#test/support/world.ts'

export type Sending = Awaited<ReturnType<typeof startSending>>

/** What the adapter sends with, put together as its platform does, against a fake Teams of its own with one person. */
export async function startSending(database: Database, answerMs = 30_000) {
  // The first card that the fake looks at holds up the whole process, with every connection in it.
  faultsOfCard(renderCard(message({ title: 'x' })))
  const world = testWorld('2026-11-23T09:00:00.000Z')
  const teams = await startFakeTeams({ now: () => world.now().getTime() })
  const tenant = teams.addTenant().id
  const person = teams.addPerson(tenant, { installed: true })
  const to: Account = { tenant, user: person.id }

  const logged: string[] = []
  const write = (...parts: readonly unknown[]) => void logged.push(JSON.stringify(parts))
  const log: Log = { info: write, warn: write, error: write }

  const transport = createTransport(world, { answerMs })
  const registration = {
    appId: teams.app.id,
    password: teams.app.password,
    tenant: teams.app.tenant,
  }
  const tokens = createTokens({ transport, registration, loginUrl: `${teams.url}/`, world, log })
  const serviceUrls = createServiceUrls([teams.url])
  const connector = createConnector({ transport, tokens, serviceUrls })
  const db = database.db.withTables<TeamsTables>()
  // The fake's people have the same ids each time.
  await db.deleteFrom('teamsConversations').execute()
  const fresh = () => createConversations({ db, world, bot: teams.botId, serviceUrls })
  const conversations = fresh()
  // Turns are waited for without waiting.
  const pace = createPace(
    () => world.now().getTime(),
    async (ms) => world.advance(ms),
  )
  const posting = createPosting({
    connector,
    conversations,
    pace,
    bot: teams.botId,
    serves: (one) => one === tenant,
    log,
  })

  return {
    world,
    teams,
    tenant,
    person,
    to,
    logged,
    db,
    tokens,
    connector,
    conversations,
    posting,
    /** As another process, or this one started again, sees where people are. */
    fresh,
    /** Requests to the Connector and the sign-in, by what they are for. */
    asked: (route: Parameters<typeof teams.ledger.requestsTo>[0]) =>
      teams.ledger.requestsTo(route).length,
    close: async () => {
      await transport.close()
      await teams.close()
    },
  }
}
