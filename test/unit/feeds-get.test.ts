import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Get, getPage } from '#src/feeds/get.ts'
import { type FakeGovuk, startFakeGovuk } from '#test/support/fake-govuk.ts'

type Seen = Parameters<Get>[1]
const UNSEEN: Seen = { etag: null, lastModified: null }

describe('a page of a site', () => {
  let site: FakeGovuk
  let other: FakeGovuk
  beforeAll(async () => {
    site = await startFakeGovuk()
    other = await startFakeGovuk()
    other.put('/feed', 'from elsewhere')
  })
  afterAll(async () => {
    await site.close()
    await other.close()
  })
  const get = async (path: string, seen: Seen = UNSEEN) => getPage(`${site.url}${path}`, seen)
  const to = (location: string) => ({ status: 302, body: '', headers: { location } })

  test('is read once, and then only when it has changed', async () => {
    site.put('/feed', { status: 200, body: 'first', headers: { etag: '"1"' } })
    const first = await get('/feed')
    expect(first).toEqual({ is: 'body', text: 'first', etag: '"1"', lastModified: null })
    expect(await get('/feed', { etag: '"1"', lastModified: null })).toEqual({ is: 'unchanged' })
    site.put('/feed', { status: 200, body: 'second', headers: { etag: '"2"' } })
    expect(await get('/feed', { etag: '"1"', lastModified: null })).toMatchObject({
      text: 'second',
    })
  })

  test('that has moved is followed on the same site, and nowhere else', async () => {
    site.put('/moved', to('/feed'))
    expect(await get('/moved')).toMatchObject({ is: 'body' })
    for (const location of [
      `${other.url}/feed`,
      'file:///etc/passwd',
      'http://me:pw@127.0.0.1/',
      '',
    ]) {
      site.put('/away', to(location))
      expect(await get('/away')).toMatchObject({ is: 'failed' })
    }
    expect(other.asked).toEqual([])
    site.put('/round', to('/round'))
    expect(await get('/round')).toEqual({ is: 'failed', reason: 'elsewhere' })
  })

  test('that cannot be had says why, and throws nothing', async () => {
    expect(await get('/nothing')).toEqual({ is: 'failed', reason: 'gone' })
    site.put('/gone', { status: 410, body: '' })
    expect(await get('/gone')).toEqual({ is: 'failed', reason: 'gone' })
    site.put('/broken', { status: 503, body: 'no' })
    expect(await get('/broken')).toEqual({ is: 'failed', reason: 'refused' })
    site.put('/huge', 'x'.repeat(2_000_001))
    expect(await get('/huge')).toEqual({ is: 'failed', reason: 'too-big' })
    const closed = await startFakeGovuk()
    await closed.close()
    expect(await getPage(closed.url, UNSEEN)).toEqual({ is: 'failed', reason: 'unreachable' })
  })
})
