import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hashOf } from '#src/approvals/hash.ts'
import {
  type Approval,
  becauseOf,
  covers,
  decideAgreed,
  decideAnswer,
  decideAsk,
  decideRecall,
  decideSame,
  decideStandIn,
  goesAtAfter,
  HOLD_MS,
  remindAt,
} from '#src/approvals/rules.ts'
import { KINDS } from '#src/broadcasts/kind-names.ts'
import type { RoleName } from '#src/kernel/schema.ts'
import { londonDay, londonTime, weekdayOf } from '#src/kernel/london.ts'
import { aBroadcast, contentOf } from './a-broadcast.ts'

const AT = new Date('2026-11-20T16:00:00Z')
const ROLES: readonly RoleName[] = [
  'clinical-director',
  'prescribing-lead',
  'liaison-lead',
  'practice-manager',
  'mentor',
]
const NONE: ReadonlySet<string> = new Set()
const WIDE = ['icb', 'sub-icb', 'lmc', 'locum-group'] as const
const OWN = ['pcn', 'practice'] as const

const anApproval = (extra: Partial<Approval> = {}): Approval => ({
  id: 7,
  broadcast: 12,
  what: 'sending',
  because: 'critical',
  hash: hashOf(aBroadcast(), null),
  content: contentOf('announcement'),
  recipients: 5,
  asked: { id: 'author', name: 'Dr Ada Author', at: AT },
  sendAt: null,
  state: 'asked',
  decided: null,
  reason: null,
  goesAt: null,
  ended: null,
  ...extra,
})
const approved = anApproval({
  state: 'approved',
  decided: { id: 'second', name: 'Dr Bo Second', at: AT, insteadOf: null },
  goesAt: new Date(AT.getTime() + HOLD_MS),
})
const STATES = ['asked', 'approved', 'returned', 'recalled', 'voided', 'done'] as const

describe('who needs a second person', () => {
  test('critical always, wide always, and what takes the place of either', () => {
    for (const organisationKind of [...WIDE, ...OWN])
      expect(becauseOf({ urgency: 'critical', organisationKind }, [])).toBe('critical')
    for (const organisationKind of WIDE)
      expect(becauseOf({ urgency: 'info', organisationKind }, [])).toBe('wide')
    const small = { urgency: 'routine', organisationKind: 'pcn' } as const
    expect(becauseOf(small, [])).toBe(null)
    expect(becauseOf(small, [small])).toBe(null)
    expect(becauseOf(small, [small, { ...small, urgency: 'critical' }])).toBe('replaces')
    expect(becauseOf(small, [{ ...small, organisationKind: 'icb' }])).toBe('replaces')
  })

  test('an approver could send it themselves, and answers for what is sent', () => {
    const broadcast = { kind: 'prescribing', organisationName: 'x' } as const
    const held = (role: RoleName, organisation = 'QSL') => [
      { role, organisation, organisationName: organisation },
    ]
    const above = ['U1', 'QSL']
    expect(ROLES.filter((role) => covers(held(role), broadcast, above))).toEqual([
      'clinical-director',
      'prescribing-lead',
    ])
    expect(covers(held('clinical-director', 'U2'), broadcast, above)).toBe(false)
    expect(covers(held('practice-manager'), { ...broadcast, kind: 'announcement' }, above)).toBe(
      false,
    )
  })
})

describe('the author', () => {
  test('never approves, whatever their role and whatever the state', () => {
    fc.assert(
      fc.property(fc.constantFrom(...STATES), fc.boolean(), (state, mayNow) => {
        expect(decideAnswer(anApproval({ state }), { id: 'author', mayNow }).ok).toBe(false)
      }),
    )
  })

  test('takes back what waits, and recalls what is held, as approvers do; nobody else', () => {
    const may = (approval: Approval, id: string, mayNow: boolean) =>
      decideRecall(approval, { id, mayNow }).ok
    expect(may(anApproval(), 'author', false)).toBe(true)
    expect(may(anApproval(), 'second', true)).toBe(false)
    expect(may(approved, 'author', false)).toBe(true)
    expect(may(approved, 'third', true)).toBe(true)
    expect(may(approved, 'third', false)).toBe(false)
    for (const state of ['returned', 'recalled', 'voided', 'done'] as const)
      expect(may(anApproval({ state }), 'author', true)).toBe(false)
  })

  test('asks once at a time', () => {
    for (const state of STATES)
      expect(decideAsk(anApproval({ state })).ok).toBe(state !== 'asked' && state !== 'approved')
    expect(decideAsk(null).ok).toBe(true)
  })
})

