import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tellDue } from '#src/approvals/due.ts'
import { Approve, Recall, SubmitReturn } from '#src/approvals/intents.ts'
import { startDue } from '#src/app/ticks.ts'
import { SendNow } from '#src/broadcasts/intents.ts'
import { insertDraft } from '#src/broadcasts/store.ts'
import type { Database } from '#src/kernel/db.ts'
import { silentLog } from '#src/kernel/log.ts'
import { APPROVALS, DUE_BROADCASTS } from '#src/delivery/jobs.ts'
import { databases } from '#test/support/database.ts'
import { createEngine, type Engine, type Reader } from '#test/support/engine.ts'

const PLACE = 'U99999'

const DOINGS = [
  'ask',
  'edit',
  'first approves',
  'second approves',
  'author approves',
  'both approve at once',
  'second returns',
  'author recalls',
  'first recalls',
  'a minute goes by',
  'the clock ticks',
  'two processes tick',
  'first loses the role',
  'first gets the role',
] as const
type Doing = (typeof DOINGS)[number]

describe.each(databases())(
  'whatever is done with a request, in any order, on $name',
  ({ open }) => {
    let database: Database
    let engine: Engine
    let first: Reader
    let second: Reader
    beforeAll(async () => {
      database = await open()
      engine = await createEngine(database)
      ;[first, second] = [await engine.addReader(['slack']), await engine.addReader(['slack'])]
      const reader = await engine.addReader(['slack'])
      for (const { id } of [first, second])
        await engine.pool.query(
          `insert into roles (id, person_id, organisation, role, starts_at) values (gen_random_uuid(), $1, $2, 'clinical-director', '2020-01-01')`,
          [id, PLACE],
        )
      await engine.pool.query(
        `insert into subscriptions (person_id, kind, organisation, cadence, since) values ($1, 'announcement', $2, 'now', '2020-01-01')`,
        [reader.id, PLACE],
      )
      // What the ticks take is done by the test itself, when it says so.
      for (const name of [DUE_BROADCASTS, APPROVALS]) {
        await engine.queue.work(name, { concurrency: 1, retryLimit: 0 }, async () => {})
        // Looked up once, outside any transaction: an embedded database has no second connection for it.
        await engine.queue.addTick(name, 'known')
      }
    })
    afterAll(async () => {
      await engine.stop()
      await database.close()
    })

    const one = async <T extends object>(sql: string, ...values: readonly unknown[]) =>
      (await engine.pool.query<T>(sql, [...values])).rows[0]

    async function play(doings: readonly Doing[]): Promise<void> {
      const { world, db, pool, author, queue } = engine
      await pool.query(`update roles set ends_at = null where person_id = any($1::uuid[])`, [
        [first.id, second.id],
      ])
      let wording = 0
      const content = () => ({
        kind: 'announcement' as const,
        title: `Wording ${wording}`,
        summary: 'x',
        actions: [],
        sourceName: null,
        sourceUrl: null,
        contact: null,
        until: null,
      })
      const draft = () => ({
        organisation: PLACE,
        urgency: 'critical' as const,
        specialties: [],
        gpKinds: [],
        content: content(),
      })
      const id = await db
        .transaction()
        .execute(async (tx) => insertDraft(tx, author.id, draft(), world.now()))
      /** What was agreed to last, as it stood then. */
      const newest = async () =>
        (
          await one<{ id: number }>(
            'select id from approvals where broadcast_id = $1 order by id desc limit 1',
            id,
          )
        )?.id ?? 2_147_483_647
      const tick = async () =>
        startDue({ database, queue, world, log: silentLog }).then(async () =>
          tellDue({ db, queue, world }),
        )
      const approve = async (who: Reader) =>
        engine.press(who, Approve({ approval: await newest() }))
      const edit = async () => {
        wording += 1
        await engine.submit(
          author,
          { do: 'save-edit', with: { broadcast: String(id) } },
          {
            organisation: [PLACE],
            urgency: 'critical',
            title: `Wording ${wording}`,
            summary: 'x',
          },
        )
      }
      const act: Record<Doing, () => Promise<unknown>> = {
        ask: async () => engine.press(author, SendNow({ broadcast: id })),
        edit,
        'first approves': async () => approve(first),
        'second approves': async () => approve(second),
        'author approves': async () => approve(author),
        'both approve at once': async () => Promise.all([approve(first), approve(second)]),
        'second returns': async () =>
          engine.submit(second, SubmitReturn({ approval: await newest() }), { reason: 'No.' }),
        'author recalls': async () => engine.press(author, Recall({ approval: await newest() })),
        'first recalls': async () => engine.press(first, Recall({ approval: await newest() })),
        'a minute goes by': async () => world.advance(60_000),
        'the clock ticks': tick,
        'two processes tick': async () => Promise.all([tick(), tick()]),
        'first loses the role': async () =>
          pool.query('update roles set ends_at = $2 where person_id = $1', [first.id, world.now()]),
        'first gets the role': async () =>
          pool.query('update roles set ends_at = null where person_id = $1', [first.id]),
      }
      for (const doing of doings) {
        await act[doing]()
        await holds(id)
      }
      await pool.query(`delete from notices`)
      await pool.query(`delete from pgboss.job`)
    }

    /** What must be so after every step. */
    async function holds(id: number): Promise<void> {
      const found = await one<{
        state: string
        title: string
        deliveries: number
        started: number
        agreed: readonly { title: string; state: string; mine: boolean; author: boolean }[]
      }>(
        `select b.state, b.content ->> 'title' as title,
         (select count(*)::int from deliveries where broadcast_id = b.id) as deliveries,
         (select count(*)::int from audit where action = 'broadcast.started' and subject = 'broadcast:' || b.id) as started,
         coalesce((select json_agg(json_build_object('title', a.content ->> 'title', 'state', a.state,
           'author', a.decided_by = a.asked_by) order by a.id) from approvals a
           where a.broadcast_id = b.id), '[]'::json) as agreed
       from broadcasts b where b.id = $1`,
        id,
      )
      if (found === undefined) throw new Error('The draft is not there')
      const done = found.agreed.filter(({ state }) => state === 'done')
      const open = found.agreed.filter(({ state }) => state === 'asked' || state === 'approved')
      expect(found.agreed.some(({ author }) => author)).toBe(false)
      expect(open.length).toBeLessThanOrEqual(1)
      if (found.started === 0) {
        expect([found.deliveries, done]).toEqual([0, []])
        expect(['draft', 'scheduled']).toContain(found.state)
        expect(found.state === 'scheduled').toBe(open.some(({ state }) => state === 'approved'))
      } else {
        // Exactly once, exactly what was agreed to, and nothing is asked about it any more.
        expect([found.started, found.deliveries, done.length]).toEqual([1, 1, 1])
        expect(done[0]?.title).toBe(found.title)
        expect(open).toEqual([])
      }
      // An open request is about what is there.
      for (const { title } of open) expect(title).toBe(found.title)
    }

    test('it goes once and as it was agreed to, or not at all', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.constantFrom(...DOINGS), { minLength: 4, maxLength: 10 }),
          play,
        ),
        {
          numRuns: 10,
          examples: [
            [['ask', 'first approves', 'a minute goes by', 'two processes tick', 'author recalls']],
            [
              [
                'ask',
                'both approve at once',
                'first recalls',
                'a minute goes by',
                'the clock ticks',
              ],
            ],
            [['ask', 'edit', 'first approves', 'a minute goes by', 'the clock ticks']],
            [['ask', 'first approves', 'edit', 'a minute goes by', 'the clock ticks', 'edit']],
            [
              [
                'ask',
                'first approves',
                'first loses the role',
                'a minute goes by',
                'the clock ticks',
                'ask',
              ],
            ],
            [['ask', 'author approves', 'a minute goes by', 'the clock ticks']],
          ],
        },
      )
    })
  },
)
