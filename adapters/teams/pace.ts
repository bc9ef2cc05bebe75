/** At most so many in so many milliseconds. */
type Window = Readonly<{ most: number; ms: number }>

/** What Teams takes of one bot in one conversation. */
const A_THREAD: readonly Window[] = [
  { most: 7, ms: 1_000 },
  { most: 8, ms: 2_000 },
  { most: 60, ms: 30_000 },
]
/** Nobody reads faster than one message a second. */
const A_PERSON: readonly Window[] = [{ most: 1, ms: 1_000 }]

const LONGEST_WINDOW_MS = 30_000
const MOST_TURNS = 60
/** Above this the conversations that are at rest are forgotten. */
const MANY = 5_000

export type Kind = 'new' | 'redraw'

export type Pace = Readonly<{
  /** Waits for the turn of a request about this conversation. False, and no turn, when that would be over `mostMs`. */
  take: (conversation: string, kind: Kind, mostMs: number) => Promise<boolean>
}>

type Taken = Readonly<{ all: readonly number[]; lastNew: number }>

/** `now` is in milliseconds and only ever grows; `sleep` lasts as many of the same. */
export function createPace(now: () => number, sleep: (ms: number) => Promise<unknown>): Pace {
  const conversations = new Map<string, Taken>()

  function forgetRested(at: number): void {
    if (conversations.size < MANY) return
    for (const [conversation, { all }] of conversations)
      if ((all.at(-1) ?? 0) < at - LONGEST_WINDOW_MS) conversations.delete(conversation)
  }

  return {
    take: async (conversation, kind, mostMs) => {
      const at = now()
      const { all, lastNew } = conversations.get(conversation) ?? { all: [], lastNew: -Infinity }
      const turn = Math.max(
        at,
        nextIn(A_THREAD, all),
        // A card that is drawn anew is no message to read.
        kind === 'new' && conversation.startsWith('a:') ? nextIn(A_PERSON, [lastNew]) : at,
      )
      if (turn - at > mostMs) return false
      if (!conversations.has(conversation)) forgetRested(at)
      conversations.set(conversation, {
        all: [...all.slice(1 - MOST_TURNS), turn],
        lastNew: kind === 'new' ? turn : lastNew,
      })
      if (turn > at) await sleep(turn - at)
      return true
    },
  }
}

/** The first moment that no window is full at. Turns are in order, so that only what is before counts. */
const nextIn = (windows: readonly Window[], turns: readonly number[]): number =>
  Math.max(...windows.map(({ most, ms }) => (turns.at(-most) ?? -Infinity) + ms))
