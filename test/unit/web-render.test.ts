import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addressOf, handleOf, messageAt, userAt, userFor, UserRef } from '#adapters/web/address.ts'
import { readSearch, readValues } from '#adapters/web/inbound.ts'
import { opened, refilled } from '#adapters/web/open-forms.ts'
import { listFields, renderErrors, renderForm } from '#adapters/web/render-form.ts'
import { renderMessage } from '#adapters/web/render.ts'
import { readView, viewQuery } from '#adapters/web/view.ts'
import {
  choiceField,
  choicesField,
  dateField,
  type Field,
  type Form,
  linkField,
  longTextField,
  option,
  searchField,
  textField,
  tickField,
  timeField,
  withErrors,
} from '#src/chat/form.ts'
import { bold, button, link, message, note, paragraph, plain } from '#src/chat/message.ts'
import type { Html } from '#src/pages/layout.ts'

const NASTY = `<script>alert('1')</script>" onclick="x`
const card = { id: '00000000-0000-7000-8000-000000000001', newId: () => 'event-id' }
const intent = { do: 'read', with: { text: NASTY } }
/** Nothing in these templates is awaited, so that what comes is a text at once. */
function asText(made: Html | null): string {
  if (made === null || made instanceof Promise) throw new Error('Expected a text')
  return made.toString()
}
const draw = (parts: Parameters<typeof message>[0]) => asText(renderMessage(message(parts), card))

const form = (...fields: Field[]): Form => ({
  title: 'A form',
  submit: 'Send',
  intro: [paragraph(NASTY)],
  intent,
  fields,
})
const fill = (made: Form) => asText(renderForm(made, { prefix: 'form-a', found: new Map() }))
const options = (n: number) => Array.from({ length: n }, (_, at) => option(`v${at}`, `Label ${at}`))

describe('a card', () => {
  const everything = draw({
    title: NASTY,
    label: NASTY,
    urgency: 'critical',
    blocks: [
      { is: 'heading', text: NASTY },
      paragraph(NASTY, bold(NASTY), link(NASTY, 'https://example.org/?a=1&b=2')),
      { is: 'list', ordered: true, items: [NASTY] },
      { is: 'list', ordered: false, items: ['One thing'] },
      { is: 'facts', facts: [{ label: NASTY, value: NASTY }] },
      { is: 'row', parts: [plain('Pathway updates')], actions: [button('Stop', intent, 'danger')] },
      { is: 'progress', label: 'So far', delivered: 1200, waiting: 2, failed: 1 },
      note('warning', NASTY),
      note('done', 'It is done'),
      note('invented', 'Nobody real'),
      note('small', 'Small print'),
    ],
    actions: [
      button('Read', intent, 'primary'),
      { is: 'link', label: 'Report', href: 'https://example.org/r' },
    ],
  })

  test('escapes whatever was typed', () => {
    expect(everything).not.toContain('<script')
    expect(everything).not.toContain('" onclick')
    expect(everything).toContain('&lt;script&gt;')
  })

  test.each(['critical', 'important', 'routine', 'info'] as const)(
    'says %s in words',
    (urgency) => {
      const words = {
        critical: 'Critical',
        important: 'Important',
        routine: 'Routine',
        info: 'For information',
      }
      expect(draw({ title: 'A', urgency })).toContain(`>${words[urgency]}</strong>`)
    },
  )

  test('says progress in words beside the bar', () => {
    expect(everything).toContain('1,200 delivered, 2 waiting, 1 failed')
    expect(everything).toContain('width="1"')
  })

  test('has no inline style, which the security policy would drop', () => {
    expect(everything).not.toMatch(/\sstyle=/)
  })

  test('opens what it links to without handing over the chat', () => {
    expect(everything.match(/target="_blank"/g)).toHaveLength(2)
    expect(everything.match(/rel="noopener noreferrer"/g)).toHaveLength(2)
  })

  test('names each button with what it is about', () => {
    expect(everything).toMatch(/Stop<span class="nhsuk-u-visually-hidden">: Pathway updates, /)
    expect(everything).toContain('nhsuk-button--warning')
  })

  test('carries the intent of a button with its own event id', () => {
    const value = /name="_press"\s+value="([^"]*)"/.exec(
      draw({ title: 'A', actions: [button('Go', { do: 'go', with: {} })] }),
    )?.[1]
    expect(JSON.parse(value?.replaceAll('&quot;', '"') ?? '')).toEqual({
      event: 'event-id',
      intent: { do: 'go', with: {} },
    })
  })
})

