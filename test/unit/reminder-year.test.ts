import { expect, test } from 'vitest'
import { atLondon, daysAfter } from '#src/kernel/london.ts'
import { type Pressing, stepDue, STEPS } from '#src/reminders/rules.ts'
import { dueFor } from '#src/subscriptions/rules.ts'
import { mayDisturb, onTheWall } from '#test/support/wall-clock.ts'
import { type Asked, reminderDay, stepOnTheWall } from '#test/support/wall-reminders.ts'
import { testWorld } from '#test/support/world.ts'
import { ATTENTIONS, HOLIDAYS } from '#test/support/year-of-people.ts'

const PEOPLE = 4000
const HOUR_MS = 60 * 60 * 1000
const CADENCES = ['now', 'weekly'] as const

type Profile = Parameters<typeof dueFor>[0]
const PROFILES: readonly Profile[] = ATTENTIONS.flatMap((who) =>
  CADENCES.map((cadence) => ({ ...who, cadence, awayUntil: null })),
)
/** Those who wish the same are counted together. */
const SAME = PROFILES.map((one) =>
  PROFILES.findIndex((other) => JSON.stringify(other) === JSON.stringify(one)),
)

/** One person's copy of a message. */
type Copy = { answersAt: number; done: number; remindedAt: Date | null }
/** Those who have a message alike: it arrived at one moment, and they wish the same. */
type Cohort = {
  urgency: Pressing
  who: Profile
  due: Date
  asked: Asked | null
  owing: Copy[]
}

/** When the reminding process wakes: not every time, and now and then it dies among the people. */
const MOMENTS = ['01:30', '07:30', '12:29', '12:30', '16:00', '22:15']

/** The clocks change in the night after these. */
const BEFORE_CHANGES = ['2026-03-28', '2026-10-24']
/** From 4pm of this day, when something critical has just arrived, nothing runs until the next noon: its first reminder is late. */
const OUTAGE = '2026-06-10'
const isOut = (day: string, clock: string) =>
  (day === OUTAGE && clock > '16:00') || (daysAfter(day, -1) === OUTAGE && clock < '12:29')

test('over a year with clock changes and restarts each of 4,000 people is reminded of what they owe, once a step, and at night only of what is critical', () => {
  const { random } = testWorld('2026-01-01T00:00:00Z', 1804)
  const pick = (n: number) => Math.floor(random() * n)
  const profileOf = Array.from({ length: PEOPLE }, () => SAME[pick(SAME.length)] ?? 0)
  let cohorts: Cohort[] = []
  const reminded = { critical: 0, important: 0, atNight: 0, putOff: 0 }
  const days = new Set<string>()
  let deaths = 0
  /** The least time between two reminders of one message to one person, or from when it came to the first. */
  let closest = Infinity

  function send(at: Date, urgency: Pressing): void {
    const byProfile = new Map<number, Cohort>()
    for (const profile of profileOf) {
      if (random() < 0.7) continue
      const who = PROFILES[profile] as Profile
      const cohort: Cohort = byProfile.get(profile) ?? {
        urgency,
        who,
        due: dueFor(who, urgency, at, HOLIDAYS).at,
        asked: null,
        owing: [],
      }
      byProfile.set(profile, cohort)
      // Half answer within three days of its coming, a quarter later, and a quarter never do.
      const hours = [pick(72), pick(72), pick(400), Infinity][pick(4)] ?? Infinity
      cohort.owing.push({
        answersAt: cohort.due.getTime() + hours * HOUR_MS,
        done: 0,
        remindedAt: null,
      })
    }
    cohorts.push(...byProfile.values())
  }

  function sendPerhaps(at: Date): void {
    const changes = [...BEFORE_CHANGES, OUTAGE].includes(onTheWall(at).day)
    if (changes || pick(5) === 0) send(at, changes || pick(4) === 0 ? 'critical' : 'important')
  }

  /** What the rule says of a cohort, and the wall too. */
  function stepOf(
    { urgency, who }: Cohort,
    asked: Asked,
    { done, remindedAt }: Copy,
    at: Date,
  ): number | null {
    const owed = { ...who, urgency, askedAt: asked.arrived, done, remindedAt }
    const step = stepDue(owed, HOLIDAYS, at)
    const come = stepOnTheWall(who, urgency, asked, HOLIDAYS, at, remindedAt)
    reminded.putOff += Number(
      come === 0 && stepOnTheWall(who, urgency, asked, HOLIDAYS, at, null) > done,
    )
    if (step === (come > done ? come : null)) return step
    throw new Error(`${JSON.stringify(owed)} at ${at.toISOString()}: ${step}, by the wall ${come}`)
  }

  /** One run of the tick; `lives` is how many people it reminds before it dies. */
  function tick(at: Date, lives: number): void {
    let left = lives
    for (const cohort of cohorts) {
      if (cohort.due > at) continue
      // The worker delivers as late as the tick reminds.
      cohort.asked ??= { arrived: at, on: reminderDay(cohort.who, onTheWall(at).day, HOLIDAYS) }
      const { urgency, who, asked } = cohort
      // Those who were reminded alike are asked about once.
      const steps = new Map<string, number | null>()
      const stepFor = (copy: Copy) => {
        const key = `${copy.done} ${copy.remindedAt?.getTime() ?? '-'}`
        const known = steps.get(key)
        const step = known === undefined ? stepOf(cohort, asked, copy, at) : known
        steps.set(key, step)
        return step
      }
      const disturbs = !mayDisturb(who, HOLIDAYS, at)
      for (const copy of cohort.owing) {
        const step = stepFor(copy)
        if (step === null || copy.answersAt <= at.getTime()) continue
        if (left === 0) return
        left -= 1
        const apart = at.getTime() - (copy.remindedAt ?? asked.arrived).getTime()
        closest = Math.min(closest, apart)
        copy.done = step
        copy.remindedAt = at
        reminded[urgency] += 1
        reminded.atNight += Number(disturbs)
        days.add(onTheWall(at).day)
      }
    }
  }

  for (let day = '2026-01-01'; day <= '2027-03-31'; day = daysAfter(day, 1)) {
    const down = random() < 0.05
    const changed = BEFORE_CHANGES.includes(daysAfter(day, -1)) || day === OUTAGE
    for (const clock of MOMENTS) {
      const at = new Date(atLondon(day, clock).getTime() + pick(60_000))
      if (day <= '2026-12-31' && clock === '16:00') sendPerhaps(at)
      if (isOut(day, clock) || (!changed && (down || random() < 0.1))) continue
      const dies = pick(8) === 0
      deaths += Number(dies)
      tick(at, dies ? pick(300) : Infinity)
    }
    // Who has answered, or has had the last reminder, is of no more interest.
    const end = atLondon(day, '23:59').getTime()
    for (const cohort of cohorts)
      cohort.owing = cohort.owing.filter(
        ({ answersAt, done }) => answersAt > end && done < STEPS[cohort.urgency],
      )
    cohorts = cohorts.filter(({ asked, owing }) => asked === null || owing.length > 0)
  }
  expect(cohorts, 'nobody is left who was never reminded').toEqual([])
  expect(Math.min(reminded.critical, reminded.important, reminded.atNight)).toBeGreaterThan(10_000)
  expect(closest, 'two reminders within four hours').toBeGreaterThanOrEqual(4 * HOUR_MS)
  expect(reminded.putOff, 'nobody had one so late').toBeGreaterThan(0)
  expect(deaths).toBeGreaterThan(100)
  for (const day of BEFORE_CHANGES) expect(days).toContain(daysAfter(day, 1))
}, 300_000)
