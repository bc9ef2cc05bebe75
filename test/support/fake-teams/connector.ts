import { isJson, type Json, listOf, objectOf, textOf } from '../fake-slack/json.ts'
import { faultsOfAttachments } from './cards.ts'
import type { Conversation } from './conversations.ts'
import type { Account } from './directory.ts'
import type { FarEnd } from './far-end.ts'
import { codeFor, type Route } from './faults.ts'
import type { Stored } from './ledger.ts'

/** One request to the Bot Connector, after its address was understood. */
export type Call = Readonly<{
  route: Route
  /** Of the address; empty where it names none. */
  tenant: string
  conversation: string
  /** The message, or the member, that the address names. */
  one: string
  query: URLSearchParams
  body: Json
}>

export type Answer = Readonly<{ status: number; body: Json }>

export const failed = (status: number, code = codeFor(status), more: Json = {}): Answer => ({
  status,
  body: { error: { code, message: `${code}.`, ...more } },
})
const ok = (status: number, body: Json): Answer => ({ status, body })

/** UTF-16, mentions and all. */
const MOST_BYTES = 100 * 1024

const tenantIn = (body: Json): string =>
  textOf(body['tenantId']) ||
  textOf(objectOf(body['conversation'])['tenantId']) ||
  textOf(objectOf(objectOf(body['channelData'])['tenant'])['id'])

/** What is wrong with an activity that was sent; null when it can be stored. */
function refusal(activity: Json): Answer | null {
  if (Buffer.byteLength(JSON.stringify(activity), 'utf16le') > MOST_BYTES)
    return failed(413, 'MessageSizeTooBig')
  const { type, text, attachments } = activity
  if (type !== 'message') return type === 'typing' ? null : failed(400, 'BadSyntax')
  const isEmpty = textOf(text) === '' && listOf(attachments).length === 0
  if (isEmpty)
    return failed(400, 'BadSyntax', { message: 'Activity has no text and no attachment' })
  const [wrong] = faultsOfAttachments(attachments)
  return wrong === undefined ? null : failed(400, 'BadSyntax', { message: wrong })
}

const member = ({ aad, teamsId, name, email, tenant, guestOf }: Account): Json => ({
  id: teamsId,
  name,
  aadObjectId: aad,
  objectId: aad,
  email: email ?? '',
  userPrincipalName: email ?? '',
  tenantId: tenant,
  userRole: guestOf === null ? 'user' : 'guest',
})

export type Connector = ReturnType<typeof createConnector>

