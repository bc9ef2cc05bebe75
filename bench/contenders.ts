import { WebClient } from '@slack/web-api'
import { createSlackAdapter } from '@chat-adapter/slack'
import {
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  ConfigurationServiceClientCredentialFactory,
  type ConversationReference,
  type TurnContext,
} from 'botbuilder'
import { Actions, Button, Card, CardText, type Logger } from 'chat'
import { Pool } from 'undici'
import { renderActivity } from '#adapters/teams/activity.ts'
import { renderMessage } from '#adapters/slack/render.ts'
import type { Message } from '#src/chat/message.ts'
import { realWorld } from '#src/kernel/world.ts'
import { accountOn, TENANT } from './engine.ts'
import type { Sink } from './sink/sink.ts'

/** One way to send the same card to the n-th person. */
export type Contender = Readonly<{
  name: string
  send: (n: number) => Promise<void>
  close: () => Promise<void>
}>

const nothing = async () => {}
const silent = () => {}
const quiet: Logger = {
  debug: silent,
  info: silent,
  warn: silent,
  error: silent,
  child: () => quiet,
}

/** The least that a program could do: the request that the platform takes, made by undici for each recipient. */
function raw(sink: Sink, path: (n: number) => string, body: (n: number) => unknown): Contender {
  const pool = new Pool(sink.url, { connections: 32 })
  return {
    name: 'floor',
    send: async (n) => {
      const answer = await pool.request({
        method: 'POST',
        path: path(n),
        headers: {
          'content-type': 'application/json; charset=utf-8',
          authorization: 'Bearer xoxb-bench',
        },
        body: JSON.stringify(body(n)),
      })
      await answer.body.text()
      if (answer.statusCode >= 300) throw new Error(`The sink answered ${answer.statusCode}`)
    },
    close: () => pool.close(),
  }
}

/** Drawn once for all of them, as anybody would. */
function slackBodies(card: Message) {
  const { text, blocks } = renderMessage(card)
  return (n: number) => ({
    channel: accountOn('slack', n + 1).user,
    text,
    blocks,
    metadata: { event_type: 'cascade_delivery', event_payload: { id: realWorld.newId() } },
  })
}

/** What the same card says, in the peer's own words for it. */
const peerCard = ({ title, preview, actions }: Message) =>
  Card({
    title,
    children: [
      CardText(preview),
      ...Array.from({ length: 3 }, () =>
        CardText('From Monday the clinics are on the first floor. '.repeat(8)),
      ),
      Actions(actions.map(({ label }, n) => Button({ id: `a${n}`, label }))),
    ],
  })

export function slackContenders(card: Message, sink: Sink): readonly Contender[] {
  const client = new WebClient('xoxb-bench', { slackApiUrl: sink.apiUrl })
  const chat = createSlackAdapter({
    botToken: 'xoxb-bench',
    signingSecret: 'secret',
    apiUrl: sink.apiUrl,
    logger: quiet,
  })
  const bodyOf = slackBodies(card)
  const theirs = peerCard(card)
  return [
    raw(sink, () => '/api/chat.postMessage', bodyOf),
    {
      name: '@slack/web-api',
      send: async (n) => void (await client.chat.postMessage(bodyOf(n))),
      close: nothing,
    },
    {
      name: 'Chat SDK',
      // Its own way to somebody: the conversation is opened, then written to.
      send: async (n) => {
        const thread = await chat.openDM(accountOn('slack', n + 1).user)
        await chat.postMessage(thread, { card: theirs })
      },
      close: nothing,
    },
  ]
}

export function teamsContenders(card: Message, sink: Sink): readonly Contender[] {
  const tenant = TENANT.teams
  const placeOf = (n: number) => ({
    tenant,
    conversation: `a:1${accountOn('teams', n + 1).user}`,
    bot: '28:bench',
    delivery: realWorld.newId(),
  })
  const adapter = new CloudAdapter(
    new ConfigurationBotFrameworkAuthentication(
      { MicrosoftAppTenantId: tenant },
      new ConfigurationServiceClientCredentialFactory({
        // Without an app it asks nobody for a token, which is in its favour.
        MicrosoftAppId: '',
        MicrosoftAppPassword: '',
        MicrosoftAppTenantId: tenant,
      }),
    ),
  )
  const serviceUrl = `${sink.url}/uk/${tenant}/`
  const drawn = renderActivity(card, placeOf(0))
  const activityOf = (n: number) => {
    const { conversation, bot, delivery } = placeOf(n)
    return {
      ...drawn,
      from: { id: bot, name: 'Cascade' },
      conversation: { ...drawn.conversation, id: conversation, isGroup: false, name: '' },
      channelData: { ...drawn.channelData, delivery },
    }
  }
  return [
    raw(
      sink,
      (n) =>
        `/uk/${tenant}/v3/conversations/${encodeURIComponent(placeOf(n).conversation)}/activities`,
      activityOf,
    ),
    {
      name: 'botbuilder',
      send: async (n) => {
        const { conversation } = placeOf(n)
        const reference = {
          bot: { id: '28:bench', name: 'Cascade' },
          conversation: {
            id: conversation,
            tenantId: tenant,
            isGroup: false,
            conversationType: 'personal',
            name: '',
          },
          channelId: 'msteams',
          serviceUrl,
        } satisfies Partial<ConversationReference>
        await adapter.continueConversationAsync('', reference, async (turn: TurnContext) => {
          await turn.sendActivity(activityOf(n))
        })
      },
      close: nothing,
    },
  ]
}
