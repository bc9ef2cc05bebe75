import type { FarEnd } from './far-end.ts'
import { type Json, listOf, objectOf, textOf } from './json.ts'
import { type Stored, withIds } from './messages.ts'
import { createModal } from './modal.ts'
import { actionOf, blocksOfView, createPayloads, labelOf } from './payloads.ts'
import { plainTextOf, readable, typedAsSent } from './plain-text.ts'
import type { ResponseUrls } from './response-urls.ts'
import { type AppAnswer, nothing } from './to-app.ts'
import type { Told } from './events.ts'
import { elementsOf, type View } from './views.ts'
import type { User } from './workspaces.ts'

/** A message as it is now in front of somebody. */
export type Seen = Readonly<{
  ts: string
  channel: string
  fromBot: boolean
  text: string
  blocks: readonly Json[]
  /** What one reads: the blocks, or the text where there are none. */
  plain: string
  buttons: readonly string[]
  threadTs: string | null
  ephemeral: boolean
  metadata: Json | null
  /** How often it was changed. */
  revision: number
}>

/** A control: by its label, its action's id, or anything else about it. */
export type Which = string | ((element: Json) => boolean)

const matches = (which: Which) => (element: Json) =>
  typeof which === 'function'
    ? which(element)
    : element['action_id'] === which || readable(labelOf(element)) === which

/** The one control that is meant, and the block it is in. */
export function controlIn(blocks: readonly Json[], which: Which) {
  for (const block of blocks) {
    const element = elementsOf(block).find(matches(which))
    if (element !== undefined) return { block, element }
  }
  throw new Error(
    `There is nothing to press called ${typeof which === 'string' ? `"${which}"` : 'that'}, only:\n${plainTextOf(blocks)}`,
  )
}

export type Person = ReturnType<typeof createPerson>

