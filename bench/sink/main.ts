import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/**
 * A far end that only counts: Slack's and Teams' ways to send a message, as cheap as a server can be, in a process of its
 * own. It stores nothing, so it can be asked nothing; the tests' fakes do that. POST /__mode sets a rate for each workspace
 * or tenant, GET /__stats says what came.
 */
type Mode = { rate: number | null; burst: number; retryAfter: number; echo: boolean }
type Bucket = { tokens: number; at: number; lockedUntil: number }

let mode: Mode = { rate: null, burst: 1, retryAfter: 1, echo: true }
const buckets = new Map<string, Bucket>()
const fresh = () => ({ posts: 0, refused: 0, firstAt: 0, lastAt: 0, doubled: 0 })
let stats = fresh()
let seen = new Set<string>()
/** When the last message of each workspace or tenant, and the first critical one, came. */
let lastOf = new Map<string, number>()
let marks: { at: number; of: string }[] = []
let serial = 0

const now = () => performance.timeOrigin + performance.now()

/** Refuses everybody until Retry-After has passed once a bucket is empty, as Slack does to those who press on. */
function refuses(key: string): boolean {
  if (mode.rate === null) return false
  const at = now()
  const bucket = buckets.get(key) ?? { tokens: mode.burst, at, lockedUntil: 0 }
  buckets.set(key, bucket)
  bucket.tokens = Math.min(mode.burst, bucket.tokens + ((at - bucket.at) / 1000) * mode.rate)
  bucket.at = at
  if (at < bucket.lockedUntil) return true
  if (bucket.tokens < 1) {
    bucket.lockedUntil = at + mode.retryAfter * 1000
    return true
  }
  bucket.tokens -= 1
  return false
}

const DELIVERY = /"(?:id|delivery)":"([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]{22})"/
const MARK = /BENCH-MARK/

function took(key: string, body: string): void {
  const at = now()
  stats.posts += 1
  if (stats.firstAt === 0) stats.firstAt = at
  stats.lastAt = at
  lastOf.set(key, at)
  const id = DELIVERY.exec(body)?.[1]
  if (id !== undefined && seen.has(id)) stats.doubled += 1
  if (id !== undefined) seen.add(id)
  if (MARK.test(body)) marks.push({ at, of: key })
}

type Answered = Readonly<{ status: number; body: string; retry?: number }>
const json = (body: unknown, status = 200): Answered => ({ status, body: JSON.stringify(body) })

function posted(key: string, body: string, answer: () => Answered): Answered {
  if (refuses(key)) {
    stats.refused += 1
    return { ...json({ ok: false, error: 'ratelimited' }, 429), retry: mode.retryAfter }
  }
  took(key, body)
  return answer()
}

function slack(method: string, authorization: string, body: string): Answered {
  switch (method) {
    case 'auth.test':
      return json({
        ok: true,
        team_id: 'T0BENCH',
        user_id: 'U0BOT',
        bot_id: 'B0BOT',
        team: 'Bench',
      })
    case 'chat.postMessage':
      return posted(authorization, body, () => {
        serial += 1
        const ts = `1790000000.${String(serial).padStart(6, '0')}`
        const blocks = mode.echo ? /"blocks":(\[.*\]),"metadata"/.exec(body)?.[1] : undefined
        const channel = `D${String(serial).padStart(9, '0')}`
        return {
          status: 200,
          body: `{"ok":true,"channel":"${channel}","ts":"${ts}","message":{"ts":"${ts}","blocks":${blocks ?? '[]'}}}`,
        }
      })
    case 'conversations.open':
      return json({ ok: true, channel: { id: 'D000000001' } })
    case 'conversations.history':
      return json({ ok: true, messages: [] })
    default:
      return json({ ok: true, channel: 'D000000001', ts: '1790000000.000001' })
  }
}

const TEAMS = /^\/[^/]+(?:\/([^/]+))?\/v3\/conversations(?:\/([^/]+)\/activities(?:\/([^/]+))?)?$/

function teams(path: string, body: string): Answered {
  if (path.endsWith('/oauth2/v2.0/token'))
    return json({ token_type: 'Bearer', expires_in: 86_399, access_token: 'a-token' })
  const [, tenant = '', conversation] = TEAMS.exec(path) ?? []
  serial += 1
  if (conversation === undefined) return json({ id: `a:1${serial}` }, 201)
  return posted(tenant, body, () => json({ id: String(serial) }, 201))
}

function control(path: string, body: string): Answered {
  if (path === '/__mode') {
    mode = { ...mode, ...(JSON.parse(body) as Partial<Mode>) }
    buckets.clear()
    return json({})
  }
  if (path === '/__reset') {
    stats = fresh()
    seen = new Set()
    lastOf = new Map()
    marks = []
    return json({})
  }
  return json({
    ...stats,
    ids: seen.size,
    last: Object.fromEntries(lastOf),
    marks,
  })
}

function answer(request: IncomingMessage, response: ServerResponse, body: string): void {
  const { pathname } = new URL(request.url ?? '/', 'http://sink')
  const done = pathname.startsWith('/__')
    ? control(pathname, body)
    : pathname.startsWith('/api/')
      ? slack(pathname.slice(5), request.headers.authorization ?? '', body)
      : teams(pathname, body)
  response.writeHead(done.status, {
    'content-type': 'application/json',
    ...(done.retry === undefined ? {} : { 'retry-after': String(done.retry) }),
  })
  response.end(done.body)
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => answer(request, response, Buffer.concat(chunks).toString()))
})
server.keepAliveTimeout = 600_000
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  console.log(JSON.stringify({ url: `http://127.0.0.1:${port}` }))
})
