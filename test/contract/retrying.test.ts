import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { RetryDoubtful, RetryFailed } from '#src/broadcasts/intents.ts'
import { retryByOperator } from '#src/broadcasts/operator-retry.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import type { Database } from '#src/kernel/db.ts'
import { ConfirmLeave } from '#src/people/intents.ts'
import { databases } from '#test/support/database.ts'
import { createEngine, type Engine } from '#test/support/engine.ts'

describe.each(databases())('trying again on $name', ({ open }) => {
  let database: Database
  let engine: Engine
  beforeAll(async () => {
    database = await open()
    engine = await createEngine(database)
  })
  afterAll(async () => {
    await engine.stop()
    await database.close()
  })

  const keysAt = (end: 'slack' | 'teams', ref: string) =>
    engine.ends[end].arrived.filter((one) => one.ref === ref)
  const states = async (broadcast: number) =>
    (await engine.deliveries(broadcast)).map(({ state, reason }) => [state, reason])
  const cardOf = (reaction: Reaction) => JSON.stringify(reaction)

  test('goes to those who failed, and to the doubtful only when their sender risks it', async () => {
    const [fine, failed, doubtful] = [
      await engine.addReader(['slack']),
      await engine.addReader(['slack']),
      await engine.addReader(['teams']),
    ]
    engine.ends.slack.fail(failed.refs[0] ?? '', 'blocked')
    engine.ends.teams.fail(doubtful.refs[0] ?? '', 'kept')
    const id = await engine.broadcast([fine, failed, doubtful])
    await engine.run()
    engine.world.advance(6_000)
    await engine.run()
    const preview = cardOf(await engine.say(engine.author, `retry ${id}`))
    expect(preview).toContain('2 people can be tried again. Nothing has been sent yet.')
    expect(preview).toContain('do not let the bot write to them')
    expect(preview).toContain('1 person may have it already')
    expect((await states(id)).map(([state]) => state)).toEqual(['sent', 'failed', 'doubtful'])
    await engine.press(engine.author, RetryFailed({ broadcast: id }))
    await engine.press(engine.author, RetryFailed({ broadcast: id }))
    await engine.run()
    expect((await states(id)).map(([state]) => state)).toEqual(['sent', 'sent', 'doubtful'])
    await engine.press(engine.author, RetryDoubtful({ broadcast: id }))
    await engine.run()
    expect(await engine.deliveries(id)).toMatchObject([
      { state: 'sent', repeat: false },
      { state: 'sent', repeat: false },
      { state: 'sent', repeat: true },
    ])
    for (const [reader, n] of [
      [fine, 1],
      [failed, 1],
    ] as const)
      expect(keysAt('slack', reader.refs[0] ?? '')).toHaveLength(n)
    const copies = keysAt('teams', doubtful.refs[0] ?? '')
    expect(copies).toHaveLength(2)
    expect(JSON.stringify(copies[1])).toContain('You may already have had this message')
    const { rows } = await engine.pool.query<{ action: string }>(
      `select action from audit where action like '%retried%' and (subject = $1 or subject in
           (select 'delivery:' || id from deliveries where broadcast_id = $2)) order by id`,
      [`broadcast:${id}`, id],
    )
    expect(rows.map(({ action }) => action)).toEqual([
      'delivery.retried-failed',
      'broadcast.retried-failed',
      'broadcast.retried-failed',
      'delivery.retried-doubtful',
      'broadcast.retried-doubtful',
    ])
  })

  test('is refused for what is out of date, paused or stopped, and to whoever did not send it', async () => {
    const reader = await engine.addReader(['slack'])
    engine.ends.slack.fail(reader.refs[0] ?? '', 'blocked', 'blocked')
    const id = await engine.broadcast([reader])
    await engine.run()
    expect(cardOf(await engine.say(reader, `retry ${id}`))).toContain('You have no message')
    for (const [column, value, words] of [
      ['state', 'paused', 'is paused'],
      ['state', 'stopped', 'was stopped'],
    ]) {
      await engine.pool.query(`update broadcasts set ${column} = $2 where id = $1`, [id, value])
      const refused = await engine.press(engine.author, RetryFailed({ broadcast: id }))
      expect(cardOf(refused)).toContain(words)
    }
    await engine.pool.query(
      `update broadcasts set state = 'sent', content = content || '{"until": "2020-01-01"}' where id = $1`,
      [id],
    )
    const refused = await engine.press(engine.author, RetryFailed({ broadcast: id }))
    expect(cardOf(refused)).toContain('has a date that has gone by')
    await engine.run()
    expect(await states(id)).toEqual([['failed', 'blocked']])
  })

  test('never goes to who has left, has no account or has answered; the sender reads who and why', async () => {
    const [left, closed, answered] = [
      await engine.addReader(['slack']),
      await engine.addReader(['slack']),
      await engine.addReader(['slack']),
    ]
    for (const { refs } of [left, closed, answered])
      engine.ends.slack.fail(refs[0] ?? '', 'blocked')
    const id = await engine.broadcast([left, closed, answered])
    await engine.run()
    await engine.say(answered, `read ${id}`)
    await engine.press(left, ConfirmLeave({}))
    await engine.accountClosed(closed.refs[0] ?? '')
    const preview = cardOf(await engine.say(engine.author, `retry ${id}`))
    expect(preview).toContain('There is nobody to try again.')
    for (const why of ['have left', 'no open account', 'have answered'])
      expect(preview).toContain(why)
    const who = cardOf(await engine.say(engine.author, `failed ${id}`))
    expect(who).toContain('Dr Model')
    await engine.press(engine.author, RetryFailed({ broadcast: id }))
    await engine.run()
    expect((await states(id)).map(([state]) => state)).toEqual(['failed', 'failed', 'failed'])
  })

  test('by the operator is taken up by the sweep', async () => {
    const reader = await engine.addReader(['slack'])
    engine.ends.slack.fail(reader.refs[0] ?? '', 'blocked')
    const id = await engine.broadcast([reader])
    await engine.run()
    expect(await retryByOperator(engine.db, id, false, engine.world.now())).toMatchObject({
      value: { tried: 1, groups: [{ state: 'failed', reason: 'blocked', not: null, n: 1 }] },
    })
    await engine.sweep()
    await engine.run()
    expect(keysAt('slack', reader.refs[0] ?? '')).toHaveLength(1)
  })
})
