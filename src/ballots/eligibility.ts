import { z } from 'zod'
import type { GpKind, RoleName } from '#src/kernel/schema.ts'
import { listWords } from '#src/kernel/words.ts'
import { gpKindWords, GP_KINDS, ROLE_NAMES } from '#src/people/rules.ts'

export const ROLES = Object.keys(ROLE_NAMES) as RoleName[]

/** Who may stand for a seat, or vote on it. Everybody works at a place in the area, and has to be a member. */
export const Eligibility = z.strictObject({
  /** None for every kind. */
  kinds: z.array(z.enum(GP_KINDS)),
  /** For how many months they have been a member, and their place in the area. */
  months: z.int().min(0).max(60),
  /** A role that they must hold in the area; null for none. */
  role: z.enum(ROLES).nullable(),
  /** Sessions in the last 12 months in the area. Cascade has no record of these, so whoever stands or votes declares them. */
  sessions: z.int().min(1).max(500).nullable(),
})
export type Eligibility = z.infer<typeof Eligibility>

/** What is known of somebody, as far as it counts here. Days as YYYY-MM-DD. */
export type Facts = Readonly<{
  gpKind: GpKind
  /** The day on which they became a member. */
  joined: string
  /** Whether a place where they work is in the area today. */
  works: boolean
  /** Whether one is that has been in the area for as long as the rule asks. */
  worksLong: boolean
  /** What they hold in the area. */
  roles: readonly RoleName[]
}>

/** The same day so many months earlier, or the last of that month. */
export function monthsBefore(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const lastOfMonth = new Date(Date.UTC(year, month - months, 0))
  const first = Date.UTC(lastOfMonth.getUTCFullYear(), lastOfMonth.getUTCMonth(), 1)
  const days = Math.min(date, lastOfMonth.getUTCDate())
  return new Date(first + (days - 1) * 24 * 60 * 60_000).toISOString().slice(0, 10)
}

const kindNames = (kinds: readonly GpKind[]): string =>
  listWords(
    kinds.map((kind) => gpKindWords(kind)),
    'or',
  )

const monthWords = (months: number) => (months === 1 ? '1 month' : `${months} months`)

/** Why somebody does not meet a rule: one sentence for each thing that is missing, none when they do. */
export function unmet(rule: Eligibility, facts: Facts, today: string): readonly string[] {
  const { kinds, months, role } = rule
  return [
    ...(kinds.length > 0 && !kinds.includes(facts.gpKind)
      ? [`It is for: ${kindNames(kinds)}. Your details say: ${kindNames([facts.gpKind])}.`]
      : []),
    ...(facts.works ? [] : ['None of the places where you work is in its area.']),
    ...(facts.works && !facts.worksLong
      ? [`None of your places has been in its area for ${monthWords(months)}.`]
      : []),
    ...(facts.joined > monthsBefore(today, months)
      ? [`It asks for ${monthWords(months)} as a member.`]
      : []),
    ...(role !== null && !facts.roles.includes(role)
      ? [`It asks for a role in the area: ${ROLE_NAMES[role].toLowerCase()}.`]
      : []),
  ]
}

export const isEligible = (rule: Eligibility, facts: Facts, today: string): boolean =>
  unmet(rule, facts, today).length === 0

/** What somebody declares by a tick; null where nothing is to be declared. */
export const declaration = ({ sessions }: Eligibility): string | null =>
  sessions === null
    ? null
    : `I worked at least ${sessions === 1 ? '1 session' : `${sessions} sessions`} in this area in the last 12 months`

/** A rule in a line: "Locum GP or Salaried GP, working in the area, a member for 6 months or more". */
export function ruleWords(rule: Eligibility): string {
  const { kinds, months, role, sessions } = rule
  return [
    kinds.length === 0 ? 'Everybody' : kindNames(kinds),
    'working in the area',
    ...(months === 0 ? [] : [`there and a member for ${monthWords(months)} or more`]),
    ...(role === null ? [] : [`with a role there: ${ROLE_NAMES[role].toLowerCase()}`]),
    ...(sessions === null ? [] : [`who declare ${sessions} sessions or more in 12 months`]),
  ].join(', ')
}
