import type { MyRsvp } from '#src/meetings/rules/rsvp.ts'
import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import type { Mine } from '#src/broadcasts/broadcast-card.ts'
import type { Ended, Since } from '#src/broadcasts/since.ts'
import { LONGEST_CHANGE, LONGEST_REASON, MOST_REPLACED } from '#src/versions/rules.ts'
import { type AudienceDecision, type Candidate, LEFT_OUT } from '#src/broadcasts/audience-rules.ts'
import { MOST_CHOICES, MOST_QUESTIONS, OPPORTUNITY_TYPES } from '#src/broadcasts/content.ts'
import type { Composing } from '#src/broadcasts/forms.ts'
import { option, type Option } from '#src/chat/form.ts'
import type { BroadcastKind } from '#src/kernel/schema.ts'
import { clip } from '#src/kernel/words.ts'
import type { HeldRole } from '#src/people/actor.ts'
import { GP_KINDS } from '#src/people/rules.ts'
import type { Question } from '#src/responses/rules.ts'
import { SPECIALTIES } from '#src/subscriptions/specialties.ts'
import { aBroadcast, contentOf } from './a-broadcast.ts'

export type Fill = (max: number) => string

/** Text of exactly `max` UTF-16 units, of the character that is worst for a budget, for a cut or for a reader. */
export const FILLS: readonly (readonly [name: string, fill: Fill])[] = [
  ['&', (max) => '&'.repeat(max)],
  ['emoji', (max) => `${'😀'.repeat(max / 2)}${max % 2 === 1 ? 'x' : ''}`],
  // One letter first, so that every cut at an even place is through the middle of a character.
  ['emoji one off', (max) => `x${'😀'.repeat((max - 1) / 2)}`.padEnd(max, 'x')],
  ['right to left', (max) => '\u202Eש ל'.repeat(max).slice(0, max - 1) + 'ם'],
  ['lines', (max) => 'a\n'.repeat(max).slice(0, max - 1) + 'b'],
]

export const LARGEST_ID = 2_147_483_647
/** "Wednesday 30 September 2026, 12:30pm": no moment has more characters. */
export const LONGEST_MOMENT = new Date('2026-09-30T11:30:00Z')
const DAY = '2026-09-30'
const url = (max: number) => `https://example.nhs.uk/?${'&'.repeat(max)}`.slice(0, max)
export const times = <T>(n: number, make: (n: number) => T): T[] =>
  Array.from({ length: n }, (_, i) => make(i))

/** Everything that can have become of a message that still holds. */
export const fullSince = (kind: BroadcastKind, fill: Fill): Since => ({
  version: 999_999,
  edition: 999_999,
  correction: { at: LONGEST_MOMENT, what: fill(LONGEST_CHANGE) },
  replaces: times(MOST_REPLACED, (n) => ({ id: LARGEST_ID - n, title: fill(80) })),
  ended: null,
  overdue: kind === 'prescribing' || kind === 'pathway' ? DAY : null,
})

/** The ways in which it can hold no more. */
export const everyEnd = (fill: Fill): readonly Ended[] => [
  { is: 'superseded', at: LONGEST_MOMENT, by: { id: LARGEST_ID, title: fill(80) } },
  { is: 'withdrawn', at: LONGEST_MOMENT, why: fill(LONGEST_REASON) },
  { is: 'expired', last: DAY },
]

/** A message of that kind in which every field is as long as it may be. */
export function fullBroadcast(kind: BroadcastKind, fill: Fill): Broadcast {
  const common = {
    title: fill(80),
    summary: fill(400),
    actions: times(4, () => fill(120)),
    sourceName: fill(100),
    sourceUrl: url(500),
    contact: fill(120),
    until: DAY,
  }
  const contents = {
    prescribing: contentOf('prescribing', {
      ...common,
      reference: fill(60),
      effectiveFrom: DAY,
      reviewBy: DAY,
    }),
    pathway: contentOf('pathway', { ...common, effectiveFrom: DAY, reviewBy: DAY }),
    'board-meeting': contentOf('board-meeting', {
      ...common,
      date: DAY,
      starts: '12:30',
      ends: '23:30',
      place: fill(120),
      joinUrl: url(500),
      agenda: times(6, () => fill(80)),
      openForum: true,
    }),
    announcement: contentOf('announcement', common),
    opportunity: contentOf('opportunity', {
      ...common,
      type: OPPORTUNITY_TYPES[3],
      sessions: fill(80),
      paidBy: fill(80),
      terms: 'employed-model-terms',
      eligibility: fill(200),
      time: 'own',
      closes: DAY,
    }),
    'education-event': contentOf('education-event', {
      ...common,
      date: DAY,
      starts: '12:30',
      ends: '23:30',
      place: fill(120),
      joinUrl: url(500),
      capacity: 500,
      cost: fill(60),
      cpdHours: 23.75,
    }),
    consultation: contentOf('consultation', {
      ...common,
      opens: DAY,
      closes: DAY,
      questions: times(MOST_QUESTIONS, (n) => ({
        text: fill(120),
        choices: n % 2 === 0 ? times(MOST_CHOICES, () => fill(60)) : [],
      })),
    }),
  }
  return aBroadcast({
    id: LARGEST_ID,
    kind,
    organisationName: fill(100),
    authorName: fill(100),
    authorInvented: true,
    urgency: 'critical',
    specialties: [...SPECIALTIES.keys()].slice(0, 5),
    gpKinds: [...GP_KINDS],
    content: contents[kind],
    provenance: 'invented',
    startedAt: LONGEST_MOMENT,
    since: fullSince(kind, fill),
  })
}