describe('an answer', () => {
  test('is for a request that is open, by somebody who may at this moment', () => {
    for (const state of STATES)
      expect(decideAnswer(anApproval({ state }), { id: 'second', mayNow: true }).ok).toBe(
        state === 'asked',
      )
    expect(decideAnswer(anApproval(), { id: 'second', mayNow: false }).ok).toBe(false)
  })

  test('is bound to everything that goes', () => {
    const base = aBroadcast()
    const hash = hashOf(base, null)
    const others = [
      { ...base, urgency: 'critical' as const },
      { ...base, organisation: 'QSL' },
      { ...base, specialties: ['dermatology'] },
      { ...base, gpKinds: ['locum' as const] },
      { ...base, since: { ...base.since, version: 2 } },
      { ...base, since: { ...base.since, replaces: [{ id: 3, title: 'x' }] } },
      { ...base, id: 13 },
      { ...base, content: { ...contentOf('announcement'), title: 'Sore throat pathways' } },
      { ...base, content: { ...contentOf('announcement'), until: '2026-12-31' } },
    ]
    for (const other of others) {
      expect(hashOf(other, null)).not.toBe(hash)
      expect(decideSame(anApproval({ hash }), hashOf(other, null)).ok).toBe(false)
    }
    const correction = { base: 1, content: base.content, what: 'x', material: true }
    expect(hashOf(base, correction)).not.toBe(hash)
    expect(hashOf(base, { ...correction, material: false })).not.toBe(hashOf(base, correction))
    // How it is stored is nothing that is agreed to.
    const reordered = Object.fromEntries(Object.entries(base.content).toReversed())
    expect(hashOf({ ...base, content: reordered as typeof base.content }, null)).toBe(hash)
    expect(hashOf({ ...base, gpKinds: ['salaried', 'locum'] }, null)).toBe(
      hashOf({ ...base, gpKinds: ['locum', 'salaried'] }, null),
    )
  })

  test('any two texts that differ have two hashes', () => {
    fc.assert(
      fc.property(fc.constantFrom(...KINDS), fc.string(), fc.string(), (kind, one, other) => {
        const said = (summary: string) =>
          hashOf(aBroadcast({ content: { ...contentOf(kind), summary } }), null)
        expect(said(one) === said(other)).toBe(one === other)
      }),
    )
  })
})

describe('what goes', () => {
  const { hash } = approved
  const now = { hash, mayStill: true }
  const broadcast = { id: 12 }

  test('was agreed to as it is, by somebody who may still agree', () => {
    expect(decideAgreed(broadcast, 'critical', approved, now).ok).toBe(true)
    expect(decideAgreed(broadcast, 'critical', null, now).ok).toBe(false)
    for (const state of STATES)
      expect(decideAgreed(broadcast, 'wide', { ...approved, state }, now).ok).toBe(
        state === 'approved',
      )
    expect(decideAgreed(broadcast, 'wide', approved, { ...now, hash: 'x' }).ok).toBe(false)
    expect(decideAgreed(broadcast, 'wide', approved, { ...now, mayStill: false }).ok).toBe(false)
    expect(decideAgreed(broadcast, null, null, now).ok).toBe(true)
  })

  test('waits a minute, or until the later time that its author chose', () => {
    expect(goesAtAfter(AT, null).getTime()).toBe(AT.getTime() + 60_000)
    const later = new Date(AT.getTime() + 3_600_000)
    expect(goesAtAfter(AT, later)).toEqual(later)
    expect(goesAtAfter(AT, new Date(AT.getTime() - 1)).getTime()).toBe(AT.getTime() + 60_000)
  })
})

describe('a reminder', () => {
  test('comes in 15 minutes when it is critical, on the next working morning otherwise', () => {
    expect(remindAt('critical', AT, NONE).getTime()).toBe(AT.getTime() + 15 * 60_000)
    // Christmas Eve is a Thursday: after the holidays and the weekend.
    const holidays = new Set(['2026-12-25', '2026-12-28'])
    expect(remindAt('routine', new Date('2026-12-24T16:00:00Z'), holidays)).toEqual(
      new Date('2026-12-29T09:00:00Z'),
    )
    // A Friday afternoon: Monday morning.
    expect(remindAt('routine', AT, NONE)).toEqual(new Date('2026-11-23T09:00:00Z'))
    expect(remindAt('info', new Date('2026-06-02T07:00:00Z'), NONE)).toEqual(
      new Date('2026-06-02T08:00:00Z'),
    )
  })

  test('never at the weekend, and always at 9am', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2026-01-01'), max: new Date('2029-12-31'), noInvalidDate: true }),
        (at) => {
          const when = remindAt('important', at, NONE)
          expect(weekdayOf(londonDay(when))).toBeLessThanOrEqual(5)
          expect(londonTime(when)).toBe('09:00')
          expect(when.getTime()).toBeGreaterThan(at.getTime())
          expect(when.getTime() - at.getTime()).toBeLessThanOrEqual(4 * 86_400_000)
        },
      ),
    )
  })
})

test('a stand-in is for days in their order that are not all past, 100 at most', () => {
  const ok = (from: string, until: string) => decideStandIn({ from, until }, '2026-11-22').ok
  expect(ok('2026-11-22', '2026-11-22')).toBe(true)
  expect(ok('2026-11-20', '2026-11-23')).toBe(true)
  expect(ok('2026-11-24', '2026-11-23')).toBe(false)
  expect(ok('2026-11-01', '2026-11-21')).toBe(false)
  expect(ok('2026-12-01', '2027-03-10')).toBe(true)
  expect(ok('2026-12-01', '2027-03-11')).toBe(false)
})
