import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Content } from '#src/broadcasts/content.ts'
import { insertDraft } from '#src/broadcasts/store.ts'
import { readFeedsCommand } from '#src/feeds/command-line.ts'
import { getPage } from '#src/feeds/get.ts'
import { readFeeds } from '#src/feeds/reading.ts'
import type { Database } from '#src/kernel/db.ts'
import { createQueue, type Queue } from '#src/kernel/queue.ts'
import { realWorld } from '#src/kernel/world.ts'
import { UNPAID_ROLE } from '#test/support/contents.ts'
import { addApprovers, addAuthor, addFollowers } from '#test/support/announcements.ts'
import { type RunningApp, startApp } from '#test/support/app-server.ts'
import { openOne } from '#test/support/database.ts'
import { atomOf, documentOf, type FakeGovuk, startFakeGovuk } from '#test/support/fake-govuk.ts'
import { type FakeSlack, startFakeSlack } from '#test/support/fake-slack/fake-slack.ts'
import {
  type FakeTeams,
  type Person as TeamsPerson,
  startFakeTeams,
} from '#test/support/fake-teams/fake-teams.ts'
import { type Hand, slackHand, teamsHand } from '#test/support/hands.ts'
import { until } from '#test/support/process.ts'
import { keptLog } from '#test/support/raw-chat.ts'
import { shown } from '#test/support/screens.ts'
import { slackAdapter } from '#test/support/slack-cascade.ts'
import { teamsAdapter } from '#test/support/teams-cascade.ts'

const [RELEASES, READER] = ['U0RELEASES', 'U0READER'] as const
const PLACE = 'X00001'
const NATIONAL = 'National Patient Safety Alert: Valproate (NatPSA/2023/013/MHRA)'

