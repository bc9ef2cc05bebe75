import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '#src/kernel/db.ts'
import { atLondon, daysAfter, londonDay } from '#src/kernel/london.ts'
import { addAuthor, addFollowers } from '#test/support/announcements.ts'
import { type RunningApp, startApp } from '#test/support/app-server.ts'
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
import { forwardWorld, letPass } from '#test/support/holds.ts'
import { until } from '#test/support/process.ts'
import { keptLog, tablesWith } from '#test/support/raw-chat.ts'
import { type Screen, shown, slackScreen, teamsScreen } from '#test/support/screens.ts'
import { slackAdapter } from '#test/support/slack-cascade.ts'
import { teamsAdapter } from '#test/support/teams-cascade.ts'

const SEAT = 'Sessional GP member of the board'
const HOUR_MS = 60 * 60_000

const world = forwardWorld()
/** The platforms' clocks go with it: a request that is days old is refused. */
const now = () => world.now().getTime()
const { log, lines, errors } = keptLog()
let database: Database
let slack: FakeSlack
let teams: FakeTeams
let cascade: RunningApp
let director: SlackPerson
let anna: SlackPerson
let ben: TeamsPerson
let cara: SlackPerson
let screens: Readonly<Record<'director' | 'anna' | 'ben' | 'cara', Screen>>

beforeAll(async () => {
  database = await openOne()
  slack = await startFakeSlack({ echoes: true, now })
  teams = await startFakeTeams({ now })
  const team = slack.addWorkspace().id
  const { token } = slack.install(team)
  const tenant = teams.addTenant().id
  for (const id of ['U0DIRECTOR', 'U0ANNA', 'U0CARA']) slack.addUser(team, { id })
  ben = teams.addPerson(tenant, { installed: true })
  const at = (user: string) => ({ platform: 'slack', tenant: team, user }) as const
  await addAuthor(database, at('U0DIRECTOR'))
  const members = await addFollowers(database, [
    at('U0ANNA'),
    { platform: 'teams', tenant, user: ben.id },
    at('U0CARA'),
  ])
  await database.pool.query(
    `insert into workplaces (person_id, organisation) select id, 'X00001' from unnest($1::uuid[]) as id`,
    [members],
  )
  cascade = await startApp(database, { world, log }, (url) => [
    slackAdapter(database, slack, { world, log, installed: { botToken: token } }, url),
    teamsAdapter(database, teams, { world, log, allowedTenants: [tenant] }),
  ])
  slack.connectApp(cascade.url)
  teams.connectApp(`${cascade.url}/api/messages`)
  director = slack.person(team, 'U0DIRECTOR')
  anna = slack.person(team, 'U0ANNA')
  cara = slack.person(team, 'U0CARA')
  screens = {
    director: slackScreen(director),
    anna: slackScreen(anna),
    ben: teamsScreen(ben),
    cara: slackScreen(cara),
  }
})
afterAll(async () => {
  await cascade.stop()
  await slack.close()
  await teams.close()
  await database.close()
})

/** As if it were then, and the clock had ticked. */
async function at(moment: Date): Promise<void> {
  await letPass(database, world, moment.getTime() - world.now().getTime() + 1000)
  await database.pool.query(`insert into pgboss.job (name, data) values ('ballots', '{}')`)
}

/** A press on Slack is answered before the form opens. */
const opened = (person: SlackPerson) => until('the form', async () => person.modal() !== null)

