import { SlackFailure } from './failure.ts'

export type Enterprise = Readonly<{ id: string; name: string }>
export type Team = Readonly<{
  id: string
  name: string
  domain: string
  enterprise: Enterprise | null
}>

export type UserParts = Readonly<{
  name: string
  email: string | null
  deactivated: boolean
  /** A multi-channel guest. */
  guest: boolean
  /** A single-channel guest. */
  singleChannelGuest: boolean
}>

/** Somebody's account. What may change is changed by `changeUser`. */
export type User = UserParts &
  Readonly<{
    id: string
    /** The workspace that the account is of. */
    team: string
    /** The workspace that sees it through Slack Connect, where that is another one. */
    host: string | null
    bot: boolean
    /** What a message to this person is refused with, if it is. */
    refuses: string | null
  }>

export type Install = {
  readonly token: string
  readonly team: string | null
  readonly enterprise: string | null
  readonly botUser: string
  readonly botId: string
  scopes: readonly string[]
  /** What a call with this token fails with. */
  broken: 'token_revoked' | 'account_inactive' | null
}

export type Ids = (prefix: string) => string

/** Ids as Slack's look, each once. */
export function createIds(): Ids {
  let made = 0
  return (prefix) => {
    made += 1
    return `${prefix}0${made.toString(36).toUpperCase().padStart(9, '0')}`
  }
}

export type Workspaces = ReturnType<typeof createWorkspaces>

/** Who there is: workspaces, people, and where the app is installed. */
export function createWorkspaces(newId: Ids) {
  const teams = new Map<string, Team>()
  const users = new Map<string, User>()
  const installs = new Map<string, Install>()
  /** Of each workspace, and of each organisation for an org-wide install. */
  const botUsers = new Map<string, Readonly<{ user: string; bot: string }>>()

  const botOf = (place: string) => {
    const known = botUsers.get(place)
    if (known !== undefined) return known
    const made = { user: newId('U'), bot: newId('B') }
    botUsers.set(place, made)
    users.set(made.user, {
      id: made.user,
      team: place,
      host: null,
      bot: true,
      name: 'cascade',
      email: null,
      deactivated: false,
      guest: false,
      singleChannelGuest: false,
      refuses: null,
    })
    return made
  }

  const keep = (
    place: Pick<Install, 'team' | 'enterprise'>,
    key: string,
    scopes: readonly string[],
  ) => {
    const bot = botOf(key)
    const install: Install = {
      ...place,
      token: `xoxb-${key}-${newId('')}`,
      botUser: bot.user,
      botId: bot.bot,
      scopes: [...scopes],
      broken: null,
    }
    installs.set(install.token, install)
    return install
  }

  const team = (id: string): Team => {
    const found = teams.get(id)
    if (found === undefined) throw new SlackFailure('team_not_found')
    return found
  }

  return {
    teams,
    users,
    installs,
    team,
    user: (id: string) => users.get(id),

    addWorkspace: (parts: Partial<Team> = {}): Team => {
      const id = parts.id ?? newId('T')
      const made: Team = {
        id,
        name: parts.name ?? `Workspace ${teams.size + 1}`,
        domain: parts.domain ?? id.toLowerCase(),
        enterprise: parts.enterprise ?? null,
      }
      teams.set(id, made)
      return made
    },

    addUser: (of: string, parts: Partial<UserParts & Pick<User, 'id' | 'host'>> = {}): User => {
      if (parts.host === undefined) team(of)
      const id = parts.id ?? newId('U')
      const made: User = {
        id,
        team: of,
        host: parts.host ?? null,
        bot: false,
        name: parts.name ?? `Person ${users.size + 1}`,
        email: parts.email === undefined ? `${id.toLowerCase()}@example.org` : parts.email,
        deactivated: parts.deactivated ?? false,
        guest: parts.guest ?? false,
        singleChannelGuest: parts.singleChannelGuest ?? false,
        refuses: null,
      }
      users.set(id, made)
      return made
    },

    changeUser: (id: string, parts: Partial<UserParts & Pick<User, 'refuses'>>): User => {
      const known = users.get(id)
      if (known === undefined) throw new Error(`Nobody is called ${id}`)
      const changed = { ...known, ...parts }
      users.set(id, changed)
      return changed
    },

    install: (of: string, scopes: readonly string[]): Install =>
      keep({ team: of, enterprise: team(of).enterprise?.id ?? null }, of, scopes),

    installOrg: (enterprise: string, scopes: readonly string[]): Install =>
      keep({ team: null, enterprise }, enterprise, scopes),

    /** The install that serves a workspace: its own, or its organisation's. */
    installFor: (of: string): Install | undefined => {
      const working = [...installs.values()].filter(({ broken }) => broken === null)
      const { enterprise } = team(of)
      return (
        working.findLast((install) => install.team === of) ??
        working.findLast(
          (install) =>
            install.team === null && enterprise !== null && install.enterprise === enterprise.id,
        )
      )
    },

    /** Whether an account can be seen with the token of an install for that workspace. */
    sees: (of: string, user: User) => user.team === of || user.host === of,
  }
}
