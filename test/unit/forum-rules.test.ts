import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  ANYBODY,
  type Candidate,
  decideEntry,
  type Eligibility,
  eligibilityWords,
  unmetBy,
} from '#src/forums/eligibility.ts'
import { CHATHAM_HOUSE, isNamed, shownName, UNNAMED } from '#src/forums/naming.ts'
import { paragraphsOf } from '#src/forums/pieces.ts'
import { postCard } from '#src/forums/post-cards.ts'
import { LONGEST_POST, readForum } from '#src/forums/read-forms.ts'
import {
  decideEdit,
  decideModerator,
  decideRemoval,
  decideWriting,
  stateOf,
} from '#src/forums/rules.ts'
import { GP_KINDS } from '#src/people/rules.ts'
import { fullForum, fullMember, fullPost } from './worst-forum-cards.ts'

const calm = (max: number) => 'Rotas '.repeat(max).slice(0, Math.min(max, 20))
const forum = {
  ...fullForum(calm),
  opens: '2026-05-01',
  closes: '2026-06-30',
  guidelinesVersion: 2,
}
const member = { ...fullMember(calm), state: 'in' as const, accepted: 2, moderator: false }
const post = fullPost(calm)

const director: Candidate = {
  gpKind: 'partner',
  roles: ['clinical-director'],
  works: true,
  classes: ['BMA member'],
}
const asks = (some: Partial<Eligibility>): Eligibility => ({ ...ANYBODY, ...some })

describe('who may join', () => {
  test.each([
    [asks({}), []],
    [asks({ roles: ['mentor'] }), ['role']],
    [asks({ roles: ['mentor', 'clinical-director'] }), []],
    [asks({ gpKinds: ['locum'] }), ['gp-kind']],
    [asks({ memberClass: 'bma MEMBER' }), []],
    [asks({ memberClass: 'RCGP member' }), ['class']],
    [asks({ memberClass: 'RCGP member', othersUntil: '2026-06-01' }), []],
    [asks({ memberClass: 'RCGP member', othersUntil: '2026-05-31' }), ['class']],
    [asks({ from: '2026-06-01' }), []],
    [asks({ from: '2026-06-02' }), ['not-yet']],
    [asks({ until: '2026-06-01' }), []],
    [asks({ until: '2026-05-31' }), ['over']],
    [asks({ roles: ['mentor'], until: '2026-05-31' }), ['role', 'over']],
  ])('%o', (rule, unmet) => {
    expect(unmetBy(rule, director, '2026-06-01')).toEqual(unmet)
  })

  test('who only works under the organisation, or only holds a role there, is in it', () => {
    const rule = asks({ organisation: 'QSL' })
    const nobody = { ...director, roles: [], works: false }
    expect(unmetBy(rule, { ...nobody, works: true }, '2026-06-01')).toEqual([])
    expect(unmetBy(rule, { ...nobody, roles: ['mentor'] }, '2026-06-01')).toEqual([])
    expect(unmetBy(rule, nobody, '2026-06-01')).toEqual(['organisation'])
  })

  test('a membership elsewhere is for a moderator to confirm; everything else is a plain no', () => {
    const rule = asks({ memberClass: 'BMA member' })
    const other = { ...director, classes: [] }
    const today = '2026-06-01'
    expect(decideEntry(rule, 'rule', director, today)).toEqual({ is: 'in' })
    expect(decideEntry(rule, 'rule', other, today)).toEqual({ is: 'ask' })
    expect(decideEntry(rule, 'ask', director, today)).toEqual({ is: 'ask' })
    expect(decideEntry({ ...rule, gpKinds: ['locum'] }, 'rule', director, today)).toEqual({
      is: 'no',
      unmet: ['gp-kind'],
    })
  })

  test('who may join is said in words', () => {
    expect(eligibilityWords(ANYBODY, null)).toBe('Everybody')
    const others = asks({ memberClass: 'BMA member', othersUntil: '2026-06-30' })
    expect(eligibilityWords(others, null)).toBe(
      'Everybody, with the membership “BMA member” (others until Tuesday 30 June 2026)',
    )
    expect(
      eligibilityWords(
        asks({ roles: ['clinical-director'], memberClass: 'BMA member', until: '2026-06-30' }),
        'NHS Somerset ICB',
      ),
    ).toBe(
      'Clinical directors, in NHS Somerset ICB and everything under it, with the membership “BMA member”, until Tuesday 30 June 2026',
    )
  })

  test('meeting more of a rule never makes anybody less welcome', () => {
    const rule = fc.record({
      roles: fc.subarray(['clinical-director', 'mentor'] as const),
      gpKinds: fc.subarray([...GP_KINDS]),
      organisation: fc.constantFrom('QSL', null),
      memberClass: fc.constantFrom('BMA member', null),
      othersUntil: fc.constantFrom('2026-05-31', '2026-06-01', null),
      from: fc.constant(null),
      until: fc.constant(null),
    })
    fc.assert(
      fc.property(rule, fc.constantFrom(...GP_KINDS), fc.boolean(), (one, gpKind, works) => {
        const less: Candidate = { gpKind, roles: [], works, classes: [] }
        const more: Candidate = {
          ...less,
          roles: ['clinical-director'],
          works: true,
          classes: ['BMA member'],
        }
        const unmet = unmetBy(one, less, '2026-06-01')
        for (const still of unmetBy(one, more, '2026-06-01')) expect(unmet).toContain(still)
      }),
    )
  })
})

