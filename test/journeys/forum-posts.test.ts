import { expect, test } from 'vitest'
import { realWorld } from '#src/kernel/world.ts'
import { startApp } from '#test/support/app-server.ts'
import { addAuthor, addFollowers } from '#test/support/announcements.ts'
import { openOne } from '#test/support/database.ts'
import { startFakeSlack } from '#test/support/fake-slack/fake-slack.ts'
import { startFakeTeams } from '#test/support/fake-teams/fake-teams.ts'
import { addForum, addMembers } from '#test/support/forum-area.ts'
import { until } from '#test/support/process.ts'
import { keptLog } from '#test/support/raw-chat.ts'
import { type Screen, shown, slackScreen, teamsScreen } from '#test/support/screens.ts'
import { AUTHOR, slackUsers } from '#test/support/slack-area.ts'
import { slackAdapter } from '#test/support/slack-cascade.ts'
import { teamsAdapter } from '#test/support/teams-cascade.ts'

const EACH = 150

test(`a post to ${2 * EACH} members on Slack and Teams arrives once each, and every card of it follows`, async ({
  onTestFinished,
}) => {
  const database = await openOne()
  onTestFinished(database.close)
  const [slack, teams] = [await startFakeSlack({}), await startFakeTeams()]
  onTestFinished(() => slack.close())
  onTestFinished(() => teams.close())
  const [team, tenant] = [slack.addWorkspace().id, teams.addTenant().id]
  const { token } = slack.install(team)
  const users = slackUsers(EACH)
  for (const id of [AUTHOR, ...users]) slack.addUser(team, { id })
  const onTeams = users.map(() => teams.addPerson(tenant, { installed: true }))
  const authorId = await addAuthor(database, { platform: 'slack', tenant: team, user: AUTHOR })
  const members = [
    ...(await addFollowers(
      database,
      users.map((user) => ({ platform: 'slack', tenant: team, user }) as const),
    )),
    ...(await addFollowers(
      database,
      onTeams.map(({ id }) => ({ platform: 'teams', tenant, user: id }) as const),
    )),
  ]
  const forum = await addForum(database, authorId, realWorld.now())
  await addMembers(database, forum, members)
  const { log, errors } = keptLog()
  const cascade = await startApp(database, { world: realWorld, log }, (url) => [
    slackAdapter(database, slack, { log, installed: { botToken: token } }, url),
    teamsAdapter(database, teams, { log, allowedTenants: [tenant] }),
  ])
  onTestFinished(() => cascade.stop())
  slack.connectApp(cascade.url)
  teams.connectApp(`${cascade.url}/api/messages`)
  const author = slack.person(team, AUTHOR)
  const mine: Screen = slackScreen(author)

  await author.say(`post ${forum} Who has a rota for the hub? Ours ends in May.`)
  const screens: readonly Screen[] = [
    ...users.map((user) => slackScreen(slack.person(team, user))),
    ...onTeams.map(teamsScreen),
  ]
  const posts = () =>
    screens.map((screen) =>
      screen().filter(({ plain }) => plain.includes('PCN clinical directors')),
    )
  const every = (what: string, words: string) =>
    until(
      what,
      async () => posts().every((all) => all.some(({ plain }) => plain.includes(words))),
      200_000,
    )
  await every('everybody to have it', 'Who has a rota')
  expect(posts().filter((all) => all.length !== 1)).toEqual([])
  const one = posts()[0]?.[0]?.plain ?? ''
  expect(one).toContain('Chatham House Rule')
  expect(one).not.toContain('Dr U0AUTHOR replied')
  await until('the tables to say so', async () => {
    const { rows } = await database.pool.query<{ n: number }>(
      `select count(*)::int as n from notices where about = 'forum-post:1' and state = 'sent'`,
    )
    return rows[0]?.n === 2 * EACH
  })

  await author.press((await shown(mine, 'You wrote')).id, 'Change')
  await until('the form', async () => author.modal() !== null)
  await author.fill({ text: 'Who has a rota for the hub? Ours ends in June.' })
  expect(await author.submit()).toEqual({ is: 'closed' })
  await every('every copy to change', 'ends in June')

  // Somebody answers by writing under the card; whoever asked is told, and the answer names the post.
  const [answerer] = onTeams
  if (answerer === undefined) throw new Error('Nobody is there')
  const card = await shown(teamsScreen(answerer), 'ends in June')
  await answerer.say('We have one. I will send it.', { replyTo: card.id })
  const answer = await shown(mine, 'We have one.')
  expect(answer.plain).toContain('In answer to post 1')
  expect(answer.plain).toContain('A member replied to post 1')

  await database.pool.query(`delete from forum_acceptances where person_id = $1`, [members.at(-1)])
  const last = onTeams.at(-1)
  if (last === undefined) throw new Error('Nobody is there')
  await last.say(`post ${forum} Nobody reads this.`)
  const why = await shown(teamsScreen(last), 'You have not accepted the guidelines')
  expect(why.buttons).toContain('The guidelines')
  const { rows: written } = await database.pool.query('select body from forum_posts order by id')
  expect(written).toHaveLength(2)

  await author.say('remove post 1')
  await every('every copy to be gone', 'Post 1 was removed')
  await until('nobody to read it any more, quoted or not', async () =>
    posts()
      .flat()
      .every(({ plain }) => !plain.includes('ends in')),
  )
  const kept = await database.pool.query(
    `select 1 from notices where message::text like '%ends in%' union all select 1 from forum_posts where body like '%ends in%'`,
  )
  expect(kept.rows).toEqual([])
  expect(slack.ledger.duplicates()).toEqual([])
  expect(teams.ledger.duplicates()).toEqual([])
  expect(errors).toEqual([])
}, 600_000)
