import { z } from 'zod'
import type { FormValues } from '#src/chat/form.ts'
import {
  day,
  type FormRead,
  line,
  lines,
  oneOf,
  optionalUrl,
  readForm,
  text,
} from '#src/chat/read-form.ts'
import { atLondon, daysAfter } from '#src/kernel/london.ts'
import { allowed, type Decision, refused } from '#src/kernel/refusal.ts'
import { decideNotCancelled, type Notice, startOf } from './rsvp.ts'

/** Minutes are of a meeting that has begun. */
export function decideMinutes(notice: Notice, at: Date): Decision<Notice> {
  const held = decideNotCancelled(notice)
  if (!held.ok) return held
  return startOf(notice.content) > at
    ? refused('This meeting has not begun', 'Write its minutes when it has.')
    : allowed(notice)
}

const MinutesForm = z.object({
  summary: text('What was said', 600),
  decisions: lines('What was decided', 5, 120),
  url: optionalUrl('Link to the minutes'),
  to: oneOf(['absent', 'all'], 'Choose who gets them'),
})
export const readMinutes = (values: FormValues) => readForm(MinutesForm, values)

/**
 * Who is sent minutes now: those chosen, and, when they have changed, everybody who has an earlier version. Nobody gets one
 * version twice.
 */
export function minutesGoTo(
  chosen: readonly string[],
  told: ReadonlyMap<string, number>,
  version: number,
): ReadonlySet<string> {
  const stale = [...told].filter(([, had]) => had < version).map(([id]) => id)
  return new Set([...chosen, ...stale].filter((id) => told.get(id) !== version))
}

const ActionForm = z.object({
  what: line('What is to be done', 200),
  owner: line('Who does it', 100),
  due: day('The day'),
})

export function readAction(
  values: FormValues,
  today: string,
): FormRead<Readonly<{ what: string; owner: string; due: string }>> {
  const read = readForm(ActionForm, values)
  if (!read.ok) return read
  return read.value.due < today
    ? { ok: false, errors: { due: 'That day has gone by. Give a day from today on' } }
    : read
}

/** Between morning and afternoon surgery, as reminders are. */
const FOLLOW_UP = '12:30'
/** So many days after its day whoever gave it hears that it is still open. */
const OVERDUE_DAYS = 2

/** What of following up an open action item is due: its owner on its day, whoever gave it when it is overdue. */
export function followUpsDue(
  item: Readonly<{ due: string; reminded: boolean; overdueTold: boolean; ownerLeft: boolean }>,
  at: Date,
): readonly ('reminded' | 'overdue')[] {
  const overdue = atLondon(daysAfter(item.due, OVERDUE_DAYS), FOLLOW_UP) <= at
  const ownerDue = atLondon(item.due, FOLLOW_UP) <= at && !overdue
  return [
    ...(ownerDue && !item.reminded && !item.ownerLeft ? (['reminded'] as const) : []),
    ...(overdue && !item.overdueTold ? (['overdue'] as const) : []),
  ]
}
