import { NumberId } from '#src/chat/intent.ts'
import type { Db } from '#src/kernel/db.ts'
import { momentWords } from '#src/kernel/london.ts'
import { migrate } from '#src/kernel/migrate.ts'
import { count } from '#src/kernel/words.ts'
import { type Doing, UsageError } from '#src/operate/command-line.ts'
import { failureWords } from './source-cards.ts'
import { addFeed, type FeedLine, listFeeds, retireByOperator } from './operating-store.ts'
import { addressOf } from './item.ts'

export const FEEDS_USAGE = `  feeds add <address> --gmc <gmc> --name "MHRA Drug Safety Update" [--every MINUTES]
      Reads an Atom feed (or a page of GOV.UK's Content API) every 60 minutes, and puts what is new in front of that person, who
      holds a role and decides what becomes of it. Given again for the same address, it changes the person, name or interval.
  feeds list
  feeds retire <number>`

const flag = { type: 'string' } as const
export const FEED_FLAGS = { gmc: flag, name: flag, every: flag } as const
export type FeedFlags = Readonly<Partial<Record<keyof typeof FEED_FLAGS, string>>>

type Outcome = Awaited<ReturnType<Doing>>

const wrong = (words: string): never => {
  throw new UsageError(words)
}

const LEAST_MINUTES = 5
const MOST_MINUTES = 7 * 24 * 60

/** Exactly what was typed after "feeds", or what is wrong with it. */
export function readFeedsCommand([action, ...rest]: readonly string[], flags: FeedFlags): Doing {
  const run =
    action === 'list' && rest.length === 0
      ? list
      : action === 'retire'
        ? readRetire(rest)
        : action === 'add'
          ? readAdd(rest, flags)
          : wrong('feeds takes add, list or retire')
  return async (database, world) => {
    await migrate(database.db)
    return run(database, world)
  }
}

function readRetire([number = '', ...more]: readonly string[]): Doing {
  const id = NumberId.safeParse(number)
  if (!id.success || more.length > 0)
    throw new UsageError('feeds retire takes the number of one feed')
  return async ({ db }, { now }) =>
    (await retireByOperator(db, id.data, now()))
      ? { done: true, lines: [`Feed ${id.data} is read no more. What it brought stays.`] }
      : {
          done: false,
          lines: [
            `There is no feed ${id.data} that is read. Nothing was changed. Type feeds list.`,
          ],
        }
}

/** Its own machine may be asked without TLS, as a proxy on it; nobody else. */
function feedAddress(text: string): string | null {
  const address = addressOf(text, 'invalid:')
  if (address === null) return null
  const { protocol, hostname } = new URL(address)
  return protocol === 'https:' || hostname === '127.0.0.1' ? address : null
}

function readAdd(
  [address = '', ...more]: readonly string[],
  { gmc = '', name = '', every = '60' }: FeedFlags,
): Doing {
  const url = feedAddress(address)
  if (url === null || more.length > 0)
    throw new UsageError('feeds add takes one address that begins with https://')
  if (!/^\d{7}$/.test(gmc)) return wrong('feeds add needs --gmc with the 7 digits of who releases')
  const said = name.trim()
  if (said === '' || said.length > 80)
    return wrong('feeds add needs --name, whose words these are, in up to 80 characters')
  const minutes = /^\d{1,5}$/.test(every) ? Number(every) : 0
  if (minutes < LEAST_MINUTES || minutes > MOST_MINUTES)
    return wrong(`--every takes ${LEAST_MINUTES} to ${MOST_MINUTES} minutes`)
  return async ({ db }, { now }) => add(db, { url, gmc, name: said, minutes }, now())
}

async function add(
  db: Db,
  asked: Readonly<{ url: string; gmc: string; name: string; minutes: number }>,
  at: Date,
): Promise<Outcome> {
  const decided = await addFeed(db, asked, at)
  if (!decided.ok) {
    const { happened, next } = decided.refusal
    return { done: false, lines: [`${happened}. Nothing was changed. ${next}`] }
  }
  const { id, person, waiting } = decided.value
  const waits =
    waiting === 0
      ? ''
      : ` ${count(waiting, 'item waits', 'items wait')} for them: they type release queue.`
  return {
    done: true,
    lines: [
      `Feed ${id}, ${asked.name}, is read every ${count(asked.minutes, 'minute')}; ${person} releases it.${waits}`,
      'What is older than today is taken as known. Nothing goes out by itself.',
    ],
  }
}

function lineOf(feed: FeedLine): string {
  const { id, name, url, person, mayRelease, retired, failure, readAt, waiting } = feed
  const state =
    retired !== null
      ? { ended: 'has ended', gone: 'is gone from its address', operator: 'was retired' }[retired]
      : failure !== null
        ? `cannot be read since ${momentWords(failure.since)}: ${failureWords(failure.reason)}`
        : readAt === null
          ? 'has not been read yet'
          : `was read on ${momentWords(readAt)}`
  const nobody = mayRelease
    ? ''
    : ', who has left or holds no role: name somebody else with feeds add'
  return `${id}. ${name} (${url}) ${state}. ${count(waiting, 'item waits', 'items wait')} for ${person}${nobody}.`
}

const list: Doing = async ({ db }, { now }) => {
  const feeds = await listFeeds(db, now())
  return { done: true, lines: feeds.length === 0 ? ['No feed is read.'] : feeds.map(lineOf) }
}
