import type { Database } from '#src/kernel/db.ts'

/** Tables that say nothing of who did what: marks of the machine, or of what a card showed. */
const UNWATCHED =
  /^(inbound_events|audit|copies|notices|settings|web_|kysely_|lanes|library_words|link_tries)/

export type Watch = Readonly<{
  /** Everything that people can change, a line for each table. */
  state: () => Promise<string>
  /** How many lines the audit has. */
  audited: () => Promise<number>
}>

/** For seeing whether something changed, whatever it was, and whether the audit says so. */
export async function watchTables({ pool }: Database): Promise<Watch> {
  const { rows } = await pool.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public' order by 1`,
  )
  const tables = rows.map(({ name }) => name).filter((name) => !UNWATCHED.test(name))
  return {
    state: async () => {
      const lines = await Promise.all(
        tables.map(async (table) => {
          const { rows: found } = await pool.query<{ all: string | null }>(
            `select md5(string_agg(t::text, E'\\n' order by t::text)) as all from "${table}" t`,
          )
          return `${table} ${found[0]?.all ?? ''}`
        }),
      )
      return lines.join('\n')
    },
    audited: async () => {
      const found = await pool.query<{ n: number }>('select count(*)::int as n from audit')
      return found.rows[0]?.n ?? 0
    },
  }
}
