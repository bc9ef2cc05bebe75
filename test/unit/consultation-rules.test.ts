import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromLine } from '#src/broadcasts/broadcast-card.ts'
import {
  chaseDue,
  decideSayBack,
  decideTakePart,
  isReminded,
  readAnswers,
  saidBy,
  type Voice,
} from '#src/consultations/rules.ts'
import { SMALLEST } from '#src/kernel/small-numbers.ts'
import { decideCorrection } from '#src/versions/rules.ts'
import { daysAfter } from '#src/kernel/london.ts'
import { aBroadcast, contentOf } from './a-broadcast.ts'
import { contentWith, errorsOf } from './composed.ts'

const content = contentOf('consultation', { opens: '2026-12-01' })
const found = aBroadcast({ content })
const { questions } = content
const outcome = (decided: Readonly<{ ok: boolean; refusal?: Readonly<{ happened: string }> }>) =>
  decided.ok ? 'yes' : decided.refusal?.happened

describe('writing one', () => {
  test('reads a question, and after bars what can be chosen', () => {
    expect(contentWith('consultation', { question3: ' Which? |  a | b |' })).toMatchObject({
      opens: null,
      until: '2026-12-31',
      questions: [...questions, { text: 'Which?', choices: ['a', 'b'] }],
    })
  })

  test.each([
    ['question1', '', 'Enter a question'],
    ['question2', 'Which? | a', 'Question 2: give at least 2 answers to choose from, or none'],
    ['question2', 'Which? | a | A', 'Question 2: two of its answers are the same'],
    ['question2', '| a | b', 'Question 2: put the question before the first bar'],
    [
      'question2',
      `Which? | a | ${'b'.repeat(61)}`,
      'Question 2: each answer must be 60 characters or fewer',
    ],
    [
      'question2',
      'W? | 1 | 2 | 3 | 4 | 5 | 6 | 7',
      'Question 2: give 6 answers to choose from at most',
    ],
    [
      'question2',
      'w'.repeat(121),
      'Question 2 must be 120 characters or fewer, without its answers',
    ],
  ])('names what is wrong with %s: %s', (field, typed, sentence) => {
    expect(errorsOf('consultation', { [field]: typed })).toEqual({ [field]: sentence })
  })

  test('does not close before it opens', () => {
    expect(errorsOf('consultation', { opens: '2027-01-01' })).toEqual({
      closes: 'It must close on the day on which it opens, or after it',
    })
  })

  test('keeps its questions when it is corrected, and may close later', () => {
    const correct = (changed: Partial<typeof content>) =>
      outcome(
        decideCorrection(
          aBroadcast({ content, state: 'sent' }),
          { base: 1, content: { ...content, ...changed }, what: 'It', material: false },
          '2026-12-02',
        ),
      )
    expect(correct({ closes: '2026-12-20', until: '2026-12-20' })).toBe('yes')
    expect(correct({ questions: questions.slice(1) })).toContain('stay as they were sent')
  })
})

describe('taking part', () => {
  test.each([
    ['2026-11-30', true, 'It opens on Tuesday 1 December 2026'],
    ['2026-12-01', true, 'yes'],
    ['2026-12-09', true, 'yes'],
    ['2026-12-10', true, 'It closed on Wednesday 9 December 2026'],
    ['2026-12-09', false, 'There is no consultation with that number for you'],
  ])('on %s, told %s: %s', (today, told, expected) => {
    expect(outcome(decideTakePart(found, told, today))).toBe(expected)
  })

  test('is over when it was taken back', () => {
    const since = { ...found.since, ended: { is: 'withdrawn', at: new Date(0), why: 'x' } } as const
    expect(outcome(decideTakePart({ ...found, since }, true, '2026-12-02'))).toContain('taken back')
  })

  test('reads choices by their number and words as they are', () => {
    expect(readAnswers(questions, { answer1: '2', answer2: ' Parking ', named: 'yes' })).toEqual({
      ok: true,
      value: { answers: ['Thursday', 'Parking'], named: true },
    })
    expect(readAnswers(questions, { answer2: 'Parking' })).toMatchObject({
      value: { answers: [null, 'Parking'], named: false },
    })
    expect(readAnswers(questions, { answer1: '3' })).toMatchObject({ ok: false })
    expect(readAnswers(questions, {})).toMatchObject({ ok: false })
    expect(readAnswers(questions, { answer2: 'a'.repeat(1001) })).toMatchObject({ ok: false })
  })
})

