import { z } from 'zod'
import type { GpKind, RoleName } from '#src/kernel/schema.ts'
import { dateWords, isDay } from '#src/kernel/london.ts'
import { listWords } from '#src/kernel/words.ts'

const day = z.string().refine(isDay)

/** Who may join a forum. What is empty or null asks nothing. */
export const Eligibility = z.strictObject({
  /** One of these roles, held in the organisation or under it. */
  roles: z.array(
    z.enum([
      'clinical-director',
      'prescribing-lead',
      'liaison-lead',
      'practice-manager',
      'mentor',
    ] as const satisfies readonly RoleName[]),
  ),
  gpKinds: z.array(
    z.enum([
      'locum',
      'salaried',
      'portfolio',
      'partner',
      'not-a-gp',
    ] as const satisfies readonly GpKind[]),
  ),
  /** They work in this organisation or under it, or hold the role there. */
  organisation: z.string().nullable(),
  /** What they are a member of elsewhere, as "BMA member". */
  memberClass: z.string().nullable(),
  /** Until the end of this day people without that membership may join, and are in it; null where they never may. */
  othersUntil: day.nullable().default(null),
  /** London days between which people may join; the last is one of them. */
  from: day.nullable(),
  until: day.nullable(),
})
export type Eligibility = z.infer<typeof Eligibility>

export const ANYBODY: Eligibility = {
  roles: [],
  gpKinds: [],
  organisation: null,
  memberClass: null,
  othersUntil: null,
  from: null,
  until: null,
}

/** What is known of somebody who would join, read a moment ago. */
export type Candidate = Readonly<{
  gpKind: GpKind
  /** The roles that they hold now in the organisation of the rule or under it; all of them where it names none. */
  roles: readonly RoleName[]
  /** Whether they work in that organisation or under it. */
  works: boolean
  /** The classes that a moderator has confirmed. */
  classes: readonly string[]
}>

export type Unmet = 'role' | 'gp-kind' | 'organisation' | 'not-yet' | 'over' | 'class'

/** As people type it, capitals or not. */
export const sameClass = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()

/** Whether somebody has the membership that a rule asks for; so has everybody where it asks for none. */
const hasClass = ({ memberClass }: Eligibility, { classes }: Pick<Candidate, 'classes'>): boolean =>
  memberClass === null || classes.some((one) => sameClass(one, memberClass))

/** What of a rule somebody does not meet on a day; nothing when they may join. */
export function unmetBy(rule: Eligibility, who: Candidate, today: string): readonly Unmet[] {
  const { roles, gpKinds, organisation, othersUntil, from, until } = rule
  const withOthers = othersUntil !== null && today <= othersUntil
  const fails: readonly (readonly [Unmet, boolean])[] = [
    ['role', roles.length > 0 && !roles.some((role) => who.roles.includes(role))],
    ['gp-kind', gpKinds.length > 0 && !gpKinds.includes(who.gpKind)],
    ['organisation', organisation !== null && !who.works && who.roles.length === 0],
    ['not-yet', from !== null && today < from],
    ['over', until !== null && today > until],
    ['class', !withOthers && !hasClass(rule, who)],
  ]
  return fails.filter(([, failed]) => failed).map(([unmet]) => unmet)
}

export type Entry =
  /** At once. */
  | Readonly<{ is: 'in' }>
  /** A moderator answers. */
  | Readonly<{ is: 'ask' }>
  | Readonly<{ is: 'no'; unmet: readonly Unmet[] }>

/** Of a class only a moderator can say whether somebody has it, so a request may be made without. */
export function decideEntry(
  rule: Eligibility,
  joining: 'rule' | 'ask',
  who: Candidate,
  today: string,
): Entry {
  const unmet = unmetBy(rule, who, today)
  const firm = unmet.filter((one) => one !== 'class')
  if (firm.length > 0) return { is: 'no', unmet: firm }
  return joining === 'rule' && unmet.length === 0 ? { is: 'in' } : { is: 'ask' }
}

export const ROLES_WORDS: Readonly<Record<RoleName, string>> = {
  'clinical-director': 'clinical directors',
  'prescribing-lead': 'prescribing leads',
  'liaison-lead': 'liaison leads',
  'practice-manager': 'practice managers',
  mentor: 'mentors',
}

const KINDS_WORDS: Readonly<Record<GpKind, string>> = {
  locum: 'locum GPs',
  salaried: 'salaried GPs',
  portfolio: 'portfolio GPs',
  partner: 'GP partners',
  'not-a-gp': 'people who are not GPs',
}

/** "Clinical directors, in NHS Somerset ICB or under it, who are BMA member": who may join, in a sentence. */
export function eligibilityWords(rule: Eligibility, organisationName: string | null): string {
  const { roles, gpKinds, memberClass, othersUntil, from, until } = rule
  const who = [
    roles.length === 0
      ? ''
      : listWords(
          roles.map((one) => ROLES_WORDS[one]),
          'or',
        ),
    gpKinds.length === 0
      ? ''
      : listWords(
          gpKinds.map((one) => KINDS_WORDS[one]),
          'or',
        ),
  ].filter((part) => part !== '')
  const parts = [
    who.length === 0 ? 'everybody' : who.join(' who are '),
    organisationName === null ? '' : `in ${organisationName} and everything under it`,
    memberClass === null
      ? ''
      : `with the membership “${memberClass}”${othersUntil === null ? '' : ` (others until ${dateWords(othersUntil)})`}`,
    from === null ? '' : `from ${dateWords(from)}`,
    until === null ? '' : `until ${dateWords(until)}`,
  ].filter((part) => part !== '')
  const words = parts.join(', ')
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`
}

/** Why somebody may not join, in a sentence. */
export function unmetWords(
  rule: Eligibility,
  unmet: readonly Unmet[],
  organisationName: string | null,
): string {
  const words: Readonly<Record<Unmet, string>> = {
    role: `it is for ${listWords(
      rule.roles.map((one) => ROLES_WORDS[one]),
      'or',
    )}`,
    'gp-kind': `it is for ${listWords(
      rule.gpKinds.map((one) => KINDS_WORDS[one]),
      'or',
    )}`,
    organisation: `it is for people in ${organisationName ?? ''} and everything under it`,
    'not-yet': `people may join from ${rule.from === null ? '' : dateWords(rule.from)}`,
    over: `people could join until ${rule.until === null ? '' : dateWords(rule.until)}`,
    class: `it is for people with the membership “${rule.memberClass ?? ''}”`,
  }
  return listWords(unmet.map((one) => words[one]))
}
