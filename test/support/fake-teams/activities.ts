import type { Json } from '../fake-slack/json.ts'
import type { Account } from './directory.ts'
import type { FarEnd } from './far-end.ts'
import type { Stored } from './ledger.ts'

/** How a reply names what it is to. In a chat Teams quotes the message: no `replyToId` comes with it. */
export type ReplyAs = 'quote' | 'entity' | 'replyToId'

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** What somebody did, in the shapes that Teams sends. */
export function createActivities(far: FarEnd, account: Account) {
  const where = (): Json => ({
    conversationType: 'personal',
    tenantId: account.tenant,
    id: far.conversations.chatOf(account).id,
  })

  const common = (type: string, id: string): Json => {
    const timestamp = new Date(far.clock.now()).toISOString()
    return {
      type,
      id,
      timestamp,
      channelId: 'msteams',
      serviceUrl: far.serviceUrl(account.tenant),
      from: { id: account.teamsId, name: account.name, aadObjectId: account.aad },
      conversation: where(),
      recipient: { id: far.botId, name: 'Cascade' },
      channelData: { tenant: { id: account.tenant } },
      locale: 'en-GB',
    }
  }
  const client = {
    localTimezone: 'Europe/London',
    entities: [
      {
        type: 'clientInfo',
        locale: 'en-GB',
        country: 'GB',
        platform: 'Web',
        timezone: 'Europe/London',
      },
    ],
  }
  const html = (content: string) => ({ contentType: 'text/html', content })

  const quoted = (to: Stored, text: string, as: ReplyAs): Json => {
    if (as === 'replyToId') return { replyToId: to.id, text, attachments: [] }
    const quote =
      `<blockquote itemscope="" itemtype="http://schema.skype.com/Reply" itemid="${to.id}">` +
      `<strong itemprop="mri" itemid="${far.botId}">Cascade</strong>` +
      `<span itemprop="time" itemid="${to.id}"></span><p itemprop="preview">Card</p></blockquote>`
    const attachments = [html(`${quote}<p>${escaped(text)}</p>`)]
    if (as === 'quote') return { text, attachments }
    return {
      text: `<quoted messageId="${to.id}"/> ${text}`,
      attachments,
      entities: [
        ...client.entities,
        {
          type: 'quotedReply',
          quotedReply: { messageId: to.id, senderId: far.botId, senderName: 'Cascade' },
        },
      ],
    }
  }

  return {
    /** A text, as typed. */
    said: (id: string, text: string, to: Stored | null, as: ReplyAs): Json => ({
      ...common('message', id),
      ...client,
      textFormat: 'plain',
      ...(to === null
        ? { text, attachments: [html(`<p>${escaped(text)}</p>`)] }
        : quoted(to, text, as)),
    }),
    /** A button of the kind that sends a message nobody sees. */
    submitted: (id: string, on: Stored, value: Json): Json => ({
      ...common('message', id),
      ...client,
      replyToId: on.id,
      value,
    }),
    invoked: (name: string, value: Json, on: Stored | null): Json => ({
      ...common('invoke', `f:${crypto.randomUUID()}`),
      ...client,
      name,
      value,
      ...(on === null ? {} : { replyToId: on.id }),
    }),
    /** The app comes, goes, or is replaced by a newer version of itself. */
    installation: (action: 'add' | 'remove' | 'add-upgrade' | 'remove-upgrade'): Json => ({
      ...common('installationUpdate', `f:${crypto.randomUUID()}`),
      action,
      channelData: {
        tenant: { id: account.tenant },
        settings: { selectedChannel: { id: far.conversations.chatOf(account).id } },
        source: { name: 'message' },
      },
    }),
    /** The bot was added to the chat. It is told beside the installation, before or after it. */
    added: (): Json => ({
      ...common('conversationUpdate', `f:${crypto.randomUUID()}`),
      membersAdded: [{ id: far.botId }, { id: account.teamsId, aadObjectId: account.aad }],
    }),
    reacted: (on: Stored, kind: string): Json => ({
      ...common('messageReaction', `f:${crypto.randomUUID()}`),
      reactionsAdded: [{ type: kind }],
      replyToId: on.id,
    }),
  }
}

export type Activities = ReturnType<typeof createActivities>
