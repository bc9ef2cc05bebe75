import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll } from 'vitest'
import type { MessageHandle } from '#src/chat/chat-platform.ts'
import { message } from '#src/chat/message.ts'
import type { Database } from '#src/kernel/db.ts'
import { openOne } from '#test/support/database.ts'
import { type Json, listOf, objectOf, textOf } from '#test/support/fake-slack/json.ts'
import { deliveryOf } from '#test/support/fake-teams/ledger.ts'
import type { Person } from '#test/support/fake-teams/fake-teams.ts'
import { startTeamsDesk } from '#test/support/teams-desk.ts'
import { testWorld } from '#test/support/world.ts'
import type { Harness, Somebody } from './harness.ts'
import { platformLaws } from './platform-laws.ts'

let database: Database
beforeAll(async () => {
  database = await openOne()
})
afterAll(() => database.close())

let made = 0

const idOf = ({ ref }: MessageHandle) => decodeURIComponent(ref.split(':').at(-1) ?? '')

/** Real requests both ways: the fake Teams' sign-in and Connector on one side, our own address on the other. */
async function teamsHarness(): Promise<Harness> {
  made += 1
  const world = testWorld('2026-08-06T09:00:00Z', made)
  const desk = await startTeamsDesk(database, { world })
  const { teams, tenant, platform } = desk

  const people = new Map<string, Person>()
  const personOf = ({ identity }: Somebody): Person => {
    const found = people.get(identity.user)
    if (found === undefined) throw new Error('Nobody is called that')
    return found
  }

  const somebody = async (): Promise<Somebody> => {
    const person = teams.addPerson(tenant, { installed: true })
    people.set(person.id, person)
    return {
      identity: { platform: 'teams', tenant, user: person.id },
      address: { platform: 'teams', ref: `teams:1:${tenant}:${person.id}` },
    }
  }

  const withIntent = (intent: unknown) => (part: Json) =>
    isDeepStrictEqual(objectOf(part['data'])['intent'], intent)

  /** A form that nobody could foresee waits behind a button, as nothing else opens one. */
  const openForm = async (person: Person) => {
    const waiting = person.messages().findLast(({ buttons }) => buttons.includes('Open the form'))
    if (person.dialog() === null && waiting !== undefined)
      await person.press(waiting.id, 'Open the form')
    return person.dialog()
  }

  return {
    platform,
    somebody,
    nowhere: async () => {
      const { address } = await somebody()
      const sent = await platform.send(address, message({ title: 'x' }), crypto.randomUUID())
      if (sent.is !== 'sent') throw new Error('Nothing was sent')
      return {
        address: { ...address, ref: `teams:1:${tenant}:${crypto.randomUUID()}` },
        handle: { ...sent.handle, ref: sent.handle.ref.replace(/\d+$/, '999999') },
      }
    },
    press: async (who, on, intent) => {
      await personOf(who).press(idOf(on), withIntent(intent))
    },
    pressToldTwice: async (who, on, intent) => {
      await personOf(who).press(idOf(on), withIntent(intent), { told: 2 })
    },
    formShownTo: async (who) => {
      const open = await openForm(personOf(who))
      return open === null ? null : { title: open.title, fields: open.fields.map(({ id }) => id) }
    },
    submit: async (who, values) => {
      const person = personOf(who)
      for (let tries = 0; tries < 200 && (await openForm(person)) === null; tries += 1)
        await new Promise((resolve) => setTimeout(resolve, 10))
      await person.fill(values)
      await person.submit()
    },
    say: async (who, text, inReplyTo) => {
      await personOf(who).say(text, { replyTo: inReplyTo === null ? null : idOf(inReplyTo) })
    },
    shownTo: async (who) =>
      personOf(who)
        .messages()
        .filter(({ fromBot }) => fromBot)
        .map(({ id, conversation, card, revision }) => {
          const kept = teams.ledger.messages.find(
            (one) => one.id === id && one.conversation === conversation,
          )
          const first = kept === undefined ? undefined : { ...kept, ...firstOf(kept) }
          return {
            key: first === undefined ? null : deliveryOf(first) || null,
            title: titleIn(card),
            revision,
          }
        }),
    forge: async () => {
      const person = personOf(await somebody())
      const forged = person.activities.said('1', 'help', null, 'quote')
      const answers = [
        await teams.send(forged, { signedBy: 'forged' }),
        await teams.send(forged, { signedBy: 'nobody' }),
        await teams.send(forged, { claims: { aud: crypto.randomUUID() } }),
        await teams.deliver(JSON.stringify(forged), {}),
      ]
      const statuses = answers.map(({ status }) => status)
      return { status: statuses.find((status) => status !== 401) ?? 401 }
    },
    close: desk.close,
  }
}

/** A message that is drawn anew does not carry its delivery again. */
const firstOf = ({
  activity,
  earlier,
}: Readonly<{ activity: Json; earlier: readonly Json[] }>) => ({
  activity: earlier[0] ?? activity,
})

/** The large heading of a card. */
function titleIn(card: Json | null): string {
  const heading = listOf(card?.['body']).find(
    (part) => part['style'] === 'heading' || part['size'] === 'Large',
  )
  return asShown(textOf(heading?.['text']))
}

/** Markdown whose every mark is escaped, as it is read. */
const asShown = (markdown: string) =>
  markdown.replaceAll(/\\([^A-Za-z0-9\s])/g, '$1').replaceAll('{\u200B{', '{{')

platformLaws('teams', teamsHarness, [
  {
    law: 'the same key twice leaves one message',
    because:
      'the Bot Connector takes no key that makes a message once, and cannot be asked what it has stored',
  },
])
