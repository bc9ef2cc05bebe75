import { createHash } from 'node:crypto'

export type Tenant = Readonly<{ id: string; name: string }>

/** Somebody's account in one tenant. A guest has another account, with another id, at home. */
export type Account = {
  readonly aad: string
  readonly tenant: string
  readonly name: string
  readonly email: string | null
  /** The account at home of somebody who is a guest here. */
  readonly guestOf: string | null
  /** Their id in the eyes of this bot. */
  readonly teamsId: string
  /** Whether they have the app themselves. */
  installed: boolean
  /** The code that sends to them are refused with. */
  refuses: string | null
}

/** A team with the app in it: everybody who is in it can be written to. */
export type Team = { readonly id: string; readonly tenant: string; readonly members: string[] }

export type AccountParts = Readonly<{
  aad?: string
  name?: string
  email?: string | null
  guestOf?: string | null
  installed?: boolean
}>

const hash = (text: string) => createHash('sha256').update(text).digest('hex')

/** The same every time, and nothing that a person would guess. */
export function guidOf(text: string): string {
  const hex = hash(text)
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}

/** An id with the characters that have to be encoded in an address. */
export const opaque = (prefix: string, text: string) =>
  `${prefix}1${Buffer.from(hash(text), 'hex').toString('base64')}`

export type Directory = ReturnType<typeof createDirectory>

/** Tenants and the people in them. */
export function createDirectory(botId: string) {
  const tenants = new Map<string, Tenant>()
  const accounts = new Map<string, Account>()
  const teams = new Map<string, Team>()
  let made = 0

  const account = (aad: string): Account => {
    const found = accounts.get(aad)
    if (found === undefined) throw new Error(`Nobody has the id ${aad}`)
    return found
  }

  return {
    tenants,
    accounts,
    teams,
    account,
    addTenant: ({ id, name = 'A practice' }: Partial<Tenant> = {}): Tenant => {
      const tenant = { id: id ?? guidOf(`tenant ${(made += 1)}`), name }
      tenants.set(tenant.id, tenant)
      return tenant
    },
    addAccount: (tenant: string, parts: AccountParts = {}): Account => {
      if (!tenants.has(tenant)) throw new Error(`There is no tenant ${tenant}`)
      const aad = parts.aad ?? guidOf(`person ${(made += 1)}`)
      if (accounts.has(aad))
        throw new Error(`${aad} is somebody already: no two tenants share an id`)
      const added: Account = {
        aad,
        tenant,
        name: parts.name ?? 'Somebody',
        email: parts.email ?? null,
        guestOf: parts.guestOf ?? null,
        teamsId: opaque('29:', `${botId} ${aad}`),
        installed: parts.installed ?? false,
        refuses: null,
      }
      accounts.set(aad, added)
      return added
    },
    addTeam: (tenant: string, members: readonly string[]): Team => {
      const id = `19:${hash(`team ${(made += 1)}`).slice(0, 32)}@thread.tacv2`
      const team = { id, tenant, members: [...members] }
      teams.set(id, team)
      return team
    },
    /** Whether the bot may write to somebody: they have the app, or are in a team that has it. */
    canReach: ({ aad, installed }: Account): boolean =>
      installed || [...teams.values()].some(({ members }) => members.includes(aad)),
  }
}
