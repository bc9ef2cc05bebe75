import { schedule, type ScheduledTask } from 'node-cron'
import { tellDue } from '#src/approvals/due.ts'
import { voidOpen } from '#src/approvals/ending.ts'
import { BALLOTS, moveBallots } from '#src/ballots/due.ts'
import { notSentCard } from '#src/broadcasts/cards.ts'
import { startBroadcast } from '#src/broadcasts/start.ts'
import { dueBroadcasts, lockBroadcast, setState } from '#src/broadcasts/store.ts'
import { progressCard } from '#src/broadcasts/progress-card.ts'
import { holidaysRunOut } from '#src/attention/rules.ts'
import { bankHolidays, holidaysKnownUntil } from '#src/attention/store.ts'
import { DIGESTS, makeDigests } from '#src/digests/make.ts'
import { watchCritical } from '#src/delivery/canary.ts'
import { APPROVALS, DUE_BROADCASTS, SWEEP } from '#src/delivery/jobs.ts'
import { notify } from '#src/delivery/notice-store.ts'
import { endForums, FORUMS } from '#src/forums/ending.ts'
import { CHANGES, takeEffect } from '#src/organisations/changes.ts'
import { DAYS, tellDays } from '#src/versions/days.ts'
import { sweepLost } from '#src/delivery/sweep.ts'
import { progressOf } from '#src/delivery/store.ts'
import { followUpActions, remindOfMeetings } from '#src/meetings/reminding.ts'
import { chaseOfficers } from '#src/opportunities/chasing.ts'
import { tendSeries } from '#src/meetings/series-due.ts'
import { sendLists } from '#src/reminders/lists.ts'
import { sendReminders } from '#src/reminders/send.ts'
import { ASK_AGAIN, askAgainWhereWordsChanged } from '#src/people/consents/asking.ts'
import { eraseTaken } from '#src/people/accounts/store.ts'
import { londonDay } from '#src/kernel/london.ts'
import type { Retention } from '#src/config-retention.ts'
import { endAllPast, RETAIN } from '#src/operate/retention.ts'
import type { Database } from '#src/kernel/db.ts'
import { eachAlone } from '#src/kernel/each-alone.ts'
import type { Log } from '#src/kernel/log.ts'
import type { Queue } from '#src/kernel/queue.ts'
import type { Get } from '#src/feeds/get.ts'
import { FEEDS, readFeeds } from '#src/feeds/reading.ts'
import { tendEvents } from '#src/events/due.ts'
import { tendConsultations } from '#src/consultations/due.ts'
import { endAbsences } from '#src/library/absence.ts'
import type { World } from '#src/kernel/world.ts'

type Deps = Readonly<{ database: Database; queue: Queue; world: World; log: Log }>
type TickDeps = Deps &
  Readonly<{
    retention: Retention
    /** The one way out to the sites of feeds. */
    get: Get
    /** What accounts are kept under that want nothing more, and what urns are sealed with. */
    secret: string
  }>

const TIDY = 'tidy'
const REMINDERS = 'reminders'

/** Starts every broadcast whose time has come, each in its own transaction: one that cannot be started holds up no other. */
export async function startDue(deps: Deps): Promise<void> {
  await eachAlone(
    await dueBroadcasts(deps.database.db, deps.world.now()),
    'Some broadcasts could not be started',
    async (id) => startOne(deps, id),
    (error, id) => deps.log.error('broadcast.start-failed', error, { broadcast: id }),
  )
}

async function startOne({ database, queue, world, log }: Deps, id: number): Promise<void> {
  const at = world.now()
  await database.db.transaction().execute(async (db) => {
    const found = await lockBroadcast(db, id)
    // Taken off the schedule, or moved, since it was listed.
    if (found?.state !== 'scheduled' || found.scheduledFor === null || found.scheduledFor > at)
      return
    const tools = { db, queue, newId: world.newId, at }
    const started = await startBroadcast(tools, found, at)
    if (started.ok) {
      const card = progressCard(started.value, await progressOf(db, id, at))
      await notify(tools, found.authorId, `progress:${id}`, card)
      return
    }
    // A role lost, nobody left to tell, a date gone by: its author hears of it, and the draft is kept.
    await setState(db, id, 'draft', { changedAt: at, scheduledFor: null })
    await voidOpen(tools, id, 'not-sent', null)
    const { happened, next } = started.refusal
    await notify(tools, found.authorId, `not-sent:${id}`, notSentCard(found, happened, next))
    log.warn('broadcast.not-started', { broadcast: id })
  })
}

/** Who is back gets one list of what they missed, before anything that was kept for them can go as a digest. */
async function sendWhatWaited(deps: Parameters<typeof makeDigests>[0]): Promise<void> {
  await endAbsences(deps)
  await makeDigests(deps)
}

/** Whoever has not answered, then the senders: in this order a sender hears after the last reminder. */
async function remindAll({ database, queue, world }: Deps): Promise<void> {
  const holidays = await bankHolidays(database.db)
  await sendReminders({ db: database.db, queue, world }, holidays)
  await sendLists({ db: database.db, queue, world }, holidays)
  await remindOfMeetings({ db: database.db, queue, world }, holidays)
  await followUpActions({ db: database.db, queue, world })
  await chaseOfficers({ db: database.db, queue, world }, holidays)
  await tendSeries({ db: database.db, queue, world })
  await tendConsultations({ db: database.db, queue, world }, holidays)
  await tendEvents({ db: database.db, queue, world }, holidays)
}

async function tidy({ database, world }: Deps): Promise<void> {
  await eraseTaken(database.db, world.now())
  await database.tidy()
}

