import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '#src/kernel/db.ts'
import { addAuthor, addDraft, addFollowers } from '#test/support/announcements.ts'
import type { RunningApp } from '#test/support/app-server.ts'
import { databases, openFresh } from '#test/support/database.ts'
import { allEnded } from '#test/support/deliveries.ts'
import { type FakeTeams, type Person, startFakeTeams } from '#test/support/fake-teams/fake-teams.ts'
import { dump, keptLog, tablesWith } from '#test/support/raw-chat.ts'
import { pressSend, startTeamsCascade } from '#test/support/teams-cascade.ts'

const [{ name, open } = { name: 'none', open: openFresh }] = databases().slice(-1)

/** Invented, and found nowhere but in what Teams itself keeps of what people typed there. */
const ANYWHERE = '999[^0-9a-z]{0,3}000[^0-9a-z]{0,3}1375|wainthrope|zz-planted'
const PREVENTED = ['NHS no 999 000 1375', '<b>9990001375</b>', 'Mrs Elsie Wainthrope DOB 3/4/51']
const ASKED = '67F PMB zz-planted'
const CARD = /That (looks like it (has an NHS number in it|names a patient)|may be about a patient)/

describe(`what may be about a patient, over Teams on ${name}`, () => {
  const { log, lines, errors } = keptLog()
  let database: Database
  let teams: FakeTeams
  let cascade: RunningApp
  let amara: Person
  let broadcast: number

  beforeAll(async () => {
    database = await open()
    teams = await startFakeTeams()
    const tenant = teams.addTenant().id
    const at = ({ id }: Person) => ({ platform: 'teams', tenant, user: id }) as const
    const author = teams.addPerson(tenant, { installed: true })
    amara = teams.addPerson(tenant, { installed: true })
    const authorId = await addAuthor(database, at(author))
    await addFollowers(database, [at(amara)])
    broadcast = await addDraft(database, authorId)
    cascade = await startTeamsCascade(database, teams, { log, allowedTenants: [tenant] })
    await pressSend(author, broadcast)
    await allEnded(database, broadcast)
  })
  afterAll(async () => {
    await cascade.stop()
    await teams.close()
    await database.close()
  })

  const card = () => amara.messages().find(({ buttons }) => buttons.includes('Read'))?.id ?? ''
  const answers = () => amara.messages().filter(({ fromBot, plain }) => fromBot && CARD.test(plain))
  /** The sender's card of the sending may still be on its way. */
  const kept = async () => ({ ...(await dump(database)), broadcasts: '' })

  test('is nowhere after it was refused in a line, a reply, a command and a form', async () => {
    const before = await kept()
    for (const typed of [...PREVENTED, ASKED]) {
      const seen = answers().length
      await amara.say(typed)
      await amara.say(`About ${typed}?`, { replyTo: card() })
      await amara.say(`ask ${broadcast} ${typed}`)
      await expect.poll(() => answers().length, { timeout: 90_000 }).toBe(seen + 3)
      expect(await amara.press(card(), 'Ask a question')).toMatchObject({ is: 'shown' })
      await amara.fill({ text: typed })
      expect(await amara.submit()).toMatchObject({ is: 'shown' })
      expect(amara.dialog()?.plain, typed).toMatch(/NHS number|about a patient|names a patient/)
      amara.closeDialog()
    }
    for (const said of answers()) expect(said.plain).not.toMatch(new RegExp(ANYWHERE, 'i'))
    expect(await kept()).toEqual(before)
    expect(await tablesWith(database, `(?i)${ANYWHERE}`)).toEqual([])
    expect(lines.filter((line) => new RegExp(ANYWHERE, 'i').test(line))).toEqual([])
    expect(errors).toEqual([])
  })

  test('comes back in its form with a tick, and is sent with it', async () => {
    const words = 'Is a 71 year old man with a FIT of 9 in or out?'
    await amara.press(card(), 'Ask a question')
    await amara.fill({ text: words })
    await amara.submit()
    expect(amara.dialog()?.plain).toContain('This may be about a patient: I saw one person’s age')
    expect(amara.dialog()?.fields.map(({ id }) => id)).toEqual(['text', 'notAboutPatient'])
    await amara.fill({ text: words, notAboutPatient: true })
    expect(await amara.submit()).toEqual({ is: 'closed' })
    const bodies = async () =>
      (await database.pool.query<{ body: string }>('select body from replies')).rows
    await expect.poll(bodies).toEqual([{ body: words }])
  })
})
