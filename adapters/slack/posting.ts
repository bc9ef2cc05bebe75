import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { LookUp, MessageHandle, SendOutcome } from '#src/chat/chat-platform.ts'
import type { Message } from '#src/chat/message.ts'
import type { World } from '#src/kernel/world.ts'
import { type Account, handleOf, postedAt, SlackId, Timestamp } from './address.ts'
import type { Installation, Installations } from './installations.ts'
import { meansTokenIsBad, never, outcomeOf, sent } from './outcome.ts'
import { renderMessage } from './render.ts'
import type { Answer, Call, SlackApi } from './transport.ts'

/** Marks our messages in their metadata, which everybody in the workspace can read: nothing but an opaque id. */
const EVENT_TYPE = 'cascade_delivery'
/** Longer than anybody leaves a Cascade switched off in the middle of a sending: what is older than this is not found, and is sent again. */
const LOOK_BACK_MS = 30 * 24 * 3_600_000
const MOST_PAGES = 10

const Posted = z.object({ channel: SlackId, ts: Timestamp })
const Opened = z.object({ channel: z.object({ id: SlackId }) })
const History = z.object({
  messages: z.array(
    z.object({
      ts: Timestamp,
      metadata: z
        .object({ event_type: z.string(), event_payload: z.object({ id: z.string().optional() }) })
        .nullish()
        .catch(null),
    }),
  ),
  response_metadata: z.object({ next_cursor: z.string().nullish() }).nullish(),
})

export type Posting = Readonly<{
  send: (to: Account, message: Message, key: string) => Promise<SendOutcome>
  redraw: (handle: MessageHandle, message: Message) => Promise<SendOutcome>
  lookUp: (to: Account, key: string) => Promise<LookUp>
  /** Any other call for a workspace; null where the app is not installed. */
  call: (team: string, call: Omit<Call, 'token'>) => Promise<Answer | null>
}>

/** Everything that is written to Slack, as the app in that workspace. */
export function createPosting(
  api: SlackApi,
  installations: Installations,
  world: World,
  during: (work: Promise<unknown>) => void,
): Posting {
  async function ask(
    installation: Installation,
    team: string,
    { args, ...rest }: Omit<Call, 'token'>,
  ): Promise<Answer> {
    // One token for a whole organisation has to be told which workspace is meant.
    const where = installation.id === team ? {} : { team_id: team }
    const answer = await api.call({
      ...rest,
      token: installation.token,
      args: { ...args, ...where },
    })
    // Asked about beside the answer: a delivery makes one request.
    if (meansTokenIsBad(answer)) during(installations.doubt(installation))
    return answer
  }

  async function call(team: string, one: Omit<Call, 'token'>): Promise<Answer | null> {
    const installation = await installations.of(team)
    return installation === null ? null : ask(installation, team, one)
  }

  async function findIn(team: string, channel: string, key: string): Promise<LookUp> {
    const oldest = String((world.now().getTime() - LOOK_BACK_MS) / 1000)
    let cursor = ''
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const answer = await call(team, {
        method: 'conversations.history',
        as: 'form',
        args: {
          channel,
          oldest,
          include_all_metadata: 'true',
          limit: '200',
          ...(cursor === '' ? {} : { cursor }),
        },
      })
      if (answer?.is !== 'ok') return notFound(answer)
      const history = History.safeParse(answer.body).data
      if (history === undefined) return { is: 'later', afterMs: null }
      const found = history.messages.find(
        ({ metadata }) => metadata?.event_type === EVENT_TYPE && metadata.event_payload.id === key,
      )
      if (found !== undefined)
        return { is: 'found', handle: handleOf({ team, channel, ts: found.ts }) }
      cursor = history.response_metadata?.next_cursor ?? ''
      if (cursor === '') return { is: 'absent' }
    }
    // Saying "absent" without having seen the end would send a message twice.
    return { is: 'later', afterMs: null }
  }

  return {
    call,

    send: async ({ team, user }, message, key) => {
      const { text, blocks } = renderMessage(message)
      const answer = await call(team, {
        method: 'chat.postMessage',
        args: {
          channel: user,
          text,
          blocks,
          metadata: { event_type: EVENT_TYPE, event_payload: { id: key } },
          // Slack does not document that it heeds this; it does no harm, and nothing here relies on it.
          client_msg_id: uuidOf(key),
          unfurl_links: false,
          unfurl_media: false,
          parse: 'none',
          link_names: false,
        },
      })
      if (answer === null) return never('not-installed', 'not-installed')
      if (answer.is !== 'ok') return outcomeOf(answer)
      const posted = Posted.safeParse(answer.body).data
      return posted === undefined
        ? { is: 'unknown', detail: 'unreadable' }
        : sent(handleOf({ team, ...posted }))
    },

    redraw: async (handle, message) => {
      const at = postedAt(handle)
      if (at === null) return never('rejected', 'bad-handle')
      const { text, blocks } = renderMessage(message)
      const answer = await call(at.team, {
        method: 'chat.update',
        // Without its own metadata an update keeps what the message had.
        args: {
          channel: at.channel,
          ts: at.ts,
          text,
          blocks,
          parse: 'none',
          link_names: false,
        },
      })
      if (answer === null) return never('not-installed', 'not-installed')
      return answer.is === 'ok' ? sent(handle) : outcomeOf(answer)
    },

    lookUp: async ({ team, user }, key) => {
      const answer = await call(team, {
        method: 'conversations.open',
        args: { users: user },
      })
      if (answer?.is !== 'ok') return notFound(answer)
      const opened = Opened.safeParse(answer.body).data
      return opened === undefined
        ? { is: 'later', afterMs: null }
        : findIn(team, opened.channel.id, key)
    },
  }
}

/** What a question that was not answered says about a message. */
function notFound(answer: Exclude<Answer, { is: 'ok' }> | null | undefined): LookUp {
  if (answer === null || answer === undefined) return { is: 'cannot-tell' }
  switch (answer.is) {
    case 'limited':
      return { is: 'later', afterMs: answer.afterMs }
    case 'unsent':
    case 'lost':
      return { is: 'later', afterMs: null }
    case 'refused': {
      const outcome = outcomeOf(answer)
      if (outcome.is !== 'never') return { is: 'later', afterMs: null }
      // Nobody can have got it; without the scope or the token, nobody can say.
      return outcome.reason === 'unreachable' ? { is: 'absent' } : { is: 'cannot-tell' }
    }
  }
}

/** Keys of answers are not UUIDs, and Slack takes nothing else here. */
function uuidOf(key: string): string {
  if (z.uuid().safeParse(key).success) return key
  const hex = createHash('sha256').update(key).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
