import { CamelCasePlugin, Kysely, PostgresDialect, type Transaction } from 'kysely'
import pg from 'pg'
import type { Tables } from './schema.ts'

/** What stores take: the database, or a transaction on it. */
export type Db = Kysely<Tables>
export type Tx = Transaction<Tables>

/** PostgreSQL's day and list-of-days types, kept as text: a JavaScript Date would move them by an hour in summer. */
const DAY_PARSERS = new Map<number, (text: string) => unknown>([
  [1082, (day) => day],
  [
    1182,
    (days) =>
      days
        .slice(1, -1)
        .split(',')
        .filter((day) => day !== ''),
  ],
])
export const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    DAY_PARSERS.get(oid) ?? (pg.types.getTypeParser(oid, format) as (text: string) => unknown),
}

/** What a server may be; each is PostgreSQL to our own statements, and the queue knows what it lacks. */
export const SERVERS = ['postgres', 'citus', 'yugabytedb'] as const
export type Server = (typeof SERVERS)[number]

export type Database = Readonly<{
  db: Db
  pool: pg.Pool
  kind: 'postgres' | 'embedded'
  /** What the queue has to get by with. */
  server: Server | 'pglite'
  /** Whether it answers within `ms`. */
  healthy: (ms?: number) => Promise<boolean>
  /** Whether its disk has room for more than finishing what is under way; a server looks after its own. */
  hasRoom: () => Promise<boolean>
  /** The housekeeping that a PostgreSQL server does by itself and the embedded one does not. */
  tidy: () => Promise<void>
  close: () => Promise<void>
}>

export const kyselyOver = (pool: pg.Pool): Db =>
  new Kysely<Tables>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  })

export async function answers(pool: pg.Pool, ms: number): Promise<boolean> {
  const late = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => late.resolve(false), ms)
  try {
    return await Promise.race([pool.query('select 1').then(() => true), late.promise])
  } catch {
    return false
  } finally {
    clearTimeout(timer)
  }
}

/** A PostgreSQL server. `connections` is the pool's size in this process. */
export function openPostgres(url: string, connections = 10, server: Server = 'postgres'): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    types,
    connectionTimeoutMillis: 10_000,
  })
  // Without these a connection that is cut ends the process: while it is idle, and while somebody has it between two queries.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  const db = kyselyOver(pool)
  return {
    db,
    pool,
    kind: 'postgres',
    server,
    healthy: (ms = 2000) => answers(pool, ms),
    hasRoom: async () => true,
    tidy: async () => {},
    close: async () => {
      await db.destroy()
    },
  }
}
