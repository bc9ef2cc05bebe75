import { randomBytes } from 'node:crypto'
import { administer, postgresPrograms, startPostgres } from '#test/support/postgres.ts'

/** Databases of their own on the server that BENCH_DATABASE_URL names, or on a private one. */
export async function openServer(given: string | null) {
  const programs = given === null ? postgresPrograms() : null
  if (given === null && programs === null)
    throw new Error('There is no PostgreSQL here. Install it, or set BENCH_DATABASE_URL.')
  const own = programs === null ? null : await startPostgres(programs)
  const server = given ?? own?.url ?? ''
  return {
    /** Gives `work` an empty database, and drops it afterwards. */
    with: async <T>(work: (url: string) => Promise<T>): Promise<T> => {
      const name = `cascade_bench_${randomBytes(6).toString('hex')}`
      await administer(server, `create database ${name}`)
      const at = new URL(server)
      at.pathname = `/${name}`
      try {
        return await work(at.href)
      } finally {
        await administer(server, `drop database if exists ${name} with (force)`)
      }
    },
    close: async () => own?.stop(),
  }
}