test('a seat is called on Slack, stood for and voted on in secret on Slack and Teams, and everybody hears the result', async () => {
  const today = londonDay(world.now())
  const days = {
    nominationsUntil: daysAfter(today, 2),
    votingFrom: daysAfter(today, 3),
    votingUntil: daysAfter(today, 6),
  }
  await director.say('call seat')
  await director.press((await shown(screens.director, 'Call a seat')).id, 'Open the form')
  await opened(director)
  await director.fill({ title: SEAT, ...days })
  expect(await director.submit()).toEqual({ is: 'closed' })
  const draft = await shown(screens.director, 'Today 3 people may stand and 3 people may vote')
  expect(draft.buttons).toEqual(['Open nominations to 3 people', 'Change', 'Drop it'])
  await director.press(draft.id, 'Open nominations to 3 people')

  const forAnna = await shown(screens.anna, 'nominations are open')
  expect(forAnna.buttons).toEqual(['Stand'])
  await anna.press(forAnna.id, 'Stand')
  await opened(anna)
  await anna.fill({ statement: 'I know the practices.' })
  expect(await anna.submit()).toEqual({ is: 'closed' })
  await shown(screens.anna, `You stand for ${SEAT}`)
  const forBen = await shown(screens.ben, 'nominations are open')
  expect(await ben.press(forBen.id, 'Stand')).toMatchObject({ is: 'shown' })
  await ben.fill({ statement: 'I work out of hours.' })
  expect(await ben.submit()).toEqual({ is: 'closed' })
  await shown(screens.ben, `You stand for ${SEAT}`)

  await at(atLondon(days.nominationsUntil, '17:00'))
  const running = await shown(screens.director, 'nominations have ended')
  expect(running.plain).toContain('2 people stand:')
  await director.press(running.id, 'Read the statements')
  expect((await shown(screens.director, 'I work out of hours.')).plain).toContain('I know the')

  await at(atLondon(days.votingFrom, '09:00'))
  // Typed with a name it is not taken, and nobody keeps it.
  const forCara = await shown(screens.cara, 'voting is open')
  await cara.say('vote 1 for Dr Zqxchoice')
  await shown(screens.cara, 'That was not taken as a vote')
  await cara.press(forCara.id, 'Vote')
  await opened(cara)
  await cara.fill({ chosen: '1' })
  expect(await cara.submit()).toEqual({ is: 'closed' })
  const voted = await shown(screens.cara, 'You have voted. Your vote is secret')
  expect(voted.buttons).toEqual(['Read the statements'])
  await shown(screens.cara, 'Your vote is in the urn')
  const benVotes = await shown(screens.ben, 'voting is open')
  expect(await ben.press(benVotes.id, 'Vote')).toMatchObject({ is: 'shown' })
  await ben.fill({ chosen: '2' })
  expect(await ben.submit()).toEqual({ is: 'closed' })
  await shown(screens.ben, 'Your vote is in the urn')
  expect((await shown(screens.ben, 'You have voted. Your vote is secret')).buttons).not.toContain(
    'Vote',
  )
  // Nothing in any table, of ours or of the platforms', has what was chosen beside the form's own field.
  expect(await tablesWith(database, '"chosen":|Zqxchoice')).toEqual([])
  expect(lines.join('\n')).not.toMatch(/chosen|Zqxchoice/)

  await at(atLondon(daysAfter(days.votingUntil, -1), '09:00'))
  const reminded = await shown(screens.anna, 'You have not voted yet')
  for (const screen of [screens.cara, screens.ben])
    expect(screen().some(({ plain }) => plain.includes('You have not voted yet'))).toBe(false)
  await anna.press(reminded.id, 'Vote')
  await opened(anna)
  await anna.fill({ chosen: '1' })
  expect(await anna.submit()).toEqual({ is: 'closed' })
  await shown(screens.anna, 'Your vote is in the urn')

  await at(atLondon(days.votingUntil, '17:00'))
  const result = await shown(screens.director, 'Elected:')
  expect(result.plain).toContain('2 votes, elected')
  expect(result.plain).toContain('1 vote')
  expect(result.plain).toContain('3 of 3 people voted (100%).')
  await shown(screens.anna, 'Elected:')
  await shown(screens.ben, 'Elected:')
  await letPass(database, world, HOUR_MS)
  await shown(screens.cara, 'Elected:')
  expect(errors).toEqual([])
})
