import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addressOf, identityOf } from '#adapters/web/address.ts'
import type { Step } from '#src/chat/chat-platform.ts'
import { CODE_LIVES_MS, MOST_TRIES, TRIES_WITHIN_MS } from '#src/people/accounts/rules.ts'
import { type Cascade, startCascade } from '#test/support/cascade.ts'
import { oneDatabase } from '#test/support/database.ts'
import { codeIn } from '#test/support/link-code.ts'
import { testWorld } from '#test/support/world.ts'

describe.each(oneDatabase())('a code, on $name,', ({ open }) => {
  const world = testWorld('2026-08-06T09:00:00Z', 77)
  let cascade: Cascade
  beforeAll(async () => {
    cascade = await startCascade(await open(), { world })
  })
  afterAll(async () => {
    await cascade.stop()
    await cascade.database.close()
  })

  const titleOf = (step: Step | undefined) =>
    step?.do === 'say' || step?.do === 'redraw' ? step.message.title : `no card: ${step?.do}`
  const say = async (user: string, text: string): Promise<string> => {
    const [step] = await cascade.app.core.receive({
      eventId: randomUUID(),
      who: identityOf(user),
      reachableAt: addressOf(user),
      on: null,
      what: { is: 'say', text },
    })
    return titleOf(step)
  }
  const WRONG = 'That code is wrong, used, or out of date'

  test('is good for one of ten who use it at once', async () => {
    const code = codeIn(await say('amara-okafor', 'link'))
    const users = Array.from({ length: 10 }, (_, n) => `at-once-${n}`)
    const titles = await Promise.all(users.map((user) => say(user, `link ${code}`)))
    expect(titles.filter((title) => title === 'This account is linked')).toHaveLength(1)
    expect(titles.filter((title) => title === WRONG)).toHaveLength(9)
    const winner = users[titles.indexOf('This account is linked')] ?? ''
    expect(await say(winner, 'unlink 2')).toBe('This account is not linked any more')
  })

  test('tried wrong twenty times at once counts as tried wrong', async () => {
    const titles = await Promise.all(
      Array.from({ length: 20 }, () => say('guesser', 'link CCCCCCCC')),
    )
    expect(titles.filter((title) => title === WRONG)).toHaveLength(MOST_TRIES)
    const code = codeIn(await say('amara-okafor', 'link'))
    expect(await say('guesser', `link ${code}`)).toBe('Too many codes from you were wrong')
  })

  test('links once, for ten minutes, and after five wrong ones within the hour not at all', async () => {
    const users = ['ann', 'bob', 'cai'] as const
    const step = fc.oneof(
      { weight: 2, arbitrary: fc.record({ is: fc.constant('make' as const) }) },
      {
        weight: 5,
        arbitrary: fc.record({ is: fc.constant('use' as const), by: fc.constantFrom(...users) }),
      },
      {
        weight: 6,
        arbitrary: fc.record({ is: fc.constant('guess' as const), by: fc.constantFrom(...users) }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          is: fc.constant('wait' as const),
          ms: fc.constantFrom(60_000, CODE_LIVES_MS - 1, CODE_LIVES_MS, TRIES_WITHIN_MS / 2),
        }),
      },
    )
    let run = 0
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        run += 1
        world.advance(2 * TRIES_WITHIN_MS)
        let code = { text: 'DDDDDDDD', good: false, until: 0 }
        const wrong = new Map<string, number[]>()
        const linked = new Set<string>()
        for (const one of steps) {
          const now = world.now().getTime()
          if (one.is === 'wait') {
            world.advance(one.ms)
          } else if (one.is === 'make') {
            const text = codeIn(await say('amara-okafor', 'link'))
            expect(text).not.toBe('')
            code = { text, good: true, until: now + CODE_LIVES_MS }
          } else {
            const name = `${one.by}-${run}`
            const tries = (wrong.get(name) ?? []).filter((at) => now - at < TRIES_WITHIN_MS)
            const right = one.is === 'use' && code.good && now < code.until
            const expected =
              tries.length >= MOST_TRIES
                ? 'Too many codes from you were wrong'
                : !right
                  ? WRONG
                  : linked.has(name)
                    ? 'This account is linked already'
                    : 'This account is linked'
            const typed = one.is === 'use' ? code.text : 'FFFFFFFF'
            expect(await say(name, `link ${typed}`)).toBe(expected)
            if (expected === WRONG) wrong.set(name, [...tries, now])
            if (expected === 'This account is linked') {
              linked.add(name)
              code = { ...code, good: false }
            }
          }
        }
        for (const name of linked)
          expect(await say(name, `unlink ${await numberOf(name)}`)).toContain('not linked any more')
      }),
      { numRuns: 12 },
    )
  })

  async function numberOf(user: string): Promise<number> {
    const { rows } = await cascade.database.pool.query<{ user_ref: string }>(
      `select user_ref from identities where person_id =
         (select person_id from identities where user_ref = 'amara-okafor') order by linked_at, id`,
    )
    return rows.findIndex((row) => row.user_ref === user) + 1
  }
})
