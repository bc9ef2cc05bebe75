import { z } from 'zod'
import { type Attention, type BankHolidays, isOpen } from '#src/attention/rules.ts'
import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import type { ConsultationQuestion, ContentOf } from '#src/broadcasts/content.ts'
import type { FormValues } from '#src/chat/form.ts'
import { type FormRead, readForm, text, tick } from '#src/chat/read-form.ts'
import { atLondon, dateWords, daysAfter, londonDay } from '#src/kernel/london.ts'
import { allowed, type Decision, refused } from '#src/kernel/refusal.ts'
import { SMALLEST } from '#src/kernel/small-numbers.ts'

/** A broadcast that asks something. */
export type Consultation = Broadcast & Readonly<{ content: ContentOf<'consultation'> }>

/** The longest answer in one's own words. */
export const LONGEST_ANSWER = 1000
/** The longest half of "you said, we did". */
export const LONGEST_OUTCOME = 800

/** What one person said: by question, null where they left it out. */
export type Given = Readonly<{ answers: readonly (string | null)[]; named: boolean }>

export const answerField = (n: number): string => `answer${n + 1}`

const single = (value: FormValues[string] | undefined): string =>
  (typeof value === 'string' ? value : (value?.[0] ?? '')).trim()

const Words = z.object({ words: text('Your answer', LONGEST_ANSWER) })

/** One answer: the number of the choice, or words. */
function readAnswer(
  { choices }: ConsultationQuestion,
  value: FormValues[string] | undefined,
): FormRead<string | null> {
  const sent = single(value)
  if (sent === '') return { ok: true, value: null }
  if (choices.length > 0) {
    const chosen = /^[1-9]$/.test(sent) ? choices[Number(sent) - 1] : undefined
    return chosen === undefined
      ? { ok: false, errors: { words: 'Choose one of the answers' } }
      : { ok: true, value: chosen }
  }
  const read = readForm(Words, { words: sent })
  return read.ok ? { ok: true, value: read.value.words } : read
}

export function readAnswers(
  questions: readonly ConsultationQuestion[],
  values: FormValues,
): FormRead<Given> {
  const errors: Record<string, string> = {}
  const answers = questions.map((question, n) => {
    const read = readAnswer(question, values[answerField(n)])
    if (read.ok) return read.value
    errors[answerField(n)] = read.errors['words'] ?? 'That cannot be kept'
    return null
  })
  if (Object.keys(errors).length > 0) return { ok: false, errors }
  if (answers.every((answer) => answer === null))
    return { ok: false, errors: { [answerField(0)]: 'Answer at least one question' } }
  const { named } = z.object({ named: tick }).parse(values)
  return { ok: true, value: { answers, named } }
}

/** Answers go to a consultation that this person was asked in, from its first day to the end of its last. */
export function decideTakePart(
  broadcast: Broadcast | null,
  told: boolean,
  today: string,
): Decision<Consultation> {
  if (broadcast === null || !told)
    return refused(
      'There is no consultation with that number for you',
      'Type in force to see what applies to you.',
    )
  const { id, content, since } = broadcast
  if (content.kind !== 'consultation')
    return refused(
      `Message ${id} is not a consultation`,
      `To reply to it, type reply ${id} and your words.`,
    )
  if (since.ended?.is === 'withdrawn' || since.ended?.is === 'superseded')
    return refused(
      `Consultation ${id} was taken back`,
      'Nobody asks for answers to it any more. Open its card to see why.',
    )
  if (content.opens !== null && today < content.opens)
    return refused(
      `It opens on ${dateWords(content.opens)}`,
      'Come back then: the button on its card is the same.',
    )
  if (content.closes < today)
    return refused(
      `It closed on ${dateWords(content.closes)}`,
      `To say something all the same, type reply ${id} and your words.`,
    )
  return allowed({ ...broadcast, content })
}

/** "You said, we did" comes after it has closed, once. */
export function decideSayBack(
  broadcast: Broadcast,
  said: boolean,
  today: string,
): Decision<Consultation> {
  const { id, content } = broadcast
  if (content.kind !== 'consultation')
    return refused(`Message ${id} is not a consultation`, `Type report ${id} to see how it went.`)
  if (said)
    return refused(
      `What came of consultation ${id} has been said`,
      'It went out once. To add something, type compose announcement.',
    )
  if (content.closes >= today)
    return refused(
      `Consultation ${id} is open until the end of ${dateWords(content.closes)}`,
      'Say what came of it once everybody has had their time.',
    )
  return allowed({ ...broadcast, content })
}

const Outcome = z.object({
  youSaid: text('What they said', LONGEST_OUTCOME),
  weDid: text('What you did', LONGEST_OUTCOME),
  everybody: tick,
})

export type Outcome = Readonly<{ youSaid: string; weDid: string; everybody: boolean }>

export const readOutcome = (values: FormValues): FormRead<Outcome> => readForm(Outcome, values)

/** Reminders go in the last week, at the first moment when each may be disturbed, and to nobody who has only just got it. */
const LAST_DAYS = 7
const NOT_BEFORE_MS = 48 * 60 * 60 * 1000

/** Whether somebody who has not taken part is to be reminded at this moment. */
export function isReminded(
  { closes, sentAt }: Readonly<{ closes: string; sentAt: Date }>,
  who: Attention,
  holidays: BankHolidays,
  at: Date,
): boolean {
  const from = atLondon(daysAfter(closes, 1 - LAST_DAYS), '00:00')
  return (
    at >= from &&
    londonDay(at) <= closes &&
    at.getTime() - sentAt.getTime() >= NOT_BEFORE_MS &&
    isOpen(who, holidays, at)
  )
}

/** Days after the last day on which its sender is told that it has closed, and asked again what came of it. */
const CHASED_AFTER = [1, 14, 28] as const

/** The newest step that is due, 0 for none: of several that were missed one is enough. */
export const chaseDue = (closes: string, today: string): number =>
  CHASED_AFTER.filter((days) => daysAfter(closes, days) <= today).length

/** What one person said, and who they are where they put their name to it. */
export type Voice = Given & Readonly<{ name: string }>

export type Said = Readonly<{
  question: ConsultationQuestion
  /** For a choice: how many chose each. */
  chosen: readonly Readonly<{ choice: string; n: number }>[]
  /** In their own words; without a name for those who gave none. */
  words: readonly Readonly<{ text: string; name: string | null }>[]
}>

/**
 * What was said, question by question. Those who gave no name are left out while they are so few that their words, or the
 * difference that they make to a count, would say who they are.
 */
export function saidBy(
  questions: readonly ConsultationQuestion[],
  voices: readonly Voice[],
): Readonly<{ said: readonly Said[]; leftOut: number }> {
  const nameless = voices.filter(({ named }) => !named)
  const few = nameless.length < SMALLEST
  const heard = few ? voices.filter(({ named }) => named) : voices
  return {
    leftOut: few ? nameless.length : 0,
    said: questions.map((question, n) => {
      const answers = heard.flatMap(({ answers: all, named, name }) => {
        const answer = all[n] ?? null
        return answer === null ? [] : [{ text: answer, name: named ? name : null }]
      })
      const isChoice = question.choices.length > 0
      return {
        question,
        chosen: question.choices.map((choice) => ({
          choice,
          n: answers.filter(({ text: one }) => one === choice).length,
        })),
        words: isChoice ? [] : answers,
      }
    }),
  }
}
