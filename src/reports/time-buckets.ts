import { clockWords, dateWords, fromLondon, londonDay, londonTime } from '#src/kernel/london.ts'

/** How many answers came in one hour: a whole hour of the clock, which is also one in London. */
export type AnswersInHour = Readonly<{ hour: Date; n: number }>

export type BucketSize = 'hour' | 'three-hours' | 'day' | 'week' | 'month' | 'year'

/** From `from` until, not including, `to`; `soFar` counts everybody up to its end. */
export type Bucket = Readonly<{ from: Date; to: Date; n: number; soFar: number }>

export type Timeline = Readonly<{ size: BucketSize; buckets: readonly Bucket[] }>

const HOUR_MS = 60 * 60 * 1000
const DAY_MS = 24 * HOUR_MS

/** The longest span that each size is for: none makes more than about 24 bars. */
const SPANS: readonly (readonly [size: BucketSize, most: number])[] = [
  ['hour', 12 * HOUR_MS],
  ['three-hours', 2 * DAY_MS],
  ['day', 16 * DAY_MS],
  ['week', 16 * 7 * DAY_MS],
  ['month', 2 * 366 * DAY_MS],
]

const sizeFor = (span: number): BucketSize => SPANS.find(([, most]) => span <= most)?.[0] ?? 'year'

/** Calendar days as text: adding to them never meets a clock change. */
const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)

function addMonths(day: string, months: number): string {
  const n = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + months
  return `${String(Math.floor(n / 12)).padStart(4, '0')}-${String((n % 12) + 1).padStart(2, '0')}-01`
}

/** London's clocks change between 1am and 2am, so none of the times asked for here is ever skipped or doubled. */
function londonInstant(day: string, hour: number): Date {
  const local = fromLondon(day, `${String(hour).padStart(2, '0')}:00`)
  if (local.is !== 'instant') throw new Error('That hour is not once on that day')
  return local.at
}

/** Where the bucket that holds `at` begins. */
function startOf(size: BucketSize, at: Date): Date {
  const day = londonDay(at)
  switch (size) {
    case 'hour':
      return new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS)
    case 'three-hours':
      return londonInstant(day, Math.floor(Number(londonTime(at).slice(0, 2)) / 3) * 3)
    case 'day':
      return londonInstant(day, 0)
    case 'week': {
      const weekday = (new Date(`${day}T00:00Z`).getUTCDay() + 6) % 7
      return londonInstant(addDays(day, -weekday), 0)
    }
    case 'month':
      return londonInstant(addMonths(day, 0), 0)
    case 'year':
      return londonInstant(`${day.slice(0, 4)}-01-01`, 0)
  }
}

/** Where the bucket after the one that begins at `from` begins. */
function nextAfter(size: BucketSize, from: Date): Date {
  const day = londonDay(from)
  switch (size) {
    case 'hour':
      return new Date(from.getTime() + HOUR_MS)
    case 'three-hours': {
      const hour = Number(londonTime(from).slice(0, 2)) + 3
      return hour < 24 ? londonInstant(day, hour) : londonInstant(addDays(day, 1), 0)
    }
    case 'day':
      return londonInstant(addDays(day, 1), 0)
    case 'week':
      return londonInstant(addDays(day, 7), 0)
    case 'month':
      return londonInstant(addMonths(day, 1), 0)
    case 'year':
      return londonInstant(addMonths(day, 12), 0)
  }
}

/** Every answer in a bucket, from the sending to the last answer, with the empty ones between; none before the first answer. */
export function timeline(sent: Date, answers: readonly AnswersInHour[]): Timeline {
  const hours = answers.toSorted((a, b) => a.hour.getTime() - b.hour.getTime())
  const first = hours[0]
  const last = hours.at(-1)
  if (first === undefined || last === undefined) return { size: 'hour', buckets: [] }
  const begins = Math.min(sent.getTime(), first.hour.getTime())
  const size = sizeFor(last.hour.getTime() - begins)
  const buckets: Bucket[] = []
  let next = 0
  let soFar = 0
  let from = startOf(size, new Date(begins))
  while (from <= last.hour) {
    const to = nextAfter(size, from)
    let n = 0
    for (let one = hours[next]; one !== undefined && one.hour < to; one = hours[next]) {
      n += one.n
      next += 1
    }
    soFar += n
    buckets.push({ from, to, n, soFar })
    from = to
  }
  return { size, buckets }
}

export const SIZE_WORDS: Readonly<Record<BucketSize, string>> = {
  hour: 'hour',
  'three-hours': '3 hours',
  day: 'day',
  week: 'week',
  month: 'month',
  year: 'year',
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')
const clock = (at: Date) => clockWords(londonTime(at))
const monthName = (at: Date) => MONTHS[Number(londonDay(at).slice(5, 7)) - 1] ?? ''

/** The hour that the clocks go back over is on the clock twice; the second one says so. */
const again = (from: Date): string => {
  const before = new Date(from.getTime() - HOUR_MS)
  return londonTime(before) === londonTime(from) ? ', after the clocks went back' : ''
}

/** One bucket in full, for a table. */
export function bucketWords(size: BucketSize, { from, to }: Bucket): string {
  const date = dateWords(from)
  switch (size) {
    case 'hour':
      return `${date}, ${clock(from)} to ${clock(to)}${again(from)}`
    case 'three-hours':
      return `${date}, ${clock(from)} to ${clock(to)}`
    case 'day':
      return date
    case 'week':
      return `Week of ${date}`
    case 'month':
      return date.split(' ').slice(2).join(' ')
    case 'year':
      return londonDay(from).slice(0, 4)
  }
}

/** The two short lines under a bar; the second is empty where it would only repeat the one before. */
export function axisWords(
  size: BucketSize,
  { from }: Bucket,
  before: Bucket | undefined,
): readonly [string, string] {
  const day = londonDay(from)
  const date = `${Number(day.slice(8))} ${monthName(from)}`
  const since = before === undefined ? '' : londonDay(before.from)
  const year = since.slice(0, 4) === day.slice(0, 4) ? '' : day.slice(0, 4)
  switch (size) {
    case 'hour':
    case 'three-hours':
      return [clock(from), since === day ? '' : date]
    case 'day':
    case 'week':
      return [
        String(Number(day.slice(8))),
        since.slice(0, 7) === day.slice(0, 7) ? '' : monthName(from),
      ]
    case 'month':
      return [monthName(from), year]
    case 'year':
      return [day.slice(0, 4), '']
  }
}
