import type { Attention } from '#src/attention/rules.ts'

const CLOCK = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  weekday: 'short',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})
const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

type Wall = Readonly<{ day: string; weekday: string; clock: string }>
/** Of the moment that was asked about last: a year of thousands of people asks of each many times. */
let lookedAt: Readonly<{ at: number; wall: Wall }> | null = null

/** What the clock and the calendar on a wall in London show. */
export function onTheWall(at: Date): Wall {
  if (lookedAt?.at === at.getTime()) return lookedAt.wall
  const part = new Map(CLOCK.formatToParts(at).map(({ type, value }) => [type, value]))
  const [year, month, day, hour, minute] = ['year', 'month', 'day', 'hour', 'minute'].map(
    (one) => part.get(one as 'year') ?? '',
  )
  const wall = {
    day: `${year}-${month}-${day}`,
    weekday: String(DAYS.indexOf(part.get('weekday') ?? '') + 1),
    clock: `${hour}:${minute}`,
  }
  lookedAt = { at: at.getTime(), wall }
  return wall
}

/** Whether somebody may be disturbed by what can wait, by looking at that wall: not at night, and on no day off. */
export function mayDisturb(
  { workingDays, quietFrom, quietTo }: Attention,
  holidays: ReadonlySet<string>,
  at: Date,
): boolean {
  const { day, weekday, clock } = onTheWall(at)
  const [from, to] =
    quietFrom === null || quietTo === null ? ['19:00', '07:00'] : [quietFrom, quietTo]
  const asleep = from < to ? clock >= from && clock < to : clock >= from || clock < to
  return workingDays.includes(weekday) && !holidays.has(day) && !asleep
}
