import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '#src/kernel/db.ts'
import { type RunningApp, startApp } from '#test/support/app-server.ts'
import { addApprovers, addAuthor, addDraft, addFollowers } from '#test/support/announcements.ts'
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
import { forwardWorld, letPass } from '#test/support/holds.ts'
import { until } from '#test/support/process.ts'
import { keptLog } from '#test/support/raw-chat.ts'
import { type Screen, shown, slackScreen, teamsScreen } from '#test/support/screens.ts'
import { slackAdapter } from '#test/support/slack-cascade.ts'
import { teamsAdapter } from '#test/support/teams-cascade.ts'

const [AUTHOR, SECOND, READER] = ['U0AUTHOR', 'U0SECOND', 'U0READER'] as const
const TITLE = 'Stop batch 4711 today'

/** The same over the local chat, on both databases, is in approval.test.ts. */
const world = forwardWorld()
const { log, errors } = keptLog()
let database: Database
let slack: FakeSlack
let teams: FakeTeams
let cascade: RunningApp
let author: SlackPerson
let second: SlackPerson
let onTeams: TeamsPerson
let mine: Screen
let onSlack: Screen
let there: Screen
let readers: Screen
let draft: number

beforeAll(async () => {
  database = await openFresh()
  slack = await startFakeSlack({ echoes: true })
  teams = await startFakeTeams()
  const team = slack.addWorkspace().id
  const { token } = slack.install(team)
  const tenant = teams.addTenant().id
  for (const id of [AUTHOR, SECOND, READER]) slack.addUser(team, { id })
  onTeams = teams.addPerson(tenant, { installed: true })
  const at = (user: string) => ({ platform: 'slack', tenant: team, user }) as const
  const authorId = await addAuthor(database, at(AUTHOR))
  await addApprovers(database, [at(SECOND), { platform: 'teams', tenant, user: onTeams.id }])
  await addFollowers(database, [at(READER)])
  draft = await addDraft(database, authorId, TITLE, 'critical')
  cascade = await startApp(database, { world, log }, (url) => [
    slackAdapter(database, slack, { world, log, installed: { botToken: token } }, url),
    teamsAdapter(database, teams, { world, log, allowedTenants: [tenant] }),
  ])
  slack.connectApp(cascade.url)
  teams.connectApp(`${cascade.url}/api/messages`)
  author = slack.person(team, AUTHOR)
  second = slack.person(team, SECOND)
  mine = slackScreen(author)
  onSlack = slackScreen(second)
  there = teamsScreen(onTeams)
  readers = slackScreen(slack.person(team, READER))
})
afterAll(async () => {
  await cascade.stop()
  await slack.close()
  await teams.close()
  await database.close()
})

test('asked on Slack, approved on Teams, recalled on Slack, returned on Teams, approved on Slack and sent once', async () => {
  await author.command('/cascade', `progress ${draft}`)
  const ask = async () => {
    const card = await shown(mine, 'A second person must agree')
    await author.press(card.id, 'Ask for approval')
    await shown(mine, 'You asked for approval')
  }
  await ask()
  const here = await shown(onSlack, 'asks you to approve announcement, because it is critical')
  const request = await shown(there, 'asks you to approve announcement')
  for (const card of [here, request]) {
    expect(card.plain).toContain('1 person')
    expect(card.plain).toContain('From Monday the clinics are on the first floor.')
    expect(card.buttons).toEqual(['Approve', 'Return with a reason'])
  }
  expect(await onTeams.press(request.id, 'Approve')).toEqual({ is: 'replaced' })
  // The other's copy follows, and so does the author's.
  const held = await shown(onSlack, 'It goes within a minute')
  expect(held.buttons).toEqual(['Recall'])
  await shown(mine, 'approved it. It goes within a minute')
  await second.press(held.id, 'Recall')
  await shown(mine, 'took it back before it went')
  await shown(there, 'Nothing of it was sent')
  await letPass(database, world, 120_000)
  expect(readers().filter(({ plain }) => plain.includes(TITLE))).toEqual([])

  await ask()
  const again = await shown(there, 'asks you to approve announcement')
  expect(await onTeams.press(again.id, 'Return with a reason')).toMatchObject({ is: 'shown' })
  await onTeams.fill({ reason: 'Say where.' })
  expect(await onTeams.submit()).toEqual({ is: 'closed' })
  await shown(mine, 'returned it: Say where.')
  await shown(onSlack, 'returned it: Say where.')

  await ask()
  await second.press((await shown(onSlack, 'asks you to approve')).id, 'Approve')
  await shown(there, 'It goes within a minute')
  await letPass(database, world, 61_000)
  await shown(readers, TITLE)
  await until('everything to say that it went', async () =>
    [onSlack, there].every((screen) => screen().some(({ plain }) => plain.includes('It went on'))),
  )
  expect(readers().filter(({ plain }) => plain.includes(TITLE))).toHaveLength(1)
  expect(errors).toEqual([])
})
