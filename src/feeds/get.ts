import { request } from 'undici'
import type { FailureReason } from './rules.ts'

/** What one GET came to. Expected failures are values. */
export type Got =
  | Readonly<{ is: 'body'; text: string; etag: string | null; lastModified: string | null }>
  | Readonly<{ is: 'unchanged' }>
  | Readonly<{ is: 'failed'; reason: FailureReason }>

export type Get = (
  url: string,
  seen: Readonly<{ etag: string | null; lastModified: string | null }>,
) => Promise<Got>

/** GOV.UK's longest finder is under 100 kB. */
const MOST_BYTES = 2_000_000
const MOST_REDIRECTS = 3
const ANSWER_MS = 10_000
const WHOLE_MS = 30_000

const failed = (reason: FailureReason): Got => ({ is: 'failed', reason })

class TooBig extends Error {}

async function textOf(body: AsyncIterable<unknown>): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    if (!Buffer.isBuffer(chunk)) throw new Error('A body that is not bytes')
    size += chunk.length
    if (size > MOST_BYTES) throw new TooBig('A body over the limit')
    chunks.push(chunk)
  }
  return new TextDecoder().decode(Buffer.concat(chunks))
}

/** Where a redirect leads, if that is the same host and no step down from TLS. */
function next(location: unknown, from: URL): URL | null {
  const to = typeof location === 'string' ? URL.parse(location, from.href) : null
  if (to === null || to.host !== from.host || to.username !== '') return null
  return to.protocol === from.protocol ? to : null
}

const header = (value: string | readonly string[] | undefined): string | null =>
  typeof value === 'string' && value.length <= 300 ? value : null

/** Gets a page of a host that the operator named, and of no other; asks for it only if it has changed. */
export const getPage: Get = async (address, { etag, lastModified }) => {
  const signal = AbortSignal.timeout(WHOLE_MS)
  const headers = {
    accept: 'application/atom+xml, application/json;q=0.9',
    'accept-encoding': 'identity',
    'user-agent': 'Cascade (feed reader)',
    ...(etag === null ? {} : { 'if-none-match': etag }),
    ...(lastModified === null ? {} : { 'if-modified-since': lastModified }),
  }
  let url: URL = new URL(address)
  try {
    for (let hops = 0; hops <= MOST_REDIRECTS; hops += 1) {
      const answer = await request(url, {
        method: 'GET',
        headers,
        signal,
        headersTimeout: ANSWER_MS,
        bodyTimeout: ANSWER_MS,
        reset: true,
      })
      const { statusCode } = answer
      if (statusCode === 200) {
        return {
          is: 'body',
          text: await textOf(answer.body),
          etag: header(answer.headers['etag']),
          lastModified: header(answer.headers['last-modified']),
        }
      }
      await answer.body.dump({ limit: 65_536, signal })
      if (statusCode === 304) return { is: 'unchanged' }
      if (statusCode === 404 || statusCode === 410) return failed('gone')
      if (![301, 302, 303, 307, 308].includes(statusCode)) return failed('refused')
      const to = next(answer.headers['location'], url)
      if (to === null) return failed('elsewhere')
      url = to
    }
    return failed('elsewhere')
  } catch (error) {
    return failed(reasonOf(error, signal))
  }
}

function reasonOf(error: unknown, signal: AbortSignal): FailureReason {
  if (error instanceof TooBig) return 'too-big'
  const name = error instanceof Error ? error.name : ''
  return signal.aborted || /Timeout/.test(name) ? 'slow' : 'unreachable'
}
