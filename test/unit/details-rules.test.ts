import { describe, expect, test } from 'vitest'
import { Form, option } from '#src/chat/form.ts'
import { detailsForm, joinForm } from '#src/people/cards.ts'
import { GP_KINDS, MOST_WORKPLACES, readDetails, readJoin } from '#src/people/rules.ts'
import { SPECIALTIES } from '#src/subscriptions/specialties.ts'

const tags = [...SPECIALTIES.keys()]
const places = Array.from({ length: 30 }, (_, n) => `L${85_000 + n}`)
const good = {
  name: 'Dr Bo Locum',
  gpKind: 'locum',
  gmc: '000 0001',
  workplaces: places.slice(0, 2),
  interests: ['cancer'],
  purpose: 'yes',
}
const errorsOf = (extra: Readonly<Record<string, string | string[]>>) => {
  const read = readJoin({ ...good, ...extra })
  return read.ok ? {} : read.errors
}

describe('the details of somebody who joins', () => {
  test('are read as they were given', () => {
    expect(readJoin(good)).toMatchObject({
      ok: true,
      value: { name: 'Dr Bo Locum', gpKind: 'locum', gmc: '0000001', agrees: [] },
    })
  })

  test.each([
    ['name', ''],
    ['name', 'x'.repeat(101)],
    ['gpKind', ''],
    ['gpKind', 'consultant'],
    ['gmc', ''],
    ['gmc', '123456'],
    ['gmc', '12345678'],
    ['gmc', 'abcdefg'],
    ['workplaces', []],
    ['workplaces', places.slice(0, MOST_WORKPLACES + 1)],
    ['interests', tags.slice(0, 21)],
    ['purpose', ''],
    ['purpose', 'no'],
  ])('have a sentence beside %s when it is %j', (field, value) => {
    expect(Object.keys(errorsOf({ [field]: value }))).toEqual([field])
  })

  test('can leave out the GMC reference on platforms that send no form with an empty field', () => {
    const nothing = { name: '', gmc: '', workplaces: [], interests: [], agrees: [] }
    const shown = { ...nothing, gpKind: '' } as const
    for (const form of [joinForm(shown), detailsForm(shown)])
      expect(form.fields.find(({ name }) => name === 'gmc')?.required).toBe(false)
  })

  test.each(GP_KINDS)('have a GMC reference unless they are no GP: %s', (gpKind) => {
    expect(Object.keys(errorsOf({ gpKind, gmc: '' }))).toEqual(gpKind === 'not-a-gp' ? [] : ['gmc'])
    expect(errorsOf({ gpKind, gmc: '1234567' })).toEqual({})
  })

  test('that were taken can be shown again', () => {
    for (let many = 0; many <= tags.length; many += 1) {
      const read = readDetails({
        ...good,
        workplaces: places.slice(0, MOST_WORKPLACES),
        interests: tags.slice(0, many),
      })
      if (!read.ok) continue
      const { gmc, ...value } = read.value
      const form = detailsForm({
        ...value,
        gmc: gmc ?? '',
        workplaces: value.workplaces.map((code) => option(code, code)),
        interests: value.interests.map((tag) => option(tag, tag)),
      })
      expect(Form.safeParse(form).error?.issues).toBeUndefined()
    }
  })
})
