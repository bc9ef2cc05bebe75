import { reasonWords } from '#src/delivery/rules.ts'
import { csv } from '#src/kernel/csv.ts'
import { londonDay, londonTime } from '#src/kernel/london.ts'
import { gpKindWords } from '#src/people/rules.ts'
import { ANSWER_NAMES } from '#src/broadcasts/broadcast-card.ts'
import { stateWords } from './recipient-words.ts'
import type { FileRow } from './store.ts'

const HEADINGS = [
  'Name',
  'Kind of GP',
  'Works at',
  'Delivery',
  'Delivered at',
  'Answer',
  'Answered at',
  'Answered version',
  'Questions',
  'Interested',
  'How they would like to be involved',
  'Dates they gave',
  'Delivered in',
  'Reason',
  'Reminders',
  'Last reminded at',
] as const

/** Where it arrived, as people call it. */
const PLATFORMS: Readonly<Record<string, string>> = {
  slack: 'Slack',
  teams: 'Microsoft Teams',
  web: 'Local chat',
}

/** London's clock with its offset, as "2026-08-06T17:30:00+01:00": right in a spreadsheet and in a program. */
export function isoLondon(at: Date): string {
  const minute = `${londonDay(at)}T${londonTime(at)}`
  const ahead = Date.parse(`${minute}Z`) - Math.floor(at.getTime() / 60_000) * 60_000
  const hours = String(Math.round(ahead / 3_600_000)).padStart(2, '0')
  return `${minute}:${String(at.getUTCSeconds()).padStart(2, '0')}+${hours}:00`
}

const moment = (at: Date | null) => (at === null ? '' : isoLondon(at))

function interest(row: FileRow): readonly [string, string, string] {
  if (row.interestedAt === null) return ['', '', '']
  // What somebody wrote goes with their interest when they take it back.
  return row.withdrawn
    ? ['Withdrawn', '', '']
    : ['Yes', row.how ?? '', (row.dates ?? []).join(', ')]
}

const cellsOf = (row: FileRow): readonly string[] => [
  row.name,
  gpKindWords(row.gpKind),
  row.places.join('; '),
  row.repeat
    ? `${stateWords(row.state)}, and may have been delivered twice`
    : stateWords(row.state),
  moment(row.deliveredAt),
  row.answer === null ? '' : ANSWER_NAMES[row.answer],
  moment(row.answeredAt),
  row.version === null ? '' : String(row.version),
  row.questions ?? '',
  ...interest(row),
  row.state === 'sent' ? (PLATFORMS[row.platform] ?? row.platform) : '',
  row.state === 'sent' || row.reason === null ? '' : reasonWords(row.reason),
  row.reminders === 0 ? '' : String(row.reminders),
  moment(row.remindedAt),
]

/** Lines of the file; the first page brings the headings. */
export const fileLines = (rows: readonly FileRow[], first: boolean): string =>
  csv([...(first ? [HEADINGS] : []), ...rows.map(cellsOf)], first)
