import type { Answer, Urgency } from '#src/kernel/schema.ts'
import { fromLondon, londonDay } from '#src/kernel/london.ts'
import { type DemoItem, organisationOf, toContent } from './messages.ts'

/** What happened in the demonstration area before it was opened: all of it made up, all of it plausible. */
const DAY_MS = 24 * 60 * 60 * 1000
const MINUTE_MS = 60 * 1000

/** Left for the people of the demonstration to finish and send. */
const DRAFTS = new Set(['rx-14', 'ref-10', 'pcn-06', 'pcn-08', 'opp-06'])

/** Due the moment the area is made: the queue delivers it for real, so that nobody's chat begins empty. */
export const isDueAtOnce = (item: DemoItem): boolean => item.id === 'ref-10'

export const isDraft = (item: DemoItem): boolean => DRAFTS.has(item.id)

/** What this area shows: those sent, oldest source first, and the drafts. */
export function chosen(items: readonly DemoItem[]): Readonly<{
  sent: readonly DemoItem[]
  drafts: readonly DemoItem[]
}> {
  const ours = items.filter((item) => toContent(item) !== null)
  const issued = (item: DemoItem) => item.source.issued ?? item.effectiveFrom ?? '9999'
  return {
    sent: ours
      .filter((item) => !isDraft(item))
      .toSorted((a, b) => issued(a).localeCompare(issued(b))),
    drafts: ours.filter(isDraft),
  }
}

/** Who sends what: by kind, and by whether it is the PCN's. Each holds the role that it takes. */
export function authorOf(item: DemoItem): string {
  if (organisationOf(item) !== 'QSL') return 'priya-raman'
  return item.kind === 'prescribing' || item.kind === 'referral_pathway'
    ? 'tomasz-wieczorek'
    : 'siobhan-keane'
}

/** Who agreed to what was for the whole ICB. */
export const APPROVER = 'nadia-rahimi'

export const urgencyOf = ({ urgency }: DemoItem): Urgency =>
  urgency === 'n/a' ? 'routine' : urgency

const CLOCKS = ['08:10', '12:40', '13:15', '17:05'] as const

/** The moment at which the n-th of `many` was sent: evenly over six weeks, on working days, the last two days ago. */
export function sentMoment(n: number, many: number, at: Date): Date {
  const back = 42 - Math.round((40 * n) / Math.max(1, many - 1))
  const day = new Date(at.getTime() - back * DAY_MS)
  const weekday = day.getUTCDay()
  const shift = weekday === 6 ? 1 : weekday === 0 ? 2 : 0
  const local = fromLondon(
    londonDay(new Date(day.getTime() - shift * DAY_MS)),
    CLOCKS[n % CLOCKS.length] ?? '12:40',
  )
  // None of these times is ever skipped or doubled when the clocks change.
  return local.is === 'instant' ? local.at : day
}

const ANSWERS: readonly (Answer | null)[] = [
  'read',
  'will-act',
  'read',
  null,
  'read',
  'not-relevant',
  null,
]

/** What the k-th recipient of the n-th message answered and when; null when they have not, or not by `at`. */
export function answerTo(
  n: number,
  k: number,
  sentAt: Date,
  at: Date,
): Readonly<{ answer: Answer; at: Date }> | null {
  const answer = ANSWERS[(3 * n + 5 * k) % ANSWERS.length] ?? null
  const when = new Date(sentAt.getTime() + (7 + ((n * 53 + k * 131) % 900)) * MINUTE_MS)
  return answer === null || when >= at ? null : { answer, at: when }
}

/** Questions asked, by item: who asked what, and the author's answer if there is one yet. */
export const QUESTIONS: readonly Readonly<{
  item: string
  by: string
  question: string
  answer: string | null
}>[] = [
  {
    item: 'rx-01',
    by: 'amara-okafor',
    question: 'Do we need the new form for people who are already part way through a course?',
    answer:
      'The measure is for all patients. I am asking the service how it does this at reviews, and will say.',
  },
  {
    item: 'ref-03',
    by: 'yusuf-demir',
    question: 'Which specialties have an advice and guidance route in Somerset now?',
    answer: 'The list is on the referral pages, and I will send an update when one is added.',
  },
  {
    item: 'ref-04',
    by: 'callum-reid',
    question: 'Will locums be able to see the local list before it goes live?',
    answer: null,
  },
]

export const INTEREST = {
  item: 'opp-07',
  by: 'mei-ling-zhao',
  how: 'I work in the area two days a week and could chair one meeting a month.',
} as const
