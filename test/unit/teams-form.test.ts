import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AdaptiveCard, Input } from '#adapters/teams/adaptive-card.ts'
import { choiceWithWords } from '#adapters/teams/choices.ts'
import { renderDialog } from '#adapters/teams/render-form.ts'
import { FORM, readSubmitted } from '#adapters/teams/submitted.ts'
import {
  choiceField,
  choicesField,
  dateField,
  type Field,
  type Form,
  type FormValues,
  type Option,
  longTextField,
  option,
  searchField,
  textField,
  tickField,
  timeField,
  withErrors,
} from '#src/chat/form.ts'
import { faultsOfCard } from '#test/support/fake-teams/cards.ts'
import { anyForm, words } from '#test/support/arbitraries.ts'

const form = (fields: Field[]): Form => ({
  title: 'New prescribing message'.slice(0, 24),
  submit: 'See it first',
  intro: [],
  fields,
  intent: { do: 'save-draft', with: { id: '7' }, opens: 'form' },
})

const inputsOf = (card: AdaptiveCard): readonly Input[] =>
  card.body.flatMap((one) => Input.safeParse(one).data ?? [])

/** What Teams sends when somebody presses the button without changing anything. */
function sentBy(card: AdaptiveCard): Record<string, unknown> {
  const [submit] = card.actions ?? []
  if (submit?.type !== 'Action.Submit') throw new Error('There is no button')
  return {
    ...submit.data,
    ...Object.fromEntries(inputsOf(card).map(({ id, value = '' }) => [id, value])),
  }
}

/** What a form's reader is to get when nothing was changed. */
function unchanged(field: Field): FormValues[string] {
  switch (field.is) {
    case 'text':
    case 'long-text':
      return field.value.slice(0, field.max).replace(/[\uD800-\uDBFF]$/, '')
    case 'choice':
      return field.options.some(({ value }) => value === field.value) ? field.value : ''
    case 'choices':
      return field.options.map(({ value }) => value).filter((value) => field.value.includes(value))
    case 'search':
      return field.value.slice(0, field.most).map(({ value }) => value)
    case 'tick':
      return field.value ? 'yes' : ''
    case 'link':
    case 'date':
    case 'time':
      return field.value
  }
}

