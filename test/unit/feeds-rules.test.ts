import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Content } from '#src/broadcasts/content.ts'
import { ITEM_TYPES, type Item } from '#src/feeds/item.ts'
import { contentFor, correctionFor, kindFor, urgencyFor } from '#src/feeds/prefill-rules.ts'
import {
  afterFailure,
  GONE_FOR_MS,
  type Kept,
  type Known,
  pauseAfter,
  planReading,
} from '#src/feeds/rules.ts'
import { FILLS } from './worst-content.ts'

const SITE = 'https://www.gov.uk'
const feed = { url: `${SITE}/drug-device-alerts.atom`, since: new Date('2026-03-01T00:00:00Z') }
const AT = new Date('2026-06-01T12:00:00Z')

const anItem = (over: Partial<Item> = {}): Item => ({
  entryId: 'tag:www.gov.uk,2005:/a',
  updated: new Date('2026-04-01T09:00:00Z'),
  url: `${SITE}/a`,
  title: 'Valproate: new advice',
  summary: 'Read it.',
  published: null,
  type: 'drug-safety-update',
  reference: null,
  specialties: [],
  contentId: null,
  links: [],
  withdrawn: false,
  note: null,
  ...over,
})

const NOTHING: Known = { kept: new Map(), pages: new Set(), elsewhere: new Set() }

/** What is kept after readings one after the other, and what was told on the way. */
function after(readings: readonly (readonly Item[])[]) {
  const kept = new Map<string, Kept>()
  const told: string[] = []
  for (const items of readings) {
    const known = { ...NOTHING, kept, pages: new Set([...kept.values()].map(({ url }) => url)) }
    for (const { item, state, tell } of planReading(items, feed, known, AT)) {
      kept.set(item.entryId, { ...item, state })
      if (tell !== null) told.push(`${tell} ${item.entryId}`)
    }
  }
  return { kept, told }
}

const stateAfter = (...readings: readonly (readonly Item[])[]) =>
  after(readings).kept.get(anItem().entryId)?.state

describe('a reading', () => {
  test('takes in what is older than the day the feed was added as known, and proposes the rest', () => {
    const old = anItem({ updated: new Date('2026-02-28T23:59:59Z') })
    expect(after([[old]])).toMatchObject({ told: [] })
    expect(stateAfter([old])).toBe('history')
    expect(stateAfter([anItem({ updated: feed.since })])).toBe('proposed')
  })

  test('proposes a known item again when its source has changed it', () => {
    const old = anItem({ updated: new Date('2026-02-01T09:00:00Z') })
    expect(after([[old], [anItem()]]).told).toEqual([`updated ${old.entryId}`])
    expect(stateAfter([anItem()], [old])).toBe('proposed')
  })

  test('hears of a withdrawal once, whatever its date', () => {
    const gone = anItem({ withdrawn: true })
    expect(after([[anItem()], [gone], [gone]]).told).toEqual([
      `new ${gone.entryId}`,
      `withdrawn ${gone.entryId}`,
    ])
    expect(after([[gone]]).told).toEqual([])
  })

  test('a date far ahead hides nothing that comes later', () => {
    const ahead = anItem({ updated: new Date('2999-01-01T00:00:00Z') })
    expect(stateAfter([ahead, anItem()])).toBe('proposed')
    expect(stateAfter([ahead])).toBeUndefined()
  })

  test('a roundup of what was seen is not proposed, wherever it stands; one with something new is', () => {
    const roundup = anItem({
      entryId: 'r',
      url: `${SITE}/r`,
      type: 'roundup',
      links: [`${SITE}/a`],
      updated: new Date('2026-03-02T09:00:00Z'),
    })
    for (const items of [
      [roundup, anItem()],
      [anItem(), roundup],
    ]) {
      const { kept, told } = after([items])
      expect(kept.get('r')?.state).toBe('covered')
      expect(told).toEqual([`new ${anItem().entryId}`])
    }
    expect(after([[anItem()], [roundup]]).kept.get('r')?.state).toBe('covered')
    const more = { ...roundup, links: [`${SITE}/a`, `${SITE}/b`] }
    expect(after([[anItem(), more]]).kept.get('r')?.state).toBe('proposed')
    // Atom alone does not say what it gathers.
    expect(after([[anItem(), { ...roundup, links: [] }]]).kept.get('r')?.state).toBe('proposed')
  })

  test('a page that another feed tells of is told once', () => {
    const known = { ...NOTHING, elsewhere: new Set([`${SITE}/a`]) }
    expect(planReading([anItem()], feed, known, AT)).toMatchObject([
      { state: 'covered', tell: null },
    ])
  })
})

