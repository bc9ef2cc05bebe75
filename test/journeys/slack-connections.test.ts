import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Form, textField } from '#src/chat/form.ts'
import { button, message } from '#src/chat/message.ts'
import type { Database } from '#src/kernel/db.ts'
import { openOne } from '#test/support/database.ts'
import { SLACK_WAITS_MS } from '#test/support/fake-slack/far-end.ts'
import { startFakeSlack } from '#test/support/fake-slack/fake-slack.ts'
import { addressOf, connect, READ, type React, say, titles, wait } from './slack-listener.ts'

/** How Slack reaches us and we answer: sockets, events, delays, forms and homes. */
let database: Database
beforeAll(async () => {
  database = await openOne()
})
afterAll(() => database.close())

const opened: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close()
})
const place = () => ({ database, opened })

async function start(parts: Parameters<typeof connect>[3] = {}) {
  const slack = await startFakeSlack({ echoes: true })
  opened.push(() => slack.close())
  const team = slack.addWorkspace()
  const install = slack.install(team.id)
  const connected = await connect(place(), slack, { botToken: install.token }, parts)
  return { slack, team, install, amara: slack.addUser(team.id), ...connected }
}

const FORM: Form = {
  title: 'Ask',
  submit: 'Send',
  intro: [],
  fields: [textField('question', 'Question', 100)],
  intent: { do: 'ask', with: {} },
}
describe('Socket Mode', () => {
  const socketed = async (react: React) => {
    // What a cut line had under way is told again once Slack has waited for it.
    const slack = await startFakeSlack({ answerWithinMs: SLACK_WAITS_MS })
    opened.push(() => slack.close())
    const team = slack.addWorkspace()
    const install = slack.install(team.id)
    const app = { botToken: install.token }
    const connected = await connect(place(), slack, app, { react, appToken: slack.app.token })
    return { slack, amara: slack.addUser(team.id), ...connected }
  }

  test('hears what is typed, pressed and sent, with no address of our own', async () => {
    const { amara, platform } = await socketed(({ what }) =>
      what.is === 'say'
        ? [
            {
              do: 'say',
              message: message({ title: 'Here', actions: [button('Ask', READ)] }),
              about: null,
            },
          ]
        : what.is === 'press'
          ? [{ do: 'ask', form: FORM }]
          : say('Thank you'),
    )
    expect(await platform.healthy()).toBe(true)
    await amara.say('hello')
    await expect.poll(() => titles(amara)).toEqual(['Here'])
    await amara.press(amara.messages().at(-1)?.ts ?? '', 'Ask')
    await expect.poll(() => amara.modal()?.title).toBe('Ask')
    await amara.fill({ question: 'Where?' })
    expect(await amara.submit()).toEqual({ is: 'closed' })
    await expect.poll(() => titles(amara)).toEqual(['Here', 'Thank you'])
    expect((await amara.command('/cascade', 'help')).status).toBe(200)
  })

  test('connects anew when Slack asks it to, and when the line is cut', async () => {
    const { slack, amara, heard, platform } = await socketed(() => [])
    slack.socket.disconnect()
    await expect.poll(() => slack.socket.connections(), { timeout: 90_000 }).toBe(1)
    await amara.say('one')
    await expect.poll(() => heard.length).toBe(1)
    slack.socket.cut()
    await wait(200)
    await expect.poll(() => platform.healthy(), { timeout: 90_000 }).toBe(true)
    await amara.say('two')
    await expect.poll(() => heard.length).toBe(2)
  })

  test('does not start with a token that Slack refuses', async () => {
    const slack = await startFakeSlack()
    opened.push(() => slack.close())
    const app = { botToken: slack.install(slack.addWorkspace().id).token }
    await expect(connect(place(), slack, app, { appToken: 'xapp-wrong' })).rejects.toThrow(
      'Slack did not open a Socket Mode connection (invalid_auth). Check SLACK_APP_TOKEN',
    )
  })
})