describe('a form', () => {
  const all = form(
    textField('title', NASTY, 100, { value: NASTY, hint: NASTY }),
    longTextField('what', 'What', 500, { value: `\n${NASTY}` }),
    linkField('source', 'Source'),
    dateField('day', 'Day', { value: '2026-08-06' }),
    timeField('time', 'Time', { value: '17:30' }),
    choiceField('few', 'Few', options(6), { value: 'v1' }),
    choiceField('many', 'Many', options(7), { value: 'v6' }),
    choicesField('some', 'Some', options(3), { value: ['v0', 'v2'] }),
    searchField('places', 'Places', { value: [option('L85008', 'Frome')] }),
    tickField('sure', 'Sure', 'I am sure', { value: true }),
  )

  test('shows every kind of field with what stands in it', () => {
    const markup = fill(all)
    expect(markup).not.toContain('<script')
    expect(markup).toMatch(/type="date"[^>]*value="2026-08-06"/)
    expect(markup).toMatch(/type="time"[^>]*value="17:30"/)
    expect(markup).toMatch(/type="url"/)
    expect(markup.match(/type="radio"/g)).toHaveLength(6)
    expect(markup).toMatch(/value="v1"\s+checked/)
    expect(markup).toMatch(/<option value="v6"\s+selected\s*>/)
    expect(markup).toMatch(/value="L85008"\s+checked/)
    expect(markup).toMatch(/value="yes"\s+checked/)
    // A parser drops one line break at the start; the typed one is the second.
    expect(markup).toMatch(/<textarea[^>]*>\n\n&lt;script/)
  })

  test('leaves checking to the core', () => {
    expect(fill(all)).not.toMatch(/\s(required|pattern|maxlength)/)
  })

  test('leads from each error to its field', () => {
    const wrong = withErrors(all, {}, { title: 'Enter a title', few: 'Choose one' })
    const errors = asText(renderErrors(wrong, 'form-a'))
    for (const name of ['title', 'few']) {
      expect(errors).toContain(`href="#form-a-${name}"`)
      expect(fill(wrong)).toContain(`id="form-a-${name}"`)
      expect(fill(wrong)).toContain(`id="form-a-${name}-error"`)
    }
    expect(renderErrors(all, 'form-a')).toBeNull()
  })

  test('comes back as texts and lists by field name', () => {
    const data = new FormData()
    data.set('_lists', listFields(all).join(','))
    data.set('_as', 'amara')
    data.set('title', 'One\r\nTwo ')
    data.set('sure', 'yes')
    data.set('placesTyped', 'fro')
    data.append('some', 'v1')
    expect(readValues(data)).toEqual({
      title: 'One\nTwo',
      sure: 'yes',
      some: ['v1'],
      places: [],
    })
  })

  test('keeps the names of what was chosen when it is shown again', () => {
    const offered = {
      ...opened('1', all, null, null),
      offered: new Map([['B1', option('B1', 'Bath')]]),
    }
    const places = (made: Form) =>
      made.fields.flatMap((field) => (field.is === 'search' ? field.value : []))
    expect(places(refilled(offered, { places: ['B1', 'unknown'] }).form)).toEqual([
      option('B1', 'Bath'),
    ])
    const again = opened('2', form(searchField('places', 'Places')), null, {
      before: offered,
      values: { places: ['B1', 'L85008'] },
    })
    expect(places(again.form).map(({ label }) => label)).toEqual(['Bath', 'Frome'])
  })

  test('is searched before it is sent while letters stand that nobody has looked up', () => {
    const data = new FormData()
    data.set('_lists', 'some,places')
    expect(readSearch(data, new Map())).toBeNull()
    data.set('placesTyped', 'fro')
    expect(readSearch(data, new Map())).toEqual({ name: 'places', typed: 'fro' })
    expect(readSearch(data, new Map([['places', { typed: 'fro' }]]))).toBeNull()
    data.set('_find', 'places')
    expect(readSearch(data, new Map([['places', { typed: 'fro' }]]))).not.toBeNull()
  })
})

describe('addresses and handles', () => {
  test('come back as what they were made of', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,59}$/), fc.uuid(), (user, id) => {
        expect(userAt(addressOf(user))).toBe(user)
        expect(messageAt(handleOf(id))).toBe(id)
      }),
    )
  })

  test('are refused when they were minted elsewhere', () => {
    fc.assert(
      fc.property(fc.string(), (ref) => {
        expect(messageAt({ platform: 'web', ref })).toBeNull()
      }),
    )
    expect(userAt({ platform: 'slack', ref: 'web:1:amara' })).toBeNull()
    expect(userAt({ platform: 'web', ref: 'web:2:amara' })).toBeNull()
  })

  test('any name makes a user', () => {
    expect(userFor("Dr Zoë O'Hara", 1)).toBe('dr-zoe-o-hara')
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 100 }),
        fc.integer({ min: 1, max: 999 }),
        (name, n) => {
          expect(UserRef.safeParse(userFor(name, n)).success).toBe(true)
        },
      ),
    )
  })

  test('a view comes back from its query, and never names a person twice', () => {
    const view = { as: 'a', with: 'b', reply: card.id }
    expect(readView(new URLSearchParams(viewQuery(view)))).toEqual(view)
    expect(readView(new URLSearchParams('as=a&with=a'))?.with).toBeNull()
    expect(readView(new URLSearchParams('with=a'))).toBeNull()
  })
})
