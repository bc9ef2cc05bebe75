/** Where in Slack something is: a workspace, and the organisation when the app is installed in the whole of it. */
export type Place = Readonly<{ team: string; enterprise: string | null }>

/** The app in one workspace, or in a whole organisation. */
export type Installation = Readonly<{
  /** The workspace's id, or the organisation's. */
  id: string
  token: string
  botUser: string
  scopes: readonly string[]
}>

export type NewInstallation = Installation & Readonly<{ appId: string }>

/** Who the app may speak as, and where. */
export type Installations = Readonly<{
  /** Gets ready; throws a SlackNotReady when the app cannot speak at all. */
  start: () => Promise<void>
  /** The installation that serves a place that Slack named. Learns which organisation a workspace is of. */
  at: (place: Place) => Promise<Installation | null>
  /** The installation for a workspace that an address or a handle names. */
  of: (team: string) => Promise<Installation | null>
  /** Every workspace that is served, as far as it is known. */
  teams: () => Promise<readonly string[]>
  save: (installation: NewInstallation) => Promise<void>
  /** Slack said that it was removed, at that time: a later install stands. */
  gone: (place: Place, at: Date) => Promise<void>
  /** A call was refused for its token: asks Slack, and lets go of an installation that is gone. */
  doubt: (installation: Installation) => Promise<void>
  healthy: () => Promise<boolean>
}>

/** Says in one sentence why Slack cannot be used; safe to show to whoever starts Cascade. */
export class SlackNotReady extends Error {
  constructor(sentence: string) {
    super(sentence)
    this.name = 'SlackNotReady'
  }
}