describe('readings in any number and order', () => {
  const day = fc.integer({ min: 0, max: 120 })
  // One telling is one text: what a source says at one time it says once.
  const telling = fc.tuple(fc.integer({ min: 0, max: 12 }), day).map(([n, d]) =>
    anItem({
      entryId: `tag:${n}`,
      url: `${SITE}/${n}`,
      updated: new Date(Date.UTC(2026, 1, 1 + d)),
      title: `${n} as of ${d}`,
      type: n % 4 === 0 ? 'roundup' : 'drug-safety-update',
      links: n % 4 === 0 ? [`${SITE}/${n + 1}`] : [],
    }),
  )
  const readings = fc.array(fc.array(telling, { maxLength: 50 }), { maxLength: 6 })

  test('the same again changes nothing and tells nothing', () => {
    fc.assert(
      fc.property(readings, (read) => {
        const once = after(read)
        const twice = after([...read, ...read, ...read.toReversed()])
        expect(twice.told).toEqual(once.told)
        expect(twice.kept).toEqual(once.kept)
      }),
    )
  })

  test('the newest telling of each is kept, whatever the order', () => {
    fc.assert(
      fc.property(readings, (read) => {
        const texts = (all: readonly (readonly Item[])[]) =>
          new Map([...after(all).kept.values()].map(({ entryId, title }) => [entryId, title]))
        expect(texts(read.toReversed().map((items) => items.toReversed()))).toEqual(texts(read))
        expect(texts([read.flat()])).toEqual(texts(read))
      }),
    )
  })

  test('whatever is newer than the feed and no roundup waits for somebody, each id once', () => {
    fc.assert(
      fc.property(readings, (read) => {
        const { kept } = after(read)
        const newer = read
          .flat()
          .filter(
            ({ updated, type }) => updated >= feed.since && updated <= AT && type !== 'roundup',
          )
        for (const { entryId } of newer) expect(kept.get(entryId)?.state).toBe('proposed')
        expect(kept.size).toBe(new Set(read.flat().map(({ entryId }) => entryId)).size)
      }),
    )
  })
})

describe('a feed that cannot be read', () => {
  const before = {
    failures: 0,
    failingSince: null,
    goneSince: null,
    toldFailingAt: null,
    intervalMs: 3_600_000,
  }
  const hours = (n: number) => new Date(AT.getTime() + n * 3_600_000)

  test('is asked less and less often, once a day at last', () => {
    expect([1, 2, 3, 4, 5, 6, 50].map((n) => pauseAfter(n, 3_600_000) / 3_600_000)).toEqual([
      1, 2, 4, 8, 16, 24, 24,
    ])
    expect(pauseAfter(9, 7 * 24 * 3_600_000)).toBe(7 * 24 * 3_600_000)
  })

  test('is spoken of after a day, once', () => {
    expect(afterFailure(before, 'slow', AT)).toMatchObject({
      failures: 1,
      since: AT,
      tell: false,
      ended: false,
    })
    const failing = { ...before, failures: 5, failingSince: AT }
    expect(afterFailure(failing, 'slow', hours(23)).tell).toBe(false)
    expect(afterFailure(failing, 'slow', hours(24)).tell).toBe(true)
    expect(afterFailure({ ...failing, toldFailingAt: hours(24) }, 'slow', hours(48)).tell).toBe(
      false,
    )
  })

  test('has ended when it was not there for a week, and nothing else came between', () => {
    const gone = { ...before, failures: 9, failingSince: AT, goneSince: AT, toldFailingAt: AT }
    expect(afterFailure(gone, 'gone', new Date(AT.getTime() + GONE_FOR_MS)).ended).toBe(true)
    expect(afterFailure(gone, 'gone', new Date(AT.getTime() + GONE_FOR_MS - 1)).ended).toBe(false)
    expect(afterFailure(gone, 'slow', new Date(AT.getTime() + GONE_FOR_MS))).toMatchObject({
      ended: false,
      goneSince: null,
    })
  })
})