/** What the Bot Connector does with a request that was let through. */
export function createConnector(far: FarEnd) {
  const { conversations, directory } = far

  /** The conversation that is meant, if the bot may write there. */
  const writable = (call: Call): Conversation | Answer => {
    const found = conversations.find(call.conversation)
    if (found === null) return failed(404, 'ConversationNotFound')
    if (tenantIn(call.body) !== found.tenant) return failed(403, 'Forbidden')
    if (found.aad === null) return found
    const account = directory.account(found.aad)
    if (account.refuses !== null) return failed(403, account.refuses)
    return directory.canReach(account) ? found : failed(403, 'BotNotInConversationRoster')
  }

  const create = ({ body, tenant: addressed }: Call): Answer => {
    const tenant = tenantIn(body)
    if (tenant === '' || (addressed !== '' && addressed !== tenant)) return failed(403, 'Forbidden')
    if (body['isGroup'] === true) return createThread(tenant, body)
    const [one, ...more] = listOf(body['members'])
    const account = directory.accounts.get(textOf(one?.['id'])) ?? byTeamsId(textOf(one?.['id']))
    // Microsoft's own samples name the person in `aadObjectId`; Teams takes it for a bad request.
    if (more.length > 0 || account === undefined || account.tenant !== tenant)
      return failed(400, 'BadSyntax', { message: 'Incorrect conversation creation parameters' })
    if (account.refuses !== null) return failed(403, account.refuses)
    if (!directory.canReach(account)) return failed(403, 'BotNotInConversationRoster')
    return ok(201, { id: conversations.chatOf(account).id })
  }
  const byTeamsId = (id: string) =>
    [...directory.accounts.values()].find(({ teamsId }) => teamsId === id)

  const createThread = (tenant: string, body: Json): Answer => {
    const channel = textOf(objectOf(objectOf(body['channelData'])['channel'])['id'])
    const activity = objectOf(body['activity'])
    if (directory.teams.get(channel)?.tenant !== tenant)
      return failed(403, 'BotNotInConversationRoster')
    const wrong = refusal(activity)
    if (wrong !== null) return wrong
    const id = conversations.newId()
    const thread = conversations.find(`${channel};messageid=${id}`)
    if (thread === null) return failed(404)
    conversations.post(thread, id, null, activity)
    return ok(201, { id: thread.id, activityId: id })
  }

  const post = (call: Call): Answer => {
    const where = writable(call)
    if ('status' in where) return where
    const wrong = refusal(call.body)
    if (wrong !== null) return wrong
    const { text, attachments, ...rest } = call.body
    if (call.body['type'] === 'typing') return ok(202, {})
    const cards = listOf(attachments)
    const parts: readonly Json[] =
      textOf(text) !== '' && cards.length > 0
        ? [{ ...rest, text }, ...cards.map((one) => ({ ...rest, attachments: [one] }))]
        : [call.body]
    const ids = parts.map((part) => {
      const id = conversations.newId()
      conversations.post(where, id, null, part)
      return id
    })
    // Teams makes two messages of a text and a card, and says the id of neither.
    return ok(201, ids.length === 1 ? { id: ids[0] } : {})
  }

  const own = (call: Call): Stored | Answer => {
    const found = conversations.find(call.conversation)
    if (found === null) return failed(404, 'ConversationNotFound')
    const message = found.messages.find(({ id }) => id === call.one)
    if (message === undefined || message.deleted)
      return failed(404, 'ActivityNotFoundInConversation')
    return message.from === null ? message : failed(403, 'NotEnoughPermissions')
  }

  const update = (call: Call): Answer => {
    const where = writable(call)
    if ('status' in where) return where
    const message = own(call)
    if ('status' in message) return message
    const wrong = refusal(call.body)
    if (wrong !== null) return wrong
    message.earlier.push(message.activity)
    message.activity = call.body
    return ok(200, { id: message.id })
  }

  const remove = (call: Call): Answer => {
    const message = own(call)
    if ('status' in message) return message
    message.deleted = true
    return ok(200, {})
  }

  const members = ({ conversation, one, query }: Call): Answer => {
    const found = conversations.find(conversation)
    if (found === null) return failed(404, 'ConversationNotFound')
    const [channel = ''] = conversation.split(';')
    const ids = found.aad === null ? (directory.teams.get(channel)?.members ?? []) : [found.aad]
    const all = ids.map((id) => directory.account(id))
    if (one !== '') {
      const named = all.find(({ aad, teamsId }) => aad === one || teamsId === one)
      return named === undefined
        ? failed(404, 'MemberNotFoundInConversation')
        : ok(200, member(named))
    }
    const size = Math.min(500, Math.max(50, Number(query.get('pageSize') ?? 200)))
    const from = Number(query.get('continuationToken') ?? 0)
    const next = from + size < all.length ? { continuationToken: String(from + size) } : {}
    return ok(200, { members: all.slice(from, from + size).map(member), ...next })
  }

  const doing: Readonly<Record<Exclude<Route, 'token'>, (call: Call) => Answer>> = {
    create,
    post,
    update,
    delete: remove,
    members,
    get: ({ conversation }) =>
      directory.teams.has(conversation) ? ok(200, { id: conversation }) : failed(404),
  }

  return (call: Call): Answer =>
    call.route === 'token' || !isJson(call.body)
      ? failed(400, 'BadSyntax')
      : doing[call.route](call)
}
