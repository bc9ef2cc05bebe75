import fc from 'fast-check'
import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import { Message } from '#src/chat/message.ts'
import { NEVER_CHANGED } from '#src/broadcasts/since.ts'
import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import { answersChart, gridLines, shareBar } from '#src/reports/chart.ts'
import { reportCard, sentCard } from '#src/reports/cards.ts'
import { fileLines, isoLondon } from '#src/reports/recipient-file.ts'
import { reasonAndNext } from '#src/delivery/rules.ts'
import { countUp, type SentBroadcast } from '#src/reports/rules.ts'
import type { FileRow } from '#src/reports/store.ts'
import { table } from '#src/reports/tables.ts'
import { timeline } from '#src/reports/time-buckets.ts'
import { find, parseHtml, textOf, within } from '#test/support/served-html.ts'
import { fullUptake } from './worst-uptake.ts'

const sentAt = new Date('2026-08-05T11:40:00Z')

const broadcast: SentBroadcast = {
  id: 2_147_483_647,
  kind: 'opportunity',
  organisation: 'QSL',
  organisationName: 'N'.repeat(200),
  organisationKind: 'icb',
  authorId: '0198a0c0-0000-7000-8000-000000000001',
  authorName: 'Dr Priya Raman',
  authorLeft: false,
  authorInvented: false,
  urgency: 'routine',
  specialties: [],
  gpKinds: [],
  content: {
    kind: 'opportunity',
    title: 'T'.repeat(80),
    summary: 'S',
    actions: [],
    sourceName: null,
    sourceUrl: null,
    contact: null,
    until: null,
    type: 'other',
    sessions: '1',
    paidBy: null,
    terms: 'not-said',
    eligibility: null,
    closes: '2026-12-09',
  },
  provenance: 'person',
  state: 'sent',
  scheduledFor: null,
  reminds: true,
  startedAt: sentAt,
  finishedAt: sentAt,
  progress: null,
  since: NEVER_CHANGED,
}

const many = countUp([
  { state: 'sent', answer: 'read', repeat: false, n: 2_000_000 },
  { state: 'failed', answer: null, repeat: false, n: 2_000_000 },
  { state: 'waiting', answer: null, repeat: false, n: 2_000_000 },
  { state: 'stopped', answer: null, repeat: false, n: 2_000_000 },
])

describe('cards', () => {
  test('the fullest report is a message that every platform takes', () => {
    const uptake = fullUptake('opportunity', (n) => 'N'.repeat(n))
    const href = `https://cascade.example.nhs.uk/reports/${'t'.repeat(300)}`
    const card = reportCard(broadcast, many, { open: 99_999, answered: 99_999 }, uptake, null, href)
    expect(Message.safeParse(card).error).toBeUndefined()
    expect(JSON.stringify(card)).toContain(
      'This does not record a response on the Central Alerting System (CAS).',
    )
    expect(card.actions[0]).toEqual({ is: 'link', label: 'Open the report', href })
    expect(card.preview).not.toContain('TTT')
  })

  test('ten of the longest that somebody has sent fit on one card', () => {
    const sending: Broadcast = { ...broadcast, state: 'stopped' }
    const sent = Array.from({ length: 10 }, () => ({
      broadcast: sending,
      counts: many,
      uptake: { is: 'answers' as const },
    }))
    expect(Message.safeParse(sentCard(sent)).error).toBeUndefined()
    expect(Message.safeParse(sentCard([])).error).toBeUndefined()
  })
})

