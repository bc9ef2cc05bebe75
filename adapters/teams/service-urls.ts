/** Where the Bot Connector is, by the cloud that a tenant is in. */
const OFFICIAL = [
  'https://smba.trafficmanager.net',
  'https://smba.infra.gcc.teams.microsoft.com',
  'https://smba.infra.gov.teams.microsoft.us',
  'https://smba.infra.dod.teams.microsoft.us',
] as const

/** Which addresses our token may be sent to. */
export type ServiceUrls = Readonly<{
  isTrusted: (url: string) => boolean
  /** For a tenant of which nothing was heard yet. Ends in a slash. */
  fallback: string
}>

/**
 * Whole origins, exactly: anybody can have a name under trafficmanager.net. `origins` are given where Teams is another
 * than Microsoft's.
 */
export function createServiceUrls(origins: readonly string[] = OFFICIAL): ServiceUrls {
  const [first] = origins
  if (first === undefined) throw new Error('There is no address of Teams that may be used')
  const trusted = new Set(origins)
  return {
    isTrusted: (url) => {
      const parsed = URL.parse(url)
      return (
        parsed !== null &&
        trusted.has(parsed.origin) &&
        parsed.username === '' &&
        parsed.password === ''
      )
    },
    fallback: `${first}/teams/`,
  }
}
