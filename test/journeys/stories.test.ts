import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '#src/kernel/db.ts'
import { realWorld } from '#src/kernel/world.ts'
import { type RunningApp, startApp } from '#test/support/app-server.ts'
import { addAuthor, addFollowers } from '#test/support/announcements.ts'
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
import { until } from '#test/support/process.ts'
import { keptLog } from '#test/support/raw-chat.ts'
import { type Screen, shown, slackScreen, teamsScreen } from '#test/support/screens.ts'
import { slackAdapter } from '#test/support/slack-cascade.ts'
import { teamsAdapter } from '#test/support/teams-cascade.ts'

type Values = Parameters<SlackPerson['fill']>[0]

const AUTHOR = 'U0AUTHOR'
const READER = 'U0READER'
const RECALL = 'Class 2 recall: labetalol 200mg tablets, 1 batch'
const PERT = 'Pancreatic enzyme replacement therapy'

/** The same stories over the local chat are in versions.test.ts. */
describe.each(oneDatabase())(
  'guidance that stays true, on Slack and Teams, on $name,',
  ({ open }) => {
    const { log, errors } = keptLog()
    let database: Database
    let slack: FakeSlack
    let teams: FakeTeams
    let cascade: RunningApp
    let author: SlackPerson
    let onSlack: SlackPerson
    let onTeams: TeamsPerson

    beforeAll(async () => {
      database = await open()
      slack = await startFakeSlack({ echoes: true })
      teams = await startFakeTeams()
      const team = slack.addWorkspace().id
      const { token } = slack.install(team)
      const tenant = teams.addTenant().id
      for (const id of [AUTHOR, READER]) slack.addUser(team, { id })
      onTeams = teams.addPerson(tenant, { installed: true })
      await addAuthor(database, { platform: 'slack', tenant: team, user: AUTHOR })
      await addFollowers(database, [
        { platform: 'slack', tenant: team, user: READER },
        { platform: 'teams', tenant, user: onTeams.id },
      ])
      await database.pool.query(
        `insert into subscriptions (person_id, kind, organisation, cadence, since)
       select person_id, 'prescribing', organisation, cadence, since from subscriptions`,
      )
      cascade = await startApp(database, { world: realWorld, log }, (url) => [
        slackAdapter(database, slack, { log, installed: { botToken: token } }, url),
        teamsAdapter(database, teams, { log, allowedTenants: [tenant] }),
      ])
      slack.connectApp(cascade.url)
      teams.connectApp(`${cascade.url}/api/messages`)
      author = slack.person(team, AUTHOR)
      onSlack = slack.person(team, READER)
    })
    afterAll(async () => {
      await cascade.stop()
      await slack.close()
      await teams.close()
      await database.close()
    })

    const here: Screen = () => slackScreen(onSlack)()
    const there: Screen = () => teamsScreen(onTeams)()
    const mine: Screen = () => slackScreen(author)()

    /** Types what asks for a form, and sends it; resolves with what has come since. */
    async function fill(typed: string, values: Values): Promise<Screen> {
      const before = mine().length
      const since: Screen = () => mine().slice(before)
      await author.say(typed)
      await author.press(
        (await shown(since, 'Slack opens a form only from a button')).id,
        'Open the form',
      )
      await until('the form', async () => author.modal() !== null)
      await author.fill(values)
      expect(await author.submit()).toEqual({ is: 'closed' })
      return since
    }

    /** Writes and sends a message; its number, once both have it. */
    async function send(typed: string, values: Values): Promise<number> {
      const draft = await shown(await fill(typed, values), '2 people would get this now')
      const id = Number(/(\d+):/.exec(draft.plain)?.[1])
      await author.press(draft.id, draft.buttons.find((one) => one.startsWith('Send now')) ?? '')
      for (const screen of [here, there]) await shown(screen, `Message ${id}`)
      return id
    }

    const copies = (screen: Screen, id: number) =>
      screen().filter(
        ({ plain }) => plain.includes(`Message ${id},`) || plain.includes(`Message ${id}.`),
      )

    /** Every copy on both platforms says this. */
    const allSay = (id: number, words: string) =>
      until(`every copy of ${id} to say “${words}”`, async () =>
        [here, there].every((screen) => {
          const all = copies(screen, id)
          return all.length > 0 && all.every(({ plain }) => plain.includes(words))
        }),
      )

    test('the labetalol recall is corrected two days later, and who had answered is asked again', async () => {
      const id = await send('compose prescribing', {
        title: RECALL,
        summary: 'Some cartons of batch 240537 may hold a blister of verapamil SR 240mg.',
        urgency: 'important',
        reference: 'EL(24)A/52',
        sourceName: 'MHRA',
      })
      await onSlack.press((await shown(here, RECALL)).id, 'Read')
      expect(await onTeams.press((await shown(there, RECALL)).id, "Read, and I'll act")).toEqual({
        is: 'replaced',
      })
      const changes = await shown(
        await fill(`correct ${id}`, {
          whatChanged: 'Correct product description',
          summary: 'Some cartons of batch 240537 may hold a blister of verapamil SR 120mg.',
          material: 'yes',
        }),
        'What changes',
      )
      expect(changes.plain).toContain('2 people who answered are asked again')
      await author.press(changes.id, 'Send the correction')
      await allSay(id, 'Correct product description')
      for (const screen of [here, there])
        for (const card of copies(screen, id)) {
          expect(card.plain).toContain('SR 120mg')
          expect(card.plain).not.toContain('240mg.')
          expect(card.plain).toContain('You answered before it changed')
          expect(card.buttons).toContain('Read')
        }
      for (const screen of [here, there]) await shown(screen, `Message ${id} has changed`)
      const again = copies(there, id).at(-1)?.id ?? ''
      expect(await onTeams.press(again, 'Read')).toEqual({ is: 'replaced' })
      await shown(there, 'You answered: Read.')
    })

    test('NatPSA/2024/007 supersedes MSN/2024/054, a follow-up takes its place, and is withdrawn', async () => {
      const first = await send('compose prescribing', {
        title: `${PERT} shortage`,
        summary: 'Supply of Creon is limited.',
        urgency: 'important',
        reference: 'MSN/2024/054',
      })
      const second = await send('compose prescribing', {
        title: `${PERT}: serious shortage`,
        summary: 'Creon 10,000 and 25,000 limited until 2026. No clinical alternative.',
        urgency: 'important',
        reference: 'NatPSA/2024/007/DHSC',
        replaces: String(first),
      })
      await allSay(first, `Superseded by ${second}`)
      await allSay(second, `Replaces message ${first}`)
      for (const screen of [here, there])
        expect(copies(screen, first).flatMap(({ buttons }) => buttons)).toEqual([
          `Open ${second}`,
          'Ask a question',
        ])
      const third = await send(`replace ${second}`, {
        title: `${PERT}: follow-up`,
        summary: 'Imports are available.',
      })
      await allSay(second, `Superseded by ${third}`)
      await allSay(first, `Superseded by ${second}`)
      await fill(`withdraw ${third}`, { reason: 'It named the wrong product.' })
      await allSay(third, 'It named the wrong product.')
      for (const screen of [here, there]) await shown(screen, `Message ${third} is withdrawn`)
    })

    test('told nobody twice', () => {
      expect(teams.ledger.repeats()).toEqual([])
      expect(teams.ledger.duplicates()).toEqual([])
      expect(errors).toEqual([])
    })
  },
)
