import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import {
  figuresOf,
  isPrevented,
  isStopped,
  judgeLabelled,
  readLabelled,
} from '#test/support/guard-texts.ts'
import { isNhsNumber, isSnomedId } from '#src/privacy/check-digits.ts'
import { contactsIn } from '#src/privacy/contact-details.ts'
import { judge } from '#src/privacy/rules.ts'

const texts = await readLabelled()
const judged = texts.map((one) => ({ ...one, was: judgeLabelled(one.text).is }))

describe('on the labelled texts the guard', () => {
  test('has at least 300 of them, balanced, each with an id of its own', () => {
    expect(new Set(texts.map(({ id }) => id)).size).toBe(texts.length)
    for (const label of ['pass', 'ask', 'prevent'])
      expect(texts.filter((one) => one.label === label).length).toBeGreaterThan(125)
  })

  test('prevents every NHS number, whatever stands around it', () => {
    const missed = judged.filter(
      ({ label, was, why }) =>
        label === 'prevent' && why.startsWith('nhs number') && was !== 'prevent',
    )
    expect(missed).toEqual([])
  })

  test('prevents almost only what it should, and almost all of it', () => {
    const { recall, precision } = figuresOf(judged, isPrevented)
    expect(precision).toBeGreaterThanOrEqual(0.99)
    expect(recall).toBeGreaterThanOrEqual(0.96)
  })

  test('stops nine in ten of what it should, and hardly anything else', () => {
    const { recall, precision } = figuresOf(judged, isStopped)
    expect(precision).toBeGreaterThanOrEqual(0.98)
    expect(recall).toBeGreaterThanOrEqual(0.9)
  })

  test('prevents nothing that should pass', () => {
    expect(judged.filter(({ label, was }) => label === 'pass' && was === 'prevent')).toEqual([])
  })

  test('does no worse than this on texts that it was not written for', () => {
    const last = judged.filter(({ id }) => id.startsWith('last'))
    expect(figuresOf(last, isPrevented).recall).toBeGreaterThanOrEqual(0.83)
    expect(figuresOf(last, isPrevented).precision).toBe(1)
    expect(figuresOf(last, isStopped).recall).toBeGreaterThanOrEqual(0.65)
    expect(figuresOf(last, isStopped).precision).toBeGreaterThanOrEqual(0.93)
  })
})

test('every message of the demonstration passes, but those that are about a patient', async () => {
  const Items = z.object({ messages: z.array(z.record(z.string(), z.unknown())) })
  const file = await readFile('src/demo/area/messages.demo.json', 'utf8')
  const { messages } = Items.parse(JSON.parse(file))
  const stopped = messages.flatMap((item) => {
    const words = ['title', 'summary', 'actions', 'contact'].flatMap((key) => textsIn(item[key]))
    const { is } = judge(words)
    return is === 'pass' ? [] : [[item['id'], is]]
  })
  expect(stopped).toEqual([
    ['neg-01', 'prevent'],
    ['neg-02', 'prevent'],
    ['neg-05', 'ask'],
  ])
})

const textsIn = (value: unknown): readonly string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(textsIn)
      : []

test('boxes of one form are read together, and a number is never put together from two', () => {
  expect(judge(['Mrs Elsie Wainthrope', 'DOB 3/4/51'])).toMatchObject({
    is: 'prevent',
    within: [0, 1],
  })
  expect(judge(['Rooms move', 'Seen today: 67F, PMB', 'QSL'])).toMatchObject({
    is: 'ask',
    within: [1],
  })
  expect(judge(['99900', '01375'])).toEqual({ is: 'pass' })
  expect(judge([`Mrs Elsie Wainthrope${' so'.repeat(200)}`, 'dob 3/4/51'])).toMatchObject({
    is: 'ask',
  })
})

test('an organisation’s own postcode and phone number say nothing about a person', () => {
  const about = 'pt, TA1 1NW, 07700 900123, ring 1823 331381'
  expect(judge([about]).is).toBe('ask')
  expect(judge([about], new Set(['TA11NW', '07700900123'])).is).toBe('pass')
  expect(contactsIn('ta11nw or +44 (0)1823 331381 or 1823 331381')).toEqual([
    'TA11NW',
    '01823331381',
  ])
})

test('check digits are those of the NHS Data Dictionary and of SNOMED CT', () => {
  for (const valid of ['9434765919', '9990001375', '9990002746', '9990004110'])
    expect(isNhsNumber(valid)).toBe(true)
  for (const not of ['9434765918', '9999999999', '943476591', '94347659190'])
    expect(isNhsNumber(not)).toBe(false)
  for (const valid of ['195967001', '73211009', '44054006', '28946311000001106', '322236009'])
    expect(isSnomedId(valid)).toBe(true)
  for (const not of ['195967002', '73211008', '12345', '0195967001'])
    expect(isSnomedId(not)).toBe(false)
})

/** What the patterns are made of, so that every one of them is begun again and again and never ends. */
const PIECES = [
  '1',
  '12 ',
  '3/',
  '3/4/51',
  '2026-12-',
  'dob ',
  'born ',
  'Mrs ',
  'Mr A. ',
  'Aa',
  'A ',
  "O'",
  'name ',
  'pt ',
  'his ',
  '67F ',
  ' year old',
  'TA1 ',
  '1NW',
  '077',
  '+44 ',
  'hosp no ',
  'nhs ',
  'www.',
  'a@',
  '@',
  '.',
  '-',
  ' ',
  '(',
  ',',
  '?U',
  'home visit ',
  '12 aa aa ',
  '\u0660',
  '\uFDFA',
  '\u200B',
  '*',
  '\n',
]

// Seconds, where a pattern that goes back over itself takes minutes, and would not end in the time of this test.
test('200,000 characters of anything are read to their end', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 4 }),
      fc.constantFrom(...PIECES, ''),
      (pieces, end) => {
        const piece = pieces.join('')
        const text = piece.repeat(Math.ceil(200_000 / piece.length)).slice(0, 200_000) + end
        expect(judge([text]).is).toMatch(/^(pass|ask|prevent)$/)
        expect(contactsIn(text)).toBeDefined()
      },
    ),
    { numRuns: 15 },
  )
}, 300_000)