describe('what the form begins with', () => {
  const from = (over: Partial<Item>) => ({ ...anItem(over), feedName: 'MHRA Drug Safety Update' })

  test('says whose words they are and where they stand', () => {
    const content = contentFor(from({}), 'prescribing')
    expect(content.summary).toBe(
      'From MHRA Drug Safety Update; the official text is at https://www.gov.uk/a. Read it.',
    )
    expect(content).toMatchObject({ sourceName: 'MHRA Drug Safety Update', sourceUrl: `${SITE}/a` })
  })

  test('a national one is pointed to, and does not look like one', () => {
    const national = from({
      type: 'national-patient-safety',
      title:
        'National Patient Safety Alert: Valproate: organisations to prepare for new measures (NatPSA/2023/013/MHRA)',
      reference: 'NatPSA/2023/013/MHRA',
    })
    const content = contentFor(national, 'prescribing')
    expect(content.title).toBe(
      'See NatPSA/2023/013/MHRA: Valproate: organisations to prepare for new measures',
    )
    expect(content.summary).toContain('This only points to a National Patient Safety Alert')
    expect(content.actions.join(' ')).toContain('by its own process, not by this message')
    expect(urgencyFor(national)).toBe('important')
  })

  test('is of a kind that its writer may send', () => {
    expect(kindFor({ type: 'drug-safety-update' }, ['prescribing', 'announcement'])).toBe(
      'prescribing',
    )
    expect(kindFor({ type: 'drug-safety-update' }, ['announcement'])).toBe('announcement')
    expect(kindFor({ type: 'roundup' }, ['prescribing', 'announcement'])).toBe('announcement')
    expect(kindFor({ type: 'roundup' }, [])).toBeNull()
  })

  test.each(FILLS)('is a draft as it stands, with its link, however long: %s', (_, fill) => {
    for (const type of ITEM_TYPES)
      for (const kind of ['prescribing', 'announcement'] as const)
        for (const url of [`${SITE}/a`, `${SITE}/${'a'.repeat(480)}`]) {
          const item = {
            ...anItem({
              type,
              url,
              title: fill(300),
              summary: fill(1000),
              reference: 'EL(24)A/52',
            }),
            feedName: fill(80),
          }
          const read = Content.safeParse(contentFor(item, kind))
          expect(read.error?.issues).toBeUndefined()
          expect(read.data?.sourceUrl).toBe(url)
          expect(read.data?.summary).toMatch(/ational Patient Safety|^From /)
        }
  })

  test('a correction keeps what its author wrote, and takes the rest from the source', () => {
    const first = from({})
    const given = contentFor(first, 'prescribing')
    const later = from({
      title: 'Valproate: corrected advice',
      summary: 'Read it again.',
      note: 'Dose corrected',
    })
    const sent = { ...given, title: 'In my own words', contact: 'Ask me' }
    const corrected = correctionFor(sent, given, later)
    expect(corrected).toMatchObject({
      content: { title: 'In my own words', contact: 'Ask me' },
      what: 'Dose corrected',
    })
    expect(corrected.content.summary).toContain('Read it again.')
    expect(correctionFor(given, given, from({ note: null })).what).toBe(
      'MHRA Drug Safety Update changed it on Wednesday 1 April 2026',
    )
  })
})
