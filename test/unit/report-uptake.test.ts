import { describe, expect, test } from 'vitest'
import type { Stage } from '#src/kernel/schema.ts'
import { reportCard } from '#src/reports/cards.ts'
import { countUp } from '#src/reports/rules.ts'
import type { Uptake } from '#src/reports/uptake.ts'
import { uptakeFacts, uptakeInShort, uptakeWords } from '#src/reports/uptake-words.ts'
import { aBroadcast, contentOf } from './a-broadcast.ts'

const sentAt = new Date('2026-08-05T11:40:00Z')
const broadcast = { ...aBroadcast({ state: 'sent' }), startedAt: sentAt }
const ANSWERS: Uptake = { is: 'answers' }
const NO_QUESTIONS = { open: 0, answered: 0 }

const interestOf = (n: number, name: string, stage: Stage = 'interested'): Uptake => ({
  is: 'interest',
  interested: Array.from({ length: n }, (_, nth) => ({
    personId: String(nth),
    number: nth + 1,
    name,
    gpKind: 'locum',
    how: 'One day a week',
    dates: [],
    conflict: null,
    at: sentAt,
    withdrawnAt: null,
    stage,
    stageAt: sentAt,
    reason: null,
  })),
})

describe('a report counts what its kind asks for', () => {
  const three = countUp([
    { state: 'sent', answer: 'read', repeat: false, n: 1 },
    { state: 'sent', answer: null, repeat: false, n: 2 },
  ])
  const content = contentOf('education-event', { capacity: 2 })
  const event = { ...aBroadcast({ content, state: 'sent' }), content }
  const attender = (state: 'booked' | 'waiting' | 'given-up') => ({
    personId: state,
    name: 'Dr Amara Okafor',
    gpKind: 'locum' as const,
    state,
    askedAt: sentAt,
    bookedAt: null,
    endedAt: null,
    attended: false,
    cpdHours: null,
  })
  const places: Uptake = {
    is: 'places',
    bookings: { event, attenders: [attender('booked'), attender('waiting'), attender('given-up')] },
  }
  const took = (asked: number, answered: number | null): Uptake => ({
    is: 'taking-part',
    shown: { asked, answered },
  })
  const coming: Uptake = {
    is: 'coming',
    coming: { going: 1, deputies: 1, observers: 0, notGoing: 1, silent: 6 },
    quorum: {
      members: 3,
      needed: 2,
      present: [
        { code: 'A1', name: 'One' },
        { code: 'A2', name: 'Two' },
      ],
      missing: [],
      unsure: [],
    },
    came: null,
  }

  test.each<readonly [Uptake, string, string]>([
    [ANSWERS, '1 of 3 people has answered (33%).', '1 of 3 answered'],
    [took(9, 6), '6 of the 9 people who were asked took part (67%).', '6 of 9 took part'],
    [
      took(4, null),
      '4 people were asked. How many took part is not shown, because fewer than 5 were asked or took part.',
      '4 asked, too few to say how many took part',
    ],
    [places, '1 of 2 places taken, 1 person waiting.', '1 of 2 places taken, 1 waiting'],
    [
      interestOf(2, 'Dr Bo Locum'),
      '2 people have said that they are interested. 2 of them wait for an answer.',
      '2 interested',
    ],
    [
      interestOf(1, 'Dr Bo Locum', 'declined'),
      '1 person has said that they are interested.',
      '1 interested',
    ],
    [interestOf(0, ''), 'Nobody has said that they are interested.', '0 interested'],
    [
      coming,
      '3 of 9 people have said whether they come. 2 practices of 3 come. That is a quorum: 2 practices are needed.',
      '3 of 9 said whether they come',
    ],
  ])('%#', (uptake, words, short) => {
    expect(uptakeWords(uptake, three)).toBe(words)
    expect(uptakeInShort(uptake, three)).toBe(short)
    const card = reportCard(broadcast, three, NO_QUESTIONS, uptake, null, 'https://example.nhs.uk')
    expect(JSON.stringify(card)).toContain(words)
    expect(JSON.stringify(card).includes('No answer yet')).toBe(uptake.is === 'answers')
  })

  test('and its facts say who did what, and who marked it', () => {
    const facts = (uptake: Uptake) =>
      uptakeFacts(uptake, three).map(({ label, value }) => `${label}: ${value}`)
    expect(facts(took(9, 6))).toEqual([
      'Marked as read: 1 person',
      'Marked as not relevant: 0 people',
    ])
    expect(facts(places).slice(0, 3)).toEqual([
      'Have a place: 1 person',
      'Waiting: 1 person',
      'Gave it up, or cancelled: 1 person',
    ])
    expect(facts(interestOf(1, 'Dr Bo Locum'))[0]).toBe('Interested: 1 person: Dr Bo Locum')
    expect(facts(coming).slice(0, 5)).toEqual([
      'Going for a practice: 1 person',
      'Sending a deputy: 1 person',
      'Observers: 0 people',
      'Not going: 1 person',
      'Have not said: 6 people',
    ])
  })
})
