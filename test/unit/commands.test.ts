import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hear, LONGEST_LINE, numbered, plainWords, spoken } from '#src/app/commands.ts'
import { Preview } from '#src/broadcasts/intents.ts'
import { FormValues } from '#src/chat/form.ts'
import { Intent } from '#src/chat/intent.ts'
import type { Actor } from '#src/people/actor.ts'
import { judge } from '#src/privacy/rules.ts'
import { all, commands, director, handled, locum, newcomer } from './all-commands.ts'

/** What a line comes to, in a few words: the intent's verb, "refused" or "unknown". */
function heard(text: string, who: Actor = director): string {
  const found = hear(commands, who, text)
  if (found.is === 'unknown') return 'unknown'
  return found.spoken.ok ? found.spoken.value.intent.do : 'refused'
}
const nearest = (text: string, who: Actor) => {
  const found = hear(commands, who, text)
  return found.is === 'unknown' ? found.nearest : []
}

describe.each(commands.map((command) => [command.usage, command] as const))(
  '%s',
  (usage, command) => {
    const [main] = command.words
    const rest = usage.slice(main.length)

    test('begins with its own first words', () => {
      expect(command.words.some((words) => usage === words || usage.startsWith(`${words} `))).toBe(
        true,
      )
    })

    test('is understood as help shows it, and by each of its words', () => {
      const shown =
        command.words.find((words) => usage === words || usage.startsWith(`${words} `)) ?? main
      for (const words of command.words) {
        const line = `${words}${usage.slice(shown.length)}`
        const found = hear(commands, director, line)
        expect(found.is === 'command' && found.spoken).toEqual(
          command.read(usage.slice(shown.length).trim()),
        )
        const { ok } = command.read(usage.slice(shown.length).trim())
        expect([line, ok]).toEqual([line, true])
      }
    })

    test('comes to something that is handled', () => {
      const read = command.read(rest.trim())
      if (!read.ok) return
      expect(handled).toContain(read.value.intent.do)
      expect(Intent.safeParse(read.value.intent).success).toBe(true)
      expect(FormValues.nullable().safeParse(read.value.values).success).toBe(true)
    })

    test('is understood however it is typed', () => {
      const expected = heard(usage)
      const accented = usage.replace('e', 'é')
      for (const typed of [
        usage.toUpperCase(),
        `/cascade ${usage}`,
        `  /Cascade   ${usage}  `,
        usage.replaceAll(' ', '   '),
        usage.replaceAll(' ', '\t'),
        usage.replaceAll(' ', '\u00A0'),
        ...(command.words.some((words) => plainWords(accented).startsWith(words)) &&
        accented.indexOf('é') < main.length
          ? [accented]
          : []),
      ])
        expect([typed, heard(typed)]).toEqual([typed, expected])
    })

    test('is no patient', () => {
      expect(judge([usage])).toEqual({ is: 'pass' })
    })

    test('reads or refuses whatever comes after it, in a sentence', () => {
      fc.assert(
        fc.property(
          fc.oneof(
            fc.string({ unit: 'grapheme', maxLength: LONGEST_LINE, size: 'max' }),
            fc.constantFrom(
              '',
              '0',
              '12',
              '12 x',
              '#12',
              '12 2026-12-09',
              '12 2026-12-09 13:00 x',
              'off',
            ),
          ),
          (typed) => {
            const found = hear(commands, director, `${main} ${typed}`)
            if (found.is === 'unknown') return
            if (found.spoken.ok) {
              expect(Intent.safeParse(found.spoken.value.intent).success).toBe(true)
              return
            }
            const { happened, next } = found.spoken.refusal
            expect(happened).toMatch(/^[A-Z].*[a-z]$/)
            expect(next).toMatch(/^[A-Z][\s\S]*\.$/)
            expect(happened.length).toBeLessThanOrEqual(140)
          },
        ),
        { numRuns: 30 },
      )
    })
  },
)

test('no two commands share a word', () => {
  const words = commands.flatMap((command) => [...command.words])
  expect(words.toSorted()).toEqual([...new Set(words)].toSorted())
})

test('every command is one line of help', () => {
  for (const { usage, does, words } of commands) {
    expect(usage.length).toBeLessThanOrEqual(60)
    expect(does).toMatch(/^[A-Z].*[^.]$/)
    expect(`${usage} ${does}`).not.toMatch(/alert|e\.g\./i)
    for (const one of words) expect(plainWords(one)).toBe(one)
  }
})

