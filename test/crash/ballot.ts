import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { moveBallots } from '#src/ballots/due.ts'
import { SubmitVote } from '#src/ballots/intents.ts'
import type { Database } from '#src/kernel/db.ts'
import { migrate } from '#src/kernel/migrate.ts'
import { realWorld } from '#src/kernel/world.ts'
import { ballotArea, resultOf, SEAT, SECRET, some, voteOn } from '#test/support/ballot-area.ts'
import { freePort, type Running, startProcess, stopProcess } from '#test/support/process.ts'
import { visitor } from '#test/support/visitor.ts'
import { testWorld } from '#test/support/world.ts'
import type { Place } from './round.ts'

const CANDIDATES = some(0, 4)
const AT_ONCE = 8
/** Longest from the vote at which a kill is due to the kill: about as long as a few votes take. */
const LONGEST_MS = 60
/** Of those who were cut off, these do not vote again: they look later what became of it. */
const WAIT_AND_SEE = 0.3
/** Of those who do, these send the same form again; the others begin anew. */
const SAME_FORM = 0.5
const MOST_TRIES = 20

const TAKEN = 'Your vote is in the urn'
const HAD_VOTED = `You have voted on ${SEAT.title}`
/** On the card of the ballot. */
const HAS_VOTED = 'You have voted.'
const DAYS_OPEN = 5

export type BallotRound = Readonly<{ voters: number; kills: number; seed: number }>

/** One voter when all is over. */
export type Told = Readonly<{
  user: string
  /** Cards on their screen that say that their vote was taken. */
  taken: number
  /** Whether their screen says, in any words, that they have voted; else it offers to vote. */
  hasVoted: boolean
  /** Whether the tables say so, and how often the audit does. */
  marked: boolean
  audited: number
}>

export type BallotPlayed = Readonly<{
  told: readonly Told[]
  /** Of those who are marked: how many chose nobody, and each place on the paper. */
  chosen: readonly number[]
  /** What came out of the urn, in the same order. */
  counted: readonly number[]
  /** Votes that a kill left without an answer, and voters who then did not vote again. */
  cutOff: number
  gaveUp: number
  errors: readonly string[]
}>

/** Voting is open, today, on a ballot of people of the local chat; its number. */
async function prepare(database: Database, { voters, seed }: BallotRound): Promise<number> {
  const { db, pool } = database
  await migrate(db)
  const area = await ballotArea(database, seed)
  try {
    await area.addPeople(CANDIDATES, { gpKind: 'partner' })
    await area.addPeople(votersOf(voters), { gpKind: 'salaried' })
    const rule = { standKinds: ['partner'], voteKinds: ['salaried'] }
    const ballot = await voteOn(area, CANDIDATES, rule)
    await pool.query(
      `update identities set platform = 'web', tenant = 'local', address = 'web:1:' || user_ref`,
    )
    await pool.query(
      `insert into web_accounts (user_ref, name, about, invented) select user_ref, user_ref, '', true from identities`,
    )
    await pool.query(`update ballots set voting_until = now() + make_interval(days => $1)`, [
      DAYS_OPEN,
    ])
    // Their cards would come four a second, beside what is looked at here.
    await pool.query(`delete from notices`)
    return ballot
  } finally {
    await area.stop()
  }
}

const votersOf = (many: number) => some(CANDIDATES.length, CANDIDATES.length + many)

/** Posts a vote as a browser does; throws where no answer comes. */
async function postVote(url: string, user: string, ballot: number, event: string, place: number) {
  const page = await (await fetch(`${url}/chat?as=${user}`)).text()
  const token = /name="_token" value="([^"]+)"/.exec(page)?.[1] ?? ''
  const body = new URLSearchParams({
    _as: user,
    _back: '',
    _token: token,
    _event: event,
    _intent: JSON.stringify(SubmitVote({ ballot })),
    chosen: String(place),
  })
  const answer = await fetch(`${url}/chat/submit`, {
    method: 'POST',
    body,
    headers: { origin: url },
    redirect: 'manual',
  })
  await answer.text()
  // 403 is a page of before the last start, which asks to be loaded again.
  if (answer.status !== 303 && answer.status !== 403)
    throw new Error(`A vote was answered with ${answer.status}`)
}

/** One process after the other at one address; whoever is cut off waits for the next. */
async function createLives(place: Place, kills: number, random: () => number, votes: number) {
  const settings = {
    ...place.settings,
    LOCAL_CHAT: 'on',
    DEMO: 'off',
    SUPPRESSION_SECRET: SECRET,
    PORT: String(await freePort()),
  }
  const errors: string[] = []
  const heard = (running: Running) =>
    errors.push(
      ...running
        .output()
        .split('\n')
        .filter((line) => line.includes('"level":50')),
    )
  let living = Promise.withResolvers<Running>()
  let running = await startProcess(settings)
  living.resolve(running)
  let begun = 0
  const dueAt = () => begun + 1 + Math.floor((random() * votes) / (kills + 1))
  let [left, due] = [kills, dueAt()]
  let killing: Promise<void> = Promise.resolve()

  async function kill(): Promise<void> {
    await wait(random() * LONGEST_MS)
    living = Promise.withResolvers<Running>()
    // Whoever waits for it meets the failure of a start as their own.
    living.promise.catch(() => {})
    running.kill('SIGKILL')
    await running.ended
    heard(running)
    try {
      running = await startProcess(settings)
      left -= 1
      due = dueAt()
      living.resolve(running)
    } catch (error) {
      living.reject(error)
    }
  }

  return {
    errors,
    url: async () => (await living.promise).url,
    /** Said before each vote: at some of them the process is killed, a moment later. */
    beginVote: () => {
      begun += 1
      if (left > 0 && begun === due) killing = kill()
    },
    /** Asks the last one to end, as an operator does. */
    end: async () => {
      await killing
      const { code } = await stopProcess(running)
      heard(running)
      if (code !== 0) errors.push(`It ended with ${code} when it was asked to stop`)
    },
    reap: () => running.kill('SIGKILL'),
  }
}

