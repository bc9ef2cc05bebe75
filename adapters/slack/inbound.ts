import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { MessageHandle } from '#src/chat/chat-platform.ts'
import { Inbound } from '#src/chat/chat-platform.ts'
import { SearchSource } from '#src/chat/form.ts'
import { type Account, addressOf, handleOf, identityOf } from './address.ts'
import { asTyped } from './escape.ts'
import { type Heard, nothing, type Surface } from './heard.ts'
import type { Place } from './installations.ts'
import {
  BlockActions,
  BlockSuggestion,
  Carried,
  EventCallback,
  Interaction,
  MessageAction,
  MessageEvent,
  News,
  SlashCommand,
  ViewSubmission,
} from './payloads.ts'
import { FORM, SEARCH } from './render-form.ts'
import { sentView, valuesOf } from './values.ts'

/** The shortcut in the menu of a message. */
const ASK_ABOUT = 'ask_about'
/** The verb of the button that opens a waiting form; the core never hears of it. */
export const OPEN_FORM = 'slack-open-form'

const OpenForm = z.object({
  do: z.literal(OPEN_FORM),
  with: z.object({ form: z.uuid() }),
})

type Doing = Readonly<{
  place: Place
  who: Account
  eventId: string
  on: MessageHandle | null
  what: unknown
  surface: Surface
}>

function done({ place, who, eventId, on, what, surface }: Doing): Heard {
  const inbound = Inbound.safeParse({
    eventId: `${who.team}:${eventId}`,
    who: identityOf(who),
    reachableAt: addressOf(who),
    on,
    what,
  }).data
  return inbound === undefined ? nothing('unusable') : { is: 'done', place, who, inbound, surface }
}

/** The same thing told twice has the same parts, and so the same id. */
const idOf = (...parts: readonly (string | undefined)[]) =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url')

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** An event of the Events API. */
export function readEvent(payload: unknown): Heard {
  const read = EventCallback.safeParse(payload).data
  if (read === undefined) return nothing('unreadable-event')
  const place: Place = {
    team: read.context_team_id ?? read.team_id,
    enterprise: read.context_enterprise_id ?? read.enterprise_id ?? null,
  }
  return read.event.type === 'message' ? readMessage(read, place) : readNews(read, place)
}

/** What Slack tells of people and of the app itself. */
function readNews({ event, event_time: at }: EventCallback, place: Place): Heard {
  const account = (user: string): Account => ({ team: place.team, user })
  const news = News.safeParse(event).data
  switch (news?.type) {
    case 'app_home_opened':
      return news.tab === 'home'
        ? { is: 'home', place, who: account(news.user) }
        : nothing(event.type)
    case 'user_change': {
      const { id, deleted, is_bot: bot } = news.user
      return bot === true
        ? nothing(event.type)
        : { is: 'account', place, who: account(id), open: deleted !== true }
    }
    case 'app_uninstalled':
      return { is: 'removed', place, at: endOfSecond(at) }
    case 'tokens_revoked':
      return (news.tokens.bot?.length ?? 0) > 0
        ? { is: 'removed', place, at: endOfSecond(at) }
        : nothing(event.type)
    case undefined:
      return nothing(event.type)
  }
}

/** Slack tells whole seconds; an install in the same second came before its removal. */
const endOfSecond = (seconds = 0) => new Date(seconds * 1000 + 999)

function readMessage(callback: EventCallback, place: Place): Heard {
  const message = MessageEvent.safeParse(callback.event).data
  // Our own messages, everybody's edits and what Slack itself says come by the same way.
  if (message === undefined || typeof message.bot_id === 'string') return nothing('message')
  const { subtype, user, channel, ts, thread_ts: root } = message
  if (subtype !== undefined && subtype !== 'file_share' && subtype !== 'thread_broadcast')
    return nothing('message')
  const who = { team: place.team, user }
  if (isStranger(callback, message, place)) return { is: 'stranger', place, who }
  if (subtype === 'file_share') return { is: 'file', place, who }
  return done({
    place,
    who,
    eventId: callback.event_id,
    on:
      root === undefined || root === ts ? null : handleOf({ team: place.team, channel, ts: root }),
    what: { is: 'say', text: asTyped(message.text) },
    surface: { is: 'event' },
  })
}

/** In an organisation of many workspaces people are of another one than the app's, and still no strangers. */
function isStranger(
  { is_ext_shared_channel: shared }: EventCallback,
  { team, user_team, source_team }: z.infer<typeof MessageEvent>,
  place: Place,
): boolean {
  const from = user_team ?? source_team ?? team ?? place.team
  return from !== place.team && (shared === true || place.enterprise === null)
}

/** A button, a form, a shortcut or a search. */
export function readInteraction(payload: unknown): Heard {
  const type = Interaction.safeParse(payload).data?.type ?? 'unreadable-interaction'
  switch (type) {
    case 'block_actions':
      return readPress(BlockActions.safeParse(payload).data)
    case 'view_submission':
      return readSubmission(ViewSubmission.safeParse(payload).data)
    case 'message_action':
      return readShortcut(MessageAction.safeParse(payload).data)
    case 'block_suggestion':
      return readSuggestion(BlockSuggestion.safeParse(payload).data)
    default:
      return nothing(type)
  }
}

