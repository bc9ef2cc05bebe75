import { createHash } from 'node:crypto'
import { z } from 'zod'
import { Inbound, type MessageHandle } from '#src/chat/chat-platform.ts'
import { SearchSource } from '#src/chat/form.ts'
import { type Account, addressOf, handleOf, identityOf } from './address.ts'
import { type Chosen, type Heard, nothing, type Surface } from './heard.ts'
import { type Activity, Executed, Mention, Pressed, Quoted, Search, Task } from './payloads.ts'
import { readSubmitted } from './submitted.ts'

/** The verb of the button that opens a waiting form; the core never hears of it. */
export const OPEN_FORM = 'teams-open-form'

const OpenForm = z.object({
  do: z.literal(OPEN_FORM),
  with: z.object({ form: z.uuid() }),
})

/** One activity of somebody who can be known again. */
type Told = Readonly<{ activity: Activity; who: Account; eventId: string }>

/** What an activity asks for. Its sender is of `tenant`, which has been looked at. */
export function readActivity(activity: Activity, tenant: string): Heard {
  const { type } = activity
  const user = activity.from.aadObjectId
  // Without it nobody could be written to, and another bot has none.
  if (user === null || user === undefined) return nothing(type)
  const told: Told = { activity, who: { tenant, user }, eventId: eventIdOf(activity, tenant) }
  switch (type) {
    case 'message':
      return isPersonal(activity) ? readMessage(told) : inPublic(told, 'event')
    case 'invoke':
      return readInvoke(told)
    case 'installationUpdate':
      return readInstallation(told)
    default:
      // Reactions, edits, members who come and go, what is typed just now.
      return nothing(type)
  }
}

/** The same thing told twice has the same parts, and so the same id. */
function eventIdOf(activity: Activity, tenant: string): string {
  const { id, conversation, name, from, replyToId, timestamp, value } = activity
  const parts =
    id === null || id === undefined ? [name, from.id, replyToId, timestamp, value] : [id]
  const hash = createHash('sha256').update(JSON.stringify([conversation.id, ...parts]))
  return `${tenant}:${hash.digest('base64url')}`
}

export const isPersonal = ({ conversation }: Activity): boolean =>
  (conversation.conversationType ?? 'personal') === 'personal' && conversation.isGroup !== true

const inPublic = ({ who, eventId }: Told, surface: Surface): Heard => ({
  is: 'in-public',
  who,
  eventId,
  surface,
})

type Doing = Readonly<{
  on: MessageHandle | null
  what: unknown
  surface: Surface
  chosen?: Chosen
}>

function done({ who, eventId }: Told, { on, what, surface, chosen = {} }: Doing): Heard {
  const inbound = Inbound.safeParse({
    eventId,
    who: identityOf(who),
    reachableAt: addressOf(who),
    on,
    what,
  }).data
  return inbound === undefined ? nothing('unusable') : { is: 'done', who, inbound, surface, chosen }
}

function readMessage(told: Told): Heard {
  const { activity, who, eventId } = told
  const { value, attachments } = activity
  // A client that does not know Action.Execute sends the button's data as a message.
  if (typeof value === 'object' && value !== null) return readPress(told, value, 'event')
  if ((attachments ?? []).some(({ contentType }) => isFile(contentType)))
    return { is: 'file', who, eventId }
  return done(told, {
    on: handleIn(told, repliedTo(activity)),
    what: { is: 'say', text: textOf(activity) },
    surface: 'event',
  })
}

const isFile = (type: string) =>
  type.startsWith('image/') || type === 'application/vnd.microsoft.teams.file.download.info'

function handleIn({ activity, who }: Told, id: string | null): MessageHandle | null {
  return id === null
    ? null
    : handleOf({ ...who, conversation: activity.conversation.id, activity: id })
}

/** A conversation of two has no threads: who replies there quotes the message, which clients tell in three ways. */
function repliedTo({ replyToId, entities, attachments }: Activity): string | null {
  if (typeof replyToId === 'string') return replyToId
  for (const entity of entities ?? []) {
    const quoted = Quoted.safeParse(entity).data
    if (quoted !== undefined) return quoted.quotedReply.messageId
  }
  for (const { contentType, content } of attachments ?? []) {
    if (contentType !== 'text/html' || typeof content !== 'string') continue
    const quoted = REPLY.exec(content)?.[1]
    if (quoted !== undefined) return quoted
  }
  return null
}

const REPLY =
  /<blockquote\b[^>]{0,200}\bitemtype="http:\/\/schema\.skype\.com\/Reply"[^>]{0,200}\bitemid="(\d{1,20})"/

/** What was typed, without our own name in front and without the mark of what it quotes. */
function textOf({ text, entities, recipient }: Activity): string {
  let typed = (text ?? '').replace(/^\s*(<quoted messageId="[^"]{1,100}"\s*\/>\s*)+/, '')
  for (const entity of entities ?? []) {
    const mention = Mention.safeParse(entity).data
    if (mention?.mentioned.id === recipient.id)
      typed = typed.replace(mention.text, '').replace(/^(\s|&nbsp;)+/, '')
  }
  return typed
}

function readPress(told: Told, data: unknown, surface: Surface): Heard {
  // What is none of our buttons has no intent, which the core answers in words.
  const intent = Pressed.safeParse(data).data?.intent ?? null
  const open = OpenForm.safeParse(intent).data
  if (open !== undefined && surface === 'fetch')
    return { is: 'open-form', who: told.who, form: open.with.form }
  const on = handleIn(told, told.activity.replyToId ?? null)
  return done(told, { on, what: { is: 'press', intent }, surface })
}

function readInvoke(told: Told): Heard {
  const { activity } = told
  const value: unknown = activity.value
  const name = activity.name ?? 'invoke'
  switch (name) {
    case 'adaptiveCard/action': {
      if (!isPersonal(activity)) return inPublic(told, 'execute')
      return readPress(told, Executed.safeParse(value).data?.action.data, 'execute')
    }
    case 'task/fetch': {
      if (!isPersonal(activity)) return inPublic(told, 'fetch')
      return readPress(told, Task.safeParse(value).data?.data, 'fetch')
    }
    case 'task/submit':
      return readSubmission(told, Task.safeParse(value).data?.data)
    case 'application/search':
      return readSearch(told, value)
    default:
      return nothing(name)
  }
}

function readSubmission(told: Told, data: unknown): Heard {
  const sent = readSubmitted(data)
  // A button on a card that a dialog shows, or a form of another version.
  if (sent === null) return readPress(told, data, 'submit')
  const { intent, values, on, chosen } = sent
  return done(told, {
    on: on === null ? null : { platform: 'teams', ref: on },
    what: { is: 'submit', intent, values },
    surface: 'submit',
    chosen,
  })
}

function readSearch({ who }: Told, value: unknown): Heard {
  const search = Search.safeParse(value).data
  const source = SearchSource.safeParse(search?.dataset).data
  return search === undefined || source === undefined
    ? nothing('unknown-search')
    : { is: 'suggest', who, source, typed: search.queryText.slice(0, 100) }
}

/** An upgrade of the app is told as a removal and an installation, and is neither. */
function readInstallation(told: Told): Heard {
  const { activity, who } = told
  const { action } = activity
  if (!isPersonal(activity)) return nothing('installation-in-public')
  if (action === 'remove') return { is: 'removed', who }
  if (action !== 'add') return nothing(`installation-${action ?? 'unknown'}`)
  // Whoever has just installed it is told what anybody is told who asks for help.
  return done(told, { on: null, what: { is: 'say', text: 'help' }, surface: 'event' })
}
