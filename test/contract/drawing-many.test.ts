import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { message } from '#src/chat/message.ts'
import type { SendOutcome } from '#src/chat/chat-platform.ts'
import { createDraw } from '#src/delivery/draw.ts'
import type { RedrawJob } from '#src/delivery/jobs.ts'
import type { Database } from '#src/kernel/db.ts'
import { silentLog } from '#src/kernel/log.ts'
import type { NewJob } from '#src/kernel/queue.ts'
import { openOne } from '#test/support/database.ts'
import { createFarEnd } from '#test/support/far-end.ts'
import { testWorld } from '#test/support/world.ts'

const ABOUT = 'forum-post:1'
/** What Slack lets be changed in a minute (research of its limits: chat.update, tier 3). */
const A_MINUTE = 50

/** A card that stands with hundreds of people, as a post in a forum does. */
describe('a card that stands in 300 places', () => {
  let database: Database
  beforeAll(async () => {
    database = await openOne()
  })
  afterAll(async () => {
    await database.close()
  })

  /** Draws until nothing comes back; the far end answers as `answer` says to its n-th request of this minute. */
  async function play(answer: (asked: number) => SendOutcome) {
    const slack = createFarEnd('slack', true)
    const seen = { together: 0, most: 0, asked: 0, refused: 0, drawn: new Map<string, number>() }
    let thisMinute = 0
    const platform = {
      ...slack.platform,
      redraw: async ({ ref }: Readonly<{ ref: string }>) => {
        seen.together += 1
        seen.most = Math.max(seen.most, seen.together)
        await new Promise(setImmediate)
        seen.together -= 1
        seen.asked += 1
        thisMinute += 1
        const outcome = answer(thisMinute)
        if (outcome.is === 'sent') seen.drawn.set(ref, (seen.drawn.get(ref) ?? 0) + 1)
        else seen.refused += 1
        return outcome
      },
    }
    const jobs: NewJob[] = [{ data: { about: ABOUT } }]
    const cards = Array.from({ length: 300 }, (_, n) => ({
      handle: { platform: 'slack' as const, ref: `card ${n}` },
      message: message({ title: 'A post' }),
    }))
    const draw = createDraw({
      db: database.db,
      queue: {
        add: async (_tx, _name, more) => {
          jobs.push(...more)
        },
      },
      world: testWorld('2026-11-22T09:00:00Z', 1),
      log: silentLog,
      platforms: new Map([['slack', platform]]),
      redraws: async () => cards,
    })
    let rounds = 0
    for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
      rounds += 1
      thisMinute = 0
      expect(await draw(job.data as RedrawJob)).toBe(true)
    }
    return { ...seen, rounds }
  }

  test('is drawn a few at a time, each once, and a platform that has had enough is left alone', async () => {
    const { most, drawn, refused, rounds } = await play((asked) =>
      asked <= A_MINUTE
        ? { is: 'sent', handle: { platform: 'slack', ref: 'as it was' } }
        : { is: 'later', afterMs: 60_000, detail: 'ratelimited' },
    )
    expect(most).toBeLessThanOrEqual(8)
    expect(drawn.size).toBe(300)
    expect(new Set(drawn.values())).toEqual(new Set([1]))
    expect(rounds).toBe(6)
    expect(refused).toBeLessThanOrEqual(rounds * 8)
  })

  test('is given up in the end where nobody answers', async () => {
    const { asked, rounds } = await play(() => ({ is: 'unknown', detail: 'timeout' }))
    expect(rounds).toBe(61)
    expect(asked).toBe(rounds * 8)
  })
})
