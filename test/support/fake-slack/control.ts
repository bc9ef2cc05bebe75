import { z } from 'zod'
import type { FarEnd } from './far-end.ts'
import type { Json } from './json.ts'
import { deliveryOf } from './ledger.ts'
import { wireMessage } from './messages.ts'
import type { Person } from './person.ts'
import { SLACK_RATES } from './rate-limits.ts'
import { USUAL_SCOPES } from './scopes.ts'

const FaultShape = z.union([
  z.enum(['drop-before', 'drop-after', '500-before', '500-after', 'ratelimited']),
  z.strictObject({ retryAfter: z.number().nullable() }),
  z.strictObject({ slow: z.number() }),
  z.strictObject({ error: z.string() }),
])
const FaultBody = z.object({
  method: z.string(),
  fault: FaultShape,
  times: z.int().optional(),
  chance: z.number().optional(),
  channel: z.string().nullable().default(null),
})
const Who = z.object({ team: z.string(), user: z.string() })
const Pressed = Who.extend({ ts: z.string(), label: z.string() })
const Said = Who.extend({ text: z.string(), threadTs: z.string().nullable().default(null) })
const Values = z.record(z.string(), z.union([z.string(), z.boolean(), z.array(z.string())]))
const UserBody = z.object({
  team: z.string(),
  id: z.string().optional(),
  name: z.string().default('Somebody'),
  email: z.string().nullable().default(null),
})

/** What a message says that was sent once more. */
export const REPEAT = 'You may already have had this message'

type Parts = Readonly<{
  person: (team: string, id: string) => Person
  tick: (ms?: number) => Promise<void>
}>

/** What a test in another process asks for by POST to /__control/<name>, with a JSON body. */
export function createControl(far: FarEnd, { person, tick }: Parts) {
  const { workspaces } = far
  const of = (body: Json): Person => {
    const { team, user } = Who.parse(body)
    return person(team, user)
  }
  const commands: Readonly<Record<string, (body: Json) => unknown>> = {
    state: () => ({
      app: far.app,
      teams: [...workspaces.teams.values()],
      users: [...workspaces.users.values()],
      installs: [...workspaces.installs.values()],
    }),
    ledger: () => ({
      messages: far.ledger.messages.map((message) => ({
        ...wireMessage(message),
        channel: message.channel,
        metadata: message.metadata,
        revision: message.earlier.length,
        deleted: message.deleted,
      })),
      requests: far.ledger.requests.length,
      tooMany: far.ledger.tooMany(),
      pages: far.ledger.pages,
      duplicates: far.ledger.duplicates(),
    }),
    /** Each delivery that is stored, as often as it is: enough to count with, and cheap to ask for. */
    deliveries: () =>
      far.ledger.messages.flatMap((one) => {
        const id = deliveryOf(one)
        return z.uuid().safeParse(id).success
          ? [{ id, repeat: JSON.stringify(one.blocks).includes(REPEAT) }]
          : []
      }),
    fault: (body) => {
      const { method, fault, times, chance, channel } = FaultBody.parse(body)
      if (chance === undefined) far.faults.next(method, fault, times ?? 1, channel)
      else far.faults.chance(method, fault, chance, channel)
    },
    'clear-faults': () => far.faults.clear(),
    rates: (body) => far.limits.set(body['on'] === true ? SLACK_RATES : null),
    echoes: (body) => {
      far.settings.echoes = body['on'] === true
    },
    app: (body) => far.toApp.connect(z.object({ url: z.string() }).parse(body)),
    tick: (body) => tick(z.object({ ms: z.coerce.number().default(0) }).parse(body).ms),
    workspace: (body) =>
      workspaces.addWorkspace(
        z.object({ id: z.string(), name: z.string() }).partial().parse(body) as Json,
      ),
    install: (body) => {
      const { team, scopes } = z
        .object({ team: z.string(), scopes: z.array(z.string()).default([...USUAL_SCOPES]) })
        .parse(body)
      return workspaces.install(team, scopes)
    },
    user: (body) => {
      const { team, id, ...parts } = UserBody.parse(body)
      return workspaces.addUser(team, { ...parts, ...(id === undefined ? {} : { id }) })
    },
    messages: (body) => of(body).messages(),
    press: (body) => {
      const { ts, label } = Pressed.parse(body)
      return of(body).press(ts, label)
    },
    say: (body) => {
      const { text, threadTs } = Said.parse(body)
      return of(body).say(text, { threadTs })
    },
    command: (body) => {
      const { command, text } = z.object({ command: z.string(), text: z.string() }).parse(body)
      return of(body).command(command, text)
    },
    modal: (body) => of(body).modal(),
    fill: (body) => of(body).fill(Values.parse(body['values'])),
    submit: (body) => of(body).submit(),
    'open-home': (body) => of(body).openHome(),
  }

  return async (name: string, body: Json): Promise<unknown> => {
    const command = commands[name]
    if (command === undefined)
      return { error: `There is no ${name}, only ${Object.keys(commands).join(', ')}` }
    return command(body)
  }
}
