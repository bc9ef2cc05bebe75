import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '#src/kernel/db.ts'
import { silentLog } from '#src/kernel/log.ts'
import { createQueue } from '#src/kernel/queue.ts'
import { realWorld } from '#src/kernel/world.ts'
import { sendReminders } from '#src/reminders/send.ts'
import { type RunningApp, startApp } from '#test/support/app-server.ts'
import { addAuthor, addDraft, addFollowers } from '#test/support/announcements.ts'
import { allEnded } from '#test/support/deliveries.ts'
import { oneDatabase } from '#test/support/database.ts'
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
import { codeIn } from '#test/support/link-code.ts'
import { until } from '#test/support/process.ts'
import { keptLog } from '#test/support/raw-chat.ts'
import { type Screen, shown, slackScreen, teamsScreen } from '#test/support/screens.ts'
import { pressSend, slackAdapter } from '#test/support/slack-cascade.ts'
import { teamsAdapter } from '#test/support/teams-cascade.ts'
import { testWorld } from '#test/support/world.ts'

const AUTHOR = 'U0AUTHOR'
const AMARA = 'U0AMARA'

describe.each(oneDatabase())('somebody on Slack and on Teams, on $name,', ({ open }) => {
  const { log, errors } = keptLog()
  let database: Database
  let slack: FakeSlack
  let teams: FakeTeams
  let cascade: RunningApp
  let author: SlackPerson
  let authorId: string
  let onSlack: SlackPerson
  let onTeams: TeamsPerson

  beforeAll(async () => {
    database = await open()
    slack = await startFakeSlack({ echoes: true })
    teams = await startFakeTeams()
    const team = slack.addWorkspace().id
    const { token } = slack.install(team)
    const tenant = teams.addTenant().id
    for (const id of [AUTHOR, AMARA]) slack.addUser(team, { id })
    const at = (user: string) => ({ platform: 'slack', tenant: team, user }) as const
    authorId = await addAuthor(database, at(AUTHOR))
    await addFollowers(database, [at(AMARA)])
    cascade = await startApp(database, { world: realWorld, log }, (url) => [
      slackAdapter(database, slack, { log, installed: { botToken: token } }, url),
      teamsAdapter(database, teams, { log, allowedTenants: [tenant] }),
    ])
    slack.connectApp(cascade.url)
    teams.connectApp(`${cascade.url}/api/messages`)
    author = slack.person(team, AUTHOR)
    onSlack = slack.person(team, AMARA)
    onTeams = teams.addPerson(tenant)
  })
  afterAll(async () => {
    await cascade.stop()
    await slack.close()
    await teams.close()
    await database.close()
  })

  const here = () => slackScreen(onSlack)()
  const there = () => teamsScreen(onTeams)()
  const about = (where: Screen, title: string) =>
    where().filter(({ plain }) => plain.includes(title))

  /** Sends an announcement to them, and resolves once nothing of it is on its way. */
  async function announce(title: string): Promise<number> {
    const id = await addDraft(database, authorId, title)
    await pressSend(author, id)
    await allEnded(database, id)
    return id
  }
  /** Both show the answer within the five seconds that people are promised. */
  const bothSay = (title: string, words: string) =>
    until(
      `both places to say “${words}”`,
      async () => {
        const all = [...about(here, title), ...about(there, title)]
        return all.length === 2 && all.every(({ plain }) => plain.includes(words))
      },
      5_000,
    )
  async function deliveryOf(id: number) {
    const { rows } = await database.pool.query<{
      platform: string
      state: string
      attempts: number
    }>(
      `select i.platform, d.state, d.attempts from deliveries d join identities i on i.id = d.identity_id
       where d.broadcast_id = $1`,
      [id],
    )
    return rows
  }

  test('links the second account with a code of the first', async () => {
    await onSlack.say('link')
    const { plain } = await shown(here, 'Your code is ')
    const code = codeIn(plain.split('\n').find((line) => line.startsWith('Your code is ')) ?? '')
    expect(code).not.toBe('')
    await onTeams.install()
    const hello = await shown(there, 'You have not joined yet')
    expect(await onTeams.press(hello.id, 'I have joined elsewhere')).toMatchObject({ is: 'shown' })
    await onTeams.fill({ code })
    expect(await onTeams.submit()).toEqual({ is: 'closed' })
    await shown(there, 'This account is linked')
    await shown(here, 'Your Microsoft Teams account is now linked')
  })

  test('is told once, and what they answer in either place shows in both', async () => {
    const title = 'The rooms move on Monday'
    const id = await announce(title)
    expect(await deliveryOf(id)).toEqual([{ platform: 'slack', state: 'sent', attempts: 1 }])
    expect(about(there, title)).toEqual([])
    await onTeams.say(`show ${id}`)
    await shown(there, title)
    await onSlack.press((await shown(here, title)).id, 'Read')
    await bothSay(title, 'You answered: Read.')
    const copy = await shown(there, title)
    expect(await onTeams.press(copy.id, 'Not relevant to me')).toEqual({ is: 'replaced' })
    await bothSay(title, 'You answered: Not relevant to me.')
    // Each is drawn anew where it stood: nothing came a second time.
    expect([about(here, title).length, about(there, title).length]).toEqual([1, 1])
  })

  test('is reminded nowhere of what they answered in one place, and where it arrived of what they did not', async () => {
    const [answered, open] = ['Answered on Teams', 'Answered nowhere']
    const ids = [await announce(answered), await announce(open)]
    await database.pool.query(`update broadcasts set urgency = 'critical' where id = any($1)`, [
      ids,
    ])
    await onTeams.say(`show ${ids[0]}`)
    await onTeams.press((await shown(there, answered)).id, 'Read')
    await bothSay(answered, 'You answered: Read.')
    const queue = createQueue(database, silentLog)
    await queue.start()
    // Five hours on, as a tick sees it in two processes.
    const later = new Date(realWorld.now().getTime() + 5 * 60 * 60 * 1000).toISOString()
    const tools = { db: database.db, queue, world: testWorld(later, 5) }
    await Promise.all([sendReminders(tools, new Set()), sendReminders(tools, new Set())])
    const reminder = await shown(here, 'You have not answered it yet')
    expect(reminder.plain).toContain(open)
    expect([about(here, answered).length, about(there, answered).length]).toEqual([1, 1])
    expect([about(here, open).length, about(there, open).length]).toEqual([2, 0])
    await onSlack.press(reminder.id, 'Read')
    await until('the reminder and the message to show the answer', async () =>
      about(here, open).every(({ plain }) => plain.includes('You answered: Read.')),
    )
    await queue.stop(1_000)
  })

  test('is told on Teams once they prefer that, and the copy on Slack follows', async () => {
    await onSlack.say('prefer teams')
    await shown(here, 'your messages come here')
    const title = 'The rooms move on Tuesday'
    const id = await announce(title)
    expect(await deliveryOf(id)).toEqual([{ platform: 'teams', state: 'sent', attempts: 1 }])
    expect(about(here, title)).toEqual([])
    await onSlack.say(`show ${id}`)
    await shown(here, title)
    const got = await shown(there, title)
    expect(await onTeams.press(got.id, "Read, and I'll act")).toEqual({ is: 'replaced' })
    await bothSay(title, "You answered: Read, and I'll act.")
    await onSlack.press((await shown(here, title)).id, 'Read')
    await bothSay(title, 'You answered: Read.')
    expect([about(here, title).length, about(there, title).length]).toEqual([1, 1])
  })

  test('gets what Teams will never take on Slack, once', async () => {
    onTeams.refuses('ConversationBlockedByUser')
    const title = 'The rooms move on Wednesday'
    const id = await announce(title)
    expect(await deliveryOf(id)).toEqual([{ platform: 'slack', state: 'sent', attempts: 2 }])
    expect([about(here, title).length, about(there, title).length]).toEqual([1, 0])
    onTeams.refuses(null)
  })

  test('gets what Slack will never take on Teams, once, and can answer it there', async () => {
    await onTeams.say('prefer slack')
    await shown(there, 'your messages come here')
    onSlack.refuses('messages_tab_disabled')
    const title = 'The rooms move on Thursday'
    const id = await announce(title)
    expect(await deliveryOf(id)).toEqual([{ platform: 'teams', state: 'sent', attempts: 2 }])
    expect([about(here, title).length, about(there, title).length]).toEqual([0, 1])
    const got = await shown(there, title)
    expect(await onTeams.press(got.id, 'Read')).toEqual({ is: 'replaced' })
    await shown(there, 'You answered: Read.')
    onSlack.refuses(null)
  })

  test('was never told twice', () => {
    expect(teams.ledger.repeats()).toEqual([])
    expect(teams.ledger.duplicates()).toEqual([])
    expect(Math.max(...teams.ledger.requestsPerSend())).toBe(1)
    expect(errors).toEqual([])
  })
})
