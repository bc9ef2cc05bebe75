/** Which requests a fault is for. `post` is both routes by which a message is sent. */
export type Route = 'token' | 'create' | 'post' | 'update' | 'delete' | 'members' | 'get'

/** What can go wrong with one request. "After" means that Teams has already done it. */
export type Fault =
  | 'reset-before'
  | 'reset-after'
  /** No answer at all, until the one who asked gives up. */
  | 'hang-before'
  | 'hang-after'
  /** Done at once, answered late. */
  | Readonly<{ slow: number }>
  | Readonly<{
      status: number
      /** "ConversationBlockedByUser", "BotNotInConversationRoster", "BotDisabledByAdmin"… */
      code?: string
      subCode?: string
      when?: 'before' | 'after'
      /** Seconds; left out, there is no such header. */
      retryAfter?: number
      retryAfterAs?: 'seconds' | 'date'
    }>

type Planned = {
  route: Route | '*'
  fault: Fault
  left: number
  chance: number
  conversation: string | null
}

/** The codes that Teams is documented to give when it is not told otherwise. */
const CODES: Readonly<Record<number, string>> = {
  401: 'BotNotRegistered',
  403: 'ForbiddenOperationException',
  404: 'ConversationNotFound',
  412: 'PreconditionFailed',
  413: 'MessageSizeTooBig',
  429: 'TooManyRequests',
}

export const codeFor = (status: number): string => CODES[status] ?? 'ServiceError'
export const nameOf = (fault: Fault): string =>
  typeof fault === 'string' ? fault : JSON.stringify(fault)

export type Faults = ReturnType<typeof createFaults>

/** The switches: scripted ones in the order in which they were given, or by chance. */
export function createFaults(random: () => number) {
  let planned: Planned[] = []
  const fits = (plan: Planned, route: Route, conversation: string) =>
    (plan.route === '*' || plan.route === route) &&
    (plan.conversation === null || plan.conversation === conversation)

  return {
    /** The next `times` requests go wrong; after that all is well. */
    next: (route: Route | '*', fault: Fault, times = 1, conversation: string | null = null) => {
      planned.push({ route, fault, left: times, chance: 1, conversation })
    },
    /** Each request goes wrong with this probability, until `clear`. */
    chance: (
      route: Route | '*',
      fault: Fault,
      probability: number,
      conversation: string | null = null,
    ) => {
      planned.push({ route, fault, left: Infinity, chance: probability, conversation })
    },
    clear: () => {
      planned = []
    },
    pick: (route: Route, conversation: string): Fault | null => {
      for (const plan of planned) {
        if (!fits(plan, route, conversation)) continue
        if (plan.chance < 1 && random() >= plan.chance) continue
        plan.left -= 1
        planned = planned.filter(({ left }) => left > 0)
        return plan.fault
      }
      return null
    },
  }
}