describe('a typed line', () => {
  test.each([
    ['read 12', 'acknowledge'],
    ['reads 12', 'unknown'],
    ['reader', 'unknown'],
    ['re ad 12', 'unknown'],
    ['not relevant 12', 'acknowledge'],
    ['stop 12', 'stop'],
    ['stop following L85001', 'unfollow'],
    ['send 12', 'send-now'],
    ['send a pathway', 'compose-kind'],
    ['compose Board Meeting Notice', 'compose-kind'],
    ['compose poetry', 'refused'],
    ['interest 12', 'list-interest'],
    ['interested 12', 'interested'],
    ['i am interested in 12', 'interested'],
    ['i am interested in 12: teaching', 'submit-interest'],
    ['ask 12', 'ask'],
    ['ask 12 why?', 'submit-question'],
    ['reply 12', 'refused'],
    ['follow', 'follow'],
    ['follow pathways L85001', 'save-follow'],
    ['follow pathways', 'refused'],
    ['follow everything everywhere', 'refused'],
    ['quiet', 'quiet-hours'],
    ['quiet hours', 'quiet-hours'],
    ['quiet hours off', 'save-quiet-hours'],
    ['quiet hours 19.30-07.00', 'save-quiet-hours'],
    ['quiet please', 'refused'],
    ['schedule 12', 'schedule'],
    ['schedule 12 2026-12-09T13:00', 'save-schedule'],
    ['schedule 12 9 December 2026 13:00', 'save-schedule'],
    ['schedule 12 tomorrow', 'refused'],
    ['rsvp 12 yes', 'rsvp'],
    ['rsvp 12 no', 'rsvp'],
    ['rsvp 12 maybe', 'refused'],
    ['/cascade', 'help'],
    [' /CASCADE ', 'help'],
    ['help', 'help'],
    ['/cascade help', 'help'],
    ['/CASCADE HELP', 'help'],
    ['hélp', 'help'],
    ['HÉLP', 'help'],
    ['?', 'help'],
    ['help!', 'help'],
    ['Join.', 'join'],
    ['read 12.', 'acknowledge'],
    ['catch up?', 'catch-up'],
    ['not relevant 12 !', 'acknowledge'],
    ['unfollow', 'subscriptions'],
    ['unsubscribe.', 'subscriptions'],
    ['opportunities', 'library-kind'],
    ['library events', 'library-kind'],
    ['library of babel', 'refused'],
    ['...', 'unknown'],
    ['shelp', 'unknown'],
    ['constructor', 'unknown'],
    ['__proto__ 12', 'unknown'],
    ["'; drop table people; --", 'unknown'],
    ['.* 12', 'unknown'],
  ])('%j comes to %s', (typed, expected) => {
    expect(heard(typed)).toBe(expected)
  })

  test('keeps the case and the accents of what comes after the command', () => {
    const found = hear(commands, locum, 'ASK 12 Où est le Café? 😀')
    expect(found.is === 'command' && found.spoken.ok && found.spoken.value.values).toEqual({
      text: 'Où est le Café? 😀',
    })
  })

  test('keeps the end of what is said to somebody', () => {
    const found = hear(commands, locum, 'ask 12 Is this right?!')
    expect(found.is === 'command' && found.spoken.ok && found.spoken.value.values).toEqual({
      text: 'Is this right?!',
    })
  })

  test('is understood the same by everybody: what one may do is decided later', () => {
    expect(heard('send 12', newcomer)).toBe('send-now')
  })

  test.each([
    ['drafs', director, 'drafts'],
    ['subscribtions', locum, 'subscriptions'],
    ['unfolow L85001', locum, 'unfollow L85001'],
    ['raed 12', locum, 'read 12'],
    ['jion', newcomer, 'join'],
    ['please help me', newcomer, 'help'],
  ])('%j is nearest to what was meant', (typed, who, usage) => {
    expect(nearest(typed, who)[0]?.usage).toBe(usage)
  })

  test('that is unknown gets up to four of those that are offered', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'grapheme', maxLength: LONGEST_LINE, size: 'max' }), fc.lorem()),
        fc.constantFrom(newcomer, locum, director),
        (typed, who) => {
          const found = hear(commands, who, typed)
          if (found.is === 'command') return
          expect(found.nearest.length).toBeGreaterThan(0)
          expect(found.nearest.length).toBeLessThanOrEqual(4)
          for (const command of found.nearest) expect(command.offered(who)).toBe(true)
        },
      ),
    )
  })
})

describe('a number after a command', () => {
  const read = (rest: string) =>
    numbered(rest, 'preview 12', (broadcast, text) => spoken(Preview({ broadcast }), { text }))
  const values = (rest: string) => {
    const decided = read(rest)
    return decided.ok
      ? [decided.value.intent.with['broadcast'], decided.value.values?.['text']]
      : 'refused'
  }

  test.each([
    ['12', '12', ''],
    ['#12', '12', ''],
    [' 12 ', '12', ''],
    ['0012', '12', ''],
    ['12 a b', '12', 'a b'],
    ['12: a', '12', 'a'],
    ['12, a', '12', 'a'],
    ['12 12', '12', '12'],
    ['2147483647', '2147483647', ''],
    ['12 a\nb', '12', 'a\nb'],
  ])('%j is read', (rest, id, text) => {
    expect(values(rest)).toEqual([id, text])
  })

  test.each([
    '',
    '0',
    '#0',
    '-1',
    '2147483648',
    '9999999999',
    '99999999999',
    '12abc',
    'abc',
    '1.5',
    '1e3',
    '##12',
    '# 12',
    '１２',
    '12.',
  ])('%j is refused, with how to type it', (rest) => {
    expect(read(rest)).toEqual({
      ok: false,
      refusal: {
        happened: 'That command needs a number',
        next: 'Type it as: preview 12. The number is on its card.',
      },
    })
  })
})

test('each intent has one handler: of two the first would never be reached', () => {
  const names = all.flatMap((one) => one.handlers.map((handler) => handler.do))
  expect(names.filter((name, n) => names.indexOf(name) !== n)).toEqual([])
})
