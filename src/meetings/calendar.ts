import { createHmac } from 'node:crypto'
import type { CalendarEvent } from '#src/calendar/ics.ts'
import type { Paper } from './rules/brought.ts'
import { endOf, type Notice, startOf } from './rules/rsvp.ts'
import type { PlannedMeeting } from './rules/series.ts'

/** What a calendar knows a meeting by: the same for ever, and no other deployment's. */
const uidOf = (secret: string, broadcast: number): string =>
  `meeting-${broadcast}-${createHmac('sha256', secret).update(`calendar-uid:${broadcast}`).digest('hex').slice(0, 16)}@cascade`

/** A meeting as its notice says it now. What is withdrawn or has another notice in its place is cancelled. */
export function calendarEvent(
  secret: string,
  notice: Notice,
  papers: readonly Paper[],
): CalendarEvent {
  const { content, since } = notice
  const cancelled = since.ended?.is === 'withdrawn' || since.ended?.is === 'superseded'
  const lines = [
    content.summary,
    ...(content.agenda.length === 0
      ? []
      : ['', 'Agenda', ...content.agenda.map((item, n) => `${n + 1}. ${item}`)]),
    ...(papers.length === 0
      ? []
      : ['', 'Papers', ...papers.map(({ title, url }) => `${title}: ${url}`)]),
    ...(content.joinUrl === null ? [] : ['', `Join online: ${content.joinUrl}`]),
    '',
    `Message ${notice.id} in Cascade, for ${notice.organisationName}. To say whether you come, use its buttons.`,
  ]
  const changedAt =
    since.ended !== null && since.ended.is !== 'expired'
      ? since.ended.at
      : (since.correction?.at ?? notice.startedAt)
  return {
    uid: uidOf(secret, notice.id),
    // Grows with every correction and with what ends it; see Since.
    sequence: since.edition - 1,
    title: content.title,
    starts: startOf(content),
    ends: endOf(content),
    place: content.place,
    description: lines.join('\n'),
    url: content.joinUrl,
    status: cancelled ? 'cancelled' : 'confirmed',
    changedAt,
  }
}

/** A meeting of a series before its notice is out: under the same name as afterwards, so that the notice takes its place. */
export function plannedEvent(
  secret: string,
  { id, content, organisationName }: PlannedMeeting,
  changedAt: Date,
): CalendarEvent {
  return {
    uid: uidOf(secret, id),
    sequence: 0,
    title: content.title,
    starts: startOf(content),
    ends: endOf(content),
    place: content.place,
    description: `Planned by ${organisationName} in Cascade. It is not sure until its notice comes.`,
    url: null,
    status: 'tentative',
    changedAt,
  }
}
