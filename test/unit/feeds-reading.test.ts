import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readAtom } from '#src/feeds/atom.ts'
import { documentUrl, readDocument, withDocument } from '#src/feeds/content-api.ts'
import { addressOf, LONGEST_SUMMARY, LONGEST_TITLE, referenceIn } from '#src/feeds/item.ts'
import { plainText } from '#src/feeds/plain-text.ts'
import { readXml, textOf } from '#src/feeds/xml.ts'

const FEED = 'https://www.gov.uk/drug-device-alerts.atom'
const fixture = async (name: string) =>
  readFile(join(import.meta.dirname, '../fixtures/govuk', name), 'utf8')
const json = async (name: string): Promise<unknown> => JSON.parse(await fixture(name))

const entry = (inside: string) =>
  `<feed xmlns="http://www.w3.org/2005/Atom"><id>f</id><entry><id>tag:x,2005:/a</id><updated>2026-03-01T09:00:00Z</updated>${inside}</entry></feed>`

function itemsOf(text: string) {
  const read = readAtom(text, FEED)
  if (read.is !== 'items') throw new Error(`It was ${read.is}`)
  return read.items
}

describe('an Atom feed of GOV.UK', () => {
  test('is read to its items', async () => {
    const read = readAtom(await fixture('drug-device-alerts.reconstructed.atom.xml'), FEED)
    expect(read).toMatchObject({ is: 'items', left: 0 })
    const [roundup, , national] = read.is === 'items' ? read.items : []
    expect(roundup).toMatchObject({
      entryId: 'tag:www.gov.uk,2005:/drug-device-alerts/mhra-safety-roundup-april-2026',
      updated: new Date('2026-04-29T13:02:41Z'),
      url: 'https://www.gov.uk/drug-device-alerts/mhra-safety-roundup-april-2026',
      title: 'MHRA Safety Roundup: April 2026',
      type: 'roundup',
    })
    expect(national).toMatchObject({
      type: 'national-patient-safety',
      reference: 'NatPSA/2023/013/MHRA',
    })
  })

  test('that GOV.UK has retired is no news', async () => {
    expect(readAtom(await fixture('feed-ended.reconstructed.atom.xml'), FEED)).toEqual({
      is: 'ended',
    })
  })

  test.each([
    ['nothing', ''],
    ['a web page', '<html><body>Sorry, there is a problem</body></html>'],
    ['half a feed', entry('<title>A</title>').slice(0, -20)],
    ['only entries that cannot be read', entry('')],
    ['two documents', '<feed/><feed/>'],
  ])('that is %s is refused whole', (_, text) => {
    expect(readAtom(text, FEED)).toEqual({ is: 'unreadable' })
  })

  test('keeps an item whose link no card could carry, with the link to the feed', () => {
    const long = `https://www.gov.uk/${'a'.repeat(600)}`
    for (const href of [
      long,
      'javascript:alert(1)',
      'data:text/html,x',
      'https://me:pw@x.example/',
    ])
      expect(itemsOf(entry(`<title>A</title><link href="${href}"/>`))[0]?.url).toBe(FEED)
  })

  test('an entry without a date is left out and counted, the others are not', () => {
    const two = entry('<title>A</title>').replace(
      '</feed>',
      '<entry><id>b</id><title>B</title></entry></feed>',
    )
    expect(readAtom(two, FEED)).toMatchObject({ is: 'items', left: 1, items: [{ title: 'A' }] })
  })

  test('what is too long is cut, and its link kept', () => {
    const href = 'https://www.gov.uk/a'
    const [item] = itemsOf(
      entry(
        `<title>${'t'.repeat(900)}</title><link href="${href}"/><summary>${'s'.repeat(9000)}</summary>`,
      ),
    )
    expect(item?.title).toHaveLength(LONGEST_TITLE)
    expect(item?.summary).toHaveLength(LONGEST_SUMMARY)
    expect(item?.url).toBe(href)
  })
})

