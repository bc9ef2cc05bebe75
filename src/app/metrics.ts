import { Counter, Gauge, Histogram, Registry } from 'prom-client'

/** What /metrics shows. Labels are kinds and states, never people. */
export function createMetrics({
  silences,
}: Readonly<{ silences: () => Promise<readonly Readonly<{ platform: string }>[]> }>) {
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
    // Asked when it is read, so that every process says the same.
    async collect() {
      this.reset()
      // Without a database the other figures are still worth reading; /readyz says what is wrong.
      for (const { platform } of await silences().catch(() => [])) this.inc({ platform })
    },
  })
  return { registry, deliveries, inbound }
}

export type Metrics = ReturnType<typeof createMetrics>
