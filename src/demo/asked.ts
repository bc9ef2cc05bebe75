import type { ContentOf } from '#src/broadcasts/content.ts'
import { type Draft, insertDraft } from '#src/broadcasts/store.ts'
import { saveGiven } from '#src/consultations/store.ts'
import { book } from '#src/events/store.ts'
import { atLondon, daysAfter, londonDay, weekdayOf } from '#src/kernel/london.ts'
import type { Tx } from '#src/kernel/db.ts'
import { deliverPast } from './deliver-past.ts'
import { DEMO_PCN } from './messages.ts'
import { setProvenance } from './store.ts'

type Seeding = Readonly<{ tx: Tx; at: Date; newId: () => string }>
type IdOf = (user: string) => string

const AUTHOR = 'priya-raman'
const HOUR_MS = 60 * 60 * 1000
/** Beyond the week of its reminder, so that nobody's chat begins with one. */
const CLOSES_IN_DAYS = 21
const COMES_IN_DAYS = 14
const WEDNESDAY = 3

const common = { actions: [], sourceName: null, sourceUrl: null, contact: null }

const consultation = (closes: string): ContentOf<'consultation'> => ({
  kind: 'consultation',
  ...common,
  title: 'An hour of shared learning each week: when, and about what?',
  summary:
    'The network plans an hour a week for everybody who works in its practices, sessional GPs too. What you say decides when it is and what comes first.',
  until: null,
  opens: null,
  closes,
  questions: [
    { text: 'Which time suits you best?', choices: ['Tuesday lunch', 'Thursday lunch', 'Evening'] },
    { text: 'What should come first?', choices: [] },
  ],
})

const event = (date: string): ContentOf<'education-event'> => ({
  kind: 'education-event',
  ...common,
  title: 'Spirometry refresher',
  summary: 'Reading and doing it, with two machines to practise on. Lunch is there.',
  until: null,
  date,
  starts: '12:30',
  ends: '14:00',
  place: 'Example Surgery (invented), the upstairs room',
  joinUrl: null,
  capacity: 2,
  cost: null,
  cpdHours: 1.5,
})

/** In the order in which they asked: the last of them waits. */
const BOOKINGS = ['yusuf-demir', 'marcia-bennett', 'amara-okafor'] as const

async function addOut(
  seeding: Seeding,
  authorId: string,
  content: Draft['content'],
  sentAt: Date,
): Promise<number> {
  const draft: Draft = {
    organisation: DEMO_PCN,
    urgency: 'routine',
    specialties: [],
    gpKinds: [],
    content,
  }
  const id = await insertDraft(seeding.tx, authorId, draft, sentAt)
  await setProvenance(seeding.tx, id, 'invented')
  await deliverPast(seeding, { id, authorId, kind: content.kind, ...draft }, sentAt)
  return id
}

/** A consultation that one person has answered, and an event with its places taken and somebody who waits. */
export async function addAsked(seeding: Seeding, idOf: IdOf): Promise<void> {
  const { tx, at } = seeding
  const today = londonDay(at)
  const sentAt = atLondon(daysAfter(today, -3), '12:40')
  const after = (hours: number) => new Date(sentAt.getTime() + hours * HOUR_MS)
  const asked = await addOut(
    seeding,
    idOf(AUTHOR),
    consultation(daysAfter(today, CLOSES_IN_DAYS)),
    sentAt,
  )
  const said = { answers: ['Thursday lunch', 'Referrals that come back'], named: true }
  await saveGiven(tx, asked, idOf('yusuf-demir'), said, after(5))
  const soon = daysAfter(today, COMES_IN_DAYS)
  const date = daysAfter(soon, (WEDNESDAY - weekdayOf(soon) + 7) % 7)
  const content = event(date)
  const invited = await addOut(seeding, idOf(AUTHOR), content, after(1))
  for (const [n, user] of BOOKINGS.entries())
    await book(tx, invited, idOf(user), content.capacity, after(2 + n))
}
