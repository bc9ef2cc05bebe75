import { addressOf, identityOf } from '#adapters/web/address.ts'
import type { Capability } from '#src/app/capability.ts'
import { createReceive } from '#src/app/receive.ts'
import type { FormValues } from '#src/chat/form.ts'
import type { Database } from '#src/kernel/db.ts'
import { silentLog } from '#src/kernel/log.ts'
import { realWorld } from '#src/kernel/world.ts'
import { findActor } from '#src/people/store.ts'
import { replyTo } from '#src/responses/reply-to.ts'
import type { Watch } from './watched-tables.ts'

/** Who does it, with what, and what the form says. */
export type Step = readonly [
  user: string,
  intent: string,
  args?: Readonly<Record<string, string>>,
  values?: FormValues,
]

/** Does one thing after the other in the local chat, and sees what changed something and what of it the audit says. */
export function createWalk(database: Database, watch: Watch, capabilities: readonly Capability[]) {
  const receive = createReceive({
    db: database.db,
    hasRoom: async () => true,
    queue: { add: async () => {} },
    world: realWorld,
    log: silentLog,
    capabilities,
    findActor,
    replyTo,
  })
  const seen = new Set<string>()
  const changed = new Set<string>()
  const silent: string[] = []
  const wrote = new Map<string, readonly string[]>()

  /** The newest lines of the audit, the oldest first: who did what to which id. */
  async function newest(many: number): Promise<readonly string[]> {
    const { rows } = await database.pool.query<{ line: string }>(
      `select coalesce(i.user_ref, '-') || ' ' || a.action || ' ' || a.subject as line from audit a
       left join lateral (
         select user_ref from identities where person_id = a.person_id order by linked_at, id limit 1) i on true
       order by a.id desc limit $1`,
      [many],
    )
    return rows.map(({ line }) => line).toReversed()
  }

  async function act([user, intent, args = {}, values]: Step): Promise<void> {
    seen.add(intent)
    const [before, lines] = [await watch.state(), await watch.audited()]
    const wire = { do: intent, with: args }
    await receive({
      eventId: realWorld.newId(),
      who: identityOf(user),
      reachableAt: addressOf(user),
      on: null,
      what:
        values === undefined
          ? { is: 'press', intent: wire }
          : { is: 'submit', intent: wire, values },
    })
    wrote.set(intent, await newest((await watch.audited()) - lines))
    const after = await watch.state()
    if (after === before) return
    changed.add(intent)
    if ((await watch.audited()) > lines) return
    const was = new Set(before.split('\n'))
    const tables = after.split('\n').filter((line) => !was.has(line))
    silent.push(`${intent}: ${tables.map((line) => line.split(' ')[0]).join(', ')}`)
  }

  return {
    /** Everything that was done. */
    seen,
    /** What changed something. */
    changed,
    /** What did so without a line in the audit, with the tables that changed. */
    silent,
    /** What the audit said of an intent when it was last acted on: "user action subject". */
    wrote: (intent: string): readonly string[] => wrote.get(intent) ?? [],
    steps: async (...list: readonly Step[]): Promise<void> => {
      for (const step of list) await act(step)
    },
  }
}
