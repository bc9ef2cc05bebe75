import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Candidate,
  type CandidateGroup,
  countAudience,
  decideAudience,
  LEFT_OUT,
} from '#src/broadcasts/audience-rules.ts'
import { KINDS } from '#src/broadcasts/kind-names.ts'
import { GP_KINDS } from '#src/people/rules.ts'
import { duesFor } from '#src/subscriptions/rules.ts'

const AT = new Date('2026-11-23T09:00:00Z')

const somebody = (extra: Partial<Candidate> = {}): Candidate => ({
  personId: 'p1',
  name: 'Dr Bo Locum',
  gpKind: 'locum',
  identityId: 'i1',
  optionalConsent: true,
  quietFrom: null,
  quietTo: null,
  awayUntil: null,
  workingDays: '12345',
  cadence: 'now',
  ...extra,
})

const about = { kind: 'pathway', authorId: 'author', gpKinds: [] } as const
const opportunity = { ...about, kind: 'opportunity' } as const
const forLocums = { ...about, gpKinds: ['locum'] } as const

const reasonOf = (broadcast: Parameters<typeof decideAudience>[0], one: Candidate) => {
  const { recipients, leftOut } = decideAudience(broadcast, [one])
  const reasons = [...leftOut].filter(([, people]) => people.includes(one)).map(([why]) => why)
  return recipients.length === 1 && reasons.length === 0 ? 'told' : reasons.join(' and ')
}

const candidate: fc.Arbitrary<Omit<Candidate, 'personId'>> = fc.record({
  name: fc.constant('Dr Bo'),
  gpKind: fc.constantFrom(...GP_KINDS),
  identityId: fc.option(fc.constant('i'), { nil: null }),
  optionalConsent: fc.boolean(),
  quietFrom: fc.constantFrom(null, '08:00'),
  quietTo: fc.constant('10:00'),
  awayUntil: fc.constantFrom(null, new Date('2026-12-01T09:00:00Z')),
  workingDays: fc.constant('12345'),
  cadence: fc.constantFrom('now' as const, 'daily' as const, 'weekly' as const, null),
})
/** As the database counts them. */
function groupsOf(authorId: string, everybody: readonly Candidate[]): readonly CandidateGroup[] {
  const groups = everybody.map(({ personId, identityId, ...rest }) => ({
    ...rest,
    name: '',
    isAuthor: personId === authorId,
    reachable: identityId !== null,
  }))
  return [...Map.groupBy(groups, (one) => JSON.stringify(one)).values()].flatMap((same) =>
    same.slice(0, 1).map((one) => ({ ...one, people: same.length })),
  )
}
const area = fc
  .array(candidate, { maxLength: 60, size: 'max' })
  .map((all) => all.map((one, n): Candidate => ({ ...one, personId: `p${n}` })))
const anyBroadcast = fc.record({
  kind: fc.constantFrom(...KINDS),
  authorId: fc.constantFrom('p0', 'p7', 'somebody else'),
  gpKinds: fc.subarray([...GP_KINDS]),
})

