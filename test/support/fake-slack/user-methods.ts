import { type Call, type Method, paged } from './call.ts'
import { SlackFailure } from './failure.ts'
import type { Json } from './json.ts'
import type { Install, User } from './workspaces.ts'

/** Somebody's account as the API and events show it. The e-mail needs a scope of its own. */
export function wireUser(user: User, install: Install | undefined, team: string): Json {
  const mayMail = install?.scopes.includes('users:read.email') === true && user.host !== team
  return {
    id: user.id,
    team_id: user.team,
    name: user.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '.'),
    real_name: user.name,
    deleted: user.deactivated,
    is_bot: user.bot,
    is_app_user: false,
    ...(user.deactivated
      ? {}
      : {
          is_restricted: user.guest || user.singleChannelGuest,
          is_ultra_restricted: user.singleChannelGuest,
        }),
    ...(user.host === team ? { is_stranger: true } : {}),
    tz: 'Europe/London',
    updated: 0,
    profile: {
      real_name: user.name,
      display_name: user.name,
      team: user.team,
      ...(mayMail && user.email !== null ? { email: user.email } : {}),
    },
  }
}

const shown = ({ install, team }: Call, user: User) => wireUser(user, install, team)

const seen = ({ far, team }: Call): readonly User[] =>
  [...far.workspaces.users.values()].filter((user) => far.workspaces.sees(team, user))

const info: Method = (call) => {
  const user = call.far.workspaces.user(call.args.required('user'))
  if (user === undefined) throw new SlackFailure('user_not_found')
  if (!user.bot && !call.far.workspaces.sees(call.team, user))
    throw new SlackFailure('user_not_visible')
  return { user: shown(call, user) }
}

const list: Method = (call) => {
  const members = seen(call).filter((user) => user.host === null)
  const { page, next } = paged(members, call.args, 1000)
  return {
    members: page.map((user) => shown(call, user)),
    cache_ts: Math.floor(call.far.clock.now() / 1000),
    response_metadata: { next_cursor: next },
  }
}

const lookupByEmail: Method = (call) => {
  const email = call.args.required('email').toLowerCase()
  const user = seen(call).find(
    (one) => one.host === null && !one.deactivated && one.email?.toLowerCase() === email,
  )
  if (user === undefined) throw new SlackFailure('users_not_found')
  return { user: shown(call, user) }
}

const authTest: Method = ({ far, install, team }) => {
  const { name, domain, enterprise } = far.workspaces.team(team)
  return {
    url: `https://${domain}.slack.com/`,
    team: name,
    user: 'cascade',
    team_id: team,
    user_id: install.botUser,
    bot_id: install.botId,
    ...(enterprise === null ? {} : { enterprise_id: enterprise.id }),
    is_enterprise_install: install.team === null,
  }
}

const teamInfo: Method = ({ far, team }) => {
  const { id, name, domain, enterprise } = far.workspaces.team(team)
  return {
    team: {
      id,
      name,
      domain,
      email_domain: '',
      ...(enterprise === null
        ? {}
        : { enterprise_id: enterprise.id, enterprise_name: enterprise.name }),
    },
  }
}

/** The app leaves: its tokens there stop working, and it is told. */
export async function uninstall(far: Call['far'], install: Install, team: string): Promise<void> {
  install.broken = 'account_inactive'
  await far.events.tell(team, {
    type: 'tokens_revoked',
    tokens: { oauth: [], bot: [install.botUser] },
    event_ts: far.messages.newTs(),
  })
  await far.events.tell(team, { type: 'app_uninstalled', event_ts: far.messages.newTs() })
}

const leave: Method = ({ far, args, install, team }) => {
  if (args.text('client_id') !== far.app.clientId) throw new SlackFailure('invalid_client_id')
  if (args.text('client_secret') !== far.app.clientSecret)
    throw new SlackFailure('bad_client_secret')
  setImmediate(() => {
    void uninstall(far, install, team)
  })
  return {}
}

const revoke: Method = ({ args, install }) => {
  if (!args.flag('test')) install.broken = 'token_revoked'
  return { revoked: !args.flag('test') }
}

export const USER_METHODS: Readonly<Record<string, Method>> = {
  'api.test': ({ args }) => ({ args: args.raw }),
  'auth.test': authTest,
  'auth.revoke': revoke,
  'apps.uninstall': leave,
  'team.info': teamInfo,
  'users.info': info,
  'users.list': list,
  'users.lookupByEmail': lookupByEmail,
}
