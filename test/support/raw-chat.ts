import { randomUUID } from 'node:crypto'
import type { Database } from '#src/kernel/db.ts'
import type { Log } from '#src/kernel/log.ts'
import { until } from './process.ts'

/** What was answered to one post: the status, and the first card that it left in the chat, if it left one. */
export type Answered = Readonly<{ status: number; title: string | null; text: string }>

type Fields = Readonly<Record<string, string | readonly string[]>>

/** Posts straight to the local chat, as somebody with a script would: any field, any value, in any order. */
export async function rawChat(url: string, database: Database, user: string) {
  const page = await (await fetch(`${url}/chat?as=${user}`)).text()
  const token = /name="_token" value="([^"]+)"/.exec(page)?.[1] ?? ''

  async function post(path: string, event: string, fields: Fields): Promise<Answered> {
    const body = new URLSearchParams({ _as: user, _back: '', _token: token })
    for (const [name, value] of Object.entries(fields)) {
      body.delete(name)
      for (const one of [value].flat()) body.append(name, one)
    }
    const response = await fetch(`${url}/chat/${path}`, {
      method: 'POST',
      body,
      headers: { origin: url },
      redirect: 'manual',
    })
    const html = await response.text()
    const { rows } = await database.pool.query<{ title: string }>(
      `select body ->> 'title' as title from web_messages where key like $1 and sender = 'bot' order by key limit 1`,
      [`event:${event}:%`],
    )
    return { status: response.status, title: rows[0]?.title ?? null, text: html }
  }

  return {
    post,
    say: async (text: string, event: string = randomUUID(), more: Fields = {}) =>
      post('say', event, { _event: event, text, ...more }),
    press: async (intent: unknown, event: string = randomUUID(), more: Fields = {}) =>
      post('press', event, { _press: JSON.stringify({ event, intent }), ...more }),
    submit: async (intent: unknown, values: Fields, lists: readonly string[] = []) => {
      const event = randomUUID()
      const fields = { _event: event, _intent: JSON.stringify(intent), _lists: lists.join(',') }
      return post('submit', event, { ...fields, ...values })
    },
  }
}

export type RawChat = Awaited<ReturnType<typeof rawChat>>

const TABLES = [
  'people',
  'workplaces',
  'interests',
  'consents',
  'roles',
  'subscriptions',
  'broadcasts',
  'deliveries',
  'digest_items',
  'acknowledgements',
  'replies',
  'expressions_of_interest',
] as const

/** Everything that somebody's doings can change, as text to compare; where the sender watches is no such thing. */
export async function dump({ pool }: Database): Promise<Readonly<Record<string, string>>> {
  const rows: [string, string][] = []
  for (const table of TABLES) {
    const { rows: found } = await pool.query<{ all: string | null }>(
      // The sweep notes by itself, at its own time, of which broadcasts nothing is left.
      `select string_agg((to_jsonb(t) - 'done_at')::text, E'\\n' order by t::text) as all from ${table} t`,
    )
    rows.push([table, found[0]?.all ?? ''])
  }
  return Object.fromEntries(rows)
}

/** Waits until nothing moves by itself any more: what was due at the start of a demonstration has gone out. */
export async function settled({ pool }: Database): Promise<void> {
  const left = async () => {
    const { rows } = await pool.query<{ left: string }>(
      `select concat_ws(' ', 'broadcast', id, state) as left from broadcasts
       where state = 'sending' or (state = 'scheduled' and scheduled_for <= now())
       union all
       select concat_ws(' ', n.about, n.state, 'due', n.due_at, n.reason, 'tries', n.attempts, 'job', j.state, 'at', j.start_after)
       from notices n left join pgboss.job j on j.data ->> 'notice' = n.id::text and j.state < 'completed'
       -- What has a job for later does not move by itself: a tick of another minute may have made it, under a clock that is ahead.
       where n.state in ('waiting', 'sending') and (j.start_after is null or j.start_after < now() + interval '5 s')`,
    )
    return rows
  }
  await until('everything due to have gone out', async () => (await left()).length === 0).catch(
    async (error: unknown) => {
      throw new Error(`Still there: ${JSON.stringify(await left())}`, { cause: error })
    },
  )
}

/** In which tables a text is found, in any column, ours and the queue's. */
export async function tablesWith({ pool }: Database, pattern: string): Promise<readonly string[]> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables
     where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'`,
  )
  const found: string[] = []
  for (const { name } of tables) {
    const { rows } = await pool.query(`select 1 from ${name} t where t::text ~ $1 limit 1`, [
      pattern,
    ])
    if (rows.length > 0) found.push(name)
  }
  return found
}

/** A log that keeps what was written, with the errors apart. */
export function keptLog() {
  const lines: string[] = []
  const errors: string[] = []
  const log: Log = {
    info: (event, facts) => lines.push(JSON.stringify({ event, ...facts })),
    warn: (event, facts) => lines.push(JSON.stringify({ event, ...facts })),
    error: (event, error, facts) => {
      const line = `${event} ${error instanceof Error ? (error.stack ?? '') : String(error)} ${JSON.stringify(facts)}`
      lines.push(line)
      errors.push(line)
    },
  }
  return { log, lines, errors }
}

/** What people and scripts put into a box that was meant for something else. */
export const NASTY: readonly (readonly [what: string, text: string])[] = [
  ['nothing', ''],
  ['spaces', '   \t  '],
  ['100,000 characters', 'long '.repeat(20_000)],
  ['one word of 100,000 characters', 'x'.repeat(100_000)],
  ['emoji', '👩🏽‍⚕️💉🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
  ['right to left', '\u202Eשלום مرحبا\u202C'],
  ['half a character', '\uD83D'],
  ['invisible characters', '\u200B\u2060\uFEFF\u00AD'],
  ['Slack markup', '<!channel> <@U123|everybody> *bold*'],
  ['a script', '"><script>alert(1)</script><img src=x onerror=alert(2)>'],
  ['SQL', "'; drop table people; --"],
  ['a format', '%s %n ${process.env} {{7*7}} \\u0000 $1'],
  ['a list', '[object Object],,,,'],
  ['a name of JavaScript', '__proto__'],
]

// One that begins 214748364 ends in 9: ending in 8 it would pass for an NHS number.
export const NO_IDS = [
  '0',
  '-1',
  '2147483647',
  '2147483649',
  '9999999999',
  '1e3',
  '1.5',
  '٣',
  'NaN',
]
