import { z } from 'zod'
import type { MessageHandle, SendOutcome } from '#src/chat/chat-platform.ts'
import type { Message } from '#src/chat/message.ts'
import type { Log } from '#src/kernel/log.ts'
import { writeActivity } from './activity.ts'
import { type Account, handleOf, postedAt, WireId } from './address.ts'
import type { Connector, Request } from './connector.ts'
import type { Conversation, Conversations } from './conversations.ts'
import { meansConversationIsGone, never, outcomeOf, outcomeOfCreating, sent } from './outcome.ts'
import type { Pace } from './pace.ts'
import type { Answer } from './transport.ts'

/** To begin with: Teams documents 50 a second for an app in a tenant, and has refused people at half of that. */
export const TEAMS_SENDS_PER_SECOND = 25

/** Whoever wrote a lot to one person just now is told to come back, and waits no longer than this. */
const PACED_MS = 3_000

const Stored = z.object({ id: WireId })
const Created = z.object({ id: WireId })

export type Posting = Readonly<{
  send: (to: Account, message: Message, key: string) => Promise<SendOutcome>
  redraw: (handle: MessageHandle, message: Message) => Promise<SendOutcome>
}>

type NotSent = Exclude<SendOutcome, { is: 'sent' }>

/**
 * Everything that is written to Teams. A message is one request; only when its conversation turns out to be gone,
 * which proves that nothing was stored, is another made and the message sent there.
 */
export function createPosting(
  parts: Readonly<{
    connector: Connector
    conversations: Conversations
    pace: Pace
    /** "28:" and the app's id. */
    bot: string
    /** Whether the app serves this tenant. */
    serves: (tenant: string) => boolean
    log: Log
  }>,
): Posting {
  const { connector, conversations, pace, bot, serves, log } = parts

  /** The same conversation each time, until the person deletes it. */
  async function create(to: Account): Promise<Conversation | NotSent> {
    const { tenant, user } = to
    const serviceUrl = await conversations.serviceUrlOf(tenant)
    const answer = await connector.ask({
      serviceUrl,
      method: 'POST',
      path: 'v3/conversations',
      body: JSON.stringify({
        isGroup: false,
        bot: { id: bot },
        // The Entra id as the id itself: beside it, Teams takes it for a bad request.
        members: [{ id: user }],
        tenantId: tenant,
        channelData: { tenant: { id: tenant } },
      }),
    })
    if (answer.is !== 'ok') return outcomeOfCreating(answer)
    const created = Created.safeParse(answer.body).data
    if (created === undefined) return { is: 'later', afterMs: null, detail: 'unreadable' }
    const at = { conversation: created.id, serviceUrl }
    await conversations.saw(to, at)
    return at
  }

  /** Whatever fails in here, the message has not left yet. */
  async function open(to: Account, gone: string | null): Promise<Conversation | NotSent> {
    try {
      if (gone !== null) await conversations.gone(to, gone)
      return (await conversations.find(to)) ?? (await create(to))
    } catch (error) {
      log.error('teams.no-conversation', error)
      return { is: 'later', afterMs: null, detail: 'no-conversation' }
    }
  }

  async function write(
    request: Omit<Request, 'path'> & Readonly<{ conversation: string; activity?: string }>,
  ): Promise<Answer> {
    const { conversation, activity, ...rest } = request
    const kind = activity === undefined ? 'new' : 'redraw'
    if (!(await pace.take(conversation, kind, PACED_MS)))
      return { is: 'limited', afterMs: PACED_MS, code: 'paced' }
    const one = activity === undefined ? '' : `/${encodeURIComponent(activity)}`
    const path = `v3/conversations/${encodeURIComponent(conversation)}/activities${one}`
    return connector.ask({ ...rest, path })
  }

  const post = (
    { tenant }: Account,
    { conversation, serviceUrl }: Conversation,
    message: Message,
    delivery: string,
  ): Promise<Answer> =>
    write({
      serviceUrl,
      method: 'POST',
      conversation,
      body: writeActivity(message, { tenant, conversation, bot, delivery }),
    })

  const notServed = () => never('not-installed', 'tenant-not-served')

  return {
    send: async (to, message, key) => {
      if (!serves(to.tenant)) return notServed()
      let at = await open(to, null)
      if ('is' in at) return at
      let answer = await post(to, at, message, key)
      if (meansConversationIsGone(answer)) {
        at = await open(to, at.conversation)
        if ('is' in at) return at
        answer = await post(to, at, message, key)
      }
      if (answer.is !== 'ok') return outcomeOf(answer)
      const stored = Stored.safeParse(answer.body).data
      const { conversation } = at
      return stored === undefined
        ? { is: 'unknown', detail: 'unreadable' }
        : sent(handleOf({ ...to, conversation, activity: stored.id }))
    },

    redraw: async (handle, message) => {
      const posted = postedAt(handle)
      if (posted === null) return never('rejected', 'bad-handle')
      const { tenant, conversation, activity } = posted
      if (!serves(tenant)) return notServed()
      const known = await conversations.find(posted)
      const answer = await write({
        serviceUrl: known?.serviceUrl ?? (await conversations.serviceUrlOf(tenant)),
        method: 'PUT',
        conversation,
        activity,
        body: writeActivity(message, { tenant, conversation, bot, delivery: null }),
      })
      return answer.is === 'ok' ? sent(handle) : outcomeOf(answer)
    },
  }
}
