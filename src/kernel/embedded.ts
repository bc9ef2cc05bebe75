import { statfs } from 'node:fs/promises'
import pg from 'pg'
import { answers, type Database, kyselyOver, types } from './db.ts'

/**
 * Kept free for finishing what is under way: four segments of its log. Without it the embedded database stops itself at its
 * next checkpoint.
 */
const RESERVE_BYTES = 64 * 1024 * 1024

/** Whether the disk of this folder has room for an embedded database to work on. */
export async function hasRoom(dir: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(dir)
  return bavail * bsize >= RESERVE_BYTES
}

type Options = Readonly<{
  /** What a new one begins with, in place of nothing. */
  snapshot?: Blob
  /**
   * It has stopped itself, with this code of PostgreSQL (53100: its disk is full). All that was committed is kept. The caller
   * ends the process at once: the next query would never come back, and no timer or request would be served meanwhile.
   */
  onStopped?: (code: string) => void
}>

/**
 * The embedded PGlite, in `dir`, or in memory when null. One process only: the caller holds the data lock.
 * It has one connection, so whoever is inside a transaction must use the transaction and never `db`.
 */
export async function openEmbedded(
  dir: string | null,
  { snapshot, onStopped }: Options = {},
): Promise<Database> {
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
  const config = createPgConfig(lite)
  const pool = new pg.Pool({
    ...(config as unknown as pg.PoolConfig),
    max: 1,
    types,
    connectionTimeoutMillis: 30_000,
  })
  pool.on('error', () => {})
  // At each of them: the pool's connections come and go, and every end takes its listeners away.
  pool.on('connect', () => {
    config.connection.on('errorMessage', ({ severity, code }: pg.DatabaseError) => {
      if (severity === 'PANIC') onStopped?.(code ?? 'unknown')
    })
  })
  const db = kyselyOver(pool)
  return {
    db,
    pool,
    kind: 'embedded',
    server: 'pglite',
    healthy: (ms = 2000) => answers(pool, ms),
    hasRoom: async () => dir === null || hasRoom(dir),
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