type Lives = Awaited<ReturnType<typeof createLives>>

/** Votes until the screen says that it is done, or gives up; how often no answer came. */
async function vote(
  lives: Lives,
  user: string,
  ballot: number,
  place: number,
  random: () => number,
): Promise<Readonly<{ cutOff: number; gaveUp: boolean }>> {
  let [event, cutOff] = [randomUUID(), 0]
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const url = await lives.url()
    try {
      lives.beginVote()
      await postVote(url, user, ballot, event, place)
      if (await saysVoted(url, user)) return { cutOff, gaveUp: false }
      // Taken by a process that died before it could show so, and told again: there is nothing new to show.
      event = randomUUID()
    } catch (error) {
      if (!isCutOff(error)) throw error
      cutOff += 1
      if (random() < WAIT_AND_SEE) return { cutOff, gaveUp: true }
      if (random() >= SAME_FORM) event = randomUUID()
    }
  }
  throw new Error(`${user} was never told that they have voted`)
}

/** As fetch fails where nobody listens, or an answer ends half way. */
const isCutOff = (error: unknown) => error instanceof TypeError

const saysVoted = async (url: string, user: string) =>
  (await visitor(url, user).cards()).some(({ title }) => title === TAKEN || title === HAD_VOTED)

/** What somebody finds when they look at the end; who is told nothing asks. */
async function readScreen(url: string, user: string, ballot: number) {
  const screen = visitor(url, user)
  const titles = (await screen.cards()).map(({ title }) => title)
  const taken = titles.filter((title) => title === TAKEN).length
  if (taken > 0 || titles.includes(HAD_VOTED)) return { user, taken, hasVoted: true }
  const { text, labels } = await screen.ask(`ballot ${ballot}`)
  const hasVoted = text.includes(HAS_VOTED)
  if (hasVoted === labels.includes('Vote'))
    throw new Error(`${user} is told neither that they have voted nor how to`)
  return { user, taken, hasVoted }
}

/** Does it for each, so many at a time, in an order that is not always the same. */
async function forEach<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const waiting = [...all]
  const done: R[] = []
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
        done.push(await work(next))
    }),
  )
  return done
}

async function countUp(database: Database, ballot: number) {
  const { db, pool } = database
  const { rows: marks } = await pool.query<{ user: string; marked: boolean; audited: number }>(
    `select i.user_ref as user, v.voted as marked,
       (select count(*)::int from audit a where a.person_id = i.person_id and a.action = 'ballot.voted') as audited
     from ballot_voters v join identities i on i.person_id = v.person_id where v.ballot_id = $1`,
    [ballot],
  )
  await pool.query(`update ballots set voting_until = now() where id = $1`, [ballot])
  const queue = { add: async () => {} }
  await moveBallots({ db, queue, world: realWorld, secret: SECRET })
  const { blank = 0, candidates, papers = 0 } = await resultOf({ database }, ballot)
  return { marks, papers, counted: [blank, ...candidates.map(({ votes }) => votes)] }
}

/** A ballot on which everybody votes over HTTP while the process is killed again and again, and what came of it. */
export async function playBallot(round: BallotRound, place: Place): Promise<BallotPlayed> {
  const { voters, kills, seed } = round
  const { random } = testWorld('2026-11-22T09:00:00Z', seed)
  const ballot = await during(place, (database) => prepare(database, round))
  const chosen = new Map(
    votersOf(voters).map((user) => [user, Math.floor(random() * (CANDIDATES.length + 1))]),
  )
  const lives = await createLives(place, kills, random, voters)
  try {
    const went = await forEach([...chosen], ([user, at]) => vote(lives, user, ballot, at, random))
    const url = await lives.url()
    const screens = await forEach([...chosen.keys()], (user) => readScreen(url, user, ballot))
    await lives.end()
    const { marks, counted } = await during(place, (database) => countUp(database, ballot))
    const markOf = new Map(marks.map((mark) => [mark.user, mark]))
    const marked = [...chosen].filter(([user]) => markOf.get(user)?.marked === true)
    return {
      told: screens.map((screen) => ({
        ...screen,
        marked: markOf.get(screen.user)?.marked ?? false,
        audited: markOf.get(screen.user)?.audited ?? 0,
      })),
      chosen: Array.from(
        { length: CANDIDATES.length + 1 },
        (_, at) => marked.filter(([, to]) => to === at).length,
      ),
      counted,
      cutOff: went.reduce((sum, one) => sum + one.cutOff, 0),
      gaveUp: went.filter(({ gaveUp }) => gaveUp).length,
      errors: lives.errors,
    }
  } finally {
    lives.reap()
  }
}

async function during<T>(place: Place, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await place.open()
  try {
    return await work(database)
  } finally {
    await database.close()
  }
}
