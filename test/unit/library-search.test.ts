import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { insertDraft, setState } from '#src/broadcasts/store.ts'
import { KINDS } from '#src/broadcasts/kind-names.ts'
import type { Content } from '#src/broadcasts/content.ts'
import type { Database } from '#src/kernel/db.ts'
import { OPTIONAL_CATEGORIES } from '#src/people/consents/wordings.ts'
import { foldedWordsOf } from '#src/library/rules.ts'
import { searchLibrary } from '#src/library/search.ts'
import { endBroadcast, putInForce } from '#src/versions/store.ts'
import { databases } from '#test/support/database.ts'
import { testWorld } from '#test/support/world.ts'
import { contentOf } from './a-broadcast.ts'

const world = testWorld('2026-08-06T09:00:00Z')
const AUTHOR = world.newId()

describe.each(databases())('the library on $name', ({ open }) => {
  let database: Database
  const ids = new Map<string, number>()

  async function send(content: Content, specialties: readonly string[] = []): Promise<void> {
    await database.db.transaction().execute(async (tx) => {
      const draft = { organisation: 'U00000', urgency: 'routine' as const, gpKinds: [] }
      const id = await insertDraft(tx, AUTHOR, { ...draft, content, specialties }, world.now())
      await setState(tx, id, 'sent', { changedAt: world.now(), startedAt: world.now() })
      ids.set(content.title, id)
    })
  }

  beforeAll(async () => {
    database = await open()
    const { db } = database
    await db
      .insertInto('organisations')
      .values({ code: 'U00000', kind: 'pcn', name: 'Lyngford PCN' })
      .execute()
    await db
      .insertInto('people')
      .values({ id: AUTHOR, name: 'Dr Ada', gpKind: 'locum', joinedAt: world.now() })
      .execute()
    await send(contentOf('prescribing', { title: 'Nitrofurantoin: lung reactions' }))
    await send(
      contentOf('prescribing', {
        title: 'Shortage of PERT',
        summary: 'Replaces MSN/2024/054.',
        reference: 'NatPSA/2024/007/DHSC',
      }),
    )
    await send(contentOf('pathway', { title: 'Sore throat', summary: 'Use FeverPAIN.' }))
    await send(contentOf('prescribing', { title: 'Simvastatin with amlodipine' }))
    await send(contentOf('announcement', { title: 'Ménière’s café' }), ['ear-nose-throat'])
    await send(contentOf('announcement', { title: 'Nitrofurantoin, ended', until: '2026-08-05' }))
  })
  afterAll(() => database.close())

  const scope = {
    day: '2026-08-06',
    organisations: ['U00000'],
    kinds: KINDS,
    specialty: null,
    personId: AUTHOR,
    agreed: OPTIONAL_CATEGORIES,
  }
  const find = async (typed: string, narrower = {}) =>
    (await searchLibrary(database.db, { ...scope, ...narrower }, typed)).found
  const titles = async (typed: string, narrower = {}) =>
    (await find(typed, narrower)).map(({ title }) => title)

  const EXAMPLES: readonly (readonly [typed: string, first: string])[] = [
    ['nitrofurantoin', 'Nitrofurantoin: lung reactions'],
    ['nitrofurantion', 'Nitrofurantoin: lung reactions'],
    ['nitro', 'Nitrofurantoin: lung reactions'],
    ['furantoin', 'Nitrofurantoin: lung reactions'],
    ['sore throte', 'Sore throat'],
    ['sore throats pathway', 'Sore throat'],
    ['statin', 'Simvastatin with amlodipine'],
    ['menieres cafe', 'Ménière’s café'],
    ['NatPSA/2024/007/DHSC', 'Shortage of PERT'],
    ['msn/2024/054', 'Shortage of PERT'],
  ]
  test.each(EXAMPLES)('finds by %s', async (typed, first) => {
    expect((await titles(typed))[0]).toBe(first)
  })

  test('takes a reference exactly', async () => {
    expect(await titles('MSN/2024/045')).toEqual([])
    expect(await titles('MSN/2024/05')).toEqual([])
  })

  test('leaves out what has ended, another place, another kind, another specialty', async () => {
    expect(await titles('nitrofurantoin')).toHaveLength(1)
    expect(await titles('nitrofurantoin', { day: '2026-08-05' })).toHaveLength(2)
    expect(await titles('nitrofurantoin', { organisations: ['U99999'] })).toEqual([])
    expect(await titles('nitrofurantoin', { kinds: ['pathway'] })).toEqual([])
    expect(await titles('cafe', { specialty: 'urology' })).toEqual([])
    expect(await titles('cafe', { specialty: 'ear-nose-throat' })).toHaveLength(1)
  })

  test('finds a corrected message by its new words, and by the old no longer', async () => {
    const { db } = database
    const content = contentOf('prescribing', {
      title: 'Labetalol recall',
      summary: 'Verapamil in it.',
    })
    await send(content)
    const id = ids.get('Labetalol recall') ?? 0
    expect(await titles('verapamil')).toEqual(['Labetalol recall'])
    const inHand = { base: 1, content: { ...content, summary: 'Bisoprolol in it.' } }
    await db
      .transaction()
      .execute(async (tx) =>
        putInForce(
          tx,
          id,
          { ...inHand, what: 'The other drug', material: true },
          AUTHOR,
          world.now(),
        ),
      )
    expect(await titles('bisoprolol')).toEqual(['Labetalol recall'])
    expect(await titles('bisoprlol')).toEqual(['Labetalol recall'])
    expect(await titles('verapamil')).toEqual([])
  })

  test('finds nothing that is not out, or that was replaced, withdrawn or stopped', async () => {
    const { db } = database
    const draft = { organisation: 'U00000', urgency: 'routine' as const, gpKinds: [] }
    const content = contentOf('prescribing', { title: 'Quinine, not sent' })
    await db
      .transaction()
      .execute(async (tx) =>
        insertDraft(tx, AUTHOR, { ...draft, content, specialties: [] }, world.now()),
      )
    const ends = {
      withdrawn: { is: 'withdrawn', why: 'It was wrong.' },
      superseded: { is: 'superseded', by: ids.get('Sore throat') ?? 0 },
    } as const
    for (const state of ['superseded', 'withdrawn', 'stopped', 'paused'] as const) {
      const title = `Quinine ${state}`
      await send(contentOf('prescribing', { title }))
      expect(await titles('quinine'), state).toEqual([title])
      const id = ids.get(title) ?? 0
      await db.transaction().execute(async (tx) => {
        if (state === 'stopped' || state === 'paused')
          await setState(tx, id, state, { changedAt: world.now() })
        else await endBroadcast(tx, id, ends[state], world.now())
      })
      expect(await titles('quinine'), state).toEqual([])
    }
  })

  test('says what was found for what was typed', async () => {
    const [one] = await find('nitrofurantion reactions')
    expect(one?.reasons).toEqual([
      { asked: 'nitrofurantion', found: 'nitrofurantoin', how: 'near', weight: 'A' },
      { asked: 'reactions', found: 'reactions', how: 'exact', weight: 'A' },
    ])
  })

  test('shows what answers some when nothing answers all', async () => {
    const searched = await searchLibrary(database.db, scope, 'sore amlodipine')
    expect(searched.all).toBe(false)
    expect(searched.total).toBe(2)
  })

  test('survives whatever is typed', async () => {
    const hostile = [
      `'; drop table broadcasts; --`,
      `a' | 'b & !(c) <-> :* \\ %_ "x"`,
      '😀'.repeat(5000),
      'nitrofurantoin '.repeat(700),
      'x'.repeat(10_000),
      '\u0000\ud800',
      '(/1 /(2 1/',
      "''''",
    ]
    for (const typed of hostile) await searchLibrary(database.db, scope, typed)
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), async (typed) => {
        await searchLibrary(database.db, scope, typed)
      }),
      { numRuns: 40 },
    )
    expect(await titles('nitrofurantoin')).toHaveLength(1)
  })

  test('folds what people type as the database folds what was sent', async () => {
    // Letters newer than the server's Unicode are folded by neither the same way; nobody types them.
    const texts = fc.array(
      fc.oneof(
        fc.constantFrom(
          'Ménière’s',
          "O'Brien & sons",
          'naïve½²',
          'ﬁne',
          'ÅÅÅ',
          'İ',
          'ß',
          '10mg/5ml',
          '1e5',
          '-054',
          'http://a.b/c?d=1',
          'x@nhs.net',
        ),
        fc
          .string({ unit: 'grapheme', maxLength: 30 })
          .filter((text) => !/[\0\ud800-\udfff]/.test(text)),
      ),
      { maxLength: 10 },
    )
    await fc.assert(
      fc.asyncProperty(texts, async (parts) => {
        const text = parts.join(' ')
        const { rows } = await sql<{ folded: string; words: string[] }>`
          select library_fold(${text}::text) as folded,
            tsvector_to_array(to_tsvector('simple', library_fold(${text}::text))) as words`.execute(
          database.db,
        )
        const words = foldedWordsOf(text)
        expect(rows[0]?.folded.trim().split(' ').filter(Boolean)).toEqual(words)
        // Each is found by itself: the server's reader takes no two of them for one thing.
        expect(rows[0]?.words.toSorted()).toEqual([...new Set(words)].toSorted())
      }),
      { numRuns: 100 },
    )
  })

  test('works on a server without pg_trgm, all but a slip in the first letter', async () => {
    expect(await titles('mitrofurantoin')).toHaveLength(1)
    await sql`drop extension pg_trgm cascade`.execute(database.db)
    for (const [typed, first] of EXAMPLES) expect((await titles(typed))[0], typed).toBe(first)
    expect(await titles('mitrofurantoin')).toEqual([])
  })
})
