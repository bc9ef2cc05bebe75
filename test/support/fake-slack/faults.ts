/** What can go wrong with one request to the Web API. "After" means that Slack has already done it. */
export type Fault =
  | 'drop-before'
  | 'drop-after'
  | '500-before'
  | '500-after'
  /** HTTP 200 with `{ok: false, error: "ratelimited"}`. */
  | 'ratelimited'
  /** HTTP 429 with this Retry-After, in seconds; null leaves the header out. */
  | Readonly<{ retryAfter: number | null }>
  /** Done at once, answered late. */
  | Readonly<{ slow: number }>
  /** Any error code: messages_tab_disabled, user_not_found, account_inactive, token_revoked, fatal_error… */
  | Readonly<{ error: string }>

type Planned = {
  method: string
  fault: Fault
  left: number
  chance: number
  channel: string | null
}

export const nameOf = (fault: Fault): string =>
  typeof fault === 'string' ? fault : JSON.stringify(fault)

export type Faults = ReturnType<typeof createFaults>

/** The switches. A method is named as in the API, or `*` for all of them. */
export function createFaults(random: () => number) {
  let planned: Planned[] = []
  const fits = (plan: Planned, method: string, channel: string) =>
    (plan.method === '*' || plan.method === method) &&
    (plan.channel === null || plan.channel === channel)

  return {
    /** The next `times` calls go wrong; after that all is well. Scripts run in the order they were given. */
    next: (method: string, fault: Fault, times = 1, channel: string | null = null) => {
      planned.push({ method, fault, left: times, chance: 1, channel })
    },
    /** Each call goes wrong with this probability, until `clear`. `channel` is the one that was asked for. */
    chance: (method: string, fault: Fault, probability: number, channel: string | null = null) => {
      planned.push({ method, fault, left: Infinity, chance: probability, channel })
    },
    clear: () => {
      planned = []
    },
    pick: (method: string, channel: string): Fault | null => {
      for (const plan of planned) {
        if (!fits(plan, method, channel)) continue
        if (plan.chance < 1 && random() >= plan.chance) continue
        plan.left -= 1
        planned = planned.filter(({ left }) => left > 0)
        return plan.fault
      }
      return null
    },
  }
}
