import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  choiceField,
  choicesField,
  dateField,
  type Field,
  Form,
  FormValues,
  linkField,
  longTextField,
  option,
  searchField,
  textField,
  tickField,
  timeField,
  withErrors,
} from '#src/chat/form.ts'
import { anyForm, anyValues } from '#test/support/arbitraries.ts'

const topics = [option('icb', 'The ICB'), option('pcn', 'The PCN', 'Yeovil')]
const form = (...fields: readonly Field[]): Form => ({
  title: 'Join Cascade',
  submit: 'Join',
  intro: [],
  fields: [...fields],
  intent: { do: 'join', with: {} },
})
const accepts = (...fields: readonly Field[]) => Form.safeParse(form(...fields)).success

/** What a platform sends back when a form is submitted just as it was shown. */
function valuesOf(shown: Form): FormValues {
  return Object.fromEntries(
    shown.fields.map((field) => {
      switch (field.is) {
        case 'tick':
          return [field.name, field.value ? 'yes' : '']
        case 'search':
          return [field.name, field.value.map(({ value }) => value)]
        case 'text':
        case 'long-text':
        case 'link':
        case 'date':
        case 'time':
        case 'choice':
        case 'choices':
          return [field.name, field.value]
      }
    }),
  )
}

describe('a form', () => {
  test('is valid wherever the arbitraries go', () => {
    fc.assert(
      fc.property(anyForm, (made) => {
        expect(Form.parse(made)).toEqual(made)
      }),
      { numRuns: 50 },
    )
  })

  test('is made valid by the short words for its fields', () => {
    expect(
      accepts(
        textField('name', 'Your name', 100),
        longTextField('why', 'Why', 3000),
        linkField('source', 'Source'),
        dateField('from', 'From'),
        timeField('at', 'At'),
        choiceField('kind', 'Kind', topics),
        choicesField('topics', 'Topics', topics),
        searchField('places', 'Places'),
        tickField('agree', 'Agree', 'I agree'),
      ),
    ).toBe(true)
  })

  test('refuses what is over its budgets', () => {
    const long = '&'.repeat(301)
    const options = Array.from({ length: 101 }, (_, n) => option(String(n), String(n)))
    expect(accepts()).toBe(false)
    expect(accepts(...Array.from({ length: 21 }, (_, n) => textField(`n${n}`, 'x', 10)))).toBe(
      false,
    )
    expect(accepts(textField('n', long, 10))).toBe(false)
    expect(accepts(textField('n', 'x', 3001))).toBe(false)
    expect(accepts(textField('Not a name', 'x', 10))).toBe(false)
    expect(accepts(choiceField('n', 'x', []))).toBe(false)
    expect(accepts(choiceField('n', 'x', options))).toBe(false)
    expect(accepts(tickField('n', 'x', long))).toBe(false)
    expect(accepts(searchField('n', 'x', { most: 21 }))).toBe(false)
    expect(
      Form.safeParse({ ...form(textField('n', 'x', 10)), title: 'x'.repeat(25) }).success,
    ).toBe(false)
  })

  test('refuses two fields of one name, which no platform can tell apart', () => {
    expect(accepts(textField('n', 'One', 10), textField('n', 'Other', 10))).toBe(false)
  })

  test('refuses a text field with room for nothing', () => {
    expect(accepts(textField('n', 'x', 0))).toBe(false)
  })
})

describe('a form shown again with its errors', () => {
  test('keeps what was in it', () => {
    fc.assert(
      fc.property(anyForm, (made) => {
        const clean = {
          ...made,
          fields: made.fields.map((field) => ({ ...field, error: null })),
        }
        expect(withErrors(made, valuesOf(made), {})).toEqual(clean)
      }),
      { numRuns: 50 },
    )
  })

  test('puts each error beside its own field', () => {
    const again = withErrors(
      form(textField('name', 'Name', 100), dateField('from', 'From')),
      { name: 'Dr Ada', from: 'soon' },
      { from: 'Enter a date, like 6 August 2026.' },
    )
    expect(again.fields.map(({ error }) => error)).toEqual([
      null,
      'Enter a date, like 6 August 2026.',
    ])
    expect(again.fields.map(({ value }) => value)).toEqual(['Dr Ada', 'soon'])
  })

  test('stays valid whatever was sent', () => {
    fc.assert(
      fc.property(anyForm, anyValues, (made, sent) => {
        // The names that this form has are the ones that matter.
        const values = Object.fromEntries(
          Object.values(sent).flatMap((value, n) => {
            const field = made.fields[n]
            return field === undefined ? [] : [[field.name, value] as const]
          }),
        )
        expect(FormValues.safeParse(values).success).toBe(true)
        expect(Form.safeParse(withErrors(made, values, {})).success).toBe(true)
      }),
      { numRuns: 100 },
    )
  })

  test('never cuts a character in half', () => {
    const [field] = withErrors(form(textField('n', 'x', 3)), { n: 'ab😀' }, {}).fields
    expect(field?.value).toBe('ab')
  })

  test('forgets a choice that was not offered', () => {
    const fields = [choiceField('one', 'x', topics), choicesField('some', 'x', topics)]
    const again = withErrors(form(...fields), { one: 'lmc', some: ['pcn', 'lmc'] }, {})
    expect(again.fields.map(({ value }) => value)).toEqual(['', ['pcn']])
  })
})