describe('who gets a message', () => {
  test.each([
    ['told when they follow what matches', about, somebody(), 'told'],
    ['told of an opportunity when they agreed', opportunity, somebody(), 'told'],
    ['told when they are of a kind that was chosen', forLocums, somebody(), 'told'],
    ['author, whatever they follow', about, somebody({ personId: 'author' }), 'author'],
    [
      'author before all else',
      { ...opportunity, gpKinds: ['salaried'] },
      somebody({ personId: 'author', identityId: null, cadence: null, optionalConsent: false }),
      'author',
    ],
    [
      'unreachable before following nothing',
      { ...opportunity, gpKinds: ['salaried'] },
      somebody({ identityId: null, cadence: null, optionalConsent: false }),
      'unreachable',
    ],
    [
      'not following before not agreeing',
      { ...opportunity, gpKinds: ['salaried'] },
      somebody({ cadence: null, optionalConsent: false }),
      'not-following',
    ],
    [
      'without consent before being of another kind',
      { ...opportunity, gpKinds: ['salaried'] },
      somebody({ optionalConsent: false }),
      'no-consent',
    ],
    ['of another kind of GP', forLocums, somebody({ gpKind: 'partner' }), 'gp-kind'],
    [
      'told of a pathway without consent to opportunities',
      about,
      somebody({ optionalConsent: false }),
      'told',
    ],
  ] as const)('is %s', (_, broadcast, one, expected) => {
    expect(reasonOf(broadcast, one)).toBe(expected)
  })

  test('everybody is there exactly once: told, or left out for one reason', () => {
    fc.assert(
      fc.property(anyBroadcast, area, (broadcast, everybody) => {
        const { recipients, leftOut } = decideAudience(broadcast, everybody)
        const ids = [...recipients, ...[...leftOut.values()].flat()].map(({ personId }) => personId)
        expect(ids.toSorted()).toEqual(everybody.map(({ personId }) => personId).toSorted())
        for (const reason of leftOut.keys()) expect(LEFT_OUT).toContain(reason)
      }),
      { numRuns: 500 },
    )
  })

  test('nobody is told who wrote it, cannot be reached, follows nothing, did not agree or was not meant', () => {
    fc.assert(
      fc.property(anyBroadcast, area, (broadcast, everybody) => {
        for (const one of decideAudience(broadcast, everybody).recipients) {
          expect(one.personId).not.toBe(broadcast.authorId)
          expect(one.identityId).not.toBeNull()
          expect(one.cadence).not.toBeNull()
          expect(broadcast.kind !== 'opportunity' || one.optionalConsent).toBe(true)
          expect(broadcast.gpKinds.length === 0 || broadcast.gpKinds.includes(one.gpKind)).toBe(
            true,
          )
        }
      }),
      { numRuns: 500 },
    )
  })

  test('keeps the order in which people came', () => {
    const everybody = Array.from({ length: 50 }, (_, n) => somebody({ personId: `p${n}` }))
    const ids = decideAudience(about, everybody).recipients.map(({ personId }) => personId)
    expect(ids).toEqual(everybody.map(({ personId }) => personId))
  })

  test('counted in groups is as many as one by one, for every GP in England too', () => {
    const whole = Array.from({ length: 46_000 }, (_, n) =>
      somebody({
        personId: `p${n}`,
        identityId: n % 7 === 0 ? null : `i${n}`,
        cadence: n % 5 === 0 ? null : 'daily',
        optionalConsent: n % 3 === 0,
        quietFrom: n % 2 === 0 ? '08:00' : null,
        quietTo: n % 2 === 0 ? '10:00' : null,
        awayUntil: n % 11 === 0 ? new Date('2026-12-01T09:00:00Z') : null,
      }),
    )
    const check = (broadcast: Parameters<typeof decideAudience>[0], everybody: typeof whole) => {
      const about = { ...broadcast, urgency: 'routine' as const }
      const { recipients, leftOut } = decideAudience(about, everybody)
      const counts = countAudience(about, groupsOf(about.authorId, everybody), AT, new Set(), null)
      expect(counts.total).toBe(recipients.length)
      expect(counts.leftOut).toEqual(new Map([...leftOut].map(([why, who]) => [why, who.length])))
      const dues = duesFor(recipients, about.urgency, AT, new Set(), null)
      const times = (state: string) => dues.filter((due) => due.state === state).length
      expect(counts.now + counts.held).toBe(times('waiting'))
      expect(counts.away + counts.digest).toBe(times('digest'))
      expect(counts.now).toBe(dues.filter((due) => due.state === 'waiting' && due.at <= AT).length)
    }
    check(opportunity, whole)
    fc.assert(fc.property(anyBroadcast, area, check), { numRuns: 300 })
  })

  test('is nobody when nobody is there', () => {
    expect(decideAudience(about, [])).toEqual({ recipients: [], leftOut: new Map() })
  })
})
