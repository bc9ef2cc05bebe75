import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { endForums } from '#src/forums/ending.ts'
import type { Database } from '#src/kernel/db.ts'
import { silentLog } from '#src/kernel/log.ts'
import { createQueue, type Queue } from '#src/kernel/queue.ts'
import { type RunningApp, startApp } from '#test/support/app-server.ts'
import { addAuthor, addFollowers } from '#test/support/announcements.ts'
import { openOne } from '#test/support/database.ts'
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
import { type Card, type Screen, shown, slackScreen, teamsScreen } from '#test/support/screens.ts'
import { slackAdapter } from '#test/support/slack-cascade.ts'
import { teamsAdapter } from '#test/support/teams-cascade.ts'
import { movedWorld } from '#test/support/world.ts'

const MODERATOR = 'U0MODERATOR'
const ANNA = 'U0ANNA'

type Values = Parameters<SlackPerson['fill']>[0]

/** The list server of the BMA for those who set up networks: open to all until 30 June, then for members alone. */
describe('a forum that closes on 30 June', () => {
  const { log, errors } = keptLog()
  const { world, set } = movedWorld()
  let database: Database
  let queue: Queue
  let slack: FakeSlack
  let teams: FakeTeams
  let cascade: RunningApp
  let moderator: SlackPerson
  let anna: SlackPerson
  let ben: TeamsPerson

  beforeAll(async () => {
    set('2026-05-20T09:00:00Z')
    database = await openOne()
    const now = () => world.now().getTime()
    slack = await startFakeSlack({ echoes: true, now })
    teams = await startFakeTeams({ now })
    const team = slack.addWorkspace().id
    const { token } = slack.install(team)
    const tenant = teams.addTenant().id
    for (const id of [MODERATOR, ANNA]) slack.addUser(team, { id })
    ben = teams.addPerson(tenant, { installed: true })
    await addAuthor(database, { platform: 'slack', tenant: team, user: MODERATOR })
    await addFollowers(database, [
      { platform: 'slack', tenant: team, user: ANNA },
      { platform: 'teams', tenant, user: ben.id },
    ])
    cascade = await startApp(database, { world, log }, (url) => [
      slackAdapter(database, slack, { world, log, installed: { botToken: token } }, url),
      teamsAdapter(database, teams, { world, log, allowedTenants: [tenant] }),
    ])
    slack.connectApp(cascade.url)
    teams.connectApp(`${cascade.url}/api/messages`)
    moderator = slack.person(team, MODERATOR)
    anna = slack.person(team, ANNA)
    queue = createQueue(database, silentLog)
    await queue.start()
  })
  afterAll(async () => {
    await queue.stop(1_000)
    await cascade.stop()
    await slack.close()
    await teams.close()
    await database.close()
  })

  const mine: Screen = () => slackScreen(moderator)()
  const annas: Screen = () => slackScreen(anna)()
  const bens: Screen = () => teamsScreen(ben)()
  const has = (screen: Screen, words: string): readonly Card[] =>
    screen().filter(({ plain }) => plain.includes(words))

  /** Types what asks for a form on Slack, and sends it. */
  async function fill(person: SlackPerson, typed: string, values: Values): Promise<void> {
    const before = slackScreen(person)().length
    await person.say(typed)
    const since: Screen = () => slackScreen(person)().slice(before)
    await person.press(
      (await shown(since, 'Slack opens a form only from a button')).id,
      'Open the form',
    )
    await until('the form', async () => person.modal() !== null)
    await person.fill(values)
    expect(await person.submit()).toEqual({ is: 'closed' })
  }

  /** A day later on, as two processes see it. */
  async function tick(iso: string): Promise<void> {
    set(iso)
    const tools = { db: database.db, queue, world }
    await Promise.all([endForums(tools), endForums(tools)])
  }

  const FORUM = {
    purpose: 'For those who lead networks, or are about to.',
    guidelines: 'Be kind. Nothing about a patient.',
    who: 'anywhere',
    joining: 'ask',
    opens: '2026-05-01',
  }

  test('is opened beside the one that follows it', async () => {
    await fill(moderator, 'new forum', {
      ...FORUM,
      name: 'Clinical directors in the BMA',
      memberClass: 'BMA member',
    })
    await shown(mine, 'Forum 1 is made')
    await fill(moderator, 'new forum', {
      ...FORUM,
      name: 'Setting up networks',
      closes: '2026-06-30',
      nextForum: '1',
      farewell: 'To become a member of the BMA, look at www.bma.org.uk/join.',
    })
    await shown(mine, 'Forum 2 is made')
  })

  test('takes in members of the BMA and others, by a moderator who confirms what they say', async () => {
    await fill(anna, 'join forum 2', { hasClass: true, why: 'I lead a network.' })
    const asks = await shown(mine, 'asks to join')
    expect(asks.plain).toContain('They say that they have the membership “BMA member”')
    await moderator.press(asks.id, 'Accept')
    await shown(mine, 'They were accepted, and told.')
    await anna.press(
      (await shown(annas, 'You are in: Setting up networks')).id,
      'Read the guidelines',
    )
    await anna.press((await shown(annas, 'Be kind.')).id, 'I accept')
    await shown(annas, 'You accepted version 1')

    await ben.say('forum 2')
    await ben.press((await shown(bens, 'Setting up networks')).id, 'Join')
    expect(await ben.submit()).toEqual({ is: 'closed' })
    await until('the second request', async () => has(mine, 'asks to join').length === 2)
    await moderator.press(has(mine, 'asks to join').at(-1)?.id ?? '', 'Accept')
    await shown(bens, 'You are in: Setting up networks')

    await anna.say('post 2 Who has a network agreement to share?')
    await shown(bens, 'Who has a network agreement')
    expect(has(bens, 'Who has a network agreement')[0]?.plain).toContain('A member wrote')
    await ben.say('post 2 I have.')
    await shown(bens, 'You have not accepted the guidelines of Setting up networks yet')
  })

  test('is counted down at 30, 7 and 1 days, each told once what it means for them', async () => {
    await tick('2026-05-31T07:59:00Z')
    expect(has(annas, 'This forum closes')).toEqual([])
    for (const [day, words] of [
      ['2026-05-31', 'This forum closes in 30 days'],
      ['2026-06-23', 'This forum closes in 7 days'],
      ['2026-06-29', 'This forum closes tomorrow'],
    ] as const) {
      await tick(`${day}T08:30:00Z`)
      const moves = await shown(annas, words)
      expect(moves.plain).toContain('open until the end of Tuesday 30 June 2026')
      expect(moves.plain).toContain('Then you move to Clinical directors in the BMA')
      const stays = await shown(bens, words)
      expect(stays.plain).toContain('it is for people with the membership “BMA member”')
      expect(stays.plain).toContain('www.bma.org.uk/join')
      await tick(`${day}T15:00:00Z`)
    }
    for (const screen of [annas, bens]) expect(has(screen, 'This forum closes')).toHaveLength(3)
  })

  test('closes at the end of the day: members are moved, the others told how to join, and all can read', async () => {
    await tick('2026-06-30T22:59:00Z')
    expect(has(annas, 'You have moved')).toEqual([])
    await tick('2026-06-30T23:01:00Z')
    const moved = await shown(annas, 'You have moved to Clinical directors in the BMA')
    const told = await shown(bens, 'Setting up networks has closed')
    expect(told.plain).toContain('ask to join: a moderator confirms it')
    expect(told.plain).toContain('www.bma.org.uk/join')
    await shown(mine, '2 members moved to Clinical directors in the BMA. 1 member did not')
    await tick('2026-07-02T10:00:00Z')
    expect(has(annas, 'You have moved')).toHaveLength(1)
    expect(has(bens, 'Setting up networks has closed')).toHaveLength(1)
    await until('no countdown to count any more', async () =>
      [annas, bens].every((screen) => has(screen, 'This forum closes').length === 0),
    )

    await anna.say('post 2 Too late?')
    await shown(annas, 'Setting up networks closed at the end of Tuesday 30 June 2026')
    await ben.say('read forum 2')
    await until('the archive', async () => has(bens, 'Who has a network agreement').length === 2)
    await anna.press(moved.id, 'Read the guidelines')
    await shown(annas, 'Forum: Clinical directors in the BMA')
    await ben.say('read forum 1')
    await shown(bens, 'You are not a member of Clinical directors in the BMA')
  })

  test('lets somebody in who became a member since', async () => {
    const told = await shown(bens, 'Setting up networks has closed')
    await ben.press(told.id, 'Look at Clinical directors in the BMA')
    await ben.press((await shown(bens, 'Everybody, with the membership')).id, 'Join')
    expect(await ben.submit()).toMatchObject({ is: 'shown' })
    await ben.fill({ hasClass: true })
    expect(await ben.submit()).toEqual({ is: 'closed' })
    await until('the third request', async () => has(mine, 'asks to join').length === 3)
    await moderator.press(has(mine, 'asks to join').at(-1)?.id ?? '', 'Accept')
    await shown(bens, 'You are in: Clinical directors in the BMA')
    expect(slack.ledger.duplicates()).toEqual([])
    expect(teams.ledger.duplicates()).toEqual([])
    expect(errors).toEqual([])
  })
})
