import { describe, expect, test } from 'vitest'
import { Content } from '#src/broadcasts/content.ts'
import { authorOf, chosen, sentMoment, answerTo } from '#src/demo/history.ts'
import { movedOn, organisationOf, toContent } from '#src/demo/messages.ts'
import { DEMO_PEOPLE } from '#src/demo/people.ts'
import { demoItems } from '#src/demo/seed.ts'
import { SPECIALTIES } from '#src/subscriptions/specialties.ts'

const items = await demoItems()
const kept = items.filter((item) => toContent(item) !== null)

test('it shows what is for Somerset, England or the UK, and nothing of history or elsewhere', () => {
  const ids =
    'opp-05 opp-06 opp-07 opp-08 pcn-01 pcn-02 pcn-03 pcn-05 pcn-06 pcn-07 pcn-08 ref-02 ref-03 ref-04 ref-10 ' +
    'rx-01 rx-02 rx-03 rx-04 rx-05 rx-06 rx-07 rx-08 rx-09 rx-10 rx-11 rx-14'
  expect(kept.map((item) => item.id).toSorted()).toEqual(ids.split(' '))
})

describe.each(kept)('$id', (item) => {
  const content = toContent(item)

  test('is a broadcast, with nothing cut off', () => {
    expect(Content.safeParse(content).error?.issues).toBeUndefined()
    expect(JSON.stringify(content)).not.toContain('…')
    expect(organisationOf(item)).toMatch(/^(QSL|U00000)$/)
  })

  test('calls nothing an alert', () => {
    const { sourceUrl, ...words } = content ?? { sourceUrl: null }
    expect(sourceUrl === null || URL.canParse(sourceUrl)).toBe(true)
    expect(JSON.stringify(words)).not.toMatch(/alert/i)
  })

  test('is sent by somebody who has joined', () => {
    expect(DEMO_PEOPLE.find(({ user }) => user === authorOf(item))?.joined).not.toBeNull()
  })
})

test('a board meeting reads as one', () => {
  const item = kept.find(({ id }) => id === 'pcn-05')
  expect(item === undefined ? null : toContent(item)).toMatchObject({
    kind: 'board-meeting',
    title: 'Board meeting',
    date: '2026-12-09',
    starts: '13:00',
    ends: '14:30',
    place: 'Teams and Example Surgery',
    agenda: [
      'Minutes and actions',
      'Winter access',
      'ARRS plan',
      'FIT return rates',
      'Neighbourhood list alignment',
      'AOB',
    ],
    openForum: false,
  })
})

test('invented dates move on by whole weeks; facts keep theirs', () => {
  const moved = kept.map((item) => movedOn(item, 60))
  for (const [n, item] of moved.entries()) {
    if (item.provenance === 'fact') expect(item).toBe(kept[n])
    expect(Content.safeParse(toContent(item)).success).toBe(true)
  }
  const dates = moved
    .map((item) => toContent(item))
    .map((content) => (content?.kind === 'board-meeting' ? content.date : ''))
  expect(dates).toContain('2028-02-02')
})

test('critical messages are among those sent, and drafts are of every kind', () => {
  const { sent, drafts } = chosen(items)
  expect(sent.filter((item) => item.urgency === 'critical').map(({ id }) => id)).toEqual([
    'rx-04',
    'rx-02',
    'rx-03',
  ])
  expect(drafts.map((item) => toContent(item)?.kind ?? '').toSorted()).toEqual([
    'announcement',
    'board-meeting',
    'opportunity',
    'pathway',
    'prescribing',
  ])
})

test('the past is in the past, on working days, in order', () => {
  for (const now of ['2026-11-22T21:00:00Z', '2026-03-30T00:30:00Z', '2027-06-15T12:00:00Z']) {
    const at = new Date(now)
    const moments = Array.from({ length: 22 }, (_, n) => sentMoment(n, 22, at))
    for (const moment of moments) {
      expect(moment.getTime()).toBeLessThan(at.getTime() - 24 * 60 * 60 * 1000)
      expect(moment.getTime()).toBeGreaterThan(at.getTime() - 46 * 24 * 60 * 60 * 1000)
      expect([0, 6]).not.toContain(moment.getUTCDay())
      const answered = answerTo(0, 0, moment, at)
      expect(answered?.at.getTime() ?? 0).toBeLessThan(at.getTime())
    }
    expect(moments).toEqual(moments.toSorted((a, b) => a.getTime() - b.getTime()))
  }
})

test('the people are visibly invented', () => {
  for (const { user, about, joined } of DEMO_PEOPLE) {
    expect(user).toMatch(/^[a-z0-9][a-z0-9-]{0,59}$/)
    // The tag beside their name says that they are invented: the seed marks every account so.
    expect(about).toMatch(/^[A-Z].{10,}/)
    for (const specialty of joined?.interests ?? []) expect(SPECIALTIES.has(specialty)).toBe(true)
    if (joined?.gmc !== undefined && joined.gmc !== null) expect(joined.gmc).toMatch(/^000000\d$/)
  }
  expect(DEMO_PEOPLE.filter((person) => person.joined === null)).toHaveLength(1)
})
