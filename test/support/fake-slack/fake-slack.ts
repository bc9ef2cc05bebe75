import { createControl } from './control.ts'
import { createFarEnd, type Options, PATIENT_MS } from './far-end.ts'
import { listening } from './listening.ts'
import { createOAuth } from './oauth.ts'
import { createPerson, type Person } from './person.ts'
import type { Rates } from './rate-limits.ts'
import { createResponseUrls } from './response-urls.ts'
import { USUAL_SCOPES } from './scopes.ts'
import { createHttp } from './server.ts'
import { createSocketMode, type SocketMode } from './socket-mode.ts'
import type { AppPlace } from './to-app.ts'
import { uninstall, wireUser } from './user-methods.ts'
import { createWebApi } from './web-api.ts'
import type { Enterprise, Install, Team, UserParts } from './workspaces.ts'

export type FakeSlack = Awaited<ReturnType<typeof startFakeSlack>>
export type { Options } from './far-end.ts'
export type { Fault } from './faults.ts'
export type { Person, Seen } from './person.ts'
export type { OpenModal, Submitted } from './modal.ts'
export { SLACK_RATES } from './rate-limits.ts'
export { USUAL_SCOPES } from './scopes.ts'

/** Stands in for slack.com: the Web API at `${url}/api/`, and everything that Slack would send to the app. */
export async function startFakeSlack(options: Options = {}) {
  const far = createFarEnd(options)
  const oauth = createOAuth(far)
  const urls = createResponseUrls(far)
  const socketHolder: { mode?: SocketMode } = {}
  const api = createWebApi(far, oauth, () => socketHolder.mode?.ticket() ?? {})

  const tick = async (ms = 0) => {
    far.clock.pass(ms)
    await far.events.tick()
  }
  const person = (team: string, id: string): Person => createPerson(far, urls, team, id)

  const control = createControl(far, { person, tick })
  const http = createHttp({ api, oauth, urls, control })
  const { url, close } = await listening(http, options.port ?? 0)
  far.settings.url = url
  const socket = createSocketMode(far, http, options.answerWithinMs ?? PATIENT_MS)
  socketHolder.mode = socket
  // Retries whose time has come by the test's own clock.
  const timer = setInterval(() => void far.events.tick(), 100)
  timer.unref()

  const { workspaces } = far
  const changed = async (team: string, id: string, parts: Partial<UserParts>) => {
    const user = workspaces.changeUser(id, parts)
    return far.events.tell(team, {
      type: 'user_change',
      user: wireUser(user, workspaces.installFor(team), team),
      cache_ts: Math.floor(far.clock.now() / 1000),
      event_ts: far.messages.newTs(),
    })
  }

  return {
    url,
    /** For WebClient's `slackApiUrl`. */
    apiUrl: `${url}/api/`,
    authorizeUrl: `${url}/oauth/v2/authorize`,
    app: far.app,
    ledger: far.ledger,
    faults: far.faults,
    oauth,
    socket,
    events: far.events,
    /** Where the app listens; the paths default to /slack/events. */
    connectApp: (place: AppPlace | string | null) =>
      far.toApp.connect(typeof place === 'string' ? { url: place } : place),
    setRates: (rates: Rates | null) => far.limits.set(rates),
    setEchoes: (on: boolean) => {
      far.settings.echoes = on
    },

    addWorkspace: (parts: Partial<Team> = {}): Team => workspaces.addWorkspace(parts),
    addEnterprise: (name = 'An organisation'): Enterprise => ({ id: far.newId('E'), name }),
    install: (team: string, scopes: readonly string[] = USUAL_SCOPES): Install =>
      workspaces.install(team, scopes),
    installOrg: (enterprise: string, scopes: readonly string[] = USUAL_SCOPES): Install =>
      workspaces.installOrg(enterprise, scopes),
    addUser: (team: string, parts: Partial<UserParts> & Readonly<{ id?: string }> = {}): Person =>
      person(team, workspaces.addUser(team, parts).id),
    /** Somebody of another organisation who is seen here through Slack Connect. */
    addStranger: (
      host: string,
      parts: Partial<UserParts> & Readonly<{ id?: string }> = {},
    ): Person => person(host, workspaces.addUser(far.newId('T'), { ...parts, host }).id),
    person,

    /** Somebody comes to the workspace, and the app hears of it. */
    join: async (team: string, parts: Partial<UserParts> = {}): Promise<Person> => {
      const user = workspaces.addUser(team, parts)
      await far.events.tell(team, {
        type: 'team_join',
        user: wireUser(user, workspaces.installFor(team), team),
        event_ts: far.messages.newTs(),
      })
      return person(team, user.id)
    },
    changeUser: changed,
    deactivate: (team: string, id: string) => changed(team, id, { deactivated: true }),
    uninstall: (install: Install) => uninstall(far, install, install.team ?? ''),
    revoke: (install: Install) => {
      install.broken = 'token_revoked'
    },

    /** Any event of a workspace, in the shape that a test gives it. */
    tell: far.events.tell,
    sign: far.toApp.sign,
    /** Sends exactly these bytes and headers to the app. */
    deliver: far.toApp.deliver,
    challenge: (challenge = 'a-challenge') =>
      far.toApp.send('events', { type: 'url_verification', token: 'legacy', challenge }),
    /** Lets time pass at Slack, and tells what has become due. */
    tick,
    newTrigger: (user: Person) => far.triggers.mint(user.id, user.team),

    close: async () => {
      clearInterval(timer)
      await socket.close()
      await close()
    },
  }
}