describe('an event', () => {
  test('that could not be stored is told again, and then done once', async () => {
    let broken = true
    const { amara, heard } = await start({
      react: () => {
        if (!broken) return say('Heard')
        broken = false
        throw new Error('no database')
      },
    })
    const told = await amara.say('hello')
    expect(told.attempts.map(({ status }) => status)).toEqual([500, 200])
    await expect.poll(() => titles(amara)).toEqual(['Heard'])
    expect(new Set(heard.map(({ eventId }) => eventId)).size).toBe(1)
  })

  test('of our own messages is never heard', async () => {
    const { amara, heard, platform } = await start()
    await platform.send(addressOf(amara), message({ title: 'x' }), crypto.randomUUID())
    await wait(100)
    expect(heard).toEqual([])
  })

  test('of an account that was closed is passed on', async () => {
    const { slack, team, amara, changed } = await start()
    await slack.deactivate(team.id, amara.id)
    expect(changed).toEqual([[amara.id, false]])
  })

  test('from another organisation is refused kindly, and the core does not hear it', async () => {
    const { slack, team, heard } = await start()
    const stranger = slack.addStranger(team.id)
    await stranger.say('join')
    await expect
      .poll(() => titles(stranger))
      .toEqual(['I can only talk with people of this workspace'])
    expect(heard).toEqual([])
  })
})

test('a slow core is waited for after Slack has had its answer', async () => {
  const slow = Promise.withResolvers<void>()
  const { amara, platform } = await start({
    react: async () => {
      await slow.promise
      return [{ do: 'ask', form: FORM }]
    },
  })
  await platform.send(
    addressOf(amara),
    message({ title: 'Card', actions: [button('Ask', READ)] }),
    crypto.randomUUID(),
  )
  // Slack has its answer, and the core has none yet.
  const { status } = await amara.press(amara.messages()[0]?.ts ?? '', 'Ask')
  expect(status).toBe(200)
  slow.resolve()
  // Its trigger is spent by then, so that the form waits behind a button.
  await expect.poll(() => amara.messages().at(-1)?.buttons).toEqual(['Open the form'])
})

test('a form that may be about a patient is never kept until somebody opens it', async () => {
  const slow = Promise.withResolvers<void>()
  const { amara, platform } = await start({
    react: async () => {
      await slow.promise
      return [{ do: 'forget' }, { do: 'ask', form: FORM }]
    },
  })
  await platform.send(
    addressOf(amara),
    message({ title: 'Card', actions: [button('Ask', READ)] }),
    crypto.randomUUID(),
  )
  await amara.press(amara.messages()[0]?.ts ?? '', 'Ask')
  slow.resolve()
  await expect
    .poll(() => amara.messages().at(-1)?.plain ?? '')
    .toMatch(/Not taken: Ask.*nothing of it was kept/s)
  expect(amara.messages().at(-1)?.buttons).toEqual([])
})

test('a form with errors keeps what was typed and shows them at their fields', async () => {
  const { amara, platform } = await start({
    react: ({ what }) => {
      const [field] = FORM.fields
      if (what.is === 'press' || field === undefined) return [{ do: 'ask', form: FORM }]
      return [{ do: 'ask', form: { ...FORM, fields: [{ ...field, error: 'Ask in fewer words' }] } }]
    },
  })
  const card = message({ title: 'Card', actions: [button('Ask', READ)] })
  await platform.send(addressOf(amara), card, crypto.randomUUID())
  await amara.press(amara.messages()[0]?.ts ?? '', 'Ask')
  await expect.poll(() => amara.modal()?.title).toBe('Ask')
  await amara.fill({ question: 'Where is it, and when?' })
  expect(await amara.submit()).toEqual({
    is: 'errors',
    from: 'app',
    errors: { Question: 'Ask in fewer words' },
  })
})

test('somebody’s home is drawn when they open it, and its buttons work', async () => {
  const { amara, heard } = await start({ react: () => say('Done') })
  await amara.openHome()
  expect(amara.homeText()).toContain('Your page')
  await amara.pressHome('Read')
  await expect.poll(() => titles(amara)).toEqual(['Done'])
  expect(heard[0]).toMatchObject({ on: null, what: { is: 'press', intent: READ } })
})

test('a sending on somebody’s home moves on by itself while they look', async () => {
  const left = [3, 1, 0]
  const drawn: number[] = []
  const { amara } = await start({
    home: () => {
      const waiting = left[Math.min(drawn.length, left.length - 1)] ?? 0
      drawn.push(waiting)
      const label = `${3 - waiting} of 3`
      return [
        message({
          title: 'Sending',
          blocks: [{ is: 'progress', label, delivered: 3 - waiting, waiting, failed: 0 }],
        }),
      ]
    },
  })
  await amara.openHome()
  await expect.poll(() => amara.homeText(), { timeout: 90_000 }).toContain('3 delivered')
  // Nothing waits any more, so nothing is drawn any more.
  expect(drawn).toEqual([3, 1, 0])
})
