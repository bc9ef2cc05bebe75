import { join } from 'node:path'
import { z } from 'zod'
import type { Database } from '#src/kernel/db.ts'
import type { Account } from '#test/support/announcements.ts'
import { until } from '#test/support/process.ts'
import { visitor } from '#test/support/visitor.ts'
import { startFarEndProcess } from './far-end-process.ts'

export type AdapterName = 'web' | 'slack' | 'teams'

/** One delivery that the platform holds; `repeat` when it says that it may be the second. */
export type Held = Readonly<{ id: string; repeat: boolean }>

/** One platform with its people, which goes on while Cascade is killed. */
export type FarEnd = Readonly<{
  /** Whether the platform can be asked what it holds: then nobody may ever have anything twice. */
  canLookUp: boolean
  /** What an operator sets for it. */
  settings: Readonly<Record<string, string>>
  author: Account
  readers: readonly Account[]
  connect: (appUrl: string) => Promise<void>
  /** From now on requests fail by chance, before and after the platform has done what was asked. */
  spoil: () => Promise<void>
  heal: () => Promise<void>
  /** Presses Send on the draft, as its author does. */
  pressSend: (appUrl: string, draft: number) => Promise<void>
  /** Everything of these deliveries that is held; web keeps it in Cascade's own database. */
  held: (database: Pick<Database, 'pool'>) => Promise<readonly Held[]>
  stop: () => void
}>

const HeldShape = z.array(z.object({ id: z.string(), repeat: z.boolean() }))
const SUPPORT = join(import.meta.dirname, '../support')
const READY = 'Send now to '

type Wanted = Readonly<{ readers: number; seed: number }>

const chance = (faults: readonly (readonly [fault: unknown, chance: number])[]) =>
  faults.map(([fault, probability]) => ({ fault, chance: probability }))

const SLACK_FAULTS = chance([
  ['drop-after', 0.02],
  ['500-after', 0.01],
  ['500-before', 0.01],
  ['drop-before', 0.005],
  ['ratelimited', 0.005],
  [{ retryAfter: 1 }, 0.002],
])

const Seen = z.array(
  z.object({
    id: z.string().optional(),
    ts: z.string().optional(),
    buttons: z.array(z.string()),
  }),
)

/** Longer than a process that is not killed takes, on a busy machine: one that was answers nobody any more. */
const CARD_MS = 20_000

/** Waits for the draft's own card and returns it with its button. */
async function draftCard(messages: () => Promise<unknown>) {
  const find = async () =>
    Seen.parse(await messages()).findLast(({ buttons }) =>
      buttons.some((one) => one.startsWith(READY)),
    )
  await until('the card of the draft', async () => (await find()) !== undefined, CARD_MS)
  const card = await find()
  return {
    id: card?.id ?? card?.ts ?? '',
    label: card?.buttons.find((one) => one.startsWith(READY)) ?? '',
  }
}

async function slack({ readers, seed }: Wanted): Promise<FarEnd> {
  const { started, ask, stop } = await startFarEndProcess(
    join(SUPPORT, 'slack-far-end-main.ts'),
    [String(seed)],
    z.object({ url: z.string() }),
  )
  const Id = z.object({ id: z.string() })
  const { id: team } = Id.parse(await ask('workspace'))
  const { token } = z.object({ token: z.string() }).parse(await ask('install', { team }))
  const at = (user: string): Account => ({ platform: 'slack', tenant: team, user })
  const users = Array.from(
    { length: readers },
    (_, n) => `U0READER${String(n + 1).padStart(6, '0')}`,
  )
  for (const id of ['U0AUTHOR', ...users]) await ask('user', { team, id })
  const who = { team, user: 'U0AUTHOR' }
  return {
    canLookUp: true,
    settings: {
      SLACK_BOT_TOKEN: token,
      SLACK_SIGNING_SECRET: 'a-signing-secret',
      SLACK_API_URL: `${started.url}/api/`,
      SLACK_SENDS_PER_SECOND: '60',
    },
    author: at('U0AUTHOR'),
    readers: users.map(at),
    connect: async (url) => void (await ask('app', { url })),
    spoil: async () => {
      for (const one of SLACK_FAULTS) await ask('fault', { method: 'chat.postMessage', ...one })
      const history = { method: 'conversations.history', fault: '500-before', chance: 0.05 }
      await ask('fault', history)
    },
    heal: async () => void (await ask('clear-faults')),
    pressSend: async (_, draft) => {
      await ask('command', { ...who, command: '/cascade', text: `progress ${draft}` })
      const { id, label } = await draftCard(() => ask('messages', who))
      await ask('press', { ...who, ts: id, label })
    },
    held: async () => HeldShape.parse(await ask('deliveries')),
    stop,
  }
}