describe('afterwards', () => {
  test.each([
    ['2026-12-09', false, 'is open until the end of'],
    ['2026-12-10', false, 'yes'],
    ['2026-12-10', true, 'has been said'],
  ])('on %s, said before %s: %s', (today, said, expected) => {
    expect(outcome(decideSayBack(found, said, today))).toContain(expected)
  })

  test.each([
    ['2026-12-09', 0],
    ['2026-12-10', 1],
    ['2026-12-22', 1],
    ['2026-12-23', 2],
    ['2027-01-06', 3],
    ['2028-01-01', 3],
  ])('its sender is at step %s', (today, step) => {
    expect(chaseDue('2026-12-09', today)).toBe(step)
  })
})

test('whoever works on one weekday alone is reminded in the last week, if they had it in time', () => {
  const who = (workingDays: string) => ({ quietFrom: null, quietTo: null, workingDays })
  for (const workday of ['1', '2', '3', '4', '5', '6', '7']) {
    const days = Array.from({ length: 14 }, (_, n) => daysAfter('2026-12-01', n)).filter((day) =>
      isReminded(
        { closes: '2026-12-09', sentAt: new Date('2026-11-20T09:00:00Z') },
        who(workday),
        new Set(),
        new Date(`${day}T12:00:00Z`),
      ),
    )
    expect([workday, days.length]).toEqual([workday, 1])
    expect(days[0] !== undefined && days[0] >= '2026-12-03' && days[0] <= '2026-12-09').toBe(true)
  }
  const late = { closes: '2026-12-09', sentAt: new Date('2026-12-08T09:00:00Z') }
  expect(isReminded(late, who('12345'), new Set(), new Date('2026-12-09T12:00:00Z'))).toBe(false)
})

test('what was said without a name is shown from five on, and those who gave theirs always', () => {
  const voice: fc.Arbitrary<Voice> = fc.record({
    name: fc.constantFrom('Dr A', 'Dr B'),
    named: fc.boolean(),
    answers: fc.tuple(
      fc.constantFrom('Monday', 'Thursday', null),
      fc.option(fc.string({ minLength: 1 }), { nil: null }),
    ),
  })
  fc.assert(
    fc.property(fc.array(voice, { maxLength: 40, size: 'max' }), (voices) => {
      const nameless = voices.filter(({ named }) => !named)
      const { said, leftOut } = saidBy(questions, voices)
      const few = nameless.length < SMALLEST
      expect(leftOut).toBe(few ? nameless.length : 0)
      const heard = few ? voices.filter(({ named }) => named) : voices
      for (const { choice, n } of said[0]?.chosen ?? [])
        expect(n).toBe(heard.filter(({ answers }) => answers[0] === choice).length)
      const words = said[1]?.words ?? []
      expect(words).toHaveLength(heard.filter(({ answers }) => answers[1] !== null).length)
      if (few) expect(words.every(({ name }) => name !== null)).toBe(true)
    }),
  )
})

test('its card does not say that the sender sees who answers', () => {
  const from = fromLine(aBroadcast({ content: contentOf('consultation') }))
  expect(from).toContain('Nobody sees who answers the questions')
  expect(from).not.toContain('the sender sees your answer')
  expect(fromLine(aBroadcast())).toContain('the sender sees your answer')
})
