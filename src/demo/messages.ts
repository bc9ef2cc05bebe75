import { z } from 'zod'
import type { Content, OPPORTUNITY_TYPES } from '#src/broadcasts/content.ts'
import { dateWords, londonDay, londonTime } from '#src/kernel/london.ts'
import type { GpKind } from '#src/kernel/schema.ts'
import { clip, listWords } from '#src/kernel/words.ts'
import { specialtyOf } from '#src/subscriptions/specialties.ts'

/** The area shown: NHS Somerset ICB, and one invented PCN in it whose notices are invented too. */
export const DEMO_ICB = 'QSL'
export const DEMO_PCN = 'U00000'

const Day = z.iso.date()
const Month = z.string().regex(/^\d{4}-\d{2}$/)

/** One item of area/messages.demo.json. Fields that only later kinds use are left unread. */
export const DemoItem = z.object({
  id: z.string(),
  kind: z.enum([
    'prescribing',
    'referral_pathway',
    'board_notice',
    'opportunity',
    'education',
    'session_vacancy',
    'negative_test',
  ]),
  subtype: z.string(),
  title: z.string(),
  summary: z.string(),
  actions: z.array(z.object({ text: z.string(), who: z.string().optional(), by: Day.optional() })),
  audience: z.object({
    nation: z.enum(['UK', 'England']).optional(),
    region: z.string().optional(),
    icb: z.string().optional(),
    pcn: z.array(z.string()).optional(),
    place: z.string().optional(),
    roles: z.array(z.enum(['locum', 'salaried'])).optional(),
  }),
  urgency: z.enum(['critical', 'important', 'routine', 'info', 'n/a']),
  topics: z.array(z.string()),
  source: z.object({
    name: z.string(),
    url: z.url().optional(),
    issued: z.union([Day, Month]).optional(),
  }),
  provenance: z.enum(['fact', 'invented']),
  reference: z.string().optional(),
  effectiveFrom: z.union([Day, Month]).optional(),
  reviewBy: Day.optional(),
  expires: Day.optional(),
  closes: Day.optional(),
  sessions: z.union([z.number(), z.string()]).optional(),
  historical: z.boolean().optional(),
  event: z
    .object({ start: z.string(), end: z.string().optional(), place: z.string().optional() })
    .optional(),
})
export type DemoItem = z.infer<typeof DemoItem>
export const DemoFile = z.object({ messages: z.array(DemoItem) })

/** The organisation that an item is for in the demonstration area, or null when it is for somewhere else. */
export function organisationOf({ audience }: DemoItem): string | null {
  if (audience.region !== undefined || audience.place !== undefined) return null
  if (audience.pcn !== undefined) return audience.pcn.includes(DEMO_PCN) ? DEMO_PCN : null
  if (audience.icb !== undefined) return audience.icb === DEMO_ICB ? DEMO_ICB : null
  return audience.nation === undefined ? null : DEMO_ICB
}

export const specialtiesOf = (item: DemoItem): string[] =>
  item.topics.flatMap((topic) => specialtyOf(topic) ?? [])

export const gpKindsOf = (item: DemoItem): GpKind[] => [...(item.audience.roles ?? [])]

/** An item as the content of a broadcast; null when it is not for this area or not of a kind that is sent yet. */
export function toContent(item: DemoItem): Content | null {
  if (item.historical === true || organisationOf(item) === null) return null
  switch (item.kind) {
    case 'prescribing':
      return {
        kind: 'prescribing',
        ...common(item),
        reference: item.reference ?? null,
        effectiveFrom: dayOf(item.effectiveFrom),
        reviewBy: null,
      }
    case 'referral_pathway':
      return {
        kind: 'pathway',
        ...common(item),
        effectiveFrom: dayOf(item.effectiveFrom),
        reviewBy: item.reviewBy ?? null,
      }
    case 'board_notice':
      return item.event === undefined
        ? { kind: 'announcement', ...common(item) }
        : boardMeeting(item, item.event)
    case 'opportunity':
      return opportunity(item)
    case 'education':
    case 'session_vacancy':
    case 'negative_test':
      return null
  }
}

/** "2024-05" names no day, and none is made up. */
const dayOf = (text: string | undefined): string | null => (text?.length === 10 ? text : null)

function issuedWords(issued: string): string {
  if (issued.length === 10) return dateWords(issued)
  const [, , month = '', year = ''] = dateWords(`${issued}-01`).split(' ')
  return `${month} ${year}`
}

