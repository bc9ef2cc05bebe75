import { z } from 'zod'
import { REPEAT } from '../fake-slack/control.ts'
import type { Json } from '../fake-slack/json.ts'
import type { FarEnd } from './far-end.ts'
import { deliveryOf } from './ledger.ts'
import type { Person } from './person.ts'
import { TEAMS_RATES } from './rate-limits.ts'

const RouteName = z.enum(['token', 'create', 'post', 'update', 'delete', 'members', 'get', '*'])
const FaultShape = z.union([
  z.enum(['reset-before', 'reset-after', 'hang-before', 'hang-after']),
  z.strictObject({ slow: z.number() }),
  z.strictObject({
    status: z.int(),
    code: z.string().exactOptional(),
    subCode: z.string().exactOptional(),
    when: z.enum(['before', 'after']).exactOptional(),
    retryAfter: z.number().exactOptional(),
    retryAfterAs: z.enum(['seconds', 'date']).exactOptional(),
  }),
])
const FaultBody = z.object({
  route: RouteName,
  fault: FaultShape,
  times: z.int().optional(),
  chance: z.number().optional(),
  conversation: z.string().nullable().default(null),
})
const Who = z.object({ user: z.string() })
const Given = z.union([z.string(), z.boolean(), z.array(z.string())])
const PersonBody = z.object({
  tenant: z.string(),
  aad: z.string().exactOptional(),
  name: z.string().default('Somebody'),
  email: z.string().nullable().default(null),
  installed: z.boolean().default(false),
})

/** What a test in another process asks for by POST to /__control/<name>, with a JSON body. */
export function createControl(far: FarEnd, person: (aad: string) => Person) {
  const { directory, ledger } = far
  const of = (body: Json): Person => person(Who.parse(body).user)

  const commands: Readonly<Record<string, (body: Json) => unknown>> = {
    state: () => ({
      app: far.app,
      tenants: [...directory.tenants.values()],
      people: [...directory.accounts.values()],
    }),
    ledger: () => ({
      messages: ledger.messages.map((message) => ({
        id: message.id,
        tenant: message.tenant,
        conversation: message.conversation,
        from: message.from,
        activity: message.activity,
        delivery: deliveryOf(message),
        revision: message.earlier.length,
        deleted: message.deleted,
      })),
      requests: ledger.requests.length,
      posts: ledger.requestsTo('post').length,
      tokens: far.tokens.requests(),
      tooMany: ledger.tooMany(),
      mostForOneSend: Math.max(0, ...ledger.requestsPerSend()),
      duplicates: ledger.duplicates(),
      repeats: ledger.repeats().map((found) => found.map(({ id }) => id)),
    }),
    /** Each delivery that is stored, as often as it is: enough to count with, and cheap to ask for. */
    deliveries: () =>
      ledger.messages.flatMap((one) => {
        const id = deliveryOf(one)
        const first = one.earlier[0] ?? one.activity
        return z.uuid().safeParse(id).success
          ? [{ id, repeat: JSON.stringify(first).includes(REPEAT) }]
          : []
      }),
    fault: (body) => {
      const { route, fault, times, chance, conversation } = FaultBody.parse(body)
      if (chance === undefined) far.faults.next(route, fault, times ?? 1, conversation)
      else far.faults.chance(route, fault, chance, conversation)
    },
    'clear-faults': () => far.faults.clear(),
    rates: (body) => far.limits.set(body['on'] === true ? TEAMS_RATES : null),
    app: (body) => far.toApp.connect(z.object({ url: z.string() }).parse(body).url),
    pass: (body) => far.clock.pass(z.object({ ms: z.number() }).parse(body).ms),
    tenant: (body) =>
      directory.addTenant(
        z.object({ id: z.string().exactOptional(), name: z.string().exactOptional() }).parse(body),
      ),
    person: (body) => {
      const { tenant, ...parts } = PersonBody.parse(body)
      return directory.addAccount(tenant, parts)
    },
    /** Many at once, with ids of their own, who all have the app. */
    people: (body) => {
      const { tenant, count } = z.object({ tenant: z.string(), count: z.int() }).parse(body)
      return Array.from({ length: count }, (_, n) =>
        directory.addAccount(tenant, { name: `Reader ${n + 1}`, installed: true }),
      )
    },
    messages: (body) => of(body).messages(),
    say: (body) => {
      const { text, replyTo } = z
        .object({ text: z.string(), replyTo: z.string().nullable().default(null) })
        .parse(body)
      return of(body).say(text, { replyTo })
    },
    press: (body) => {
      const { id, label } = z.object({ id: z.string(), label: z.string() }).parse(body)
      return of(body).press(id, label)
    },
    install: (body) => of(body).install(),
    uninstall: (body) => of(body).uninstall(),
    upgrade: (body) => of(body).upgrade(),
    'delete-chat': (body) => of(body).deleteChat(),
    dialog: (body) => of(body).dialog(),
    fill: (body) => of(body).fill(z.record(z.string(), Given).parse(body['values'])),
    submit: (body) => of(body).submit(),
  }

  return async (name: string, body: Json): Promise<unknown> => {
    const command = commands[name]
    if (command === undefined)
      return { error: `There is no ${name}, only ${Object.keys(commands).join(', ')}` }
    return command(body)
  }
}
