import type { Attention } from '#src/attention/rules.ts'
import type { Pressing } from '#src/reminders/rules.ts'
import { mayDisturb, onTheWall } from './wall-clock.ts'

const HOUR_MS = 60 * 60 * 1000

/** The days from the first of 2026 on, as a calendar on the wall shows them. */
const CALENDAR = Array.from({ length: 480 }, (_, n) =>
  onTheWall(new Date(Date.UTC(2026, 0, 1 + n, 12))),
)

/** The day on which somebody is reminded of what is important, counted off on that calendar. */
export function reminderDay(who: Attention, asked: string, holidays: ReadonlySet<string>): string {
  let working = 0
  for (const { day, weekday } of CALENDAR) {
    const works = day > asked && !holidays.has(day)
    if (works && '12345'.includes(weekday)) working += 1
    if (working >= 2 && works && who.workingDays.includes(weekday)) return day
  }
  throw new Error('The calendar is too short')
}

/** Whose quiet hours begin at noon is told in the morning of that day: nobody else here is asleep from 12:30 to its end. */
const hasNoAfternoon = ({ quietFrom }: Attention) => quietFrom === '12:00'

/** When a message reached somebody, and the day on which they are reminded of it. */
export type Asked = Readonly<{ arrived: Date; on: string }>

/** To which step somebody has come, by the calendar and the clock on the wall alone; 0 while they are not to be reminded. */
export function stepOnTheWall(
  who: Attention,
  urgency: Pressing,
  { arrived, on }: Asked,
  holidays: ReadonlySet<string>,
  at: Date,
  remindedAt: Date | null,
): number {
  const hours = (at.getTime() - arrived.getTime()) / HOUR_MS
  // Nobody hears of one message twice within four hours.
  if (remindedAt !== null && (at.getTime() - remindedAt.getTime()) / HOUR_MS < 4) return 0
  if (urgency === 'critical') return hours >= 24 ? 2 : hours >= 4 ? 1 : 0
  const { day, clock } = onTheWall(at)
  const come = day > on || (day === on && (clock >= '12:30' || hasNoAfternoon(who)))
  return come && mayDisturb(who, holidays, at) ? 1 : 0
}