const actionWords = ({ text, who, by }: DemoItem['actions'][number]): string =>
  clip(
    [
      text,
      who === undefined ? '' : ` (${who})`,
      by === undefined ? '' : `, by ${dateWords(by)}`,
    ].join(''),
    120,
  )

const common = (item: DemoItem) => ({
  title: clip(item.title, 80),
  summary: clip(item.summary, 400),
  actions: item.actions.slice(0, 4).map(actionWords),
  // Some of these facts are two years old: the date stands beside the source on every card.
  sourceName: clip(
    [item.source.name, item.source.issued === undefined ? '' : issuedWords(item.source.issued)]
      .filter((part) => part !== '')
      .join(', '),
    100,
  ),
  sourceUrl: item.source.url ?? null,
  contact: null,
  until: item.expires ?? null,
})

const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1)

function boardMeeting(item: DemoItem, event: NonNullable<DemoItem['event']>): Content | null {
  if (event.end === undefined) return null
  const starts = new Date(event.start)
  const agenda = /^Agenda: (?<points>[^.]+)\. (?<rest>.+)$/.exec(item.summary)?.groups
  return {
    kind: 'board-meeting',
    ...common(item),
    // The card shows the day and time by themselves.
    title: clip(item.title.replace(/: [A-Z][a-z]+day \d.*$/, ''), 80),
    summary: clip(agenda?.['rest'] ?? item.summary, 400),
    date: londonDay(starts),
    starts: londonTime(starts),
    ends: londonTime(new Date(event.end)),
    place: event.place ?? 'As on the board’s own notice',
    joinUrl: null,
    agenda: (agenda?.['points'] ?? '')
      .split('; ')
      .filter((point) => point !== '')
      .slice(0, 6)
      .map((point) => clip(capital(point), 80)),
    openForum: item.subtype === 'open-meeting',
  }
}

type OpportunityType = (typeof OPPORTUNITY_TYPES)[number]
const TYPES: ReadonlyMap<string, OpportunityType> = new Map([
  ['clinical-director', 'clinical-director'],
  ['supervision', 'supervision'],
  ['representation', 'representative'],
])

function sessionsWords(sessions: DemoItem['sessions']): string {
  if (sessions === undefined) return 'Not said'
  if (typeof sessions === 'string') return sessions
  if (sessions === 0.5) return '1 session a fortnight'
  return `${sessions} ${sessions === 1 ? 'session' : 'sessions'} a week`
}

function opportunity(item: DemoItem): Content | null {
  const closes = item.closes ?? item.expires
  if (closes === undefined) return null
  const roles = item.audience.roles ?? []
  return {
    kind: 'opportunity',
    ...common(item),
    type: TYPES.get(item.subtype) ?? 'other',
    sessions: sessionsWords(item.sessions),
    paidBy: null,
    terms: 'not-said',
    eligibility: roles.length === 0 ? null : `${capital(listWords(roles))} GPs`,
    closes,
  }
}

const DAY_MS = 24 * 60 * 60 * 1000

/**
 * An invented item with every date moved on by whole weeks, so that meetings and closing dates written for
 * November 2026 are still to come whenever the demonstration is started. Facts keep their dates.
 */
export function movedOn(item: DemoItem, weeks: number): DemoItem {
  if (item.provenance === 'fact' || weeks <= 0) return item
  const instant = (text: string) =>
    new Date(new Date(text).getTime() + weeks * 7 * DAY_MS).toISOString()
  const day = (text: string) => instant(`${text}T12:00:00Z`).slice(0, 10)
  const moved = <K extends 'effectiveFrom' | 'expires' | 'closes' | 'reviewBy'>(key: K) => {
    const value = item[key]
    return value?.length === 10 ? { [key]: day(value) } : {}
  }
  return {
    ...item,
    ...moved('effectiveFrom'),
    ...moved('expires'),
    ...moved('closes'),
    ...moved('reviewBy'),
    actions: item.actions.map((action) =>
      action.by === undefined ? action : { ...action, by: day(action.by) },
    ),
    ...(item.event === undefined
      ? {}
      : {
          event: {
            ...item.event,
            start: instant(item.event.start),
            ...(item.event.end === undefined ? {} : { end: instant(item.event.end) }),
          },
        }),
  }
}
