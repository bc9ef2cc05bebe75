import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addInventedOrganisations, addRole } from '#src/demo/store.ts'
import type { Database } from '#src/kernel/db.ts'
import { realWorld } from '#src/kernel/world.ts'
import type { RunningApp } from '#test/support/app-server.ts'
import { oneDatabase } from '#test/support/database.ts'
import { actionsOf, titleOf } from '#test/support/fake-teams/card-controls.ts'
import {
  type FakeTeams,
  type Person,
  type Seen,
  startFakeTeams,
} from '#test/support/fake-teams/fake-teams.ts'
import { startTeamsCascade } from '#test/support/teams-cascade.ts'

async function soon<T>(what: string, find: () => T | undefined | null): Promise<T> {
  for (let tries = 0; tries < 300; tries += 1) {
    const found = find()
    if (found !== undefined && found !== null) return found
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`Nothing came: ${what}`)
}

/** Markdown whose every mark is escaped, as it is read. */
const asRead = (text: string) =>
  text.replaceAll(/\\([^A-Za-z0-9\s])/g, '$1').replaceAll('\u200B', '')

const card = (person: Person, words: string): Promise<Seen> =>
  soon(`a card with “${words}”`, () =>
    person.messages().findLast((seen) => seen.fromBot && asRead(seen.plain).includes(words)),
  )

/** Types a command that is answered with a form: Teams opens none for a text, so a button does. */
async function openByTyping(person: Person, command: string): Promise<void> {
  const before = person.messages().length
  expect((await person.say(command)).trouble).toBe(null)
  const waiting = await soon('the button', () =>
    person
      .messages()
      .slice(before)
      .find(({ buttons }) => buttons.includes('Open the form')),
  )
  expect(await person.press(waiting.id, 'Open the form')).toMatchObject({ is: 'shown' })
}

/** Types into a search field, and takes the one choice that is offered, by its title. */
async function found(person: Person, field: string, typed: string): Promise<string> {
  const titles = (await person.suggest(field, typed)).map(titleOf)
  expect(titles).toEqual([expect.stringContaining(typed)])
  return titles[0] ?? ''
}

async function join(person: Person, name: string, gmc: string): Promise<void> {
  await person.install()
  await openByTyping(person, 'join')
  expect(person.dialog()?.title).toBe('Join Cascade')
  expect(await person.submit()).toMatchObject({ is: 'errors' })
  await person.fill({ name, gpKind: 'locum', gmc: '12', purpose: true, opportunities: true })
  await person.fill({ workplaces: [await found(person, 'workplaces', 'French Weir')] })
  // What only Cascade can find wrong: the same form again, with everything that was filled in.
  const again = await person.submit()
  expect(again).toMatchObject({ is: 'shown', title: 'Join Cascade' })
  expect(person.dialog()?.plain).toContain('GMC')
  expect(person.dialog()?.fields.find(({ id }) => id === 'name')?.value).toBe(name)
  await person.fill({ gmc })
  expect(await person.submit()).toEqual({ is: 'closed' })
  const welcome = await card(person, 'Welcome')
  expect(await person.press(welcome.id, 'Follow all of these')).not.toMatchObject({ is: 'trouble' })
}

async function send(
  sender: Person,
  kind: string,
  values: Readonly<Record<string, string>>,
): Promise<void> {
  await openByTyping(sender, `compose ${kind}`)
  const organisation = await found(sender, 'organisation', 'Taunton Central')
  await sender.fill({ organisation, urgency: 'routine', ...values })
  const before = sender.messages().length
  expect(await sender.submit()).toEqual({ is: 'closed' })
  const draft = await soon('the draft', () =>
    sender
      .messages()
      .slice(before)
      .find(({ plain }) => plain.includes('1 person would get this now')),
  )
  expect(await sender.press(draft.id, 'Send now to 1 person')).not.toMatchObject({ is: 'trouble' })
}