/** The same over the local chat, on both databases, is in feeds.test.ts and in the contract of consents. */
describe('over Slack and over Teams', () => {
  const { log, errors } = keptLog()
  let database: Database
  let queue: Queue
  let govuk: FakeGovuk
  let slack: FakeSlack
  let teams: FakeTeams
  let cascade: RunningApp
  let releasing: readonly Hand[]
  let reading: readonly Hand[]
  let author: string

  beforeAll(async () => {
    database = await openOne()
    govuk = await startFakeGovuk()
    slack = await startFakeSlack({ echoes: true })
    teams = await startFakeTeams()
    const team = slack.addWorkspace().id
    const { token } = slack.install(team)
    const tenant = teams.addTenant().id
    for (const id of [RELEASES, READER]) slack.addUser(team, { id })
    const [releaser, reader] = [
      teams.addPerson(tenant, { installed: true }),
      teams.addPerson(tenant, { installed: true }),
    ]
    const onSlack = (user: string) => ({ platform: 'slack', tenant: team, user }) as const
    const onTeams = ({ id }: TeamsPerson) => ({ platform: 'teams', tenant, user: id }) as const
    author = await addAuthor(database, onSlack(RELEASES))
    const [second = ''] = await addApprovers(database, [onTeams(releaser)])
    const readers = await addFollowers(database, [onSlack(READER), onTeams(reader)])
    await database.pool.query(
      `insert into subscriptions (person_id, kind, organisation, cadence, since)
       select p, k, $2, 'now', now() from unnest($1::uuid[]) p, unnest(array['prescribing', 'opportunity']) k`,
      [readers, PLACE],
    )
    for (const [gmc, person] of [
      ['0000011', author],
      ['0000012', second],
    ])
      await database.pool.query('update people set gmc = $1 where id = $2', [gmc, person])
    cascade = await startApp(database, { world: realWorld, log }, (url) => [
      slackAdapter(database, slack, { log, installed: { botToken: token } }, url),
      teamsAdapter(database, teams, { log, allowedTenants: [tenant] }),
    ])
    // After the application, which makes the queues.
    queue = createQueue(database, log)
    await queue.start()
    slack.connectApp(cascade.url)
    teams.connectApp(`${cascade.url}/api/messages`)
    releasing = [slackHand(slack.person(team, RELEASES)), teamsHand(releaser)]
    reading = [slackHand(slack.person(team, READER)), teamsHand(reader)]
  })
  afterAll(async () => {
    await queue.stop(1_000)
    await cascade.stop()
    await govuk.close()
    await slack.close()
    await teams.close()
    await database.close()
  })

  test.each([0, 1])(
    'what GOV.UK publishes waits for its person, goes when they send it, and is acknowledged (%d)',
    async (n) => {
      const person = releasing[n]
      if (person === undefined) throw new Error('Nobody releases')
      const feed = `/feed-${n}.atom`
      const path = `/drug-device-alerts/valproate-${n}`
      const old = { path: '/old', updated: '2023-11-28T16:34:00Z', title: 'An old one' }
      const updated = new Date().toISOString()
      const read = async () => {
        await database.pool.query(`update feeds set next_at = '2000-01-01'`)
        await readFeeds({ db: database.db, queue, world: realWorld, log, get: getPage })
      }
      govuk.put(feed, atomOf(govuk.url, [old]))
      const options = { gmc: `000001${n + 1}`, name: `MHRA ${n}` }
      await readFeedsCommand(['add', `${govuk.url}${feed}`], options)(database, realWorld)
      await read()
      govuk.put(feed, atomOf(govuk.url, [{ path, updated, title: NATIONAL }, old]))
      govuk.put(
        `/api/content${path}`,
        documentOf(path, {
          title: NATIONAL,
          description: `Put plan ${n} in place`,
          public_updated_at: updated,
          details: { body: '', metadata: { alert_type: 'national-patient-safety' } },
        }),
      )
      await read()
      const arrived = await shown(person.sees, 'It has been sent to nobody.')
      expect(arrived.plain).toContain(`From MHRA ${n}.`)
      // The first of Teams' is the link to the official text.
      expect(arrived.buttons.filter((label) => label !== '')).toEqual([
        'Make a draft',
        'Not for us',
        'Later',
      ])
      await read()
      expect(
        person.sees().filter(({ plain }) => plain.includes('It has been sent to nobody.')),
      ).toHaveLength(1)
      for (const reader of reading)
        expect(reader.sees().filter(({ plain }) => plain.includes(`plan ${n}`))).toEqual([])
      const { rows: sent } = await database.pool.query(
        'select 1 from deliveries d join broadcasts b on b.id = d.broadcast_id where b.content::text like $1',
        [`%plan ${n}%`],
      )
      expect(sent).toEqual([])

      await person.presses(arrived.id, 'Make a draft')
      await person.sendsForm('Prescribing message')
      const draft = await shown(person.sees, '2 people would get this now')
      await person.presses(draft.id, 'Send now to 2 people')
      for (const reader of reading) {
        const got = await shown(reader.sees, `Put plan ${n} in place`)
        expect(got.plain).toContain('This only points to a National Patient Safety Alert')
        await reader.presses(got.id, 'Read')
        await shown(reader.sees, 'You answered: Read')
      }
      await until('both answers to be kept', async () => {
        const { rows } = await database.pool.query(
          `select 1 from acknowledgements a join broadcasts b on b.id = a.broadcast_id
           where a.answer = 'read' and b.content::text like $1`,
          [`%plan ${n}%`],
        )
        return rows.length === 2
      })
      expect(errors).toEqual([])
    },
  )

  /** An opportunity that both readers would be sent. */
  async function offer(title: string): Promise<number> {
    const content: Content = { ...UNPAID_ROLE, title }
    const place = { organisation: PLACE, urgency: 'routine', specialties: [], gpKinds: [] } as const
    return database.db
      .transaction()
      .execute(async (tx) => insertDraft(tx, author, { ...place, content }, realWorld.now()))
  }
  const release = async (id: number) => {
    const [director] = releasing
    if (director === undefined) throw new Error('Nobody sends')
    await director.says(`send ${id}`)
  }

  test('nothing optional comes before it is agreed to; Stop on a message ends it, and Undo takes that back', async () => {
    for (const reader of reading) {
      await reader.says('preferences')
      const asked = await shown(reader.sees, 'Not sent to you. The words to agree to:')
      await reader.presses(asked.id, 'Send me opportunities')
      await shown(reader.sees, 'Opportunities are sent to you')
    }
    await release(await offer('Lead for one session'))
    for (const reader of reading) {
      const got = await shown(reader.sees, 'Lead for one session')
      await reader.presses(got.id, 'Stop opportunities')
      await shown(reader.sees, 'Nothing more of that is sent to you')
    }
    const second = await offer('Lead for two sessions')
    await release(second)
    const [director] = releasing
    // Nobody is left to tell, and its author reads why.
    await shown(director?.sees ?? (() => []), 'Nobody would get this message')
    for (const reader of reading) {
      const stopped = await shown(reader.sees, 'Nothing more of that is sent to you')
      await reader.presses(stopped.id, 'Undo')
      await shown(reader.sees, 'come to you again')
    }
    await release(second)
    for (const reader of reading) await shown(reader.sees, 'Lead for two sessions')
    const { rows } = await database.pool.query<{ platform: string; n: number }>(
      `select platform, count(*)::int as n from consents where category = 'opportunities' and wording <> ''
       group by platform order by platform`,
    )
    expect(rows).toEqual([
      { platform: 'slack', n: 2 },
      { platform: 'teams', n: 2 },
    ])
    // Typed, it stops everything optional.
    for (const reader of reading) {
      await reader.says('stop')
      await until(`${reader.name} to be stopped`, async () => {
        const last = reader.sees().at(-1)
        return last !== undefined && last.plain.includes('Nothing more of that is sent to you')
      })
    }
    expect(errors).toEqual([])
  })
})
