import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { withErrors } from '#src/chat/form.ts'
import { button, message } from '#src/chat/message.ts'
import type { Database } from '#src/kernel/db.ts'
import { openOne } from '#test/support/database.ts'
import { ask, form, like, openNotice, READ, say, soon, titles } from '#test/support/teams-notice.ts'

let database: Database
beforeAll(async () => {
  database = await openOne()
})
afterAll(() => database.close())

describe('a button that opens a form', () => {
  test('opens it; sent with something wrong it stays open with all that was filled in', async () => {
    const frome = { value: 'L81001', label: 'Frome', hint: 'BA11 1AA' }
    const { amara, notice, handle, heard } = await openNotice(database, {
      core: { suggest: async () => [frome] },
      react: ({ what }) => {
        if (what.is !== 'submit') return [ask]
        if (what.values['question'] === 'Why?') return [say('Your question is sent')]
        return [{ do: 'ask', form: withErrors(form, what.values, { question: 'Ask a question' }) }]
      },
    })
    expect(await amara.press(notice, 'Ask')).toMatchObject({ is: 'shown', title: form.title })
    await amara.fill({ question: 'x', places: ['Frome – BA11 1AA'] })
    expect(await amara.submit()).toMatchObject({
      is: 'shown',
      plain: like(/Ask a question/),
    })
    expect(amara.dialog()?.fields).toMatchObject([
      { value: 'x' },
      { choices: [{ title: 'Frome – BA11 1AA' }] },
    ])
    await amara.fill({ question: 'Why?' })
    expect(await amara.submit()).toEqual({ is: 'closed' })
    await soon(() => titles(amara)).toEqual(['A notice', 'Your question is sent'])
    expect(heard.at(-1)).toMatchObject({
      on: handle,
      what: { intent: form.intent, values: { question: 'Why?', places: ['L81001'] } },
    })
  })

  test('keeps what was filled in when it cannot be saved', async () => {
    const { amara, notice } = await openNotice(database, {
      core: { suggest: async () => [{ value: 'L81001', label: 'Frome', hint: null }] },
      react: ({ what }) => {
        if (what.is === 'submit') throw new Error('no database')
        return [ask]
      },
    })
    await amara.press(notice, 'Ask')
    await amara.fill({ question: 'Why?', places: ['Frome'] })
    expect(await amara.submit()).toMatchObject({
      is: 'shown',
      plain: like(/Something went wrong.* Nothing was changed/),
    })
    expect(amara.dialog()?.fields).toMatchObject([
      { value: 'Why?' },
      { choices: [{ title: 'Frome' }] },
    ])
  })

  test('shows a refusal in its place, and one with buttons in the chat', async () => {
    const join = message({ title: 'Join first', actions: [button('Join', READ)] })
    let refusal = message({ title: 'It was stopped' })
    const { amara, notice } = await openNotice(database, {
      react: () => [{ do: 'say', message: refusal, about: null }],
    })
    expect(await amara.press(notice, 'Ask')).toMatchObject({
      is: 'shown',
      plain: 'It was stopped',
    })
    expect(titles(amara)).toEqual(['A notice'])
    refusal = join
    expect(await amara.press(notice, 'Ask')).toEqual({
      is: 'told',
      text: 'I have answered in our chat.',
    })
    await soon(() => titles(amara)).toEqual(['A notice', 'Join first'])
  })

  test('that takes long is answered in time, and its form waits behind a button', async () => {
    const gate = Promise.withResolvers<void>()
    const { amara, notice } = await openNotice(database, {
      answerWithinMs: 100,
      react: async () => {
        await gate.promise
        return [ask]
      },
    })
    expect(await amara.press(notice, 'Ask')).toMatchObject({ is: 'told' })
    gate.resolve()
    await soon(() => amara.messages().at(-1)?.buttons).toEqual(['Open the form'])
  })

  test('that takes long and may be about a patient is never kept until somebody opens it', async () => {
    const gate = Promise.withResolvers<void>()
    const { amara, notice } = await openNotice(database, {
      answerWithinMs: 100,
      react: async () => {
        await gate.promise
        return [{ do: 'forget' }, ask]
      },
    })
    const kept = 'select count(*)::int as count from teams_waiting_forms'
    const before = await database.pool.query(kept)
    await amara.press(notice, 'Ask')
    gate.resolve()
    await soon(() => titles(amara).at(-1)).toMatch(/^Not taken: /)
    expect(amara.messages().at(-1)?.buttons).toEqual([])
    expect((await database.pool.query(kept)).rows).toEqual(before.rows)
  })
})
