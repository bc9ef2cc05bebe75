import { z } from 'zod'
import type { FormValues } from '#src/chat/form.ts'
import {
  day,
  type FormRead,
  line,
  many,
  oneOf,
  optionalLine,
  readForm,
  text,
  tick,
} from '#src/chat/read-form.ts'
import { GP_KINDS } from '#src/people/rules.ts'
import { type Eligibility, ROLES } from './eligibility.ts'
import { type Called, LONGEST_REASON, LONGEST_STATEMENT, MOST_SEATS, readDays } from './rules.ts'

/** A choice field cannot be empty. */
export const NO_ROLE_NEEDED = 'none'
/** The paper that chooses nobody. */
export const NOBODY = '0'

const whole = (label: string, least: number, most: number) =>
  optionalLine(label, 10).transform((typed, context) => {
    if (typed === null) return null
    const n = /^\d{1,4}$/.test(typed) ? Number(typed) : -1
    if (n >= least && n <= most) return n
    context.addIssue({
      code: 'custom',
      message: `${label} must be a whole number from ${least} to ${most}`,
    })
    return z.NEVER
  })

const SeatForm = z.object({
  title: line('The seat', 80),
  about: optionalLine('What it is for', 300),
  organisation: many(1, 'Choose one place').refine((codes) => codes.length === 1, {
    error: 'Choose the organisation: type a few letters of its name',
  }),
  seats: whole('Seats', 1, MOST_SEATS),
  nominationsUntil: day('The last day of nominations'),
  votingFrom: day('The first day of voting'),
  votingUntil: day('The last day of voting'),
})

const RULE_FIELDS = ['Kinds', 'Months', 'Role', 'Sessions'] as const
const RuleForm = z.object({
  Kinds: many(GP_KINDS.length, 'Choose from the list').pipe(
    z.array(z.enum(GP_KINDS, { error: 'Choose from the list' })),
  ),
  Months: whole('Months', 0, 60),
  Role: oneOf([NO_ROLE_NEEDED, ...ROLES], 'Choose a role, or that none is needed'),
  Sessions: whole('Sessions', 1, 500),
})

/** One of the two rules of the form: its boxes begin with who it is for. */
function readRule(who: 'stand' | 'vote', values: FormValues): FormRead<Eligibility> {
  const mine = RULE_FIELDS.flatMap((name) => {
    const value = values[`${who}${name}`]
    return value === undefined ? [] : [[name, value] as const]
  })
  const read = readForm(RuleForm, { Role: NO_ROLE_NEEDED, ...Object.fromEntries(mine) })
  if (!read.ok) {
    const errors = Object.entries(read.errors).map(([name, error]) => [`${who}${name}`, error])
    return { ok: false, errors: Object.fromEntries(errors) as Readonly<Record<string, string>> }
  }
  const { Kinds: kinds, Months: months, Role: role, Sessions: sessions } = read.value
  return {
    ok: true,
    value: { kinds, months: months ?? 0, role: role === NO_ROLE_NEEDED ? null : role, sessions },
  }
}

/** What the form that calls a seat says, with one sentence for each box that is wrong. */
export function readSeat(values: FormValues, at: Date): FormRead<Called> {
  const seat = readForm(SeatForm, values)
  const stand = readRule('stand', values)
  const vote = readRule('vote', values)
  if (!seat.ok || !stand.ok || !vote.ok) {
    const wrong = [seat, stand, vote].flatMap((one) => (one.ok ? [] : Object.entries(one.errors)))
    return { ok: false, errors: Object.fromEntries(wrong) }
  }
  const { organisation, seats, nominationsUntil, votingFrom, votingUntil, ...rest } = seat.value
  const times = readDays({ nominationsUntil, votingFrom, votingUntil }, at)
  if (times.is === 'wrong') return { ok: false, errors: { [times.field]: times.error } }
  const { is: _, ...when } = times
  return {
    ok: true,
    value: {
      ...rest,
      ...when,
      organisation: organisation[0] ?? '',
      seats: seats ?? 1,
      stand: stand.value,
      vote: vote.value,
    },
  }
}

const declared = (words: string | null) =>
  tick.refine((ticked) => words === null || ticked, {
    error: 'Tick this if it is so. If it is not, you cannot go on',
  })

/** A statement, and what has to be declared with it. */
export function readStand(values: FormValues, words: string | null): FormRead<string> {
  const read = readForm(
    z.object({ statement: text('Your statement', LONGEST_STATEMENT), declares: declared(words) }),
    values,
  )
  return read.ok ? { ok: true, value: read.value.statement } : read
}

/** The places on the paper that are marked, from 1; none for a paper that chooses nobody. */
export function readPaper(
  values: FormValues,
  {
    seats,
    candidates,
    words,
  }: Readonly<{ seats: number; candidates: number; words: string | null }>,
): FormRead<readonly number[]> {
  const places = new Set(Array.from({ length: candidates }, (_, at) => String(at + 1)))
  const chosen = many(candidates + 1, 'Choose from the list')
    .refine((all) => all.length > 0, {
      error: 'Choose somebody, or that you choose none of them',
    })
    .refine((all) => all.every((one) => one === NOBODY || places.has(one)), {
      error: 'Choose from the list',
    })
    .refine((all) => all.length === 1 || !all.includes(NOBODY), {
      error: 'Either choose people, or that you choose none of them',
    })
    .refine((all) => all.length <= seats, {
      error: `There are ${seats} seats. Choose ${seats} people at most`,
    })
  const read = readForm(z.object({ chosen, declares: declared(words) }), values)
  return read.ok
    ? { ok: true, value: read.value.chosen.filter((one) => one !== NOBODY).map(Number) }
    : read
}

export const readReason = (values: FormValues): FormRead<Readonly<{ reason: string }>> =>
  readForm(z.object({ reason: line('A reason', LONGEST_REASON) }), values)
