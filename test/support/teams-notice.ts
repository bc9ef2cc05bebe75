import { expect, onTestFinished } from 'vitest'
import type { Core, Inbound, Reaction } from '#src/chat/chat-platform.ts'
import { type Form, searchField, textField } from '#src/chat/form.ts'
import { button, message } from '#src/chat/message.ts'
import type { Database } from '#src/kernel/db.ts'
import { listener } from '#test/contract/harness.ts'
import type { Person } from './fake-teams/fake-teams.ts'
import { startTeamsDesk } from './teams-desk.ts'
import { testWorld } from './world.ts'

let made = 0
export const READ = { do: 'read', with: {} }
const ASK = { do: 'ask', with: {}, opens: 'form' } as const
export const say = (title: string): Reaction[number] => ({
  do: 'say',
  message: message({ title }),
  about: null,
})
export const redraw = (title: string): Reaction[number] => ({
  do: 'redraw',
  message: message({ title }),
  about: null,
})
export const form: Form = {
  title: 'Your question',
  submit: 'Send it',
  intro: [],
  fields: [textField('question', 'Your question', 300), searchField('places', 'Your places')],
  intent: { do: 'sent', with: {} },
}
export const ask: Reaction[number] = { do: 'ask', form }

type Behaviour = Readonly<{
  react?: (inbound: Inbound) => Promise<Reaction> | Reaction
  answerWithinMs?: number
  core?: Partial<Core>
}>

/** A desk with a notice on it for Amara, and a core that reacts as a test wants. */
export async function openNotice(
  database: Database,
  { react, core = {}, ...options }: Behaviour = {},
) {
  made += 1
  const world = testWorld('2026-08-06T09:00:00Z', 500 + made)
  const desk = await startTeamsDesk(database, { world, ...options })
  onTestFinished(async () => {
    await desk.platform.stop()
    await desk.close()
  })
  const ear = listener(react)
  await desk.platform.start({ ...ear.core, ...core })
  const amara = desk.teams.addPerson(desk.tenant, { installed: true })
  const sent = await desk.platform.send(
    { platform: 'teams', ref: `teams:1:${desk.tenant}:${amara.id}` },
    message({ title: 'A notice', actions: [button('Read', READ), button('Ask', ASK)] }),
    'one',
  )
  if (sent.is !== 'sent') throw new Error(`Not sent: ${sent.detail}`)
  const [notice] = amara.messages()
  if (notice === undefined) throw new Error('No notice')
  return { ...desk, ...ear, world, amara, notice: notice.id, handle: sent.handle }
}

export const like = (pattern: RegExp): unknown => expect.stringMatching(pattern)

/** Teams has its answer first. */
export const soon = <T>(read: () => T) => expect.poll(read)

export const titles = (person: Person) =>
  person
    .messages()
    .filter(({ fromBot }) => fromBot)
    .map(({ plain }) => plain.split('\n')[0])
