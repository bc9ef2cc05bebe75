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
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    DAY_PARSERS.get(oid) ?? (pg.types.getTypeParser(oid, format) as (text: string) => unknown),
}

export type Database = Readonly<{
  db: Db
  pool: pg.Pool
  kind: 'postgres' | 'embedded'
  /** Whether it answers within `ms`. */
  healthy: (ms?: number) => Promise<boolean>
  /** The housekeeping that a PostgreSQL server does by itself and the embedded one does not. */
  tidy: () => Promise<void>
  close: () => Promise<void>
}>

const kyselyOver = (pool: pg.Pool): Db =>
  new Kysely<Tables>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  })

async function answers(pool: pg.Pool, ms: number): Promise<boolean> {
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
export function openPostgres(url: string, connections = 10): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    types,
    connectionTimeoutMillis: 10_000,
  })
  // Without a listener, a server restart under an idle connection ends the process.
  pool.on('error', () => {})
  const db = kyselyOver(pool)
  return {
    db,
    pool,
    kind: 'postgres',
    healthy: (ms = 2000) => answers(pool, ms),
    tidy: async () => {},
    close: async () => {
      await db.destroy()
    },
  }
}

/**
 * The embedded PGlite, in `dir`, or in memory when null. One process only: the caller holds the data lock.
 * It has one connection, so whoever is inside a transaction must use the transaction and never `db`.
 */
export async function openEmbedded(dir: string | null, snapshot?: Blob): Promise<Database> {
  // Loaded here, so that a process on a PostgreSQL server never pays its 40 MB.
  const [{ PGlite }, { createPgConfig }, { pg_trgm }] = await Promise.all([
    import('@electric-sql/pglite'),
    import('@electric-sql/pglite/node-postgres'),
    import('@electric-sql/pglite/contrib/pg_trgm'),
  ])
  const lite = await PGlite.create({
    extensions: { pg_trgm },
    ...(dir === null ? {} : { dataDir: dir }),
    ...(snapshot === undefined ? {} : { loadDataDir: snapshot }),
  })
  const config: unknown = createPgConfig(lite)
  const pool = new pg.Pool({
    ...(config as pg.PoolConfig),
    max: 1,
    types,
    connectionTimeoutMillis: 30_000,
  })
  pool.on('error', () => {})
  const db = kyselyOver(pool)
  return {
    db,
    pool,
    kind: 'embedded',
    healthy: (ms = 2000) => answers(pool, ms),
    // PGlite has no autovacuum and no checkpointer: without this its log and tables only grow.
    tidy: async () => {
      await pool.query('vacuum (analyze)')
      await pool.query('checkpoint')
    },
    close: async () => {
      await db.destroy()
      await lite.close()
    },
  }
}
