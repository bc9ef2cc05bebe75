import type { Clock } from './clock.ts'
import type { Json } from './json.ts'
import type { AppAnswer, Retry, ToApp } from './to-app.ts'
import type { Ids, Workspaces } from './workspaces.ts'

/** One event, and every attempt to tell it so far. */
export type Told = Readonly<{ eventId: string; payload: Json; attempts: AppAnswer[] }>

type Due = Readonly<{ told: Told; at: number; retry: Retry }>

/** Slack's schedule: at once, after a minute, after five; then the event is lost. */
const RETRY_AFTER_MS = [0, 60_000, 300_000]

export type Events = ReturnType<typeof createEvents>

export function createEvents(parts: {
  clock: Clock
  newId: Ids
  workspaces: Workspaces
  toApp: ToApp
  appId: string
}) {
  const { clock, newId, workspaces, toApp, appId } = parts
  const told: Told[] = []
  let due: Due[] = []

  const attempt = async (one: Told, retry: Retry | null): Promise<void> => {
    const answer = await toApp.send('events', one.payload, retry)
    one.attempts.push(answer)
    const after = RETRY_AFTER_MS[retry?.num ?? 0]
    if (answer.trouble === null || answer.noRetry || after === undefined) return
    const next = { num: (retry?.num ?? 0) + 1, reason: answer.trouble }
    if (after === 0) await attempt(one, next)
    else due.push({ told: one, at: clock.now() + after, retry: next })
  }

  /** Tells what is due by now. */
  const tick = async () => {
    const now = due.filter(({ at }) => at <= clock.now())
    due = due.filter(({ at }) => at > clock.now())
    for (const one of now) await attempt(one.told, one.retry)
  }

  return {
    told: told as readonly Told[],
    tick,
    waiting: () => due.length,

    /** Tells one event of a workspace: the first attempt, and the retry that follows at once if it fails. */
    tell: async (team: string, event: Json, external = false): Promise<Told> => {
      const eventId = newId('Ev')
      const install = workspaces.installFor(team)
      const { enterprise } = workspaces.team(team)
      const payload: Json = {
        token: 'legacy-verification-token',
        team_id: team,
        context_team_id: team,
        context_enterprise_id: enterprise?.id ?? null,
        ...(enterprise === null ? {} : { enterprise_id: enterprise.id }),
        api_app_id: appId,
        event,
        type: 'event_callback',
        event_id: eventId,
        event_time: Math.floor(clock.now() / 1000),
        authorizations: [
          {
            enterprise_id: enterprise?.id ?? null,
            team_id: install === undefined ? team : install.team,
            user_id: install?.botUser ?? '',
            is_bot: true,
            is_enterprise_install: install !== undefined && install.team === null,
          },
        ],
        is_ext_shared_channel: external,
        event_context: newId('4-'),
      }
      const one: Told = { eventId, payload, attempts: [] }
      told.push(one)
      await attempt(one, null)
      return one
    },

    /** Tells an event that was told before once more, as it was. */
    again: async (
      one: Told,
      retry: Retry = { num: 1, reason: 'http_timeout' },
    ): Promise<AppAnswer> => {
      const answer = await toApp.send('events', one.payload, retry)
      one.attempts.push(answer)
      return answer
    },
  }
}
