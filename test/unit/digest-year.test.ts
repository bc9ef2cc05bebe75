import { expect, test } from 'vitest'
import type { Attention } from '#src/attention/rules.ts'
import { endOfDay, nextDigest } from '#src/digests/rules.ts'
import { atLondon, daysAfter, londonDay, weekdayOf } from '#src/kernel/london.ts'
import { type Due, dueFor } from '#src/subscriptions/rules.ts'
import { mayDisturb, onTheWall } from '#test/support/wall-clock.ts'
import { testWorld } from '#test/support/world.ts'
import { ATTENTIONS, HOLIDAYS } from '#test/support/year-of-people.ts'

const PEOPLE = 4000
const CADENCES = ['daily', 'daily', 'weekly'] as const

type Profile = Attention & Readonly<{ cadence: 'daily' | 'weekly'; awayUntil: null }>
const PROFILES: readonly Profile[] = ATTENTIONS.flatMap((who) =>
  CADENCES.map((cadence) => ({ ...who, cadence, awayUntil: null })),
)

type Waiting = Readonly<{ message: number; due: Date }>

/** Made for those who wish alike at one moment once, as the real tick does for each. */
const remembered = <T>(make: (profile: number, at: Date, had: boolean) => T) => {
  let last = 0
  const known = new Map<string, T>()
  return (profile: number, at: Date, had = false): T => {
    if (at.getTime() !== last) known.clear()
    last = at.getTime()
    const key = `${profile} ${had}`
    const found = known.get(key) ?? make(profile, at, had)
    known.set(key, found)
    return found
  }
}

test('over a year with clock changes and missed runs no digest of 4,000 people is lost, doubled or at night', () => {
  const { random } = testWorld('2026-01-01T00:00:00Z', 2026)
  const pick = (n: number) => Math.floor(random() * n)
  const profileOf = Array.from({ length: PEOPLE }, () => pick(PROFILES.length))
  const waiting = Array.from({ length: PEOPLE }, (): Waiting[] => [])
  const digestedOn = Array.from({ length: PEOPLE }, (): string | null => null)
  const told = Array.from({ length: PEOPLE }, () => new Set<number>())
  const sent = Array.from({ length: PEOPLE }, () => 0)
  let digests = 0
  let message = 0

  const at = (profile: number) => PROFILES[profile] ?? PROFILES[0]
  const due = remembered((profile, when): Due =>
    dueFor(at(profile) as Profile, 'routine', when, HOLIDAYS),
  )
  const next = remembered((profile, when, had) =>
    nextDigest(
      {
        ...(at(profile) as Profile),
        weekly: at(profile)?.cadence === 'weekly',
        digestedOn: had ? londonDay(when) : null,
      },
      HOLIDAYS,
      when,
    ),
  )
  const open = remembered((profile, when) => mayDisturb(at(profile) as Profile, HOLIDAYS, when))

  const soonest = Array.from({ length: PEOPLE }, () => Infinity)
  const keep = (person: number, items: Waiting[]) => {
    waiting[person] = items
    soonest[person] = Math.min(...items.map((item) => item.due.getTime()))
  }

  function sendOne(when: Date): void {
    message += 1
    for (let person = 0; person < PEOPLE; person += 1) {
      if (random() < 0.7) continue
      sent[person] = (sent[person] ?? 0) + 1
      const item = { message, due: due(profileOf[person] ?? 0, when).at }
      waiting[person]?.push(item)
      soonest[person] = Math.min(soonest[person] ?? Infinity, item.due.getTime())
    }
  }

  /** From when on another would be one too many: this week, or today. */
  const since = (profile: number, today: string) =>
    at(profile)?.cadence === 'weekly' ? daysAfter(today, 1 - weekdayOf(today)) : today

  function tick(when: Date): void {
    const today = onTheWall(when).day
    const until = endOfDay(when)
    for (let person = 0; person < PEOPLE; person += 1) {
      if ((soonest[person] ?? Infinity) > when.getTime()) continue
      const items = waiting[person] ?? []
      const profile = profileOf[person] ?? 0
      const had = (digestedOn[person] ?? '') >= since(profile, today)
      const goes = next(profile, when, had)
      if (goes > when) {
        keep(
          person,
          items.map((item) => (item.due <= when ? { ...item, due: goes } : item)),
        )
        continue
      }
      if (!open(profile, when) || had)
        throw new Error(`Somebody was disturbed at ${when.toISOString()}`)
      digestedOn[person] = today
      digests += 1
      for (const item of items.filter((one) => one.due < until)) {
        if (told[person]?.has(item.message)) throw new Error('Somebody was told twice')
        told[person]?.add(item.message)
      }
      keep(
        person,
        items.filter((one) => one.due >= until),
      )
    }
  }

  for (let day = '2026-01-01'; day <= '2027-01-31'; day = daysAfter(day, 1)) {
    const down = random() < 0.1
    const moments = [
      '00:10',
      '01:30',
      '07:29',
      '07:30',
      '09:00',
      '12:00',
      '16:00',
      '22:15',
      '23:59',
    ]
    for (const clock of moments) {
      const when = new Date(atLondon(day, clock).getTime() + pick(60_000))
      if (day <= '2026-12-31' && clock === '12:00') sendOne(when)
      if (!down && random() < 0.9) tick(when)
    }
  }
  expect(digests).toBeGreaterThan(100_000)
  // None is lost: everything that was sent to anybody was in one digest of theirs.
  expect(told.map((one) => one.size)).toEqual(sent)
  expect(waiting.flat()).toEqual([])
})
