import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { KINDS } from '#src/broadcasts/kind-names.ts'
import type { Database } from '#src/kernel/db.ts'
import { silentLog } from '#src/kernel/log.ts'
import type { Cadence } from '#src/kernel/schema.ts'
import { takeEffect } from '#src/organisations/changes.ts'
import { importSuccessions } from '#src/organisations/succession-import.ts'
import { oneDatabase } from '#test/support/database.ts'
import { type TestWorld, testWorld } from '#test/support/world.ts'

const HEAD = 'predecessor_ods,predecessor_name,successor_ods,successor_name,succession_date,type\n'
const CODES = ['AAA', 'BBB', 'CCC', 'DDD', 'EEE', 'FFF'] as const
const PEOPLE = 4

type Sub = Readonly<{
  person: number
  kind: number
  at: string
  tag: string | null
  cadence: Cadence
}>
type Held = Readonly<{ person: number; at: string; days: number | null }>
type Edge = Readonly<{ from: string; to: string; month: number }>

/** Where the successions lead from a place. */
function endsOf(code: string, edges: readonly Edge[]): readonly string[] {
  const next = edges.filter(({ from }) => from === code)
  return next.length === 0 ? [code] : [...new Set(next.flatMap(({ to }) => endsOf(to, edges)))]
}

/** Whether a role there has one place to go to at each step. */
const staysOne = (code: string, edges: readonly Edge[]): boolean => {
  const next = [...new Set(edges.filter(({ from }) => from === code).map(({ to }) => to))]
  const [only] = next
  return only === undefined || (next.length === 1 && staysOne(only, edges))
}

const sub = fc.record<Sub>({
  person: fc.nat(PEOPLE - 1),
  kind: fc.nat(1),
  at: fc.constantFrom(...CODES),
  tag: fc.constantFrom(null, 'urology'),
  cadence: fc.constantFrom('now', 'daily', 'weekly'),
})
const held = fc.record<Held>({
  person: fc.nat(PEOPLE - 1),
  at: fc.constantFrom(...CODES),
  days: fc.constantFrom(null, 400, 500),
})
const edge = fc.record<Edge>({
  from: fc.constantFrom(...CODES),
  to: fc.constantFrom(...CODES, 'NEW01', 'NEW02'),
  month: fc.integer({ min: 1, max: 9 }),
})

