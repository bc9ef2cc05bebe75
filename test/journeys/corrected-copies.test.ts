import { expect, test } from 'vitest'
import { openOne } from '#test/support/database.ts'
import { allEnded } from '#test/support/deliveries.ts'
import { type Fault, startFakeSlack } from '#test/support/fake-slack/fake-slack.ts'
import { until } from '#test/support/process.ts'
import { keptLog } from '#test/support/raw-chat.ts'
import { shown, type Screen, slackScreen } from '#test/support/screens.ts'
import {
  addSlackAuthor,
  addSlackDraft,
  addSlackReaders,
  AUTHOR,
  slackUsers,
} from '#test/support/slack-area.ts'
import { pressSend, startSlackCascade } from '#test/support/slack-cascade.ts'

const COUNT = 1_000
const seed = Number(process.env['FAULTS_SEED'] ?? Date.now() % 100_000)

/** How changing a message goes wrong on a bad day; after the first three nobody can say whether it was changed. */
const BAD_DAY: readonly (readonly [chance: number, fault: Fault])[] = [
  [0.02, 'drop-after'],
  [0.01, '500-after'],
  [0.01, '500-before'],
  [0.01, 'ratelimited'],
  [0.005, { retryAfter: 1 }],
]

test(`a correction reaches every copy of ${COUNT} on a bad day, and its author sees how far it is`, async ({
  onTestFinished,
}) => {
  const database = await openOne()
  onTestFinished(database.close)
  const slack = await startFakeSlack({ seed })
  onTestFinished(() => slack.close())
  const team = slack.addWorkspace().id
  const { token } = slack.install(team)
  const users = slackUsers(COUNT)
  for (const id of [AUTHOR, ...users]) slack.addUser(team, { id })
  await addSlackAuthor(database, team)
  await addSlackReaders(database, team, users)
  const id = await addSlackDraft(database, 'Rooms move on Monday')
  const { log, errors } = keptLog()
  const cascade = await startSlackCascade(database, slack, { log, installed: { botToken: token } })
  onTestFinished(() => cascade.stop())
  const author = slack.person(team, AUTHOR)
  const mine: Screen = slackScreen(author)
  await pressSend(author, id)
  await allEnded(database, id)

  for (const [chance, fault] of BAD_DAY) slack.faults.chance('chat.update', fault, chance)
  await author.say(`correct ${id}`)
  await author.press(
    (await shown(mine, 'Slack opens a form only from a button')).id,
    'Open the form',
  )
  await until('the form', async () => author.modal() !== null)
  await author.fill({ whatChanged: 'The day was wrong', title: 'Rooms move on Tuesday' })
  expect(await author.submit()).toEqual({ is: 'closed' })
  await author.press((await shown(mine, 'What changes')).id, 'Send the correction')

  const copies = () =>
    users.map((user) =>
      slackScreen(slack.person(team, user))().filter(({ plain }) =>
        plain.includes('Rooms move on'),
      ),
    )
  // One of them touches theirs at once: it shows what is so, however far the others are.
  const [first = ''] = users
  const early = slack.person(team, first)
  await early.press((await shown(slackScreen(early), 'Rooms move on')).id, 'Read')
  await shown(slackScreen(early), 'Rooms move on Tuesday')

  await until(
    'every copy to be drawn',
    async () => {
      const { rows } = await database.pool.query<{ behind: boolean }>(
        'select behind from broadcasts where id = $1',
        [id],
      )
      return rows.every(({ behind }) => !behind)
    },
    180_000,
  )
  expect(copies().filter((all) => all.length !== 1)).toEqual([])
  expect(
    copies()
      .flat()
      .filter(
        ({ plain }) =>
          !plain.includes('Rooms move on Tuesday') || !plain.includes('The day was wrong'),
      ),
  ).toEqual([])
  const wrong = slack.ledger.requestsTo('chat.update').filter(({ fault }) => fault !== null).length
  expect(wrong).toBeGreaterThan(10)
  slack.faults.clear()
  await until('the sender to see it', async () =>
    mine().some(({ plain }) => plain.includes('copies: all show the new version')),
  )
  expect(errors).toEqual([])
  process.stdout.write(
    `  ${COUNT} copies corrected on ${database.kind}: ${wrong} requests went wrong (seed ${seed})\n`,
  )
}, 300_000)
