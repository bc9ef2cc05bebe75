import { randomUUID } from 'node:crypto'
import { type Args, readArgs } from './call.ts'
import { SlackFailure } from './failure.ts'
import type { FarEnd } from './far-end.ts'
import { type Json, textOf } from './json.ts'
import type { Install } from './workspaces.ts'

/** What the person at the consent page does. */
export type Consent = Readonly<{ team?: string; org?: string; user?: string; deny?: boolean }>

type Code = {
  readonly consent: Consent
  readonly scopes: string[]
  readonly redirect: string
  readonly until: number
  used: boolean
}

export type OAuth = ReturnType<typeof createOAuth>

/** Installing by "Add to Slack". The consent page says yes at once, for the first workspace unless told otherwise. */
export function createOAuth(far: FarEnd) {
  const codes = new Map<string, Code>()
  let next: Consent = {}

  const checkApp = (args: Args, authorization: string) => {
    const basic = /^Basic (.+)$/i.exec(authorization)?.[1]
    const [user, password] = Buffer.from(basic ?? '', 'base64')
      .toString()
      .split(':')
    const id = basic === undefined ? args.text('client_id') : user
    const secret = basic === undefined ? args.text('client_secret') : password
    if (id !== far.app.clientId) throw new SlackFailure('invalid_client_id')
    if (secret !== far.app.clientSecret) throw new SlackFailure('bad_client_secret')
  }

  const installed = ({ org, team }: Consent, scopes: readonly string[]): Install => {
    if (org !== undefined) return far.workspaces.installOrg(org, scopes)
    const [first] = far.workspaces.teams.keys()
    return far.workspaces.install(team ?? first ?? '', scopes)
  }

  const exchange = (args: Args, authorization: string): Json => {
    checkApp(args, authorization)
    const code = codes.get(args.text('code'))
    if (code === undefined || far.clock.now() > code.until) throw new SlackFailure('invalid_code')
    if (code.used) throw new SlackFailure('code_already_used')
    if (args.text('redirect_uri') !== '' && args.text('redirect_uri') !== code.redirect)
      throw new SlackFailure('bad_redirect_uri')
    code.used = true
    const install = installed(code.consent, code.scopes)
    const team = install.team === null ? null : far.workspaces.team(install.team)
    const enterprise =
      team === null
        ? { id: install.enterprise, name: `Organisation ${textOf(install.enterprise)}` }
        : team.enterprise
    return {
      app_id: far.app.id,
      authed_user: { id: code.consent.user ?? install.botUser },
      scope: install.scopes.join(','),
      token_type: 'bot',
      access_token: install.token,
      bot_user_id: install.botUser,
      team: team === null ? null : { id: team.id, name: team.name },
      enterprise,
      is_enterprise_install: team === null,
    }
  }

  return {
    /** What is answered at the consent page from now on. */
    consents: (to: Consent) => {
      next = to
    },
    exchange,

    /** Where the consent page sends the browser, or what is wrong with the address that led to it. */
    authorize: (query: Json): Readonly<{ to: string } | { wrong: string }> => {
      const args = readArgs(query)
      if (args.text('client_id') !== far.app.clientId) return { wrong: 'invalid_client_id' }
      const redirect = args.text('redirect_uri')
      if (!URL.canParse(redirect)) return { wrong: 'bad_redirect_uri' }
      const scopes = args.text('scope').split(',').filter(Boolean)
      if (scopes.length === 0) return { wrong: 'invalid_scope' }
      const to = new URL(redirect)
      if (next.deny === true) to.searchParams.set('error', 'access_denied')
      else {
        const code = randomUUID()
        const team = args.text('team')
        const consent = team === '' ? next : { ...next, team }
        const until = far.clock.now() + 600_000
        codes.set(code, { consent, scopes, redirect, until, used: false })
        to.searchParams.set('code', code)
      }
      to.searchParams.set('state', args.text('state'))
      return { to: to.href }
    },
  }
}