describe('writing', () => {
  const writes = (some: Partial<typeof member>, day = '2026-06-30', place = forum) => {
    const may = decideWriting(place, { ...member, ...some }, day)
    return may.ok ? 'may' : may.refusal.happened
  }
  test('on every day until the end of the last, and not before the first', () => {
    expect(writes({}, '2026-05-01')).toBe('may')
    expect(writes({})).toBe('may')
    expect(writes({}, '2026-04-30')).toContain('opens on Friday 1 May 2026')
    expect(writes({}, '2026-07-01')).toContain('closed at the end of Tuesday 30 June 2026')
  })
  test('only with the guidelines that are in force', () => {
    expect(writes({ accepted: 0 })).toContain('You have not accepted the guidelines')
    expect(writes({ accepted: 1 })).toContain('have changed since you accepted them')
  })
  test.each(['asked', 'declined', 'left', 'removed'] as const)('not once %s', (state) => {
    const may = decideWriting(forum, { ...member, state }, '2026-06-30')
    expect(may.ok ? '' : may.refusal.happened).toContain('You are not a member')
  })
  test('a forum that was closed stays so, whatever its dates say', () => {
    expect(stateOf({ ...forum, closedAt: new Date('2026-06-01') }, '2026-06-02')).toBe('closed')
  })
})

describe('moderators', () => {
  test('are members who were made so; where there is none, whoever runs forums there stands in', () => {
    expect(decideModerator(forum, member, false).ok).toBe(false)
    expect(decideModerator(forum, { ...member, moderator: true }, false).ok).toBe(true)
    expect(decideModerator(forum, { ...member, moderator: true, state: 'removed' }, false).ok).toBe(
      false,
    )
    expect(decideModerator(forum, null, true).ok).toBe(true)
  })
  test('remove what others wrote, and change nothing of it', () => {
    expect(decideRemoval(post, 'x', false)).toEqual({ ok: true, value: 'author' })
    expect(decideRemoval(post, 'y', true)).toEqual({ ok: true, value: 'moderator' })
    expect(decideRemoval(post, 'y', false).ok).toBe(false)
    expect(decideRemoval({ ...post, removedAt: new Date(0) }, 'x', true).ok).toBe(false)
    expect(decideEdit(post, 'y').ok).toBe(false)
    expect(decideEdit({ ...post, removedAt: new Date(0) }, 'x').ok).toBe(false)
  })
})

describe('the Chatham House Rule', () => {
  test('shows a name only where its owner let it be seen when they wrote, and still does', () => {
    const seen = (rule: boolean, then: boolean, now: boolean) =>
      isNamed(rule, { named: then }, { named: now })
    expect(seen(true, true, true)).toBe(true)
    expect(seen(true, true, false)).toBe(false)
    expect(seen(true, false, true)).toBe(false)
    expect(seen(false, false, false)).toBe(true)
    expect(shownName(true, { named: false }, { name: 'Dr Amara Okafor', named: true })).toBe(
      UNNAMED,
    )
  })
  test('stands on every post of such a forum, removed or not, and on none of another', () => {
    for (const one of [post, { ...post, removedAt: new Date(0) }]) {
      const card = (chathamHouse: boolean) =>
        JSON.stringify(postCard({ ...forum, chathamHouse }, one, 'member'))
      expect(card(true)).toContain(CHATHAM_HOUSE)
      expect(card(false)).not.toContain(CHATHAM_HOUSE)
    }
  })
  test('what was removed says nothing of what it was', () => {
    const gone = { ...post, body: 'zqx', removedAt: new Date(0), replyTo: null }
    expect(JSON.stringify(postCard(forum, gone, 'member'))).not.toContain('zqx')
  })
})

test('a post is cut into paragraphs that lose nothing but the spaces at the cuts', () => {
  const words = fc.string({ unit: 'binary', maxLength: LONGEST_POST })
  fc.assert(
    fc.property(words, (text) => {
      const pieces = paragraphsOf(text).map((block) =>
        block.is === 'paragraph' ? block.parts.map((part) => part.text).join('') : '',
      )
      expect(pieces.every((piece) => piece.length <= 600 && piece.isWellFormed())).toBe(true)
      expect(pieces.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''))
    }),
  )
})

describe('the form of a forum', () => {
  const good = {
    name: 'PCN clinical directors',
    organisation: ['QSL'],
    purpose: 'For those who lead networks.',
    guidelines: 'Be kind.',
    who: 'organisation',
    joining: 'rule',
    opens: '2026-05-01',
  }
  test('reads as a rule', () => {
    const read = readForum(
      { ...good, roles: ['clinical-director'], memberClass: 'BMA member' },
      '2026-05-01',
    )
    expect(read).toMatchObject({
      ok: true,
      value: {
        eligibility: {
          organisation: 'QSL',
          roles: ['clinical-director'],
          memberClass: 'BMA member',
        },
        chathamHouse: false,
        closes: null,
        nextForum: null,
      },
    })
  })
  test.each([
    [{ closes: '2026-04-30' }, 'closes'],
    [{ joinUntil: '2026-04-30' }, 'joinUntil'],
    [{ othersUntil: '2026-06-30' }, 'othersUntil'],
    [{ nextForum: 'the other' }, 'nextForum'],
    [{ organisation: [] }, 'organisation'],
    [{ roles: ['president'] }, 'roles'],
    [{ name: '' }, 'name'],
  ])('%o is put right', (wrong, field) => {
    const read = readForum({ ...good, ...wrong }, '2026-04-01')
    expect(read.ok ? [] : Object.keys(read.errors)).toEqual([field])
  })
})
