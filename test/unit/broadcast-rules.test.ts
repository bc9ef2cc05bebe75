import { describe, expect, test } from 'vitest'
import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import { KINDS } from '#src/broadcasts/kind-names.ts'
import {
  decideAuthority,
  decideEdit,
  decideOwn,
  decidePause,
  decidePlace,
  decideResume,
  decideRetry,
  decideSchedule,
  decideSend,
  decideStillTrue,
  decideStop,
  decideUnschedule,
  kindsFor,
  NO_ROLE,
  organisationsFor,
} from '#src/broadcasts/rules.ts'
import type { Decision } from '#src/kernel/refusal.ts'
import type { BroadcastKind, BroadcastState, RoleName } from '#src/kernel/schema.ts'
import { aBroadcast, contentOf } from './a-broadcast.ts'

const TODAY = '2026-11-22'
const NOW = new Date('2026-11-22T12:00:00Z')
const STATES: readonly BroadcastState[] = [
  'draft',
  'scheduled',
  'sending',
  'paused',
  'sent',
  'stopped',
  'deleted',
]
const ROLES: Readonly<Record<RoleName, readonly BroadcastKind[]>> = {
  'clinical-director': KINDS,
  'prescribing-lead': ['prescribing', 'pathway', 'announcement', 'education-event'],
  'liaison-lead': [
    'pathway',
    'board-meeting',
    'announcement',
    'opportunity',
    'consultation',
    'education-event',
  ],
  'practice-manager': ['announcement', 'opportunity', 'consultation', 'education-event'],
  mentor: [],
}
const roleNames = Object.keys(ROLES) as RoleName[]

const held = (role: RoleName, organisation = 'U00000') => ({
  role,
  organisation,
  organisationName: organisation === 'U00000' ? 'Lyngford PCN' : 'NHS Somerset ICB',
})
const day = 24 * 60 * 60 * 1000
const after = (ms: number) => new Date(NOW.getTime() + ms)
const none = { waiting: 0, held: 0 }

/** What was decided, and that a refusal is fit to be read. */
function outcome(decided: Decision<unknown>): 'yes' | 'no' {
  if (decided.ok) return 'yes'
  const { happened, next } = decided.refusal
  expect(`${happened} ${next}`).not.toMatch(/alert|e\.g\.|undefined|null|\s\s/i)
  expect(happened).toMatch(/^[A-Z].*[^.!?]$/)
  expect(next).toMatch(/^[A-Z].*\.$/)
  expect(happened.length).toBeLessThanOrEqual(140)
  return 'no'
}
const words = (decided: Decision<unknown>) =>
  decided.ok ? '' : `${decided.refusal.happened}. ${decided.refusal.next}`

describe.each(roleNames)('a %s', (role) => {
  test.each(KINDS)(`may send a %s only where the role reaches`, (kind) => {
    const may = ROLES[role].includes(kind) ? 'yes' : 'no'
    const place = { name: 'Lyngford Park Surgery' }
    const decide = (above: readonly string[]) =>
      outcome(decideAuthority([held(role)], kind, place, above))
    expect(decide(['U00000', 'QSL'])).toBe(may)
    expect(decide(['L85001', 'U00000', 'QSL'])).toBe(may)
    // The organisation above the one where the role is held, and one beside it.
    expect(decide(['QSL'])).toBe('no')
    expect(decide(['U99999', 'QSL'])).toBe('no')
    expect(decide([])).toBe('no')
  })

  test('is offered exactly the kinds that may be sent', () => {
    expect(kindsFor([held(role)])).toEqual(KINDS.filter((kind) => ROLES[role].includes(kind)))
    for (const kind of KINDS)
      expect(organisationsFor([held(role), held(role)], kind)).toEqual(
        ROLES[role].includes(kind) ? ['U00000'] : [],
      )
  })
})

describe('authority', () => {
  const place = { name: 'Lyngford PCN' }

  test('is not lent from one role to another', () => {
    const roles = [held('mentor', 'U00000'), held('prescribing-lead', 'QSL')]
    expect(outcome(decideAuthority(roles, 'opportunity', place, ['U00000', 'QSL']))).toBe('no')
    expect(outcome(decideAuthority(roles, 'pathway', place, ['U00000']))).toBe('no')
    expect(decideAuthority(roles, 'pathway', place, ['U00000', 'QSL'])).toEqual({
      ok: true,
      value: roles[1],
    })
  })

  test('without a role is none, and says who gives roles', () => {
    const decided = decideAuthority([], 'pathway', place, ['U00000'])
    expect(outcome(decided)).toBe('no')
    expect(words(decided)).toContain(NO_ROLE.next)
    expect(kindsFor([])).toEqual([])
  })

  test('when it does not reach, says what it is for', () => {
    const roles = [held('practice-manager'), held('practice-manager', 'QSL')]
    expect(words(decideAuthority(roles, 'pathway', place, ['U1']))).toBe(
      'You may not send pathway updates for Lyngford PCN. You may send announcements, opportunities, consultations and education events for Lyngford PCN or NHS Somerset ICB.',
    )
  })
})

