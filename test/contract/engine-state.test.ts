import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '#src/kernel/db.ts'
import { ConfirmLeave } from '#src/people/intents.ts'
import { databases } from '#test/support/database.ts'
import { createEngine, type Engine } from '#test/support/engine.ts'

const MINUTE = 60_000

describe.each(databases())('the engine on $name', ({ open }) => {
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
  const audits = async (action: string) => {
    const { rows } = await engine.pool.query<{ subject: string }>(
      'select subject from audit where action = $1 order by id',
      [action],
    )
    return rows.map(({ subject }) => subject)
  }
  const states = async (broadcast: number) =>
    (await engine.deliveries(broadcast)).map(({ state, reason }) => [state, reason])

  describe('an unclear send', () => {
    test('of a critical message goes once more where nobody can be asked, marked in every place', async () => {
      const reader = await engine.addReader(['teams'])
      const [ref = ''] = reader.refs
      engine.ends.teams.fail(ref, 'kept')
      const id = await engine.broadcast([reader], 'critical')
      await engine.run()
      engine.world.advance(6_000)
      await engine.run()
      expect(await states(id)).toEqual([['waiting', 'repeat']])
      engine.world.advance(2 * MINUTE)
      await engine.run()
      const [first, second, ...more] = keysAt('teams', ref)
      expect(more).toEqual([])
      expect(JSON.stringify(first)).not.toContain('You may already have had this message')
      expect(JSON.stringify(second)).toContain(
        'You may already have had this message: I could not tell whether it arrived.',
      )
      expect(await engine.deliveries(id)).toMatchObject([{ state: 'sent', repeat: true }])
      expect(await audits('delivery.possible-repeat')).toContain(`delivery:${second?.key}`)
    })

    test('twice, of a critical message, waits for a person', async () => {
      const reader = await engine.addReader(['teams', 'slack'])
      const [ref = '', other = ''] = reader.refs
      engine.ends.teams.fail(ref, 'lost', 'lost')
      const id = await engine.broadcast([reader], 'critical')
      for (let n = 0; n < 6; n += 1) {
        await engine.run()
        engine.world.advance(2 * MINUTE)
      }
      expect(await states(id)).toEqual([['doubtful', 'no-answer']])
      expect([...keysAt('teams', ref), ...keysAt('slack', other)]).toEqual([])
    })

    test.each(['lost', 'kept'] as const)(
      'of any other message waits for a person where nobody can be asked: %s',
      async (fault) => {
        const reader = await engine.addReader(['teams', 'slack'])
        const [ref = '', other = ''] = reader.refs
        engine.ends.teams.fail(ref, fault)
        const id = await engine.broadcast([reader])
        for (let n = 0; n < 3; n += 1) {
          await engine.run()
          engine.world.advance(2 * MINUTE)
        }
        expect(await states(id)).toEqual([['doubtful', 'no-answer']])
        expect(keysAt('teams', ref)).toHaveLength(fault === 'kept' ? 1 : 0)
        expect(keysAt('slack', other)).toEqual([])
      },
    )

    test.each(['lost', 'kept'] as const)(
      'of a critical message is asked about where somebody can be asked: %s',
      async (fault) => {
        const reader = await engine.addReader(['slack'])
        const [ref = ''] = reader.refs
        engine.ends.slack.fail(ref, fault)
        const id = await engine.broadcast([reader], 'critical')
        for (let n = 0; n < 3; n += 1) {
          await engine.run()
          engine.world.advance(2 * MINUTE)
        }
        expect(await engine.deliveries(id)).toMatchObject([{ state: 'sent', repeat: false }])
        expect(keysAt('slack', ref)).toHaveLength(1)
      },
    )
  })

  describe('an account that will not take it', () => {
    test.each(['unreachable', 'blocked', 'not-installed', 'rejected'] as const)(
      'leaves it to the next one: %s',
      async (reason) => {
        const reader = await engine.addReader(['slack', 'teams'])
        const [ref = '', other = ''] = reader.refs
        engine.ends.slack.fail(ref, reason)
        const id = await engine.broadcast([reader])
        await engine.run()
        expect(await engine.deliveries(id)).toMatchObject([{ state: 'sent', at: other }])
        expect([keysAt('slack', ref).length, keysAt('teams', other).length]).toEqual([0, 1])
        const { rows } = await engine.pool.query(
          'select gone_at is not null as gone from identities where user_ref = any($1) order by user_ref',
          [[ref, other]],
        )
        expect(rows).toEqual([{ gone: reason === 'unreachable' }, { gone: false }])
      },
    )

    test('is the last one: it has failed, with the last reason', async () => {
      const reader = await engine.addReader(['slack', 'teams'])
      const [ref = '', other = ''] = reader.refs
      engine.ends.slack.fail(ref, 'unreachable')
      engine.ends.teams.fail(other, 'blocked')
      const id = await engine.broadcast([reader])
      await engine.run()
      expect(await states(id)).toEqual([['failed', 'blocked']])
      expect([...keysAt('slack', ref), ...keysAt('teams', other)]).toEqual([])
    })

    test('leaves a notice to the next one too', async () => {
      const reader = await engine.addReader(['slack', 'teams'])
      const [ref = '', other = ''] = reader.refs
      engine.ends.slack.fail(ref, 'blocked')
      await engine.notice(reader)
      await engine.run()
      expect([keysAt('slack', ref).length, keysAt('teams', other).length]).toEqual([0, 1])
    })

    test('is never tried again for somebody who has left', async () => {
      const reader = await engine.addReader(['slack', 'teams'])
      const [ref = '', other = ''] = reader.refs
      engine.ends.slack.fail(ref, 'later', 'blocked')
      const id = await engine.broadcast([reader])
      await engine.run()
      await engine.press(reader, ConfirmLeave({}))
      engine.world.advance(MINUTE)
      await engine.run()
      expect(keysAt('teams', other)).toEqual([])
      expect((await states(id)).flat()).not.toContain('sent')
    })
  })

  describe('what has no job any more', () => {
    const loseJobs = async (name: string) =>
      engine.pool.query(`delete from pgboss.job where name = $1 and state < 'completed'`, [name])

    test('is taken up by the sweep, each once, and the sweep adds nothing twice', async () => {
      const readers = await Promise.all([1, 2, 3].map(async () => engine.addReader(['slack'])))
      const id = await engine.broadcast(readers)
      await loseJobs('deliver')
      await engine.run()
      expect(await states(id)).toEqual(readers.map(() => ['waiting', null]))
      await engine.sweep()
      await engine.sweep()
      const { rows } = await engine.pool.query(
        `select 1 from pgboss.job where name = 'deliver' and state = 'created' and data ->> 'broadcast' = $1`,
        [String(id)],
      )
      expect(rows).toHaveLength(1)
      await engine.run()
      for (const { refs } of readers) expect(keysAt('slack', refs[0] ?? '')).toHaveLength(1)
    })

    test('and was being sent when its process died, too', async () => {
      const reader = await engine.addReader(['slack'])
      const [ref = ''] = reader.refs
      engine.ends.slack.fail(ref, 'died-kept')
      const id = await engine.broadcast([reader])
      await engine.run()
      await loseJobs('deliver')
      await engine.pool.query(`update deliveries set state = 'sending' where broadcast_id = $1`, [
        id,
      ])
      await engine.sweep()
      await engine.run()
      expect(await states(id)).toEqual([['sent', null]])
      expect(keysAt('slack', ref)).toHaveLength(1)
    })

    test('is taken up when it is a notice', async () => {
      const reader = await engine.addReader(['slack'])
      const [ref = ''] = reader.refs
      await engine.notice(reader)
      await loseJobs('notify')
      await engine.run()
      expect(keysAt('slack', ref)).toEqual([])
      await engine.sweep()
      await engine.sweep()
      await engine.run()
      expect(keysAt('slack', ref)).toHaveLength(1)
    })

    test('ends when it was paused and has gone out of date', async () => {
      const reader = await engine.addReader(['slack'])
      const id = await engine.broadcast([reader])
      await engine.say(engine.author, `pause ${id}`)
      await engine.run()
      await engine.pool.query(
        `update broadcasts set content = content || '{"until": "2020-01-01"}' where id = $1`,
        [id],
      )
      await engine.sweep()
      expect(await states(id)).toEqual([['failed', 'expired']])
      const { rows } = await engine.pool.query('select state from broadcasts where id = $1', [id])
      expect(rows).toEqual([{ state: 'sent' }])
    })

    test('is looked for only as long as something waits', async () => {
      const reader = await engine.addReader(['slack'])
      const id = await engine.broadcast([reader])
      const done = async () => {
        await engine.sweep()
        const { rows } = await engine.pool.query<{ done: boolean }>(
          'select done_at is not null as done from broadcasts where id = $1',
          [id],
        )
        return rows[0]?.done
      }
      expect(await done()).toBe(false)
      await engine.run()
      expect(await done()).toBe(true)
    })
  })

  describe('a critical message that reaches nobody in one place', () => {
    test('is told to its sender once, after 15 minutes', async () => {
      const [reached, silent] = [
        await engine.addReader(['slack']),
        await engine.addReader(['teams']),
      ]
      engine.ends.teams.fail(silent.refs[0] ?? '', 'later', 'later', 'later', 'later')
      const id = await engine.broadcast([reached, silent], 'critical')
      await engine.run()
      const told = () =>
        keysAt('slack', engine.author.refs[0] ?? '').filter(({ message }) =>
          message.title.startsWith(`${id}:`),
        )
      engine.world.advance(14 * MINUTE)
      await engine.watch()
      await engine.run()
      expect(told()).toEqual([])
      engine.world.advance(2 * MINUTE)
      await engine.watch()
      await engine.watch()
      await engine.run()
      expect(told()).toHaveLength(1)
      expect(JSON.stringify(told())).toContain('1 person there waits for it')
    })
  })
})
