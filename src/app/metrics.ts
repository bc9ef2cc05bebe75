import { Counter, Histogram, Registry } from 'prom-client'

/** What /metrics shows. Labels are kinds and states, never people. */
export function createMetrics() {
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
  return { registry, deliveries, inbound }
}

export type Metrics = ReturnType<typeof createMetrics>
