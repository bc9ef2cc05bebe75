import { Counter, Gauge, Histogram, Registry } from 'prom-client'

/** One workspace or tenant as it is now. Moments in milliseconds since 1970. */
type LaneFigures = Readonly<{
  platform: string
  tenant: string
  rate: number
  waiting: number
  heldUntil: number
}>

/** What is asked of the database when the figures are read, so that every process says the same. */
type Asked = Readonly<{
  silences: () => Promise<readonly Readonly<{ platform: string }>[]>
  /** A bounded number of them. */
  lanes: () => Promise<readonly LaneFigures[]>
  /** How many feeds are in which state. */
  feeds: () => Promise<Readonly<Record<string, number>>>
}>

/** What /metrics shows. Labels are kinds, states, and ids of workspaces and tenants; never people. */
export function createMetrics({ silences, lanes, feeds }: Asked) {
  const registry = new Registry()
  const deliveries = new Counter({
    name: 'cascade_deliveries_total',
    help: 'Messages by what became of the attempt',
    labelNames: ['platform', 'outcome'],
    registers: [registry],
  })
  const inbound = new Histogram({
    name: 'cascade_inbound_seconds',
    help: 'Time to answer one thing that a person did',
    labelNames: ['platform', 'result'],
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 3, 10],
    registers: [registry],
  })
  new Gauge({
    name: 'cascade_critical_silent',
    help: 'Workspaces or tenants in which a critical message has reached nobody after 15 minutes',
    labelNames: ['platform'],
    registers: [registry],
    async collect() {
      this.reset()
      // Without a database the other figures are still worth reading; /readyz says what is wrong.
      for (const { platform } of await silences().catch(() => [])) this.inc({ platform })
    },
  })
  addLanes(registry, lanes)
  new Gauge({
    name: 'cascade_feeds',
    help: 'Feeds of official sources: read, failing for more than a day, ended, and with nobody who could release what they bring',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      this.reset()
      const states = await feeds().catch(() => ({}))
      for (const [state, n] of Object.entries(states)) this.set({ state }, n)
    },
  })
  return { registry, deliveries, inbound }
}

function addLanes(registry: Registry, lanes: Asked['lanes']): void {
  let asked: Promise<readonly LaneFigures[]> | null = null
  // All of them are read together, and asked for once.
  const ask = async () => {
    asked ??= lanes()
      .catch(() => [])
      .finally(() => {
        asked = null
      })
    return asked
  }
  const add = (name: string, help: string, figure: (lane: LaneFigures) => number) =>
    new Gauge({
      name: `cascade_lane_${name}`,
      help,
      labelNames: ['platform', 'tenant'],
      registers: [registry],
      async collect() {
        this.reset()
        for (const lane of await ask())
          this.set({ platform: lane.platform, tenant: lane.tenant }, figure(lane))
      },
    })
  add('rate', 'Messages a second that a workspace or tenant is sent at most', (lane) => lane.rate)
  add('waiting', 'Messages that are due in a workspace or tenant', (lane) => lane.waiting)
  add(
    'held_until_seconds',
    'Until when a workspace or tenant asked to be sent nothing, in seconds since 1970',
    (lane) => lane.heldUntil / 1000,
  )
}

export type Metrics = ReturnType<typeof createMetrics>