/** Somebody who answered, and asked and asked. Only an opportunity can also interest them. */
export const busyMine = (kind: BroadcastKind, questions: number): Mine => ({
  answer: 'not-relevant',
  earlier: 'will-act',
  questions: times(questions, (n) => ({ id: LARGEST_ID - n, answered: n % 2 === 0 })),
  interestedSince: kind === 'opportunity' ? LONGEST_MOMENT : null,
  booking: kind === 'education-event' ? { state: 'waiting', certificate: null } : null,
  consultedAt: kind === 'consultation' ? LONGEST_MOMENT : null,
  rsvp: kind === 'board-meeting' ? fullRsvp(calmName) : null,
  // The stage with the longest words.
  stage: kind === 'opportunity' ? 'offered' : null,
})

const calmName: Fill = (max) => 'Sore throat pathway '.repeat(max).slice(0, max)

/** Somebody who sends a deputy, with names as long as there are. */
export const fullRsvp = (fill: Fill, answeredFor = `${DAY}T12:30`): MyRsvp => ({
  answer: 'deputy',
  practiceName: fill(100),
  deputyName: fill(100),
  deputySays: 'asked',
  answeredFor,
})

const candidate = (fill: Fill): Candidate => ({
  personId: 'p',
  name: fill(100),
  gpKind: 'locum',
  identityId: 'i',
  optionalConsent: true,
  quietFrom: null,
  quietTo: null,
  awayUntil: null,
  workingDays: '12345',
  cadence: 'now',
})

export function fullAudience(fill: Fill): AudienceDecision {
  const one = candidate(fill)
  const told = { ...one, identityId: 'i', cadence: 'now' as const }
  return {
    recipients: times(46_000, () => told),
    leftOut: new Map(LEFT_OUT.map((reason) => [reason, times(46_000, () => one)])),
  }
}

export const fullQuestion = (fill: Fill, answered: boolean, wantsAnswer: boolean): Question => ({
  id: LARGEST_ID,
  broadcastId: LARGEST_ID,
  title: fill(80),
  personId: 'p',
  name: fill(100),
  authorName: fill(100),
  wantsAnswer,
  body: fill(1000),
  at: LONGEST_MOMENT,
  authorId: 'author',
  answers: answered ? times(3, () => ({ body: fill(1000), at: LONGEST_MOMENT })) : [],
})

export const chosenOption = (fill: Fill, n: number): Option =>
  option(`L${85_000 + n}`, clip(fill(100), 75))

export const manyRoles = (fill: Fill): readonly HeldRole[] =>
  times(40, (n) => ({
    role: 'prescribing-lead',
    organisation: `U${10_000 + n}`,
    organisationName: `${n}${fill(98)}`,
  }))

export const fullDraft = (kind: BroadcastKind, fill: Fill): Composing => ({
  organisation: chosenOption(fill, 0),
  urgency: 'critical',
  specialties: times(5, (n) => chosenOption(fill, n)),
  gpKinds: [...GP_KINDS],
  content: fullBroadcast(kind, fill).content,
})

const N = 46_000

/** As many as there can be, in every state, and as long as it can take. */
export const fullProgress = {
  delivered: N,
  waiting: N,
  held: N,
  failed: N,
  doubtful: N,
  stopped: N,
  renewal: { copies: N, renewed: N - 1, undrawn: N },
  left: { ms: N * 60_000, sure: false },
}