describe.each(oneDatabase())('on $name', ({ open }) => {
  let database: Database
  let teams: FakeTeams
  let cascade: RunningApp
  let tenant: string

  beforeAll(async () => {
    database = await open()
    await database.db.transaction().execute(async (tx) => {
      await addInventedOrganisations(
        tx,
        [
          { code: 'U28174', kind: 'pcn', name: 'Taunton Central PCN' },
          { code: 'L85001', kind: 'practice', name: 'French Weir Health Centre' },
        ],
        [{ child: 'L85001', parent: 'U28174' }],
        '2020-01-01',
      )
    })
    teams = await startFakeTeams()
    tenant = teams.addTenant({ name: 'Taunton' }).id
    cascade = await startTeamsCascade(database, teams, { allowedTenants: [tenant] })
  })

  afterAll(async () => {
    await cascade.stop()
    await teams.close()
    await database.close()
  })

  async function give(person: Person): Promise<void> {
    const { personId } = await database.db
      .selectFrom('identities')
      .where('platform', '=', 'teams')
      .where('tenant', '=', tenant)
      .where('userRef', '=', person.id)
      .select('personId')
      .executeTakeFirstOrThrow()
    const role = {
      personId: personId ?? '',
      organisation: 'U28174',
      role: 'clinical-director',
    } as const
    await database.db
      .transaction()
      .execute((tx) => addRole(tx, { id: realWorld.newId(), ...role }, new Date('2026-01-01')))
  }

  test('from installing to a report, as people on Teams do it', async () => {
    const amara = teams.addPerson(tenant, { name: 'Amara Okafor' })
    const ben = teams.addPerson(tenant, { name: 'Ben Adeyemi' })
    await join(amara, 'Dr Amara Okafor', '7012345')
    await join(ben, 'Dr Ben Adeyemi', '7012346')
    await give(ben)

    await send(ben, 'announcement', {
      title: 'Rooms <at>everyone</at> move & *open*',
      summary: 'From Monday, [here](https://evil.example).',
    })
    const got = await card(amara, 'From Monday')
    expect(got.text).toBe('')
    expect(got.summary).not.toContain('Monday')
    expect(asRead(got.plain)).toContain('Rooms <at>everyone</at> move & *open*')
    expect(got.buttons).toContain('Read')

    expect(await amara.press(got.id, 'Read')).toEqual({ is: 'replaced' })
    const answered = await card(amara, 'You answered: Read')
    expect(answered.id).toBe(got.id)
    // What is stored follows what was answered: whoever comes back to the chat sees the same.
    await soon('the stored card to follow', () => {
      amara.reopenChat()
      return amara
        .messages()
        .find(({ id, plain }) => id === got.id && plain.includes('You answered'))
    })

    expect(await amara.press(got.id, 'Ask a question')).toMatchObject({ is: 'shown' })
    await amara.fill({ text: 'Is the lift working?' })
    expect(await amara.submit()).toEqual({ is: 'closed' })
    const question = await card(ben, 'Is the lift working?')
    expect(await ben.press(question.id, 'Answer')).toMatchObject({ is: 'shown' })
    await ben.fill({ text: 'It is, from Tuesday.' })
    expect(await ben.submit()).toEqual({ is: 'closed' })
    await card(amara, 'It is, from Tuesday.')

    await amara.say('Which floor is it?', { replyTo: got.id })
    await card(ben, 'Which floor is it?')

    await send(ben, 'opportunity', {
      title: 'Pathway lead',
      summary: 'One session a week.',
      type: 'pathway-lead',
      sessions: 'One a week',
      terms: 'not-said',
      closes: '2099-12-09',
    })
    const offered = await card(amara, 'One session a week.')
    expect(await amara.press(offered.id, 'I am interested')).toMatchObject({ is: 'shown' })
    await amara.fill({ how: 'Gladly', conflict: 'none' })
    expect(await amara.submit()).toEqual({ is: 'closed' })
    await card(ben, 'Gladly')

    await ben.say('report 1')
    const report = await card(ben, 'No answer yet')
    const link = actionsOf(report.card).find(({ type }) => type === 'Action.OpenUrl')?.['url']
    const page = await fetch(String(link))
    expect(page.status).toBe(200)
    expect(await page.text()).toContain('Dr Amara Okafor')

    expect(teams.ledger.byDelivery().size).toBeGreaterThan(5)
    expect(teams.ledger.duplicates()).toEqual([])
    expect(teams.ledger.tooMany()).toBe(0)
    expect(Math.max(...teams.ledger.requestsPerSend())).toBe(1)
  })
})
