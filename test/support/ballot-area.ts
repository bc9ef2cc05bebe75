import { createBallots } from '#src/ballots/handlers.ts'
import { OpenNominations, SubmitSeat, SubmitStand } from '#src/ballots/intents.ts'
import { moveBallots } from '#src/ballots/due.ts'
import { createReceive } from '#src/app/receive.ts'
import type { Inbound, Reaction } from '#src/chat/chat-platform.ts'
import type { FormValues } from '#src/chat/form.ts'
import type { Intent } from '#src/chat/intent.ts'
import { NOTIFY, REDRAW } from '#src/delivery/jobs.ts'
import type { Database } from '#src/kernel/db.ts'
import { silentLog } from '#src/kernel/log.ts'
import { createQueue, type Queue } from '#src/kernel/queue.ts'
import { findActor } from '#src/people/store.ts'
import { replyTo } from '#src/responses/reply-to.ts'
import { type TestWorld, testWorld } from './world.ts'

export const PCN = 'U77777'
export const PRACTICE = 'X77777'
/** A practice that is in no PCN. */
export const ELSEWHERE = 'X88888'
export const SECRET = 's'.repeat(32)
const START = '2026-11-02T10:00:00Z'

/** What the form says that calls a seat, unless a test says otherwise. */
export const SEAT = {
  title: 'Sessional GP member of the board',
  about: 'It meets each month.',
  organisation: [PCN],
  seats: '1',
  nominationsUntil: '2026-11-10',
  votingFrom: '2026-11-12',
  votingUntil: '2026-11-20',
  standKinds: [],
  standMonths: '',
  standRole: 'none',
  standSessions: '',
  voteKinds: [],
  voteMonths: '',
  voteRole: 'none',
  voteSessions: '',
} as const satisfies FormValues

/** A PCN with one practice, and its clinical director; nobody else works there yet. */
export async function ballotArea(database: Database, seed = 1) {
  const { db, pool, hasRoom } = database
  const world: TestWorld = testWorld(START, seed)
  const queue: Queue = createQueue(database, silentLog)
  await queue.start()
  for (const name of [NOTIFY, REDRAW])
    await queue.work(name, { concurrency: 1, retryLimit: 1 }, async () => {})
  // A queue is looked up once, outside any transaction: an embedded database has no second connection for it.
  for (const name of [NOTIFY, REDRAW]) await queue.addTick(name, 'known')
  await pool.query(`delete from pgboss.job where data ->> 'tick' = 'known'`)
  await pool.query(
    `insert into organisations (code, kind, name) values ($1, 'pcn', 'Levels PCN'), ($2, 'practice', 'Moor Surgery'),
       ($3, 'practice', 'Hill Surgery')`,
    [PCN, PRACTICE, ELSEWHERE],
  )
  await pool.query(
    `insert into memberships (child, parent, starts) values ($1, $2, '2020-01-01')`,
    [PRACTICE, PCN],
  )

  /** People who work at the practice and have been members since 2024. */
  async function addPeople(
    users: readonly string[],
    facts: Readonly<{ gpKind?: string; joined?: string; works?: string }> = {},
  ): Promise<ReadonlyMap<string, string>> {
    const ids = users.map(() => world.newId())
    const { gpKind = 'locum', joined = '2024-01-01T09:00:00Z', works = PRACTICE } = facts
    await pool.query(
      `with member as (select * from unnest($1::uuid[], $2::text[], $3::uuid[]) as m (id, ref, account)),
       person as (insert into people (id, name, gp_kind, invented, joined_at) select id, 'Dr ' || ref, $4, true, $5 from member),
       place as (insert into workplaces (person_id, organisation) select id, $6 from member)
       insert into identities (id, person_id, platform, tenant, user_ref, address, linked_at)
       select account, id, 'slack', 'T1', ref, ref, $5 from member`,
      [ids, users, users.map(() => world.newId()), gpKind, joined, works],
    )
    return new Map(users.map((user, n) => [user, ids[n] ?? '']))
  }

  const [director = ''] = (await addPeople(['director'])).values()
  await pool.query(
    `insert into roles (id, person_id, organisation, role, starts_at) values ($1, $2, $3, 'clinical-director', '2026-01-01')`,
    [world.newId(), director, PCN],
  )

  /** What a process has of itself: one that fails loses no more than this. */
  const receiver = (jobs: Pick<Queue, 'add'> = queue) =>
    createReceive({
      db,
      hasRoom,
      queue: jobs,
      world,
      log: silentLog,
      capabilities: [createBallots({ secret: SECRET })],
      findActor,
      replyTo,
    })
  const receive = receiver()

  const inbound = (user: string, what: Inbound['what'], eventId: string): Inbound => ({
    eventId,
    who: { platform: 'slack', tenant: 'T1', user },
    reachableAt: { platform: 'slack', ref: user },
    on: null,
    what,
  })
  const press = async (user: string, intent: Intent): Promise<Reaction> =>
    receive(inbound(user, { is: 'press', intent }, world.newId()))
  const submit = async (user: string, intent: Intent, values: FormValues): Promise<Reaction> =>
    receive(inbound(user, { is: 'submit', intent, values }, world.newId()))
  const say = async (user: string, text: string): Promise<Reaction> =>
    receive(inbound(user, { is: 'say', text }, world.newId()))

  /** The clock's own step, at a moment. */
  async function moveAt(iso: string): Promise<void> {
    world.set(iso)
    await moveBallots({ db, queue, world, secret: SECRET })
  }

  return {
    database,
    world,
    queue,
    director,
    addPeople,
    receiver,
    inbound,
    press,
    submit,
    say,
    moveAt,
    stop: async () => queue.stop(1000),
  }
}

export type BallotArea = Awaited<ReturnType<typeof ballotArea>>

/** Titles of what was said in answer. */
export const titles = (reaction: Reaction): readonly string[] =>
  reaction.flatMap((step) =>
    step.do === 'say' || step.do === 'redraw' ? [step.message.title] : [],
  )

const VOTING = '2026-11-12T09:00:00Z'

/** Calls a seat, lets these stand, and opens voting on it; the number of the ballot. */
export async function voteOn(
  area: BallotArea,
  candidates: readonly string[],
  seat = {},
): Promise<number> {
  await area.submit('director', SubmitSeat({}), { ...SEAT, ...seat })
  const { rows } = await area.database.pool.query<{ id: number }>(
    'select max(id) as id from ballots',
  )
  const ballot = rows[0]?.id ?? 0
  await area.press('director', OpenNominations({ ballot }))
  for (const user of candidates)
    await area.submit(user, SubmitStand({ ballot }), { statement: `Choose ${user}.` })
  await area.moveAt('2026-11-10T17:00:00Z')
  await area.moveAt(VOTING)
  return ballot
}

export async function resultOf({ database }: Pick<BallotArea, 'database'>, ballot: number) {
  const { rows } = await database.pool.query<{
    name: string
    votes: number
    elected: boolean
    place: number
  }>(
    `select p.name, n.votes, n.elected, n.place from nominations n join people p on p.id = n.person_id
     where n.ballot_id = $1 order by n.place`,
    [ballot],
  )
  const { rows: ballots } = await database.pool.query<{
    state: string
    electorate: number
    papers: number
    blank: number
    seed: string | null
  }>('select state, electorate, papers, blank, seed from ballots where id = $1', [ballot])
  return { candidates: rows, ...ballots[0] }
}

/** So many accounts, from one number to another. */
export const some = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => `gp${String(from + n).padStart(3, '0')}`)
