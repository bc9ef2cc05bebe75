import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '#src/kernel/db.ts'
import type { RunningApp } from '#test/support/app-server.ts'
import { allEnded } from '#test/support/deliveries.ts'
import { databases, openFresh } from '#test/support/database.ts'
import { type FakeSlack, type Person, startFakeSlack } from '#test/support/fake-slack/fake-slack.ts'
import { dump, keptLog, tablesWith } from '#test/support/raw-chat.ts'
import {
  addSlackAuthor,
  addSlackDraft,
  addSlackReaders,
  AUTHOR,
  slackUsers,
} from '#test/support/slack-area.ts'
import { pressSend, startSlackCascade } from '#test/support/slack-cascade.ts'

const [{ name, open } = { name: 'none', open: openFresh }] = databases().slice(-1)

/** Invented, and found nowhere but in what Slack itself keeps of what people typed there. */
const ANYWHERE = '999[^0-9a-z]{0,3}000[^0-9a-z]{0,3}1375|wainthrope|zz-planted'
const PREVENTED = ['NHS no 999 000 1375', '*9990001375*', 'Mrs Elsie Wainthrope DOB 3/4/51']
const ASKED = '67F PMB zz-planted'
const CARD =
  /^That (looks like it (has an NHS number in it|names a patient)|may be about a patient)/

describe(`what may be about a patient, over Slack on ${name}`, () => {
  const { log, lines, errors } = keptLog()
  let database: Database
  let slack: FakeSlack
  let cascade: RunningApp
  let amara: Person
  let broadcast: number

  beforeAll(async () => {
    database = await open()
    slack = await startFakeSlack()
    const team = slack.addWorkspace().id
    const install = slack.install(team)
    const [reader = ''] = slackUsers(1)
    for (const id of [AUTHOR, reader]) slack.addUser(team, { id })
    amara = slack.person(team, reader)
    await addSlackAuthor(database, team)
    await addSlackReaders(database, team, [reader])
    broadcast = await addSlackDraft(database)
    cascade = await startSlackCascade(database, slack, {
      log,
      installed: { botToken: install.token },
    })
    await pressSend(slack.person(team, AUTHOR), broadcast)
    await allEnded(database, broadcast)
  })
  afterAll(async () => {
    await cascade.stop()
    await slack.close()
    await database.close()
  })

  const card = () => amara.messages().find(({ buttons }) => buttons.includes('Read'))
  const answers = () => amara.messages().filter(({ fromBot, plain }) => fromBot && CARD.test(plain))
  async function openQuestion(): Promise<void> {
    await amara.press(card()?.ts ?? '', 'Ask a question')
    await expect.poll(() => amara.modal()?.title).toBe('Ask a question')
  }
  /** The sender's card of the sending may still be on its way. */
  const kept = async () => ({ ...(await dump(database)), broadcasts: '' })
  const nowhere = async () => {
    expect(await tablesWith(database, `(?i)${ANYWHERE}`)).toEqual([])
    expect(lines.filter((line) => new RegExp(ANYWHERE, 'i').test(line))).toEqual([])
    expect(errors).toEqual([])
  }

  test('is nowhere after it was refused in a line, a reply, a command and a form', async () => {
    const before = await kept()
    for (const typed of [...PREVENTED, ASKED]) {
      const seen = answers().length
      await amara.say(typed)
      await amara.say(`About ${typed}?`, { threadTs: card()?.ts ?? null })
      await amara.command('/cascade', `ask ${broadcast} ${typed}`)
      await expect.poll(() => answers().length, { timeout: 90_000 }).toBe(seen + 3)
      await openQuestion()
      await amara.fill({ text: typed })
      const sent = await amara.submit()
      expect(sent.is, typed).toBe(typed === ASKED ? 'updated' : 'errors')
      expect(JSON.stringify(sent)).not.toMatch(new RegExp(ANYWHERE, 'i'))
      await amara.closeModal()
    }
    expect(await kept()).toEqual(before)
    await nowhere()
  })

  test('comes back in its form with a tick, and is sent with it', async () => {
    await openQuestion()
    const words = 'Is a 71 year old man with a FIT of 9 in or out?'
    await amara.fill({ text: words })
    await amara.submit()
    expect(amara.modal()?.plain).toContain('This may be about a patient: I saw one person’s age')
    expect(amara.modal()?.fields.map(({ blockId }) => blockId)).toEqual(['text', 'notAboutPatient'])
    // Without the tick it stays.
    expect((await amara.submit()).is).toBe('errors')
    await amara.fill({ notAboutPatient: true })
    await amara.submit()
    const bodies = async () =>
      (await database.pool.query<{ body: string }>('select body from replies')).rows
    await expect.poll(bodies).toEqual([{ body: words }])
    const { rows } = await database.pool.query<{ subject: string }>(
      "select subject from audit where action = 'patient-data.confirmed'",
    )
    expect(rows.map(({ subject }) => subject.replace(/^event:.*:/, ''))).toEqual(['age'])
  })
})
