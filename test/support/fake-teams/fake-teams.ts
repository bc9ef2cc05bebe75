import { listening } from '../fake-slack/listening.ts'
import type { Json } from '../fake-slack/json.ts'
import { createControl } from './control.ts'
import type { AccountParts, Tenant } from './directory.ts'
import { createFarEnd, type Options } from './far-end.ts'
import { createPerson, type Person } from './person.ts'
import type { Rates } from './rate-limits.ts'
import { createHttp } from './server.ts'
import { inTeam } from './teams.ts'

export type FakeTeams = Awaited<ReturnType<typeof startFakeTeams>>
export type { Options } from './far-end.ts'
export type { Fault, Route } from './faults.ts'
export type { Pressed, Person, Seen } from './person.ts'
export type { OpenDialog, Submitted } from './dialog.ts'
export type { TokenParts } from './keys.ts'
export { TEAMS_RATES } from './rate-limits.ts'

/**
 * Stands in for Microsoft Teams: sign-in (`tokenUrl`), the keys that inbound requests are signed with
 * (`openIdUrl`), the Bot Connector (`serviceUrl(tenant)`), and everything that Teams would send to the app.
 */
export async function startFakeTeams(options: Options = {}) {
  const far = createFarEnd(options)
  const people = new Map<string, Person>()
  /** One window for each person, whoever asks. */
  const person = (aad: string): Person => {
    const found = people.get(aad) ?? createPerson(far, aad)
    people.set(aad, found)
    return found
  }
  const http = createHttp(far, createControl(far, person))
  const { url, close } = await listening(http, options.port ?? 0)
  far.settings.url = url

  return {
    url,
    /** `MicrosoftAppId`, its password, and the tenant that it is registered in. */
    app: far.app,
    botId: far.botId,
    openIdUrl: `${url}${far.keys.paths.metadata}`,
    tokenUrl: `${url}/${far.app.tenant}/oauth2/v2.0/token`,
    /** What activities of this tenant carry. Its host and port are the allow-list's entry. */
    serviceUrl: far.serviceUrl,
    ledger: far.ledger,
    faults: far.faults,
    tokens: far.tokens,
    keys: far.keys,
    told: far.toApp.told,
    /** Where the app hears: the whole address, /api/messages and all. */
    connectApp: (to: string | null) => far.toApp.connect(to),
    setRates: (rates: Rates | null) => far.limits.set(rates),
    /** Lets time pass at Teams. */
    pass: (ms: number) => far.clock.pass(ms),

    addTenant: (parts: Partial<Tenant> = {}): Tenant => far.directory.addTenant(parts),
    addPerson: (tenant: string, parts: AccountParts = {}): Person =>
      person(far.directory.addAccount(tenant, parts).aad),
    /** Somebody of another tenant, as a guest here: another account, with an id of its own. */
    addGuest: (tenant: string, home: Person, parts: AccountParts = {}): Person =>
      person(far.directory.addAccount(tenant, { name: home.name, ...parts, guestOf: home.id }).aad),
    person,
    /** A team that has the app in it: the app is told, and its members can be written to. */
    addTeam: (tenant: string, members: readonly Person[]) => inTeam(far, tenant, members),

    /** Sends this activity as Teams would. */
    tell: (activity: Json, times = 1) => far.toApp.tell(activity, times),
    /** Sends it once, with a token that a test has spoilt. */
    send: far.toApp.send,
    /** Sends exactly these bytes and headers. */
    deliver: far.toApp.deliver,

    close,
  }
}
