import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Content } from '#src/broadcasts/content.ts'
import { ComposeKind } from '#src/broadcasts/intents.ts'
import { KINDS } from '#src/broadcasts/kind-names.ts'
import { readCompose } from '#src/broadcasts/read-compose.ts'
import { Form, FormValues, withErrors } from '#src/chat/form.ts'
import { words } from '#test/support/arbitraries.ts'
import { TODAY, formOf, GOOD, errorsOf, contentWith } from './composed.ts'

describe.each(KINDS)('a form for a %s', (kind) => {
  const required = formOf(kind)
    .fields.filter((field) => field.required)
    .map(({ name }) => name)
  const texts = formOf(kind).fields.flatMap((field) =>
    field.is === 'text' || field.is === 'long-text' || field.is === 'link' ? [field] : [],
  )

  test('reads good values', () => {
    const read = readCompose(kind, GOOD[kind], TODAY)
    expect(read).toMatchObject({ ok: true, value: { organisation: 'U00000', urgency: 'routine' } })
    expect(read.ok && Content.parse(read.value.content)).toMatchObject({ kind, actions: [] })
  })

  test.each(required)('without %s says so beside it', (name) => {
    const search = formOf(kind).fields.some((field) => field.name === name && field.is === 'search')
    for (const empty of search ? ['', []] : ['', '   ', '\u200B', '\n', []]) {
      const errors = errorsOf(kind, { [name]: empty })
      expect(Object.keys(errors)).toEqual([name])
      expect(errors[name]).toMatch(/^(Enter|Choose) /)
    }
  })

  test.each(texts)('says that 100,000 characters of $name are too many', ({ name }) => {
    const errors = errorsOf(kind, { [name]: 'a'.repeat(100_000) })
    expect(Object.keys(errors)).toEqual([name])
    expect(errors[name]).toMatch(/characters or fewer|web address|numbers of the messages/)
  })

  test('keeps what people write as they wrote it', () => {
    for (const title of [
      '<script>alert(1)</script>',
      '<!channel> & <@U1>',
      "Robert'); DROP TABLE people; --",
      'Ring 👩🏽‍⚕️ — “now”',
      'שלום مرحبا 漢字',
      '*bold* _x_ `y` [a](http://b)',
    ])
      expect(contentWith(kind, { title, summary: title })).toMatchObject({ title, summary: title })
  })

  test('leaves out what only hides something', () => {
    const title = '\u202EPERT\u202C\u0000 \u200Bshort\uFEFFage\uD800'
    expect(contentWith(kind, { title, summary: `${title}\r\nx` })).toMatchObject({
      title: 'PERT shortage',
      summary: 'PERT shortage\nx',
    })
  })

  test('makes one line of a title', () => {
    expect(contentWith(kind, { title: '  a\n\n b\tc ' })).toMatchObject({ title: 'a b c' })
  })

  const names = formOf(kind).fields.map(({ name }) => name)
  const dates = ['2026-12-09', '2020-01-01', '2026-02-30', '9999-12-31', '13:00', '9:5']
  const value = fc.oneof(
    fc.constantFrom(
      '',
      'yes',
      'no',
      'QSL',
      'https://x.uk',
      'routine',
      'critical',
      'locum',
      ...dates,
    ),
    words(600),
    fc.constantFrom('a\n'.repeat(5), '1. a\n2) b\n- c', '🙂'.repeat(50_000), '&'.repeat(100_000)),
    fc.array(fc.oneof(fc.constantFrom('QSL', 'cancer', 'locum', '2020-01-01'), words(1000)), {
      maxLength: 200,
    }),
  )
  const sent = fc
    .tuple(
      fc.dictionary(fc.constantFrom(...names, 'until', 'date', 'closes', '__proto__', 'x'), value),
      fc.boolean(),
    )
    .map(([values, mostlyGood]): FormValues => (mostlyGood ? { ...GOOD[kind], ...values } : values))

  test('reads or refuses anything, each error beside a field that is there', () => {
    fc.assert(
      fc.property(sent, (values) => {
        fc.pre(FormValues.safeParse(values).success)
        const read = readCompose(kind, values, TODAY)
        if (read.ok) {
          expect(Content.parse(read.value.content)).toEqual(read.value.content)
          expect(read.value.content.until).not.toBe('2020-01-01')
          return
        }
        expect(Object.keys(read.errors).length).toBeGreaterThan(0)
        for (const [name, sentence] of Object.entries(read.errors)) {
          expect(names).toContain(name)
          expect(sentence).toMatch(/^[A-Z].{5,}/)
          expect(sentence).not.toMatch(/alert|Invalid|expected|undefined|e\.g\./)
        }
        const again = withErrors(formOf(kind), values, read.errors)
        expect(Form.safeParse(again).error?.issues).toBeUndefined()
      }),
      { numRuns: 60 },
    )
  })
})

describe('lines of what to do', () => {
  const actions = (text: string) => {
    const content = contentWith('pathway', { actions: text })
    return 'actions' in content ? content.actions : content
  }

  test('lose the numbers, dashes and empty lines that people put in', () => {
    expect(actions('1. Stop it\n 2) Tell them\n\n- Write\n• Code 12. x\r\n')).toEqual([
      'Stop it',
      'Tell them',
      'Write',
      'Code 12. x',
    ])
    expect(actions('* a\n10mg a day\n-5 degrees\n12.5mg')).toEqual([
      'a',
      '10mg a day',
      '-5 degrees',
      '12.5mg',
    ])
  })

  test('are at most four', () => {
    expect(actions('a\nb\nc\nd')).toHaveLength(4)
    expect(actions('a\nb\nc\nd\ne')).toBe('What to do can have at most 4 lines')
  })

  test('are at most 120 characters each', () => {
    expect(actions(`1. ${'a'.repeat(120)}`)).toEqual(['a'.repeat(120)])
    expect(actions('a'.repeat(121))).toBe('Each line of what to do must be 120 characters or fewer')
  })
})

describe('what is not on the list', () => {
  test.each([
    ['urgency', 'immediate'],
    ['urgency', 'soon'],
    ['specialties', ['moles']],
    ['specialties', ['cancer', 'cardiology', 'dentistry', 'pathology', 'urology', 'neurology']],
    ['organisation', ['QSL', 'U00000']],
    ['organisation', ['x'.repeat(101)]],
    ['type', 'astronaut'],
    ['terms', 'employed'],
  ])('is refused: %s %j', (field, value) => {
    expect(Object.keys(errorsOf('opportunity', { [field]: value }))).toEqual([field])
  })

  test('is no kind of message', () => {
    for (const kind of ['library', 'Pathway', '', 'constructor', '__proto__'])
      expect(ComposeKind.args.safeParse({ kind }).success).toBe(false)
  })

  test.each(['javascript:alert(1)', 'www.gov.uk', 'ftp://x.uk', 'http://', 'file:///etc/passwd'])(
    'is no address of a page: %s',
    (sourceUrl) => {
      expect(Object.keys(errorsOf('pathway', { sourceUrl }))).toEqual(['sourceUrl'])
    },
  )
})
