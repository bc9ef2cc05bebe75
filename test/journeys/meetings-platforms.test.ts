import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Content } from '#src/broadcasts/content.ts'
import { insertDraft } from '#src/broadcasts/store.ts'
import { addInventedOrganisations, addRole } from '#src/demo/store.ts'
import type { Database } from '#src/kernel/db.ts'
import { daysAfter, londonDay } from '#src/kernel/london.ts'
import { realWorld } from '#src/kernel/world.ts'
import { addAuthor, addFollowers } from '#test/support/announcements.ts'
import { type RunningApp, startApp } from '#test/support/app-server.ts'
import { openFresh } from '#test/support/database.ts'
import {
  type FakeSlack,
  type Person as SlackPerson,
  startFakeSlack,
} from '#test/support/fake-slack/fake-slack.ts'
import {
  type FakeTeams,
  type Person as TeamsPerson,
  startFakeTeams,
} from '#test/support/fake-teams/fake-teams.ts'
import { until } from '#test/support/process.ts'
import { keptLog } from '#test/support/raw-chat.ts'
import { shown, slackScreen, teamsScreen } from '#test/support/screens.ts'
import { slackAdapter } from '#test/support/slack-cascade.ts'
import { teamsAdapter } from '#test/support/teams-cascade.ts'

const [DIRECTOR, GOING, DEPUTY] = ['U0DIRECTOR', 'U0GOING', 'U0DEPUTY'] as const
const [PCN, PLACE, OTHER] = ['U00001', 'X00001', 'X00002'] as const

const { log, errors } = keptLog()
let database: Database
let slack: FakeSlack
let teams: FakeTeams
let cascade: RunningApp
let director: SlackPerson
let going: SlackPerson
let deputy: SlackPerson
let sender: TeamsPerson
let author = ''

beforeAll(async () => {
  database = await openFresh()
  slack = await startFakeSlack({ echoes: true })
  teams = await startFakeTeams()
  const team = slack.addWorkspace().id
  const { token } = slack.install(team)
  const tenant = teams.addTenant().id
  for (const id of [DIRECTOR, GOING, DEPUTY]) slack.addUser(team, { id })
  sender = teams.addPerson(tenant, { installed: true })
  const onSlack = (user: string) => ({ platform: 'slack', tenant: team, user }) as const
  author = await addAuthor(database, onSlack(DIRECTOR))
  const people = await addFollowers(database, [
    onSlack(GOING),
    { platform: 'teams', tenant, user: sender.id },
    onSlack(DEPUTY),
  ])
  await database.db.transaction().execute(async (tx) => {
    await addInventedOrganisations(
      tx,
      [{ code: OTHER, kind: 'practice', name: 'Blackbrook Surgery' }],
      [{ child: OTHER, parent: PCN }],
      '2020-01-01',
    )
    const role = { personId: author, organisation: PCN, role: 'clinical-director' } as const
    await addRole(tx, { id: realWorld.newId(), ...role }, new Date('2026-01-01'))
  })
  const { pool } = database
  await pool.query(`update people set gp_kind = 'partner' where id = any($1::uuid[])`, [
    people.slice(0, 2),
  ])
  await pool.query(
    `insert into workplaces (person_id, organisation) select * from unnest($1::uuid[], $2::text[])`,
    [people, [PLACE, OTHER, OTHER]],
  )
  await pool.query(
    `insert into subscriptions (person_id, kind, organisation, cadence, since)
     select p, 'board-meeting', $2, 'now', now() from unnest($1::uuid[]) p`,
    [people.slice(0, 2), PCN],
  )
  cascade = await startApp(database, { world: realWorld, log }, (url) => [
    slackAdapter(database, slack, { log, installed: { botToken: token } }, url),
    teamsAdapter(database, teams, { log, allowedTenants: [tenant] }),
  ])
  slack.connectApp(cascade.url)
  teams.connectApp(`${cascade.url}/api/messages`)
  director = slack.person(team, DIRECTOR)
  going = slack.person(team, GOING)
  deputy = slack.person(team, DEPUTY)
})
afterAll(async () => {
  await cascade.stop()
  await slack.close()
  await teams.close()
  await database.close()
})

/** A notice of the network's that is ready to go: its number. */
const notice = async (): Promise<number> =>
  database.db.transaction().execute(async (tx) => {
    const at = realWorld.now()
    const content: Content = {
      kind: 'board-meeting',
      title: 'The board meets',
      summary: 'About extended access.',
      actions: [],
      sourceName: null,
      sourceUrl: null,
      contact: null,
      until: null,
      date: daysAfter(londonDay(at), 30),
      starts: '12:30',
      ends: '14:00',
      place: 'French Weir',
      joinUrl: null,
      agenda: [],
      openForum: false,
    }
    const place = { organisation: PCN, urgency: 'routine', specialties: [], gpKinds: [] } as const
    return insertDraft(tx, author, { ...place, content }, at)
  })

test('a meeting is answered on Slack and on Teams, through a deputy too, and its quorum follows', async () => {
  const id = await notice()
  const seesDirector = slackScreen(director)
  await director.command('/cascade', `send ${id}`)
  const onSlack = await shown(slackScreen(going), 'The board meets')
  await going.press(onSlack.id, 'Going for my practice')
  await shown(slackScreen(going), 'You are going for French Weir Health Centre')

  await director.command('/cascade', `attendance ${id}`)
  const screen = await shown(seesDirector, '1 practice of 2 comes.')
  expect(screen.plain).toMatch(/Nobody yet from:\S* Blackbrook Surgery/)
  await director.press(screen.id, 'Set the quorum')
  await until('the form', async () => director.modal()?.title === 'The quorum')
  await director.fill({ rule: 'all' })
  expect(await director.submit()).toEqual({ is: 'closed' })
  await shown(seesDirector, '2 practices are needed for a quorum: 1 more.')

  const onTeams = await shown(teamsScreen(sender), 'The board meets')
  expect(await sender.press(onTeams.id, 'Send a deputy')).toMatchObject({ is: 'shown' })
  await sender.suggest('deputy', DEPUTY)
  await sender.fill({ deputy: `Dr ${DEPUTY} – Blackbrook Surgery` })
  expect(await sender.submit()).toEqual({ is: 'closed' })
  await shown(teamsScreen(sender), 'goes in your place for Blackbrook Surgery, if they can')
  const unsure = await shown(seesDirector, 'only through a deputy who has not answered yet')
  expect(unsure.plain).toContain('That is a quorum')

  const asked = await shown(slackScreen(deputy), 'asks you to go in their place')
  await deputy.press(asked.id, 'I cannot go')
  await shown(teamsScreen(sender), 'Nobody speaks for your practice through you now')
  await shown(seesDirector, '1 practice of 2 comes. 2 practices are needed')
  await deputy.press(asked.id, "I'll go")
  await shown(teamsScreen(sender), `Dr ${DEPUTY} goes in your place`)
  await until('a quorum without a doubt', async () =>
    seesDirector().some(
      ({ plain }) =>
        plain.includes('2 practices of 2 come. That is a quorum') &&
        !plain.includes('only through'),
    ),
  )
  expect(errors).toEqual([])
})
