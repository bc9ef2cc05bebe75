import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { message } from '#src/chat/message.ts'
import type { Database } from '#src/kernel/db.ts'
import { openOne } from '#test/support/database.ts'
import {
  ask,
  form,
  like,
  openNotice,
  redraw,
  say,
  soon,
  titles,
} from '#test/support/teams-notice.ts'

let database: Database
beforeAll(async () => {
  database = await openOne()
})
afterAll(() => database.close())

describe('a press', () => {
  test('is answered with the card, which is still there when the chat is opened again', async () => {
    const { amara, notice } = await openNotice(database, {
      react: () => [redraw('You have read this')],
    })
    expect(await amara.press(notice, 'Read')).toEqual({ is: 'replaced' })
    expect(titles(amara)).toEqual(['You have read this'])
    await soon(() => amara.messages()[0]?.revision).toBe(1)
    amara.reopenChat()
    expect(titles(amara)).toEqual(['You have read this'])
  })

  test('of an old client has its card changed, or is answered anew where that cannot be', async () => {
    const { teams, amara, notice } = await openNotice(database, {
      react: () => [redraw('You have read this')],
    })
    expect(await amara.press(notice, 'Read', { old: true })).toEqual({ is: 'sent' })
    await soon(() => titles(amara)).toEqual(['You have read this'])
    const fault = { status: 404, code: 'ActivityNotFoundInConversation' }
    teams.faults.next('update', fault)
    await amara.press(notice, 'Read', { old: true, revision: 0 })
    await soon(() => titles(amara)).toEqual(['You have read this', 'You have read this'])
  })

  test('that shows its card needs no second message where the card cannot be kept', async () => {
    const { teams, amara, notice } = await openNotice(database, {
      react: () => [redraw('You have read this')],
    })
    teams.faults.next('update', { status: 404, code: 'ActivityNotFoundInConversation' })
    expect(await amara.press(notice, 'Read')).toEqual({ is: 'replaced' })
    await soon(() => teams.ledger.requestsTo('update').length).toBe(1)
    expect(titles(amara)).toEqual(['You have read this'])
    expect(teams.ledger.requestsTo('post')).toHaveLength(1)
  })

  test('that takes long is answered in time, and with its card later', async () => {
    const gate = Promise.withResolvers<void>()
    const { amara, notice } = await openNotice(database, {
      answerWithinMs: 100,
      react: async () => {
        await gate.promise
        return [redraw('You have read this'), say('Thank you')]
      },
    })
    expect(await amara.press(notice, 'Read')).toMatchObject({
      is: 'told',
      text: like(/^That is being done/),
    })
    expect(titles(amara)).toEqual(['A notice'])
    gate.resolve()
    await soon(() => titles(amara)).toEqual(['You have read this', 'Thank you'])
  })

  test('that fails says so, and what to do', async () => {
    const { amara, notice } = await openNotice(database, {
      react: () => Promise.reject(new Error('no')),
    })
    expect(await amara.press(notice, 'Read')).toMatchObject({
      is: 'told',
      text: like(/^Something went wrong.* Nothing was changed.* Reference \w{6}$/),
    })
    expect(titles(amara)).toEqual(['A notice'])
  })
})

describe('a typed text', () => {
  test('that cannot be kept is told again', async () => {
    let works = false
    const { amara, heard } = await openNotice(database, {
      react: () => {
        if (!works) throw new Error('no database')
        return [say('Hello')]
      },
    })
    expect((await amara.say('help')).status).toBe(500)
    expect(titles(amara)).toEqual(['A notice'])
    works = true
    expect((await amara.say('help')).status).toBe(200)
    await soon(() => titles(amara)).toEqual(['A notice', 'Hello'])
    expect(heard).toHaveLength(2)
  })

  test('that takes long is not taken for kept, and is answered once it is', async () => {
    const gate = Promise.withResolvers<void>()
    const { amara } = await openNotice(database, {
      answerWithinMs: 100,
      react: async () => {
        await gate.promise
        return [say('Hello')]
      },
    })
    expect((await amara.say('help')).status).toBe(500)
    gate.resolve()
    await soon(() => titles(amara)).toEqual(['A notice', 'Hello'])
  })

  test('that is answered with a form opens it from a button, for an hour', async () => {
    const { amara, world } = await openNotice(database, { react: () => [ask] })
    await amara.say('ask')
    await soon(() => amara.messages().at(-1)?.buttons).toEqual(['Open the form'])
    const { id = '' } = amara.messages().at(-1) ?? {}
    expect(await amara.press(id, 'Open the form')).toMatchObject({ is: 'shown', title: form.title })
    world.advance(3_600_001)
    expect(await amara.press(id, 'Open the form')).toMatchObject({
      is: 'told',
      text: like(/waits for an hour/),
    })
  })

  test('in a team is answered one to one, and not heard', async () => {
    const { teams, tenant, amara, heard } = await openNotice(database)
    const team = await teams.addTeam(tenant, [amara])
    expect((await team.mention(amara, 'help')).answer.status).toBe(200)
    await soon(() => titles(amara)).toEqual(['A notice', 'I talk with people one to one'])
    expect(heard).toEqual([])
    expect((await team.uninstall()).status).toBe(200)
  })

  test('beside a picture is not heard', async () => {
    const { teams, amara, heard } = await openNotice(database)
    const said = amara.activities.said('7', 'Look', null, 'quote')
    await teams.tell({ ...said, attachments: [{ contentType: 'image/png' }] })
    await soon(() => titles(amara)).toEqual(['A notice', 'I cannot read files or pictures'])
    expect(heard).toEqual([])
  })
})

describe('the app', () => {
  test('greets whoever installs it, and closes the account of whoever removes it', async () => {
    const accounts: unknown[] = []
    const { amara, heard } = await openNotice(database, {
      react: () => [say('Welcome')],
      core: {
        accountChanged: async (who, open) => {
          accounts.push([who.user, open])
        },
      },
    })
    await amara.install()
    await soon(() => titles(amara)).toEqual(['A notice', 'Welcome'])
    expect(heard).toMatchObject([{ what: { is: 'say', text: 'help' } }])
    await amara.upgrade()
    expect(heard).toHaveLength(1)
    expect(accounts).toEqual([])
    await amara.uninstall()
    expect(accounts).toEqual([[amara.id, false]])
    expect(heard).toHaveLength(1)
  })

  test('takes no notice of reactions', async () => {
    const { amara, notice, heard } = await openNotice(database)
    expect((await amara.react(notice)).status).toBe(200)
    expect(heard).toEqual([])
  })

  test('finds a person again who deleted the chat, by whatever they do next', async () => {
    const { teams, platform, tenant, amara } = await openNotice(database)
    amara.deleteChat()
    await amara.say('hello')
    const to = { platform: 'teams', ref: `teams:1:${tenant}:${amara.id}` } as const
    expect(await platform.send(to, message({ title: 'Again' }), 'two')).toMatchObject({
      is: 'sent',
    })
    expect(titles(amara)).toEqual(['Again'])
    expect(teams.ledger.requestsTo('create')).toHaveLength(1)
  })
})
