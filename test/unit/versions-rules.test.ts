import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import type { Content } from '#src/broadcasts/content.ts'
import { type Ended, NEVER_CHANGED } from '#src/broadcasts/since.ts'
import type { BroadcastState } from '#src/kernel/schema.ts'
import { decideStanding } from '#src/responses/rules.ts'
import { differenceOf } from '#src/versions/difference.ts'
import {
  answerFits,
  decideCorrection,
  decideOut,
  decideReplaces,
  type InHand,
  MOST_REPLACED,
  type Version,
} from '#src/versions/rules.ts'
import { aBroadcast, contentOf } from './a-broadcast.ts'

const TODAY = '2024-10-31'
const AT = new Date('2024-10-31T09:00:00Z')
const recall = contentOf('prescribing', {
  title: 'Class 2 recall: labetalol 200mg tablets (Tillomed), 1 batch',
  summary: 'Some cartons of batch 240537 may hold a blister of verapamil SR 240mg.',
  actions: ['Stop supplying the batch', 'Return stock'],
  reference: 'EL(24)A/52',
})
const sent = (extra: Partial<Broadcast> = {}) =>
  aBroadcast({ content: recall, kind: 'prescribing', state: 'sent', startedAt: AT, ...extra })
const inHand = (content: Content, base = 1): InHand => ({
  base,
  content,
  what: 'The product description',
  material: true,
})

describe('what changes from one version to the next', () => {
  test('is shown by field, sentence by sentence and line by line', () => {
    const after = {
      ...recall,
      summary: `${recall.summary} Tell patients who have it.`,
      actions: ['Stop supplying the batch', 'Quarantine and return stock'],
      until: '2024-12-01',
    }
    expect(differenceOf(recall, after)).toEqual([
      { field: 'Message', removed: [], added: ['Tell patients who have it.'] },
      {
        field: 'What to do',
        removed: ['Return stock'],
        added: ['Quarantine and return stock'],
      },
      { field: 'In force until', removed: [], added: ['Sunday 1 December 2024'] },
    ])
  })

  test('is said when only the order of what to do changes', () => {
    const after = { ...recall, actions: recall.actions.toReversed() }
    expect(differenceOf(recall, after)).toMatchObject([{ field: 'What to do' }])
  })

  const content = fc
    .record({
      title: fc.string({ minLength: 1, maxLength: 80 }),
      summary: fc.string({ minLength: 1, maxLength: 400 }),
      actions: fc.array(fc.string({ minLength: 1, maxLength: 120 }), { maxLength: 4 }),
      contact: fc.option(fc.string({ minLength: 1, maxLength: 120 })),
      until: fc.option(fc.constantFrom('2024-12-01', '2025-01-01')),
      reviewBy: fc.option(fc.constantFrom('2024-12-01', '2025-01-01')),
    })
    .map((extra) => contentOf('prescribing', extra))

  test('is nothing for the same, and turns round with the two', () => {
    fc.assert(
      fc.property(content, content, (a, b) => {
        expect(differenceOf(a, a)).toEqual([])
        const back = differenceOf(b, a).map(({ field, removed, added }) => ({
          field,
          removed: added,
          added: removed,
        }))
        expect(differenceOf(a, b)).toEqual(back)
      }),
    )
  })
})

describe('whether a message can be corrected', () => {
  const ends: readonly (readonly [BroadcastState, Ended])[] = [
    ['superseded', { is: 'superseded', at: AT, by: { id: 31, title: 'Newer' } }],
    ['withdrawn', { is: 'withdrawn', at: AT, why: 'It was wrong' }],
  ]
  const changed = { ...recall, title: 'Class 2 recall: labetalol' }

  test.each(ends)('not once it is %s', (state, ended) => {
    const over = sent({ state, since: { ...NEVER_CHANGED, ended } })
    expect(decideOut(over).ok).toBe(false)
    expect(decideCorrection(over, inHand(changed), TODAY).ok).toBe(false)
  })

  test('not before it is sent', () => {
    for (const state of ['draft', 'scheduled', 'deleted'] as const)
      expect(decideOut(sent({ state, startedAt: null })).ok).toBe(false)
  })

  test('while it holds, when it was stopped, and when its last day has gone by: then with a new one', () => {
    for (const state of ['sending', 'paused', 'sent', 'stopped'] as const)
      expect(decideCorrection(sent({ state }), inHand(changed), TODAY).ok).toBe(true)
    const expired = sent({
      content: { ...recall, until: '2024-10-30' },
      since: { ...NEVER_CHANGED, ended: { is: 'expired', last: '2024-10-30' } },
    })
    const late = { ...recall, until: '2024-10-30', title: 'Other' }
    expect(decideCorrection(expired, inHand(late), TODAY).ok).toBe(false)
    expect(decideCorrection(expired, inHand({ ...recall, until: '2024-11-30' }), TODAY).ok).toBe(
      true,
    )
  })

  test('only against the version in force, and only when something changes', () => {
    const second = sent({ since: { ...NEVER_CHANGED, version: 2 } })
    expect(decideCorrection(second, inHand(changed, 1), TODAY).ok).toBe(false)
    expect(decideCorrection(second, inHand(changed, 2), TODAY).ok).toBe(true)
    expect(decideCorrection(second, inHand(recall, 2), TODAY).ok).toBe(false)
    expect(decideCorrection(second, null, TODAY).ok).toBe(false)
  })
})