describe('a dialog', () => {
  test('of any form has its fields in order with their words, and comes back as it was filled in', () => {
    fc.assert(
      fc.property(anyForm, words(200), (made, on) => {
        const { title, card } = renderDialog(made, on)
        expect(title).toBe(made.title)
        expect(AdaptiveCard.parse(card.content)).toEqual(card.content)
        expect(faultsOfCard(card.content)).toEqual([])
        const inputs = inputsOf(card.content)
        expect(inputs.map(({ id, label }) => [id, label])).toEqual(
          made.fields.map(({ name, label }) => [name, label]),
        )
        const read = readSubmitted(JSON.parse(JSON.stringify(sentBy(card.content))))
        expect(read?.on).toBe(on)
        expect(read?.intent).toEqual(made.intent)
        for (const field of made.fields) {
          const value = read?.values[field.name]
          // What is no day and no time has nothing to be shown in.
          if ((field.is === 'date' || field.is === 'time') && value === '') continue
          expect(value).toEqual(unchanged(field))
        }
      }),
      { numRuns: 150 },
    )
  })

  test('shows what is wrong above its field, and a hint below it', () => {
    const field = textField('title', 'Title', 100, { hint: 'At most 100', error: 'Enter a title' })
    const { body } = renderDialog(form([field]), null).card.content
    expect(body.map(({ type }) => type)).toEqual(['RichTextBlock', 'Input.Text', 'RichTextBlock'])
    expect(JSON.stringify(body[0])).toContain('Enter a title')
    expect(JSON.stringify(body[2])).toContain('At most 100')
    expect(body[1]).toMatchObject({
      isRequired: true,
      errorMessage: 'Fill this in',
      maxLength: 100,
    })
  })

  test('keeps what was typed, ticked and chosen when it is shown again', () => {
    const asked = form([
      longTextField('what', 'What changes', 500),
      dateField('from', 'From'),
      timeField('at', 'At'),
      choiceField('kind', 'Kind', [option('a', 'A'), option('b,c', 'B')]),
      choicesField('gps', 'For', [option('x,1', 'X'), option('y|2', 'Y'), option('z', 'Z')]),
      tickField('sure', 'Sure', 'I am sure'),
    ])
    const data = sentBy(renderDialog(asked, null).card.content)
    const [, , , kinds, gps] = inputsOf(renderDialog(asked, null).card.content)
    const pick = (input: Input | undefined, title: string) =>
      input?.type === 'Input.ChoiceSet'
        ? input.choices.find((choice) => choice.title === title)?.value
        : undefined
    const read = readSubmitted({
      ...data,
      what: 'Line 1\nLine 2, and more',
      from: '2026-12-09',
      at: '13:30',
      kind: pick(kinds, 'B'),
      gps: [pick(gps, 'X'), pick(gps, 'Y')].join(','),
      sure: 'true',
    })
    expect(read?.values).toEqual({
      what: 'Line 1\nLine 2, and more',
      from: '2026-12-09',
      at: '13:30',
      kind: 'b,c',
      gps: ['x,1', 'y|2'],
      sure: 'yes',
    })
    const again = withErrors(asked, read?.values ?? {}, { what: 'Too short' })
    const shown = sentBy(renderDialog(again, null).card.content)
    expect(readSubmitted(shown)?.values).toEqual(read?.values)
  })

  test('keeps the name of what was chosen in a search, which comes back as a code', () => {
    const chosen = option('A81001', 'The Densham, Surgery', 'TS18 1HU')
    const field = (value: Option[]) => searchField('where', 'Where', { most: 2, value })
    const { content } = renderDialog(form([field([])]), null).card
    expect(inputsOf(content)[0]).toMatchObject({
      style: 'filtered',
      isMultiSelect: true,
      choices: [],
      'choices.data': { type: 'Data.Query', dataset: 'organisations' },
    })
    const where = choiceWithWords(chosen).value
    const read = readSubmitted({ ...sentBy(content), where })
    expect(read).toMatchObject({ values: { where: ['A81001'] }, chosen: { where: [chosen] } })
    const again = renderDialog(form([field([...(read?.chosen['where'] ?? [])])]), null)
    expect(inputsOf(again.card.content)[0]).toMatchObject({
      value: where,
      choices: [{ title: 'The Densham, Surgery – TS18 1HU', value: where }],
    })
  })

  test('of more than ten choices is a menu', () => {
    const options = Array.from({ length: 11 }, (_, n) => option(String(n), `Number ${n}`))
    const [menu] = inputsOf(renderDialog(form([choiceField('n', 'N', options)]), null).card.content)
    expect(menu).toMatchObject({ style: 'compact' })
  })
})

describe('what comes back', () => {
  const hidden = { intent: { do: 'x', with: {} }, on: null, fields: { a: 'text', t: 'tick' } }

  test('without what is empty is read as empty', () => {
    expect(readSubmitted({ [FORM]: hidden })?.values).toEqual({ a: '', t: '' })
  })

  test.each([
    ['nothing', null],
    ['a text', 'x'],
    ['no data of ours', { a: 'x' }],
    ['a field that is no text', { [FORM]: hidden, a: { x: 1 } }],
    ['a list for a text', { [FORM]: hidden, a: ['x'] }],
    ['an unknown sort of field', { [FORM]: { ...hidden, fields: { a: 'file' } } }],
    ['a field of no name', { [FORM]: { ...hidden, fields: { 'A b': 'text' } } }],
    ['more than is ours', { [FORM]: { ...hidden, more: 1 } }],
    ['a text that is too long', { [FORM]: hidden, a: 'x'.repeat(200_001) }],
  ])('as %s is refused', (_, data) => {
    expect(readSubmitted(data)).toBeNull()
  })

  test('of any shape is read or refused', () => {
    fc.assert(
      fc.property(fc.anything(), fc.dictionary(fc.string(), fc.anything()), (data, more) => {
        expect(() => readSubmitted(data)).not.toThrow()
        expect(() => readSubmitted({ ...more, [FORM]: hidden })).not.toThrow()
      }),
    )
  })
})