type Acting = Pick<z.infer<typeof BlockActions>, 'user' | 'team' | 'enterprise'>

/** Who did something and where; a stranger is answered and never heard. */
function actor({
  user,
  team,
  enterprise,
}: Acting): Readonly<{ place: Place; who: Account; stranger: Heard | null }> | null {
  const id = team?.id ?? user.team_id
  if (id === undefined || id === null) return null
  const place = { team: id, enterprise: enterprise?.id ?? team?.enterprise_id ?? null }
  const who = { team: id, user: user.id }
  const strange = place.enterprise === null && (user.team_id ?? id) !== id
  return { place, who, stranger: strange ? { is: 'stranger', place, who } : null }
}

function readPress(press: z.infer<typeof BlockActions> | undefined): Heard {
  const acting = press === undefined ? null : actor(press)
  const action = press?.actions[0]
  if (press === undefined || acting === null || action === undefined)
    return nothing('unreadable-press')
  const { place, who, stranger } = acting
  if (stranger !== null) return stranger
  // A link's button opens its page by itself; the press is only told.
  if (action.value === undefined) return nothing('link')
  const intent = parseJson(action.value)
  const open = OpenForm.safeParse(intent).data
  if (open !== undefined)
    return { is: 'open-form', place, who, trigger: press.trigger_id, form: open.with.form }
  const { container } = press
  return done({
    place,
    who,
    eventId: idOf('press', press.trigger_id, action.action_ts, who.user, action.value),
    on:
      'message_ts' in container
        ? handleOf({ team: who.team, channel: container.channel_id, ts: container.message_ts })
        : null,
    what: { is: 'press', intent },
    surface: { is: 'press', trigger: press.trigger_id, home: press.view?.type === 'home' },
  })
}

function readSubmission(sent: z.infer<typeof ViewSubmission> | undefined): Heard {
  const acting = sent === undefined ? null : actor(sent)
  if (sent === undefined || acting === null) return nothing('unreadable-form')
  const { place, who, stranger } = acting
  if (stranger !== null) return stranger
  const { view } = sent
  const carried = Carried.safeParse(parseJson(view.private_metadata)).data
  if (view.callback_id !== FORM || carried === undefined) return nothing('unknown-form')
  return done({
    place,
    who,
    eventId: idOf('submit', view.id, view.hash, sent.trigger_id, who.user),
    on: carried.on === null ? null : { platform: 'slack', ref: carried.on },
    what: { is: 'submit', intent: carried.intent, values: valuesOf(view.state.values) },
    surface: { is: 'submit', view: sentView(view) },
  })
}

function readShortcut(shortcut: z.infer<typeof MessageAction> | undefined): Heard {
  const acting = shortcut === undefined ? null : actor(shortcut)
  if (shortcut === undefined || acting === null) return nothing('unreadable-shortcut')
  const { place, who, stranger } = acting
  if (stranger !== null) return stranger
  if (shortcut.callback_id !== ASK_ABOUT) return nothing('unknown-shortcut')
  const { channel, message, trigger_id: trigger } = shortcut
  return done({
    place,
    who,
    eventId: idOf('shortcut', trigger, shortcut.action_ts, who.user, message.ts),
    on: handleOf({ team: who.team, channel: channel.id, ts: message.ts }),
    what: { is: 'press', intent: { do: 'ask-about', with: {} } },
    surface: { is: 'press', trigger, home: false },
  })
}

function readSuggestion(asked: z.infer<typeof BlockSuggestion> | undefined): Heard {
  const acting = asked === undefined ? null : actor(asked)
  if (asked === undefined || acting === null) return nothing('unreadable-search')
  const source = SearchSource.safeParse(asked.action_id.replace(SEARCH, '')).data
  if (acting.stranger !== null || source === undefined) return nothing('unknown-search')
  return { is: 'suggest', ...acting, source, typed: asTyped(asked.value).slice(0, 100) }
}

/** A slash command, whose fields come as a web form's. */
export function readCommand(fields: unknown): Heard {
  const read = SlashCommand.safeParse(fields).data
  if (read === undefined) return nothing('unreadable-command')
  const who = { team: read.team_id, user: read.user_id }
  const place: Place = { team: read.team_id, enterprise: read.enterprise_id ?? null }
  return done({
    place,
    who,
    eventId: idOf('command', read.trigger_id, read.user_id),
    on: null,
    what: { is: 'say', text: commandText(read.text) },
    surface: {
      is: 'command',
      trigger: read.trigger_id,
      elsewhere: read.channel_id?.startsWith('D') === false,
    },
  })
}

/** "/cascade" alone asks what there is to do. */
const commandText = (text: string) => (text.trim() === '' ? 'help' : asTyped(text).trim())
