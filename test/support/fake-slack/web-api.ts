import { CHAT_METHODS } from './chat-methods.ts'
import { type Args, type Method, readArgs } from './call.ts'
import { CONVERSATION_METHODS } from './conversation-methods.ts'
import { SlackFailure } from './failure.ts'
import type { FarEnd } from './far-end.ts'
import { type Fault, nameOf } from './faults.ts'
import type { Json } from './json.ts'
import type { OAuth } from './oauth.ts'
import { RULES } from './scopes.ts'
import { USER_METHODS } from './user-methods.ts'
import { VIEW_METHODS } from './view-methods.ts'
import type { Install } from './workspaces.ts'

export type ApiRequest = Readonly<{ method: string; raw: Json; authorization: string }>

/** What goes back over the wire: an answer, late or not, or a cut connection. */
export type ApiAnswer =
  | Readonly<{ is: 'cut' }>
  | Readonly<{
      is: 'answer'
      status: number
      headers: Readonly<Record<string, string>>
      body: Json | string
      afterMs: number
    }>

const METHODS: Readonly<Record<string, Method>> = {
  ...CHAT_METHODS,
  ...CONVERSATION_METHODS,
  ...USER_METHODS,
  ...VIEW_METHODS,
}

const answer = (
  status: number,
  body: Json | string,
  headers: Record<string, string> = {},
): ApiAnswer => ({
  is: 'answer',
  status,
  body,
  headers,
  afterMs: 0,
})

const tooMany = (seconds: number | null) =>
  answer(
    429,
    { ok: false, error: 'ratelimited' },
    seconds === null ? {} : { 'retry-after': String(seconds) },
  )

/** What a fault makes of a request before Slack has done anything, if it stops it there. */
function stopped(fault: Fault | null): ApiAnswer | null {
  if (fault === null) return null
  if (fault === 'drop-before') return { is: 'cut' }
  if (fault === '500-before') return answer(500, 'Internal Server Error')
  if (fault === 'ratelimited') return answer(200, { ok: false, error: 'ratelimited' })
  if (typeof fault === 'string') return null
  if ('retryAfter' in fault) return tooMany(fault.retryAfter)
  if ('error' in fault) return answer(200, { ok: false, error: fault.error })
  return null
}

/** What a fault makes of the answer to what Slack has done. */
function spoilt(fault: Fault | null, good: ApiAnswer): ApiAnswer {
  if (fault === 'drop-after') return { is: 'cut' }
  if (fault === '500-after') return answer(500, 'Internal Server Error')
  if (fault !== null && typeof fault !== 'string' && 'slow' in fault && good.is === 'answer')
    return { ...good, afterMs: fault.slow }
  return good
}

const tokenOf = ({ authorization }: ApiRequest, args: Args): string =>
  /^Bearer (.+)$/i.exec(authorization)?.[1] ?? args.text('token')

const errorIn = (given: ApiAnswer): string | null =>
  given.is === 'answer' && typeof given.body !== 'string' && given.body['ok'] === false
    ? String(given.body['error'])
    : null

function callerOf(far: FarEnd, token: string): Install {
  if (token === '') throw new SlackFailure('not_authed')
  const install = far.workspaces.installs.get(token)
  if (install === undefined) throw new SlackFailure('invalid_auth')
  if (install.broken !== null) throw new SlackFailure(install.broken)
  return install
}

/** The workspace that a call is about: the token's, or one of its organisation's. */
function teamOf(far: FarEnd, install: Install, args: Args): string {
  if (install.team !== null) return install.team
  const within = [...far.workspaces.teams.values()].filter(
    ({ enterprise }) => enterprise?.id === install.enterprise,
  )
  const asked = args.text('team_id')
  const team = asked === '' ? within[0] : within.find(({ id }) => id === asked)
  if (team === undefined) throw new SlackFailure('team_access_not_granted')
  return team.id
}

function checkScope(install: Install, method: string): void {
  const needed = RULES[method]?.scope ?? null
  if (needed !== null && !install.scopes.includes(needed))
    throw new SlackFailure('missing_scope', { needed, provided: install.scopes.join(',') })
}

export type WebApi = (request: ApiRequest) => Promise<ApiAnswer>

export function createWebApi(far: FarEnd, oauth: OAuth, openSocket: () => Json): WebApi {
  const withoutInstall = (method: string, args: Args, token: string, authorization: string) => {
    if (method === 'oauth.v2.access') return oauth.exchange(args, authorization)
    if (token !== far.app.token)
      throw new SlackFailure(token === '' ? 'not_authed' : 'invalid_auth')
    return openSocket()
  }

  const run = async (request: ApiRequest, args: Args): Promise<Json> => {
    const { method, authorization } = request
    const token = tokenOf(request, args)
    if (method === 'oauth.v2.access' || method === 'apps.connections.open')
      return withoutInstall(method, args, token, authorization)
    const handler = METHODS[method]
    if (handler === undefined) throw new SlackFailure('unknown_method', { req_method: method })
    const install = callerOf(far, token)
    checkScope(install, method)
    return handler({ far, args, install, team: teamOf(far, install, args) })
  }

  const answered = async (request: ApiRequest, args: Args, fault: Fault | null) => {
    const early = stopped(fault)
    if (early !== null) return early
    try {
      return spoilt(fault, answer(200, { ok: true, ...(await run(request, args)) }))
    } catch (error) {
      if (!(error instanceof SlackFailure)) throw error
      return spoilt(fault, answer(200, { ok: false, error: error.code, ...error.more }))
    }
  }

  return async (request) => {
    const { method, raw } = request
    const args = readArgs(raw)
    const token = tokenOf(request, args)
    const install = far.workspaces.installs.get(token)
    const channel = args.text('channel')
    const wait = far.limits.refuse(method, token, channel)
    const fault = wait === null ? far.faults.pick(method, channel) : null
    const given = wait === null ? await answered(request, args, fault) : tooMany(wait)
    far.ledger.ask({
      at: far.clock.now(),
      method,
      team: install?.team ?? install?.enterprise ?? null,
      channel: channel === '' ? null : channel,
      status: given.is === 'cut' ? 0 : given.status,
      error: errorIn(given),
      fault: fault === null ? null : nameOf(fault),
    })
    if (given.is === 'cut' || install === undefined) return given
    return { ...given, headers: { ...given.headers, 'x-oauth-scopes': install.scopes.join(',') } }
  }
}
