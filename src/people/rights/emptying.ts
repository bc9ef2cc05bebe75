import { z } from 'zod'
import { type ChatPlatform, MessageHandle } from '#src/chat/chat-platform.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import type { Log } from '#src/kernel/log.ts'
import type { Queue } from '#src/kernel/queue.ts'
import type { World } from '#src/kernel/world.ts'
import { emptiedCard } from './cards.ts'

const EMPTY = 'empty-cards'

/** Messages in the chats of somebody who was erased. */
const EmptyJob = z.strictObject({ cards: z.array(MessageHandle) })
type EmptyJob = z.infer<typeof EmptyJob>

const A_JOB = 50
const AGAIN_MS = 15_000

/** Asks that cards be emptied, in the caller's transaction. The jobs are all that still knows where they stand. */
export async function askToEmpty(
  { db, queue }: Readonly<{ db: Tx; queue: Pick<Queue, 'add'> }>,
  cards: readonly MessageHandle[],
): Promise<void> {
  const jobs: { data: EmptyJob }[] = []
  for (let start = 0; start < cards.length; start += A_JOB)
    jobs.push({ data: { cards: cards.slice(start, start + A_JOB) } })
  await queue.add(db, EMPTY, jobs)
}

type Deps = Readonly<{
  db: Db
  queue: Queue
  world: World
  log: Log
  platforms: readonly ChatPlatform[]
}>

/** Takes up emptying from the queue. Where a chat allows no change the card stays; what must wait comes back. */
export async function startEmptying({ db, queue, world, log, platforms }: Deps): Promise<void> {
  await queue.work(EMPTY, { concurrency: 1, retryLimit: 20, keepSeconds: 1 }, async (data) => {
    const { cards } = EmptyJob.parse(data)
    for (const [n, handle] of cards.entries()) {
      const platform = platforms.find(({ name }) => name === handle.platform)
      const outcome = await platform?.redraw(handle, emptiedCard())
      if (outcome?.is !== 'later') continue
      const startAfter = new Date(world.now().getTime() + (outcome.afterMs ?? AGAIN_MS))
      const job = { data: { cards: cards.slice(n) } satisfies EmptyJob, startAfter }
      await db.transaction().execute((tx) => queue.add(tx, EMPTY, [job]))
      return
    }
    log.info('cards.emptied', { cards: cards.length })
  })
}