describe('hostile documents', () => {
  test.each([
    [
      'entities that grow',
      `<!DOCTYPE feed [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>${entry('<title>&b;</title>')}`,
    ],
    [
      'an entity from outside',
      `<!DOCTYPE feed SYSTEM "file:///etc/passwd">${entry('<title>A</title>')}`,
    ],
    ['an entity that nobody declared', entry('<title>&b;</title>')],
    ['a depth without end', '<a>'.repeat(100_000)],
    ['elements without end', `<feed>${'<a/>'.repeat(100_000)}</feed>`],
    ['a comment without end', '<!--'.repeat(500_000)],
    ['a section without end', `<feed><![CDATA[${'x'.repeat(100_000)}`],
    ['sections without end', `<feed>${'<![CDATA['.repeat(250_000)}`],
    ['a NUL by number', entry('<title>&#0;</title>')],
    ['half a character', entry('<title>&#xD800;</title>')],
  ])('with %s are refused', (_, text) => {
    expect(readAtom(text, FEED)).toEqual({ is: 'unreadable' })
  })

  test('scripts are not text, and what looks like a tag afterwards is', () => {
    const [item] = itemsOf(
      entry(
        '<title>A &lt;b&gt;</title><summary type="html">Stop&lt;script&gt;alert(1)&lt;/script&gt; &amp;lt;b&amp;gt; &lt;img src=x onerror=alert(1)&gt;at &amp;lt;14 mmol/L</summary>',
      ),
    )
    expect(item?.title).toBe('A <b>')
    expect(item?.summary).toBe('Stop <b> at <14 mmol/L')
  })

  test('nothing that is read throws, or takes long', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '</',
      '/>',
      '&',
      ';',
      '&#',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<?',
      '?>',
      '"',
      "'",
      '=',
      '<feed>',
      '</feed>',
      '<entry>',
      '</entry>',
      '<id>',
      '<a b="c">',
      ' ',
      'x',
      '\0',
      '\uD83D',
      '<script',
      '</script',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 400 }), (pieces) => {
        const text = pieces.join('')
        readAtom(text, FEED)
        expect(plainText(text)).not.toMatch(/[\0\uD83D]|\s\s/)
      }),
      { numRuns: 300 },
    )
    expect(plainText('<'.repeat(200_000)).length).toBeGreaterThan(0)
    expect(plainText('<a'.repeat(200_000))).toBe('')
    expect(plainText('<script>'.repeat(100_000))).toBe('')
    expect(readXml(`<a ${'b="c" '.repeat(100_000)}`).ok).toBe(false)
  })

  test('a text that is escaped as XML is read back as it was', () => {
    const escape = (text: string) =>
      text
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&#62;')
        .replaceAll('"', '&quot;')
    const text = fc.string({
      unit: fc.constantFrom('a', '&', '<', '>', '"', "'", ']]>', 'é', '😀', '&amp;', '\n'),
      maxLength: 300,
    })
    fc.assert(
      fc.property(text, (wanted) => {
        // A line break in an attribute that is not written by number is a space (XML 1.0, 3.3.3).
        const attribute = escape(wanted).replaceAll('\n', '&#10;')
        const read = readXml(`<t a="${attribute}">${escape(wanted)}</t>`)
        expect(read.ok && textOf(read.root)).toBe(wanted)
        expect(read.ok && read.root.attributes.get('a')).toBe(wanted)
      }),
    )
  })
})

describe('a document of the Content API', () => {
  test('says what Atom does not', async () => {
    const read = readDocument(await json('drug-safety-update.example.json'), FEED)
    expect(read).toMatchObject({
      is: 'document',
      item: {
        type: 'drug-safety-update',
        title:
          'SGLT2 inhibitors (canagliflozin, dapagliflozin, empagliflozin): risk of diabetic ketoacidosis',
        published: '2015-06-26',
        updated: new Date('2015-07-08T14:08:17Z'),
        specialties: ['endocrinology-diabetology-metabolism'],
        // An empty notice is what every page has.
        withdrawn: false,
        note: null,
        links: [
          'https://www.gov.uk/drug-safety-update/sglt2-inhibitors-updated-advice-on-the-risk-of-diabetic-ketoacidosis',
        ],
      },
    })
  })

  test('of a device has its reference, its day and its specialties', async () => {
    const read = readDocument(await json('drug-device-alerts.example.json'), FEED)
    expect(read.is === 'document' && read.item).toMatchObject({
      type: 'device-safety',
      reference: 'MDA/2015/025',
      published: '2015-07-06',
      specialties: [
        'critical-care',
        'general-practice',
        'obstetrics-gynaecology',
        'paediatrics',
        'theatre-practitioners',
      ],
    })
  })

  test('that is withdrawn, gone, or something else is seen as that', async () => {
    const document = (await json('drug-safety-update.example.json')) as object
    const notice = { explanation: '<p>Out of date</p>', withdrawn_at: '2016-04-01T00:00:00Z' }
    const read = readDocument({ ...document, withdrawn_notice: notice }, FEED)
    expect(read.is === 'document' && read.item.withdrawn).toBe(true)
    expect(readDocument({ document_type: 'gone', base_path: '/x' }, FEED)).toEqual({ is: 'gone' })
    for (const strange of [
      null,
      [],
      'x',
      {},
      { ...document, base_path: '//evil.example/x' },
      { ...document, title: 7 },
    ])
      expect(readDocument(strange, FEED)).toEqual({ is: 'unreadable' })
  })

  test('keeps the id of the feed, and is asked for on the same site only', async () => {
    const read = readDocument(await json('drug-safety-update.example.json'), FEED)
    if (read.is !== 'document') throw new Error('It could not be read')
    const atom = {
      ...read.item,
      entryId: 'the-feed-s-own',
      contentId: null,
      updated: new Date('2015-06-26T10:20:12Z'),
    }
    expect(withDocument(atom, read.item)).toMatchObject({
      entryId: 'the-feed-s-own',
      updated: read.item.updated,
      contentId: '7a06f974-ffbd-467f-ba0b-7ade2a15f0e4',
    })
    expect(documentUrl(read.item, FEED)).toMatch(
      /^https:\/\/www\.gov\.uk\/api\/content\/drug-safety-update\/sglt2/,
    )
    expect(documentUrl({ url: 'https://elsewhere.example/a' }, FEED)).toBeNull()
  })
})

test.each([
  ['valproate (NatPSA/2023/013/MHRA)', 'NatPSA/2023/013/MHRA'],
  ['Class 2 Medicines Recall: labetalol, EL(24)A/52', 'EL(24)A/52'],
  ['DSI/2024/003 insulin pumps', 'DSI/2024/003'],
  ['nothing of the sort, 12/2024', null],
])('the reference in “%s” is %s', (text, reference) => {
  expect(referenceIn(text)).toBe(reference)
})

test('an address is a web address, or nothing', () => {
  expect(addressOf('/a', FEED)).toBe('https://www.gov.uk/a')
  expect(addressOf('file:///etc/passwd', FEED)).toBeNull()
  expect(addressOf('http://[', FEED)).toBeNull()
})