/** Says that the bank holidays run out, at the start and once a day: a process may run for longer than the notice. */
async function watchHolidays({ database, world, log }: Deps): Promise<void> {
  const knownUntil = await holidaysKnownUntil(database.db)
  if (holidaysRunOut(londonDay(world.now()), knownUntil))
    log.warn('bank-holidays.run-out', { knownUntil })
}

async function sweep({ database, queue, world, log }: Deps): Promise<void> {
  const tools = { db: database.db, queue, world, log }
  await sweepLost(tools)
  await watchCritical(tools)
}

const DAY_MS = 24 * 60 * 60_000

/** The name of the tick that a moment belongs to: every process makes the same one. */
const tickAt = (now: number, ms: number) => new Date(now - (now % ms)).toISOString().slice(0, 19)

/**
 * The clock. Each tick only puts a job in the queue, under an id made from the time: many processes tick,
 * one job is done, and a process that dies after its tick loses nothing.
 */
export function createTicks(deps: TickDeps) {
  const tasks: ScheduledTask[] = []
  const every = (pattern: string, queueName: string, ms = 60_000) => {
    tasks.push(
      schedule(pattern, async () => {
        try {
          await deps.queue.addTick(queueName, tickAt(deps.world.now().getTime(), ms))
        } catch (error) {
          deps.log.error('tick.failed', error, { queue: queueName })
        }
      }),
    )
  }
  return {
    start: async (): Promise<void> => {
      await deps.queue.work(DUE_BROADCASTS, { concurrency: 1, retryLimit: 3 }, async () =>
        startDue(deps),
      )
      await deps.queue.work(DIGESTS, { concurrency: 1, retryLimit: 3 }, async () =>
        sendWhatWaited({ db: deps.database.db, queue: deps.queue, world: deps.world }),
      )
      await deps.queue.work(TIDY, { concurrency: 1, retryLimit: 1 }, async () => tidy(deps))
      await deps.queue.work(SWEEP, { concurrency: 1, retryLimit: 1, keepSeconds: 3600 }, async () =>
        sweep(deps),
      )
      await deps.queue.work(DAYS, { concurrency: 1, retryLimit: 3 }, async () =>
        tellDays({ db: deps.database.db, queue: deps.queue, world: deps.world }),
      )
      await deps.queue.work(ASK_AGAIN, { concurrency: 1, retryLimit: 3 }, async () =>
        askAgainWhereWordsChanged({ db: deps.database.db, queue: deps.queue, world: deps.world }),
      )
      await deps.queue.work(RETAIN, { concurrency: 1, retryLimit: 3 }, async (_, signal) => {
        await watchHolidays(deps)
        await endAllPast({ ...deps, db: deps.database.db }, signal)
      })
      await deps.queue.work(REMINDERS, { concurrency: 1, retryLimit: 3 }, async () =>
        remindAll(deps),
      )
      await watchHolidays(deps)
      await deps.queue.work(APPROVALS, { concurrency: 1, retryLimit: 3 }, async () =>
        tellDue({ db: deps.database.db, queue: deps.queue, world: deps.world }),
      )
      await deps.queue.work(CHANGES, { concurrency: 1, retryLimit: 3 }, async () =>
        takeEffect({ db: deps.database.db, queue: deps.queue, world: deps.world, log: deps.log }),
      )
      every('* * * * *', CHANGES)
      await deps.queue.work(BALLOTS, { concurrency: 1, retryLimit: 3 }, async () =>
        moveBallots({ ...deps, db: deps.database.db }),
      )
      every('* * * * *', BALLOTS)
      await deps.queue.work(FORUMS, { concurrency: 1, retryLimit: 3 }, async () =>
        endForums({ db: deps.database.db, queue: deps.queue, world: deps.world }),
      )
      every('* * * * *', FORUMS)
      await deps.queue.work(FEEDS, { concurrency: 1, retryLimit: 1, keepSeconds: 3600 }, async () =>
        readFeeds({ ...deps, db: deps.database.db }),
      )
      every('* * * * *', DUE_BROADCASTS)
      every('* * * * *', APPROVALS)
      every('* * * * *', DAYS)
      every('* * * * *', DIGESTS)
      every('*/5 * * * *', REMINDERS)
      every('* * * * *', FEEDS)
      every('*/10 * * * *', TIDY)
      // By day, for everybody: nobody is woken by a question about words.
      every('0 10 * * *', ASK_AGAIN)
      // Once a day, whichever process is up then, or the first that starts after it.
      every('20 3 * * *', RETAIN, DAY_MS)
      every('*/30 * * * * *', SWEEP, 30_000)
      // What fell due while nothing ran is taken up now, not at the next full minute.
      // Before what is due: it goes to whom it is for today.
      await deps.queue.addTick(CHANGES, `start ${deps.world.newId()}`)
      await deps.queue.addTick(DUE_BROADCASTS, `start ${deps.world.newId()}`)
      await deps.queue.addTick(BALLOTS, `start ${deps.world.newId()}`)
      await deps.queue.addTick(APPROVALS, `start ${deps.world.newId()}`)
      await deps.queue.addTick(FORUMS, `start ${deps.world.newId()}`)
      await deps.queue.addTick(DAYS, `start ${deps.world.newId()}`)
      await deps.queue.addTick(DIGESTS, `start ${deps.world.newId()}`)
      await deps.queue.addTick(REMINDERS, `start ${deps.world.newId()}`)
      await deps.queue.addTick(SWEEP, `start ${deps.world.newId()}`)
      await deps.queue.addTick(RETAIN, tickAt(deps.world.now().getTime(), DAY_MS))
    },
    stop: async (): Promise<void> => {
      await Promise.all(tasks.map(async (task) => task.stop()))
    },
  }
}
