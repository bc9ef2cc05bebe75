import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'

/** Tells open windows that somebody's chat has changed. */
export type Live = Readonly<{
  changed: (user: string) => void
  /** A stream of the names of those whose chat changed, until the window or Cascade goes away. */
  stream: (c: Context, users: readonly string[]) => Response
  close: () => void
}>

/** Proxies and browsers drop a line on which nothing is said. */
const BEAT_MS = 15_000

export function createLive(): Live {
  const listeners = new Set<(user: string) => void>()
  const closers = new Set<() => void>()
  return {
    changed: (user) => {
      for (const tell of listeners) tell(user)
    },
    stream: (c, users) =>
      streamSSE(c, async (stream) => {
        const gone = Promise.withResolvers<null>()
        const leave = () => gone.resolve(null)
        const say = (event: string, data: string) => {
          stream.writeSSE({ event, data, retry: 2000 }).catch(leave)
        }
        const tell = (user: string) => {
          if (users.includes(user)) say('changed', user)
        }
        stream.onAbort(leave)
        listeners.add(tell)
        closers.add(leave)
        const beat = setInterval(() => say('beat', ''), BEAT_MS)
        say('beat', '')
        await gone.promise
        clearInterval(beat)
        listeners.delete(tell)
        closers.delete(leave)
      }),
    close: () => {
      for (const leave of closers) leave()
    },
  }
}
