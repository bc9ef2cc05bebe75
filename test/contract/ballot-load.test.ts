import { describe, expect, test } from 'vitest'
import type { Core } from '#src/chat/chat-platform.ts'
import { SubmitVote } from '#src/ballots/intents.ts'
import type { Queue } from '#src/kernel/queue.ts'
import { ballotArea, resultOf, SEAT, some, titles, voteOn } from '#test/support/ballot-area.ts'
import { databases } from '#test/support/database.ts'
import { testWorld } from '#test/support/world.ts'

const CANDIDATES = ['gp000', 'gp001', 'gp002', 'gp003']
const VOTERS = some(4, 504)
const AT_ONCE = 20
/** Most tries end at the first or second; a test that turns for ever says nothing. */
const MOST_TRIES = 60
/** So many connections are cut while something is done on them. */
const MOST_CUTS = 40

describe.each(databases())('500 voters, on $name,', ({ name, open }) => {
  test('have one vote each while votes fail half way, answers are lost, and each may come twice', async () => {
    const database = await open()
    const area = await ballotArea(database, 7)
    const { random } = testWorld('2026-11-02T10:00:00Z', 11)
    let cuts = 0
    let cut: NodeJS.Timeout | null = null
    try {
      await area.addPeople(CANDIDATES, { gpKind: 'partner' })
      await area.addPeople(VOTERS, { gpKind: 'salaried' })
      const ballot = await voteOn(area, CANDIDATES, {
        standKinds: ['partner'],
        voteKinds: ['salaried'],
      })
      // A third have a further card, which is to follow once they have voted.
      await database.pool.query(
        `update notices set platform = 'slack', handle = id::text
         where about = $1 and person_id in (
           select id from (select id, row_number() over (order by id) as n from people) p where n % 3 = 0)`,
        [`ballot-vote:${ballot}`],
      )
      // A process that dies after the mark and the paper are written, and before they are committed.
      const dying: Pick<Queue, 'add'> = {
        add: async (tx, job, jobs) => {
          if (random() < 0.3) throw new Error('It died')
          await area.queue.add(tx, job, jobs)
        },
      }
      const receive = area.receiver(dying)
      if (name === 'postgres')
        cut = setInterval(() => {
          cuts += 1
          if (cuts > MOST_CUTS) return
          void database.pool
            .query(
              `select pg_terminate_backend(pid) from pg_stat_activity
               where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle' limit 1`,
            )
            .catch(() => {})
        }, 100)

      const said: string[] = []
      let failures = 0
      /** As a platform does it: the same event until it is answered, and now and then once more. */
      async function send(...[inbound]: Parameters<Core['receive']>): Promise<void> {
        for (let tries = 0; tries < MOST_TRIES; tries += 1) {
          try {
            said.push(...titles(await receive(inbound)))
            if (random() < 0.05) continue
            return
          } catch {
            failures += 1
          }
        }
        throw new Error('It was never answered')
      }
      const chosen = VOTERS.map((user) => [user, Math.floor(random() * 5)] as const)
      const events = chosen.flatMap(([user, place]) => {
        const intent = SubmitVote({ ballot })
        const what = { is: 'submit', intent, values: { chosen: String(place) } } as const
        const one = () => area.inbound(user, what, area.world.newId())
        // Pressed on two devices, in a tenth of all.
        return random() < 0.1 ? [one(), one()] : [one()]
      })
      const waiting = [...events]
      await Promise.all(
        Array.from({ length: AT_ONCE }, async () => {
          for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
            await send(next)
        }),
      )
      if (cut !== null) clearInterval(cut)
      cut = null
      expect(failures).toBeGreaterThan(20)
      // A vote may have been taken and its answer lost; nobody is told twice that it was.
      const taken = said.filter((title) => title === 'Your vote is in the urn').length
      expect(taken).toBeLessThanOrEqual(500)
      expect(taken).toBeGreaterThan(400)
      expect(new Set(said)).toEqual(
        new Set(['Your vote is in the urn', `You have voted on ${SEAT.title}`]),
      )

      await area.moveAt('2026-11-20T17:00:00Z')
      const result = await resultOf(area, ballot)
      const votesFor = (place: number) => chosen.filter(([, to]) => to === place).length
      expect(result).toMatchObject({ electorate: 500, papers: 500, blank: votesFor(0) })
      expect(result.candidates.map(({ votes, place }) => [place, votes])).toEqual(
        [1, 2, 3, 4].map((place) => [place, votesFor(place)]),
      )
      const { rows } = await database.pool.query<{ n: number }>(
        `select count(*)::int as n from audit where action = 'ballot.voted'`,
      )
      expect(rows[0]?.n).toBe(500)
    } finally {
      if (cut !== null) clearInterval(cut)
      await area.stop()
      await database.close()
    }
  }, 300_000)
})