/** A message and everything that was done to it, as the store does it. */
type Model = { id: number; state: BroadcastState; version: number; by: number | null }

const step = fc.oneof(
  fc.record({ do: fc.constant('send' as const), replaces: fc.array(fc.nat(12), { maxLength: 7 }) }),
  fc.record({
    do: fc.constant('correct' as const),
    id: fc.nat(12),
    base: fc.integer({ min: 1, max: 4 }),
  }),
  fc.record({ do: fc.constant('withdraw' as const), id: fc.nat(12) }),
)

const shown = (one: Model): Broadcast =>
  sent({
    id: one.id,
    state: one.state,
    since: {
      ...NEVER_CHANGED,
      version: one.version,
      ended:
        one.by !== null
          ? { is: 'superseded', at: AT, by: { id: one.by, title: 'x' } }
          : one.state === 'withdrawn'
            ? { is: 'withdrawn', at: AT, why: 'x' }
            : null,
    },
  })

type Step = Readonly<
  | { do: 'send'; replaces: readonly number[] }
  | { do: 'correct'; id: number; base: number }
  | { do: 'withdraw'; id: number }
>

function send(all: Map<number, Model>, replaces: readonly number[]): void {
  const id = all.size
  const wanted = [...new Set(replaces)]
  const found = wanted.map((n) => {
    const there = all.get(n)
    return there === undefined ? null : shown(there)
  })
  const decided = decideReplaces(id, wanted, found)
  if (!decided.ok) return
  expect(wanted.length).toBeLessThanOrEqual(MOST_REPLACED)
  all.set(id, { id, state: 'sent', version: 1, by: null })
  for (const old of decided.value)
    Object.assign(all.get(old.id) ?? {}, { state: 'superseded', by: id })
}

function correct(there: Model, base: number): void {
  const next = inHand({ ...recall, title: `Version ${there.version + 1}` }, base)
  if (!decideCorrection(shown(there), next, TODAY).ok) return
  expect(base).toBe(there.version)
  there.version += 1
}

function play(all: Map<number, Model>, one: Step): void {
  if (one.do === 'send') return send(all, one.replaces)
  const there = all.get(one.id)
  if (there === undefined) return
  if (one.do === 'correct') correct(there, one.base)
  else if (decideOut(shown(there)).ok) there.state = 'withdrawn'
}

/** How many messages one comes past on its way to the one in force; a chain that comes round never ends. */
function chainFrom(all: ReadonlyMap<number, Model>, one: Model): number {
  let length = 0
  for (let at = one.by; at !== null && length <= all.size; length += 1) at = all.get(at)?.by ?? null
  return length
}

test('versions only grow, what is over stays over, and no chain of replaced messages comes round', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const all = new Map<number, Model>()
      for (const one of steps) {
        const before = structuredClone([...all.values()])
        play(all, one)
        for (const was of before) {
          expect(all.get(was.id)?.version).toBeGreaterThanOrEqual(was.version)
          if (was.state !== 'sent') expect(all.get(was.id)).toEqual(was)
        }
      }
      for (const one of all.values()) expect(chainFrom(all, one)).toBeLessThan(all.size)
    }),
    { numRuns: 300 },
  )
})

describe('an answer to what somebody saw', () => {
  const versions: readonly Version[] = [
    { version: 1, material: false },
    { version: 2, material: false },
    { version: 3, material: true },
    { version: 4, material: false },
  ]
  test('stands until something material changes', () => {
    expect(answerFits(1, 2, versions)).toBe(true)
    expect(answerFits(1, 3, versions)).toBe(false)
    expect(answerFits(2, 4, versions)).toBe(false)
    expect(answerFits(3, 4, versions)).toBe(true)
    expect(answerFits(1, 1, [])).toBe(true)
  })

  test('fits exactly when nothing material lies between, whatever the history', () => {
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { maxLength: 50 }),
        fc.nat(50),
        fc.nat(50),
        (material, a, b) => {
          const all = material.map((one, n) => ({ version: n + 2, material: one }))
          const [seen, now] = [Math.min(a, b) + 1, Math.max(a, b) + 1]
          const between = all.filter(({ version }) => version > seen && version <= now)
          expect(answerFits(seen, now, all)).toBe(!between.some((one) => one.material))
        },
      ),
    )
  })

  test('counts for nothing that is over', () => {
    const over: readonly Ended[] = [
      { is: 'superseded', at: AT, by: { id: 31, title: 'Newer' } },
      { is: 'withdrawn', at: AT, why: 'It was wrong' },
      { is: 'expired', last: '2024-10-30' },
    ]
    for (const ended of over) {
      const decided = decideStanding(sent({ since: { ...NEVER_CHANGED, ended } }), 1, [])
      expect(decided.ok).toBe(false)
      expect(decided.ok ? '' : decided.refusal.happened).toContain('12')
    }
    expect(decideStanding(sent(), 1, []).ok).toBe(true)
  })
})