const TEAMS_FAULTS = chance([
  ['reset-after', 0.008],
  [{ status: 500, when: 'after' }, 0.004],
  [{ status: 502 }, 0.004],
  ['reset-before', 0.004],
  [{ status: 412 }, 0.01],
  [{ status: 429 }, 0.003],
  [{ status: 429, retryAfter: 1 }, 0.002],
])

async function teams({ readers, seed }: Wanted): Promise<FarEnd> {
  const App = z.object({ id: z.string(), password: z.string(), tenant: z.string() })
  const { started, ask, stop } = await startFarEndProcess(
    join(SUPPORT, 'fake-teams/main.ts'),
    ['--seed', String(seed)],
    z.object({ url: z.string(), openIdUrl: z.string(), app: App }),
  )
  const { id: tenant } = z.object({ id: z.string() }).parse(await ask('tenant'))
  const people = z
    .array(z.object({ aad: z.string() }))
    .parse(await ask('people', { tenant, count: readers + 1 }))
  const [author, ...others] = people.map(({ aad }): Account => ({
    platform: 'teams',
    tenant,
    user: aad,
  }))
  if (author === undefined) throw new Error('The fake Teams made nobody')
  const { user } = author
  return {
    canLookUp: false,
    settings: {
      MicrosoftAppId: started.app.id,
      MicrosoftAppPassword: started.app.password,
      MicrosoftAppTenantId: started.app.tenant,
      TEAMS_OPENID_METADATA_URL: started.openIdUrl,
      TEAMS_LOGIN_URL: started.url,
      TEAMS_SERVICE_ORIGINS: started.url,
      TEAMS_ALLOWED_TENANTS: tenant,
      TEAMS_SENDS_PER_SECOND: '50',
    },
    author,
    readers: others,
    connect: async (url) => void (await ask('app', { url: `${url}/api/messages` })),
    spoil: async () => {
      for (const one of TEAMS_FAULTS) await ask('fault', { route: 'post', ...one })
    },
    heal: async () => void (await ask('clear-faults')),
    pressSend: async (_, draft) => {
      await ask('say', { user, text: `progress ${draft}` })
      const { id, label } = await draftCard(() => ask('messages', { user }))
      await ask('press', { user, id, label })
    },
    held: async () => HeldShape.parse(await ask('deliveries')),
    stop,
  }
}

/** The local chat keeps everything in Cascade's own database, and takes four a second. */
async function web({ readers }: Wanted): Promise<FarEnd> {
  const at = (user: string): Account => ({ platform: 'web', tenant: 'local', user })
  return {
    canLookUp: true,
    settings: { LOCAL_CHAT: 'on', DEMO: 'off' },
    author: at('author'),
    readers: Array.from({ length: readers }, (_, n) => at(`reader-${n + 1}`)),
    connect: async () => {},
    spoil: async () => {},
    heal: async () => {},
    pressSend: async (url, draft) => {
      const author = visitor(url, 'author')
      await author.say(`progress ${draft}`)
      await author.press('Send now', `${draft}:`)
    },
    held: async ({ pool }) => {
      const { rows } = await pool.query<Held>(
        `select d.id, false as repeat from web_messages m join deliveries d on m.key = d.id::text`,
      )
      return rows
    },
    stop: () => {},
  }
}

export const startFarEnd: Readonly<Record<AdapterName, (wanted: Wanted) => Promise<FarEnd>>> = {
  web,
  slack,
  teams,
}
