import { z } from 'zod'
import type { FormValues } from '#src/chat/form.ts'
import { type FormRead, oneOf, optionalLine, readForm } from '#src/chat/read-form.ts'
import type { QuorumRule } from './quorum.ts'

export const QUORUM_CHOICES = [
  'more-than-half',
  'half',
  'two-thirds',
  'three-quarters',
  'all',
  'number',
] as const
export type QuorumChoice = (typeof QUORUM_CHOICES)[number]

const share = (top: number, bottom: number, over = false): QuorumRule => ({
  is: 'share',
  top,
  bottom,
  over,
})

const RULES: Readonly<Record<Exclude<QuorumChoice, 'number'>, QuorumRule>> = {
  'more-than-half': share(1, 2, true),
  half: share(1, 2),
  'two-thirds': share(2, 3),
  'three-quarters': share(3, 4),
  all: share(1, 1),
}

/** The choice that stands for a rule. */
export function choiceOf(rule: QuorumRule): QuorumChoice {
  if (rule.is === 'number') return 'number'
  const same = (one: QuorumRule) => JSON.stringify(one) === JSON.stringify(rule)
  return QUORUM_CHOICES.find((one) => one !== 'number' && same(RULES[one])) ?? 'number'
}

const QuorumForm = z.object({
  rule: oneOf(QUORUM_CHOICES, 'Choose what the quorum is'),
  number: optionalLine('How many', 3),
})

export function readQuorum(values: FormValues): FormRead<QuorumRule> {
  const read = readForm(QuorumForm, values)
  if (!read.ok) return read
  const { rule, number } = read.value
  if (rule !== 'number') return { ok: true, value: RULES[rule] }
  const n = /^\d{1,3}$/.test(number ?? '') ? Number(number) : 0
  return n >= 1 && n <= 100
    ? { ok: true, value: { is: 'number', number: n } }
    : { ok: false, errors: { number: 'Enter how many practices, from 1 to 100' } }
}
