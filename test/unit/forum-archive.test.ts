import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ArchiveFacts, archivePage } from '#src/forums/archive-page.ts'
import { exportFile } from '#src/forums/export-file.ts'
import type { Post } from '#src/forums/forum.ts'
import { CHATHAM_HOUSE } from '#src/forums/naming.ts'
import { parseHtml, textOf, within } from '#test/support/served-html.ts'
import { fullForum, fullPost } from './worst-forum-cards.ts'

const at = new Date('2026-08-06T16:30:00Z')

const forum = { ...fullForum((n) => 'f'.repeat(n)), opens: '2026-01-01' }
const post: Post = {
  ...fullPost((n) => 'p'.repeat(n)),
  id: 7,
  rootId: null,
  replyTo: null,
  authorName: 'A member',
  body: 'Who has a rota?',
  at,
  editedAt: null,
}
const removed: Post = { ...post, id: 8, removedAt: at, body: '', removedWhy: 'It was rude' }
const reply: Post = {
  ...post,
  id: 9,
  rootId: 7,
  replyTo: { id: 8, authorName: 'A member', body: '', removed: true },
}

const cellsOf = (posts: readonly Post[], chathamHouse = true): string[][] =>
  parse(exportFile({ chathamHouse }, posts), { bom: true })

describe('the file of a forum', () => {
  test('has each post with its thread, when it was written, and what became of it', () => {
    const [headings, first, gone, answer] = cellsOf([post, removed, reply])
    expect(headings).toEqual([
      'Post',
      'Thread from post',
      'In answer to post',
      'Written by',
      'Written at',
      'Changed at',
      'Words',
      'Removed',
      'Rule',
    ])
    const written = '2026-08-06T17:30:00+01:00'
    expect(first).toEqual([
      '7',
      '7',
      '',
      'A member',
      written,
      '',
      'Who has a rota?',
      '',
      CHATHAM_HOUSE,
    ])
    expect(gone?.slice(6, 8)).toEqual(['', 'A moderator removed it: It was rude'])
    expect(answer?.slice(0, 3)).toEqual(['9', '7', '8'])
    expect(cellsOf([post], false)[1]?.at(-1)).toBe('')
  })

  test('is read back as it was written, and no cell of it is a formula', () => {
    const start = fc.constantFrom('', '=', '+', '-', '@', '\t', '\r', '"', "'")
    const words = fc
      .tuple(start, fc.string({ maxLength: 60, unit: 'grapheme' }))
      .map((two) => two.join(''))
    fc.assert(
      fc.property(words, words, words, (authorName, body, removedWhy) => {
        const [, ...rows] = cellsOf([
          { ...post, authorName, body },
          { ...removed, authorName, removedWhy },
        ])
        expect(rows).toHaveLength(2)
        for (const cell of rows.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r]/)
        expect(rows[0]?.[6]?.replace(/^'/, '')).toBe(body.replace(/^'/, ''))
      }),
    )
  })
})

describe('the page of a forum', () => {
  const links: ArchiveFacts['links'] = { start: null, later: null, file: null }
  const shown = async (posts: readonly Post[], today = '2026-08-06', more = links) =>
    parseHtml(await archivePage({ forum, posts, today, links: more }))
  const said = async (...args: Parameters<typeof shown>) =>
    textOf(await shown(...args)).replaceAll(/\s+/g, ' ')

  test('shows threads with what was removed, the rule, and whether anything can still be written', async () => {
    const text = await said([post, reply, removed])
    expect(text).toContain(CHATHAM_HOUSE)
    expect(text).toContain('It is open until the end of Wednesday 30 September 2026')
    expect(text).toContain('Thread from post 7')
    expect(text).toContain('In answer to post 8, which was removed.')
    expect(text).toContain('Post 8 was removed A moderator removed it: It was rude')
    expect(await said([], '2026-10-01')).toContain(
      'It closed at the end of Wednesday 30 September 2026',
    )
    expect(await said([])).toContain('There are no posts here')
    expect(await said([reply])).toContain('Thread from post 7, continued')
  })

  test('leads on to later posts, and to the file only where there is one', async () => {
    const hrefs = async (more: ArchiveFacts['links']) =>
      [...within(await shown([post], '2026-08-06', more))]
        .filter(({ tag }) => tag === 'a')
        .map(({ attributes }) => attributes['href'])
        .filter((href) => href?.startsWith('/forums'))
    expect(await hrefs(links)).toEqual([])
    expect(
      await hrefs({ start: '/forums/t', later: '/forums/t?after=7', file: '/forums/t/csv' }),
    ).toEqual(['/forums/t/csv', '/forums/t?after=7', '/forums/t'])
  })

  test('keeps what people wrote as text, with its lines', async () => {
    const body = '<script>alert(1)</script>\n  & a second line'
    const page = await shown([{ ...post, body, authorName: '<b>Dr</b>' }])
    expect([...within(page)].filter(({ tag }) => tag === 'script' || tag === 'b')).toEqual([])
    expect([...within(page)].some((one) => one.tag === 'p' && textOf(one) === body)).toBe(true)
  })
})
