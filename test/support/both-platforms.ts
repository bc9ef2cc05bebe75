import { createWebPlatform } from '#adapters/web/platform.ts'
import type { WebTables } from '#adapters/web/tables.ts'
import type { BankHolidays } from '#src/attention/rules.ts'
import { bankHolidays } from '#src/attention/store.ts'
import type { Database, Db } from '#src/kernel/db.ts'
import { silentLog } from '#src/kernel/log.ts'
import { createQueue, type Queue } from '#src/kernel/queue.ts'
import type { BroadcastKind } from '#src/kernel/schema.ts'
import type { World } from '#src/kernel/world.ts'
import { type Account, addAuthor, addFollowers } from './announcements.ts'
import { startApp } from './app-server.ts'
import { openOne } from './database.ts'
import { startFakeSlack } from './fake-slack/fake-slack.ts'
import { startFakeTeams } from './fake-teams/fake-teams.ts'
import { type Hand, slackHand, teamsHand } from './hands.ts'
import { keptLog, settled } from './raw-chat.ts'
import { slackAdapter } from './slack-cascade.ts'
import { teamsAdapter } from './teams-cascade.ts'
import { visitor, type Visitor } from './visitor.ts'
import { movedWorld } from './world.ts'

const AUTHOR = 'U0AUTHOR'

/** Somebody with a hand on a platform, and who they are to Cascade. */
export type Played = Hand & Readonly<{ personId: string }>

type Tools = Readonly<{ db: Db; queue: Queue; world: World }>

export type BothPlatforms = Readonly<{
  database: Database
  queue: Queue
  world: World
  /** Moves the clock of everything: Cascade, Slack and Teams. */
  set: (iso: string) => Promise<void>
  /** A moment, as two processes see it: what its tick does, and what goes out of it. */
  tick: (
    iso: string,
    tend: (tools: Tools, holidays: BankHolidays) => Promise<unknown>,
  ) => Promise<void>
  url: string
  /** A clinical director on Slack who follows nothing. */
  author: Played
  /** Locums who follow the author's place, those on Slack first. */
  readers: readonly Played[]
  /** The same in the local chat. */
  visitors: readonly (Visitor & Readonly<{ personId: string }>)[]
  /** What went wrong so far: errors in the log, and messages that a platform holds twice. */
  troubles: () => readonly unknown[]
  close: () => Promise<void>
}>

/** One Cascade between a fake Slack and a fake Teams, with people on both, at a moment that can be moved. */
export async function openBothPlatforms(
  at: string,
  kinds: readonly BroadcastKind[],
  { onSlack, onTeams, onWeb = 0 }: Readonly<{ onSlack: number; onTeams: number; onWeb?: number }>,
): Promise<BothPlatforms> {
  const { world, set } = movedWorld()
  set(at)
  const { log, errors } = keptLog()
  const now = () => world.now().getTime()
  const database = await openOne()
  const slack = await startFakeSlack({ echoes: true, now })
  const teams = await startFakeTeams({ now })
  const team = slack.addWorkspace().id
  const { token } = slack.install(team)
  const tenant = teams.addTenant().id
  const users = Array.from({ length: onSlack }, (_, n) => `U0READER${n}`)
  for (const id of [AUTHOR, ...users]) slack.addUser(team, { id })
  const visiting = Array.from({ length: onWeb }, (_, n) => `visitor-${n}`)
  const people = Array.from({ length: onTeams }, () => teams.addPerson(tenant, { installed: true }))
  const slackAt = (user: string): Account => ({ platform: 'slack', tenant: team, user })
  const authorId = await addAuthor(database, slackAt(AUTHOR))
  const ids = await addFollowers(database, [
    ...users.map(slackAt),
    ...people.map(({ id }): Account => ({ platform: 'teams', tenant, user: id })),
    ...visiting.map((user): Account => ({ platform: 'web', tenant: 'local', user })),
  ])
  await database.pool.query(
    `insert into subscriptions (person_id, kind, organisation, cadence, since)
     select person_id, k, organisation, cadence, since from subscriptions, unnest($1::text[]) k`,
    [kinds],
  )
  const cascade = await startApp(database, { world, log, host: 'localhost' }, (url) => [
    slackAdapter(database, slack, { world, log, installed: { botToken: token } }, url),
    teamsAdapter(database, teams, { world, log, allowedTenants: [tenant] }),
    createWebPlatform({
      db: database.db.withTables<WebTables>(),
      world,
      log,
      sendsPerSecond: null,
      mayKeep: () => true,
    }),
  ])
  slack.connectApp(cascade.url)
  teams.connectApp(`${cascade.url}/api/messages`)
  // After the application, which makes the queues.
  const queue = createQueue(database, silentLog)
  await queue.start()
  // What is on its way while the clock goes ahead has waited too long, and is put off until then.
  const moveTo = async (iso: string): Promise<void> => {
    await settled(database)
    set(iso)
  }
  const hands = [
    ...users.map((id) => slackHand(slack.person(team, id))),
    ...people.map((person) => teamsHand(person)),
  ]
  return {
    database,
    queue,
    world,
    set: moveTo,
    tick: async (iso, tend) => {
      await moveTo(iso)
      const holidays = await bankHolidays(database.db)
      const tools = { db: database.db, queue, world }
      await Promise.all([tend(tools, holidays), tend(tools, holidays)])
      await settled(database)
    },
    url: cascade.url,
    author: { ...slackHand(slack.person(team, AUTHOR)), personId: authorId },
    readers: hands.map((hand, n) => ({ ...hand, personId: ids[n] ?? '' })),
    visitors: visiting.map((user, n) => ({
      ...visitor(cascade.url, user),
      personId: ids[hands.length + n] ?? '',
    })),
    troubles: () => [...errors, ...slack.ledger.duplicates(), ...teams.ledger.duplicates()],
    close: async () => {
      await queue.stop(1_000)
      await cascade.stop()
      await slack.close()
      await teams.close()
      await database.close()
    },
  }
}
