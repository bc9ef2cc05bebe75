import fc from 'fast-check'
import { expect, test } from 'vitest'
import { properName } from '#src/organisations/proper-name.ts'

test.each([
  ['FRENCH WEIR HEALTH CENTRE', 'French Weir Health Centre'],
  ['CREWKERNE HEALTH CENTRE, CREWKERNE', 'Crewkerne Health Centre, Crewkerne'],
  ['HAMDON MEDICAL CENTRE, STOKE-SUB-HAMDON', 'Hamdon Medical Centre, Stoke-sub-Hamdon'],
  ['HORNDON-ON-THE-HILL SURGERY', 'Horndon-on-the-Hill Surgery'],
  ['CHARD, ILMINSTER & LANGPORT (CLICK) PCN', 'Chard, Ilminster & Langport (Click) PCN'],
  ['DENE AND STOUR VALLEYS PCN', 'Dene and Stour Valleys PCN'],
  ['NHS SOMERSET ICB - 11X', 'NHS Somerset ICB - 11X'],
  ['NHS NORTH EAST LONDON ICB - A3A8R', 'NHS North East London ICB - A3A8R'],
  ['THE PARK MEDICAL PRACTICE', 'The Park Medical Practice'],
  ["ST JOHN'S WOOD & MAIDA VALE PCN", "St John's Wood & Maida Vale PCN"],
  ['ST. CLEMENTS SURGERY', 'St. Clements Surgery'],
  ['MCKENZIE HOUSE SURGERY', 'McKenzie House Surgery'],
  ["DR O'RIORDAN AND PARTNERS", "Dr O'Riordan and Partners"],
  ["DR KS UPTON'S PRACTICE", "Dr KS Upton's Practice"],
  ['DR A GUPTA', 'Dr A Gupta'],
  ['SWB I3 PCN', 'SWB I3 PCN'],
  ['UNIT II, GP SURGERY', 'Unit II, GP Surgery'],
  ['4TH STREET SURGERY', '4th Street Surgery'],
  ['  TWO\n LINES ', 'Two Lines'],
  ['French Weir Health Centre', 'French Weir Health Centre'],
  ['', ''],
])('%j is %j', (ods, people) => {
  expect(properName(ods)).toBe(people)
})

test('doing it twice changes nothing, and only case and spaces change', () => {
  const letters = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: 'binary' }),
    fc
      .array(
        fc.constantFrom(
          'MC',
          "O'",
          'ST.',
          ' ',
          '-',
          'of',
          'THE',
          'ii',
          'ß',
          'İ',
          'ΑΣ',
          'é',
          '(',
          '3D',
          '&',
        ),
      )
      .map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(letters, (name) => {
      const once = properName(name)
      expect(properName(once)).toBe(once)
      const bare = (text: string) =>
        text
          .replaceAll(/[\s\p{Cc}]+/gu, ' ')
          .trim()
          .toLowerCase()
      expect(bare(once)).toBe(bare(name))
    }),
    { numRuns: 1000 },
  )
})
