import { createServer, type ServerResponse } from 'node:http'
import { once } from 'node:events'

export type Page = Readonly<{
  status: number
  body: string
  headers?: Readonly<Record<string, string>>
}>

export type FakeGovuk = Readonly<{
  /** Its address, without a slash at the end. */
  url: string
  /** What a path answers from now on; null for what is not there. */
  put: (path: string, page: Page | string | null) => void
  /** Everything that was asked for, with the etag that the asker had. */
  asked: readonly Readonly<{ path: string; etag: string | null }>[]
  close: () => Promise<void>
}>

function answer(response: ServerResponse, page: Page, etag: string | null): void {
  const own = page.headers?.['etag'] ?? null
  if (own !== null && own === etag) {
    response.writeHead(304, { etag: own }).end()
    return
  }
  response.writeHead(page.status, page.headers).end(page.body)
}

/** A site on this machine that shows what it is told to, as GOV.UK does: feeds, and documents under /api/content. */
export async function startFakeGovuk(): Promise<FakeGovuk> {
  const pages = new Map<string, Page>()
  const asked: { path: string; etag: string | null }[] = []
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    const etag = request.headers['if-none-match'] ?? null
    asked.push({ path, etag })
    answer(response, pages.get(path) ?? { status: 404, body: 'not found' }, etag)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('It listens nowhere')
  return {
    url: `http://127.0.0.1:${address.port}`,
    put: (path, page) => {
      if (page === null) pages.delete(path)
      else pages.set(path, typeof page === 'string' ? { status: 200, body: page } : page)
    },
    asked,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

type Entry = Readonly<{ path: string; updated: string; title: string; summary?: string }>

/** A feed as GOV.UK's finders make it, of these pages of a site. */
export const atomOf = (site: string, entries: readonly Entry[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<feed xml:lang="en-GB" xmlns="http://www.w3.org/2005/Atom">
  <id>tag:www.gov.uk,2005:/drug-device-alerts</id><title>Published</title>
${entries
  .map(
    ({ path, updated, title, summary = '' }) =>
      `  <entry><id>tag:www.gov.uk,2005:${path}</id><updated>${updated}</updated><link rel="alternate" type="text/html" href="${site}${path}"/><title>${title}</title><summary type="html">${summary}</summary></entry>`,
  )
  .join('\n')}
</feed>`

/** A document of the Content API with the fields that every one has. */
export const documentOf = (
  path: string,
  over: Readonly<Record<string, unknown>> & Readonly<{ title: string; public_updated_at: string }>,
): string =>
  JSON.stringify({
    base_path: path,
    content_id: '7a06f974-ffbd-467f-ba0b-7ade2a15f0e4',
    locale: 'en',
    description: '',
    document_type: 'medical_safety_alert',
    schema_name: 'specialist_document',
    links: {},
    withdrawn_notice: {},
    details: { body: '', metadata: {} },
    updated_at: over.public_updated_at,
    ...over,
  })