describe('the chart', () => {
  test('draws one bar for each stretch with an answer, and says what it is', async () => {
    const hours = [0, 0, 1, 5].map((n) => ({
      hour: new Date(sentAt.getTime() + n * 3_600_000),
      n: 3,
    }))
    const root = parseHtml(String(await answersChart(timeline(sentAt, hours))))
    const svg = find(root, ({ tag }) => tag === 'svg')
    expect(svg?.attributes).toMatchObject({
      role: 'img',
      'aria-labelledby': 'chart-title chart-text',
    })
    expect([...within(root)].filter(({ tag }) => tag === 'rect')).toHaveLength(3)
    expect(textOf(root)).toContain('12 answers in all, at most 6 in one hour')
    // The page's policy forbids inline style.
    expect([...within(root)].filter(({ attributes }) => 'style' in attributes)).toEqual([])
  })

  test('has a few whole lines that reach over every bar', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000 }), (most) => {
        const lines = gridLines(most)
        expect(lines[0]).toBe(0)
        expect(lines.at(-1)).toBeGreaterThanOrEqual(most)
        expect(lines.length).toBeLessThanOrEqual(5)
        expect(lines.every(Number.isInteger)).toBe(true)
      }),
    )
  })

  test('shares fill the bar and no more', async () => {
    const root = parseHtml(
      String(
        await shareBar([
          { kind: 'read', n: 1 },
          { kind: 'no-answer', n: 2 },
          { kind: 'failed', n: 0 },
        ]),
      ),
    )
    const widths = [...within(root)]
      .filter(({ tag }) => tag === 'rect')
      .map(({ attributes }) => Number(attributes['width']))
    expect(widths).toEqual([333.3, 666.7])
  })

  test('nothing that people wrote becomes markup', async () => {
    const markup = '<script>x</script>"\'&'
    const made = await table('t', {
      caption: markup,
      columns: [{ heading: markup }, { heading: 'B' }],
      rows: [[markup, markup]],
    })
    expect(String(made)).not.toContain('<script')
    expect(textOf(parseHtml(String(made))).split(markup)).toHaveLength(5)
  })
})

const row: FileRow = {
  seq: 1,
  name: 'Dr Amara Okafor',
  hasLeft: false,
  gpKind: 'locum',
  places: ['French Weir Health Centre', 'Lyngford Park Surgery'],
  state: 'sent',
  reason: null,
  deliveredAt: sentAt,
  platform: 'teams',
  repeat: true,
  answer: 'will-act',
  answeredAt: new Date('2026-12-05T11:40:09Z'),
  questions: '4, 9',
  version: 2,
  interestedAt: sentAt,
  withdrawn: false,
  how: 'One day a week',
  dates: ['2026-09-01'],
  reminders: 2,
  remindedAt: new Date('2026-08-06T11:40:00Z'),
}

describe('the file', () => {
  test('has a byte order mark, Windows line ends and a line for each person', () => {
    expect(fileLines([row], true).split('\r\n')).toEqual([
      '\uFEFF"Name","Kind of GP","Works at","Delivery","Delivered at","Answer","Answered at","Answered version","Questions","Interested","How they would like to be involved","Dates they gave","Delivered in","Reason","Reminders","Last reminded at"',
      '"Dr Amara Okafor","Locum GP","French Weir Health Centre; Lyngford Park Surgery","Delivered, and may have been delivered twice","2026-08-05T12:40:00+01:00","Read, and I\'ll act","2026-12-05T11:40:09+00:00","2","4, 9","Yes","One day a week","2026-09-01","Microsoft Teams",,"2","2026-08-06T12:40:00+01:00"',
      '',
    ])
    expect(fileLines([row], false)).not.toContain('\uFEFF')
  })

  test('holds no formula and no broken line, whatever a name or a text is', () => {
    const begin = fc.constantFrom('', '=', '+', '-', '@', '\t', '\r', '=cmd|', '\n', '"')
    const text = fc.tuple(begin, fc.string()).map((parts) => parts.join('') || 'x')
    fc.assert(
      fc.property(text, text, (name, how) => {
        const cells = parse(fileLines([{ ...row, name, how }], true), { bom: true })
        expect(cells).toHaveLength(2)
        const [, person] = cells
        expect(person).toHaveLength(16)
        for (const cell of person ?? []) expect(cell).not.toMatch(/^[=+\-@\t\r]/)
        expect(person?.[0]?.replace(/^'/, '')).toBe(name.replace(/^'/, ''))
      }),
    )
  })

  test('keeps nothing of what somebody wrote and took back', () => {
    expect(fileLines([{ ...row, withdrawn: true }], false)).not.toContain('One day a week')
  })

  test('gives moments that a program reads back', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true }),
        (at) => {
          const text = isoLondon(at)
          expect(text).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+0[01]:00$/)
          expect(Date.parse(text)).toBe(Math.floor(at.getTime() / 1000) * 1000)
        },
      ),
    )
  })
})

test('a reason is told apart from what to do', () => {
  expect(reasonAndNext('not-installed')).toEqual([
    'Cascade is not installed where they are',
    'Ask whoever runs it to install it there',
  ])
  expect(reasonAndNext('left')).toEqual([
    'They left Cascade before it reached them',
    'There is nothing to do',
  ])
})