describe.each(oneDatabase())('whatever succeeds whatever, on $name,', ({ open }) => {
  let database: Database
  beforeAll(async () => {
    database = await open()
  })
  afterAll(() => database.close())

  const people = (world: TestWorld) => Array.from({ length: PEOPLE }, () => world.newId())

  async function fill(
    world: TestWorld,
    ids: readonly string[],
    subs: readonly Sub[],
    roles: readonly Held[],
  ) {
    const { db } = database
    await sql`truncate organisations, people, subscriptions, roles, workplaces, notices, organisation_changes cascade`.execute(
      db,
    )
    for (const code of CODES)
      await db
        .insertInto('organisations')
        .values({ code, kind: 'icb', name: `NHS ${code}` })
        .execute()
    for (const id of ids)
      await db
        .insertInto('people')
        .values({ id, name: 'Dr Ada', gpKind: 'locum', joinedAt: world.now() })
        .execute()
    for (const { person, kind, at, tag, cadence } of subs)
      await db
        .insertInto('subscriptions')
        .values({
          personId: ids[person] ?? '',
          kind: KINDS[kind] ?? 'pathway',
          organisation: at,
          specialty: tag,
          cadence,
          since: world.now(),
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    for (const { person, at, days } of roles) {
      const endsAt = days === null ? null : new Date(world.now().getTime() + days * 86_400_000)
      await db
        .insertInto('roles')
        .values({
          id: world.newId(),
          personId: ids[person] ?? '',
          organisation: at,
          role: 'mentor',
          startsAt: world.now(),
          endsAt,
        })
        .execute()
      await db
        .insertInto('workplaces')
        .values({ personId: ids[person] ?? '', organisation: at })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    }
  }

  async function now(world: TestWorld) {
    const subs = await database.db.selectFrom('subscriptions').selectAll().orderBy('id').execute()
    const roles = await database.db
      .selectFrom('roles')
      .where((eb) => eb.or([eb('endsAt', 'is', null), eb('endsAt', '>', world.now())]))
      .select(['personId', 'organisation'])
      .execute()
    const workplaces = await database.db.selectFrom('workplaces').selectAll().execute()
    const notices = await database.db
      .selectFrom('notices')
      .select(['personId', 'message'])
      .execute()
    return { subs, roles, workplaces, notices }
  }

  const place = (personId: string, organisation: string) => `${personId} ${organisation}`
  const places = (rows: readonly { personId: string; organisation: string }[]) =>
    [...new Set(rows.map((one) => place(one.personId, one.organisation)))].toSorted()

  test('nobody loses what they follow, nobody has it twice, and again changes nothing', async () => {
    let kept = 0
    const world = testWorld('2025-12-01T12:00:00Z')
    const queue = { add: async () => {} }
    const run = async () => takeEffect({ db: database.db, queue, world, log: silentLog })
    await fc.assert(
      fc.asyncProperty(
        fc.array(sub, { maxLength: 12 }),
        fc.uniqueArray(held, { maxLength: 6, selector: (one) => `${one.person} ${one.at}` }),
        fc.array(edge, { minLength: 1, maxLength: 4 }),
        async (subs, roles, edges) => {
          world.set('2025-12-01T12:00:00Z')
          const ids = people(world)
          await fill(world, ids, subs, roles)
          const before = await now(world)
          const file =
            HEAD +
            edges
              .map(({ from, to, month }) => `${from},x,${to},NHS ${to},2026-0${month}-01,merger\n`)
              .join('')
          const { problems } = await importSuccessions(database.db, file)
          await run()
          // Nothing moves before its day, and a file that was refused leaves no trace.
          expect(await now(world)).toEqual(before)
          world.set('2026-12-01T12:00:00Z')
          await run()
          const after = await now(world)
          if (problems.length > 0) {
            expect(after).toEqual(before)
            expect(
              await database.db.selectFrom('organisationChanges').selectAll().execute(),
            ).toEqual([])
            return
          }
          kept += 1
          const topic = (
            one: { personId: string; kind: string; specialty: string | null },
            at: string,
          ) => `${one.personId} ${one.kind} ${one.specialty} ${at}`
          const wanted = new Set(
            before.subs.flatMap((one) =>
              endsOf(one.organisation, edges).map((at) => topic(one, at)),
            ),
          )
          expect(after.subs.map((one) => topic(one, one.organisation)).toSorted()).toEqual(
            [...wanted].toSorted(),
          )
          for (const one of after.subs) {
            const from = before.subs.filter((was) =>
              endsOf(was.organisation, edges).some(
                (at) => topic(was, at) === topic(one, one.organisation),
              ),
            )
            const soonest = (['now', 'daily', 'weekly'] as const).find((cadence) =>
              from.some((was) => was.cadence === cadence),
            )
            expect(one.cadence).toBe(soonest)
          }
          expect(places(after.workplaces)).toEqual(
            places(
              before.workplaces.flatMap((one) =>
                endsOf(one.organisation, edges).map((organisation) => ({ ...one, organisation })),
              ),
            ),
          )
          expect(places(after.roles)).toEqual(
            places(
              before.roles
                .filter((one) => staysOne(one.organisation, edges))
                .flatMap((one) =>
                  endsOf(one.organisation, edges).map((organisation) => ({ ...one, organisation })),
                ),
            ),
          )
          expect(after.roles).toHaveLength(places(after.roles).length)
          // Once to each whom it concerns, and to nobody else.
          const concerned = [...before.subs, ...before.roles, ...before.workplaces].filter((one) =>
            edges.some(({ from }) => from === one.organisation),
          )
          expect(after.notices.map((one) => one.personId).toSorted()).toEqual(
            [...new Set(concerned.map((one) => one.personId))].toSorted(),
          )
          await importSuccessions(database.db, file)
          await run()
          expect(await now(world)).toEqual(after)
        },
      ),
      { numRuns: 60 },
    )
    // The law was tried, and not only the refusals.
    expect(kept).toBeGreaterThan(10)
  })
})
