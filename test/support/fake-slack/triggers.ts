import type { Clock } from './clock.ts'
import { SlackFailure } from './failure.ts'
import type { Ids } from './workspaces.ts'

type Trigger = {
  readonly user: string
  readonly team: string
  readonly until: number
  used: boolean
}

export type Triggers = ReturnType<typeof createTriggers>

/** What lets an app open a modal: within three seconds of what somebody did, and once. */
export function createTriggers(clock: Clock, newId: Ids) {
  const triggers = new Map<string, Trigger>()
  return {
    mint: (user: string, team: string): string => {
      const id = `${newId('')}.${clock.now()}.${newId('x')}`
      triggers.set(id, { user, team, until: clock.now() + 3000, used: false })
      return id
    },
    use: (id: string, team: string): Readonly<{ user: string }> => {
      const found = triggers.get(id)
      if (found === undefined || found.team !== team) throw new SlackFailure('invalid_trigger_id')
      if (found.used) throw new SlackFailure('exchanged_trigger_id')
      if (clock.now() > found.until) throw new SlackFailure('expired_trigger_id')
      found.used = true
      return found
    },
  }
}
