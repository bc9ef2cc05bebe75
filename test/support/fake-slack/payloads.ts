import type { FarEnd } from './far-end.ts'
import { type Json, listOf, objectOf } from './json.ts'
import { type Stored, wireMessage } from './messages.ts'
import type { ResponseUrls } from './response-urls.ts'
import { stateOf, type View, wireView } from './views.ts'
import type { User } from './workspaces.ts'

const SLUG = /[^a-z0-9]+/g
const login = (user: User) => user.name.toLowerCase().replaceAll(SLUG, '.')

/** What somebody did, in the shapes that Slack sends. `team` is the workspace that the app is installed in. */
export function createPayloads(far: FarEnd, urls: ResponseUrls, team: string, userId: string) {
  const user = (): User => {
    const found = far.workspaces.user(userId)
    if (found === undefined) throw new Error(`Nobody is called ${userId}`)
    return found
  }
  const bot = () => far.workspaces.installFor(team)?.botId ?? ''
  const isOrg = () => far.workspaces.installFor(team)?.team === null

  const common = (type: string): Json => {
    const { domain, enterprise } = far.workspaces.team(team)
    const who = user()
    return {
      type,
      user: { id: who.id, username: login(who), name: login(who), team_id: who.team },
      api_app_id: far.app.id,
      token: 'legacy-verification-token',
      trigger_id: far.triggers.mint(userId, team),
      team: {
        id: team,
        domain,
        ...(enterprise === null
          ? {}
          : { enterprise_id: enterprise.id, enterprise_name: enterprise.name }),
      },
      enterprise,
      is_enterprise_install: isOrg(),
    }
  }

  const onMessage = (message: Stored): Json => ({
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: message.channel,
      is_ephemeral: message.ephemeralTo !== null,
      ...(message.threadTs === null ? {} : { thread_ts: message.threadTs }),
    },
    channel: { id: message.channel, name: 'directmessage' },
    ...(message.ephemeralTo === null ? { message: wireMessage(message) } : {}),
  })
  const onView = (view: View): Json => ({
    container: { type: 'view', view_id: view.id },
    view: wireView(view, far.app.id, bot()),
  })
  const acted = (action: Json): Json => ({ ...action, action_ts: far.messages.newTs() })
  const urlFor = (channel: string, on: Stored | null) =>
    urls.mint({ team, user: userId, channel, on })

  return {
    pressed: (message: Stored, blocks: readonly Json[], action: Json): Json => ({
      ...common('block_actions'),
      ...onMessage(message),
      state: stateOf(blocks, new Map()),
      response_url: urlFor(message.channel, message),
      actions: [acted(action)],
    }),
    pressedIn: (view: View, action: Json): Json => ({
      ...common('block_actions'),
      ...onView(view),
      actions: [acted(action)],
    }),
    shortcut: (callbackId: string, message: Stored): Json => ({
      ...common('message_action'),
      callback_id: callbackId,
      channel: { id: message.channel, name: 'directmessage' },
      message_ts: message.ts,
      action_ts: far.messages.newTs(),
      message: wireMessage(message),
      response_url: urlFor(message.channel, message),
    }),
    globalShortcut: (callbackId: string): Json => ({
      ...common('shortcut'),
      callback_id: callbackId,
      action_ts: far.messages.newTs(),
    }),
    submitted: (view: View): Json => ({
      ...common('view_submission'),
      view: wireView(view, far.app.id, bot()),
      response_urls: [],
    }),
    closed: (view: View, all: boolean): Json => {
      const { trigger_id: _, ...rest } = common('view_closed')
      return { ...rest, view: wireView(view, far.app.id, bot()), is_cleared: all }
    },
    suggestion: (view: View, block: Json, element: Json, typed: string): Json => {
      const { trigger_id: _, ...rest } = common('block_suggestion')
      return {
        ...rest,
        ...onView(view),
        action_id: element['action_id'],
        block_id: block['block_id'],
        value: typed,
      }
    },
    command: (command: string, text: string, channel: string): Json => {
      const who = user()
      const { domain, enterprise } = far.workspaces.team(team)
      return {
        token: 'legacy-verification-token',
        team_id: team,
        team_domain: domain,
        ...(enterprise === null
          ? {}
          : { enterprise_id: enterprise.id, enterprise_name: enterprise.name }),
        channel_id: channel,
        channel_name: 'directmessage',
        user_id: who.id,
        user_name: login(who),
        command,
        text,
        api_app_id: far.app.id,
        is_enterprise_install: String(isOrg()),
        response_url: urlFor(channel, null),
        trigger_id: far.triggers.mint(userId, team),
      }
    },
  }
}

/** An action as it travels: the element's own properties, and what it now holds. */
export function actionOf(block: Json, element: Json, held: Json = {}): Json {
  const { options: _, option_groups: __, confirm: ___, placeholder: ____, ...own } = element
  return { ...own, ...held, block_id: block['block_id'] }
}

export const blocksOfView = (view: View): readonly Json[] => listOf(view.content['blocks'])
export const labelOf = (element: Json): string => {
  const { text } = objectOf(element['text'])
  return typeof text === 'string' ? text : ''
}