describe('whose it is', () => {
  test.each(STATES)('its author may, unless it is deleted: %s', (state) => {
    const own = decideOwn(aBroadcast({ state }), 'author')
    expect(outcome(own)).toBe(state === 'deleted' ? 'no' : 'yes')
  })

  test('what is not there, not theirs or deleted is refused in the same words', () => {
    const refusals = [
      decideOwn(null, 'author'),
      decideOwn(aBroadcast(), 'somebody else'),
      decideOwn(aBroadcast({ state: 'deleted' }), 'author'),
    ]
    expect(refusals.map(outcome)).toEqual(['no', 'no', 'no'])
    expect(new Set(refusals.map(words)).size).toBe(1)
  })
})

const decisions: Readonly<Record<string, (broadcast: Broadcast) => Decision<unknown>>> = {
  edit: decideEdit,
  send: (one) => decideSend(one, 3, TODAY),
  schedule: (one) => decideSchedule(one, after(day), NOW),
  unschedule: decideUnschedule,
  'pause with nothing left': (one) => decidePause(one, none),
  'pause with quiet hours left': (one) => decidePause(one, { waiting: 0, held: 2 }),
  resume: decideResume,
  'try again': (one) => decideRetry(one, TODAY),
  'stop with nothing left': (one) => decideStop(one, none),
  'stop with digests left': (one) => decideStop(one, { waiting: 0, held: 2 }),
}
const MAY: Readonly<Record<string, readonly BroadcastState[]>> = {
  edit: ['draft'],
  send: ['draft', 'scheduled'],
  schedule: ['draft', 'scheduled'],
  unschedule: ['scheduled'],
  'pause with nothing left': ['sending'],
  'pause with quiet hours left': ['sending', 'sent'],
  resume: ['paused'],
  'try again': ['sending', 'sent'],
  'stop with nothing left': ['sending', 'paused'],
  'stop with digests left': ['sending', 'paused', 'sent'],
}

describe.each(Object.keys(decisions))('to %s', (what) => {
  test.each(STATES)('a message that is %s', (state) => {
    const decided = decisions[what]?.(aBroadcast({ state }))
    expect(decided === undefined ? '' : outcome(decided)).toBe(
      MAY[what]?.includes(state) === true ? 'yes' : 'no',
    )
    if (decided?.ok === false) expect(decided.refusal.happened).toContain('Message 12')
  })
})

test('a message for nobody is not sent', () => {
  expect(outcome(decideSend(aBroadcast(), 0, TODAY))).toBe('no')
})

describe('a date that has gone by', () => {
  const dates = (on: string) => [
    aBroadcast({ content: contentOf('announcement', { until: on }) }),
    aBroadcast({ content: contentOf('prescribing', { until: on }) }),
    aBroadcast({ content: contentOf('pathway', { until: on }) }),
    aBroadcast({ content: contentOf('board-meeting', { date: on, until: on }) }),
    aBroadcast({ content: contentOf('opportunity', { closes: on, until: on }) }),
    aBroadcast({ content: contentOf('board-meeting', { date: on }) }),
    aBroadcast({ content: contentOf('opportunity', { closes: on }) }),
  ]

  test.each([
    ['2026-11-21', 'no'],
    ['2026-11-22', 'yes'],
    ['2026-11-23', 'yes'],
    ['2025-12-31', 'no'],
  ])('%s: %s', (on, expected) => {
    for (const one of dates(on)) {
      expect(outcome(decideStillTrue(one, TODAY))).toBe(expected)
      expect(outcome(decideSend(one, 3, TODAY))).toBe(expected)
    }
  })

  test('of a beginning or a review stops nothing', () => {
    const content = contentOf('pathway', { effectiveFrom: '2020-01-01', reviewBy: '2021-01-01' })
    expect(outcome(decideSend(aBroadcast({ content }), 3, TODAY))).toBe('yes')
  })
})

describe('a schedule', () => {
  test.each([
    ['in the past', -day, 'no'],
    ['this moment', 0, 'no'],
    ['in a minute', 60_000, 'yes'],
    ['in a year', 365 * day, 'yes'],
    ['in a leap year', 366 * day, 'yes'],
    ['in more than a year', 366 * day + 1, 'no'],
    ['in the year 9999', new Date('9999-12-31').getTime() - NOW.getTime(), 'no'],
  ])('%s', (_, ms, expected) => {
    expect(outcome(decideSchedule(aBroadcast(), after(ms), NOW))).toBe(expected)
  })

  test('says the time that has gone by in words', () => {
    expect(words(decideSchedule(aBroadcast(), new Date('2026-08-06T16:30:00Z'), NOW))).toBe(
      'Thursday 6 August 2026, 5:30pm has gone by. Choose a time that is still to come.',
    )
  })
})

test.each([
  [false, [], null],
  [true, [], 'Lyngford PCN has closed'],
  [false, ['Weir PCN'], 'Lyngford PCN is now Weir PCN'],
  [true, ['East PCN', 'West PCN'], 'Lyngford PCN is divided'],
])('what is for a place that is gone does not go: closed %s, heirs %j', (closed, heirs, said) => {
  const decided = decidePlace({ id: 12, organisationName: 'Lyngford PCN' }, { closed, heirs })
  expect(outcome(decided)).toBe(said === null ? 'yes' : 'no')
  expect(decided.ok ? null : decided.refusal.happened).toBe(said)
})
