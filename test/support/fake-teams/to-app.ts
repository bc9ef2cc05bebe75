import { isJson, type Json, parsed, textOf } from '../fake-slack/json.ts'
import { post } from '../fake-slack/post.ts'
import type { Keys, TokenParts } from './keys.ts'

/** What the app said. `trouble` is what a person sees as "Unable to reach app". */
export type AppAnswer = Readonly<{
  status: number
  body: Json | null
  text: string
  trouble: 'http_error' | 'too_late' | 'connection_failed' | null
}>

/** One activity, and every attempt to tell it. */
export type Told = Readonly<{ activity: Json; attempts: AppAnswer[] }>

export const nothing = (trouble: AppAnswer['trouble']): AppAnswer => ({
  status: 0,
  body: null,
  text: '',
  trouble,
})

export type ToApp = ReturnType<typeof createToApp>

/** Requests from Teams to the app: signed, given fifteen seconds, and made a second time when those were not enough. */
export function createToApp(keys: Keys, answerWithinMs: number) {
  let place: string | null = null
  const told: Told[] = []

  const deliver = async (
    body: string,
    headers: Readonly<Record<string, string>>,
  ): Promise<AppAnswer> => {
    if (place === null) return nothing('connection_failed')
    try {
      const type = { 'content-type': 'application/json; charset=utf-8' }
      const agent = { 'user-agent': 'Microsoft-SkypeBotApi (Microsoft-BotFramework/3.0)' }
      const answer = await post(place, body, { ...type, ...agent, ...headers }, answerWithinMs)
      const said = parsed(answer.text)
      const good = answer.status >= 200 && answer.status < 300
      return {
        status: answer.status,
        text: answer.text,
        body: isJson(said) ? said : null,
        trouble: good ? null : 'http_error',
      }
    } catch (error) {
      const cause = error instanceof Error ? (error.cause ?? error) : error
      const late = cause instanceof Error && /Timeout|Abort/.test(cause.name)
      return nothing(late ? 'too_late' : 'connection_failed')
    }
  }

  const send = async (activity: Json, token: TokenParts = {}): Promise<AppAnswer> => {
    const signed = keys.mint(textOf(activity['serviceUrl']), token)
    return deliver(JSON.stringify(activity), { authorization: `Bearer ${signed}` })
  }

  return {
    told: told as readonly Told[],
    /** Sends exactly these bytes and headers. */
    deliver,
    /** Sends it once, with any token. */
    send,
    /** The whole address of the app's endpoint. */
    connect: (to: string | null) => {
      place = to
    },
    /** Sends it as Teams would; `times` more often than it should. The last answer counts. */
    tell: async (activity: Json, times = 1): Promise<AppAnswer> => {
      const one: Told = { activity, attempts: [] }
      told.push(one)
      let last = nothing('connection_failed')
      for (let at = 0; at < times; at += 1) {
        last = await send(activity)
        one.attempts.push(last)
      }
      if (last.trouble !== 'too_late') return last
      const again = await send(activity)
      one.attempts.push(again)
      return again
    },
  }
}