/** Somebody at Slack's window, in the workspace `team`: they see what is stored, and do what they could do there. */
export function createPerson(far: FarEnd, urls: ResponseUrls, team: string, id: string) {
  const payloads = createPayloads(far, urls, team, id)
  const interact = (payload: Json) => far.toApp.send('interactivity', payload)

  const openDm = () => {
    const install = far.workspaces.installFor(team)
    if (install === undefined) throw new Error('The app is not installed there')
    return far.messages.directOf(team, install.botUser, id)
  }
  const visible = (): readonly Stored[] =>
    far.workspaces.installFor(team) === undefined
      ? []
      : openDm().messages.filter(
          (one) => !one.deleted && (one.ephemeralTo === null || one.ephemeralTo === id),
        )
  const message = (ts: string): Stored => {
    const found = visible().find((one) => one.ts === ts)
    if (found === undefined) throw new Error(`No message ${ts} is shown`)
    return found
  }
  const home = (): View | null => far.views.home(team, id) ?? null
  const event = (body: Json): Promise<Told> => {
    const user = far.workspaces.user(id)
    return far.events.tell(
      team,
      { user: id, event_ts: far.messages.newTs(), ...body },
      user?.host === team,
    )
  }

  return {
    id,
    team,
    account: (): User | undefined => far.workspaces.user(id),
    ...createModal(far, payloads, team, id),
    openDm: () => openDm().id,

    /** Their conversation with the bot, newest last, replies in threads among the rest. */
    messages: (): readonly Seen[] =>
      visible().map((one) => ({
        ts: one.ts,
        channel: one.channel,
        fromBot: one.bot !== null,
        text: one.text,
        blocks: one.blocks,
        plain: one.blocks.length === 0 ? readable(one.text) : plainTextOf(one.blocks),
        buttons: one.blocks
          .flatMap(elementsOf)
          .filter(({ type }) => type === 'button')
          .map((button) => readable(labelOf(button))),
        threadTs: one.threadTs,
        ephemeral: one.ephemeralTo !== null,
        metadata: one.metadata,
        revision: one.earlier.length,
      })),

    /** `told`: how often the app hears of it. `revision`: a button of an earlier state, pressed too late. */
    press: async (
      ts: string,
      which: Which,
      { told = 1, revision }: Readonly<{ told?: number; revision?: number }> = {},
    ): Promise<AppAnswer> => {
      const on = message(ts)
      const blocks =
        (revision === undefined ? undefined : on.earlier[revision])?.blocks ?? on.blocks
      const { block, element } = controlIn(blocks, which)
      const payload = payloads.pressed(on, blocks, actionOf(block, element))
      let last = nothing('connection_failed')
      for (let times = 0; times < told; times += 1) last = await interact(payload)
      return last
    },

    /** Writes to the bot. Resolves with the event, told once, and once more if that failed. */
    say: (
      text: string,
      { threadTs }: Readonly<{ threadTs?: string | null }> = {},
    ): Promise<Told> => {
      const sent = typedAsSent(text)
      const stored = far.messages.post({
        channel: openDm().id,
        team,
        user: id,
        text: sent,
        threadTs: threadTs ?? null,
        clientMsgId: crypto.randomUUID(),
        blocks: withIds(
          [
            {
              type: 'rich_text',
              elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }],
            },
          ],
          far.newId,
        ),
      })
      const parent = threadTs === undefined || threadTs === null ? undefined : message(threadTs)
      return event({
        type: 'message',
        ts: stored.ts,
        client_msg_id: stored.clientMsgId,
        text: sent,
        team: far.workspaces.user(id)?.team ?? team,
        blocks: stored.blocks,
        channel: stored.channel,
        event_ts: stored.ts,
        channel_type: 'im',
        ...(parent === undefined ? {} : { thread_ts: parent.ts, parent_user_id: parent.user }),
      })
    },

    /** A slash command; what the app answers at once is shown to this person only. */
    command: async (command: string, text: string): Promise<AppAnswer> => {
      const { id: channel } = openDm()
      const answer = await far.toApp.send(
        'commands',
        payloads.command(command, typedAsSent(text), channel),
      )
      const said = answer.body ?? (answer.text === '' ? {} : { text: answer.text })
      if (
        answer.trouble === null &&
        (said['text'] !== undefined || listOf(said['blocks']).length > 0)
      )
        urls.say({ team, user: id, channel, on: null }, said)
      return answer
    },
    /** The shortcut in a message's menu. */
    shortcut: (callbackId: string, ts: string) =>
      interact(payloads.shortcut(callbackId, message(ts))),
    /** The shortcut of the lightning menu. */
    globalShortcut: (callbackId: string) => interact(payloads.globalShortcut(callbackId)),

    home,
    /** Opens the app's page, and waits a little for it to be drawn anew. */
    openHome: async (tab: 'home' | 'messages' = 'home'): Promise<View | null> => {
      const before = home()
      const revision = before?.revision
      await event({
        type: 'app_home_opened',
        channel: openDm().id,
        tab,
        ...(before === null ? {} : { view: { id: before.id, type: 'home', hash: before.hash } }),
      })
      const until = performance.now() + (tab === 'home' ? 2000 : 0)
      while (performance.now() < until) {
        const now = home()
        if (now !== null && (before === null || now.revision !== revision)) return now
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
      return home()
    },
    homeText: () => {
      const view = home()
      return view === null ? '' : plainTextOf(blocksOfView(view))
    },
    pressHome: (which: Which): Promise<AppAnswer> => {
      const view = home()
      if (view === null) throw new Error('The home is empty')
      const { block, element } = controlIn(blocksOfView(view), which)
      return interact(payloads.pressedIn(view, actionOf(block, element)))
    },

    /** From now on messages to them fail with this code; null lets them through again. */
    refuses: (code: string | null) => {
      far.workspaces.changeUser(id, { refuses: code })
    },
    intents: (ts: string): readonly string[] =>
      message(ts)
        .blocks.flatMap(elementsOf)
        .map((element) => textOf(objectOf(element)['value'])),
  }
}
