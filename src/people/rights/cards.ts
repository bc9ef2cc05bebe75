import {
  type Action,
  type Block,
  button,
  type Message,
  message,
  note,
  paragraph,
} from '#src/chat/message.ts'
import { clip, count } from '#src/kernel/words.ts'
import { Preferences } from '#src/people/consents/intents.ts'
import { Join } from '../intents.ts'
import { ConfirmDelete, DeleteMe, KeepMe } from './intents.ts'

export type Counted = Readonly<{ what: string; n: number }>

/** The most kinds of data that the card names; the page has all. */
const MOST_NAMED = 20

export function myDataCard(counted: readonly Counted[], page: string, file: string): Message {
  const some = counted.filter(({ n }) => n > 0)
  const facts = some
    .slice(0, MOST_NAMED)
    .map(({ what, n }) => ({ label: clip(what, 60), value: count(n, 'entry', 'entries') }))
  const blocks: Block[] = [
    paragraph(
      'This is what Cascade holds about you, and how much of each. The page shows all of it in words; the file is the same for a program.',
    ),
  ]
  for (let start = 0; start < facts.length; start += 10)
    blocks.push({ is: 'facts', facts: facts.slice(start, start + 10) })
  return message({
    title: 'What Cascade holds about you',
    preview: 'Your own data',
    blocks: [
      ...blocks,
      note(
        'small',
        'The links are for you alone and work for one hour. Give them to nobody. For new ones, type my data.',
      ),
    ],
    actions: [
      { is: 'link', label: 'Open the page', href: page },
      { is: 'link', label: 'Download the file (JSON)', href: file },
      button('My preferences', Preferences({})),
      button('Delete me', DeleteMe({}), 'danger'),
    ],
  })
}

/** To somebody of whom there is no person: they have never joined. */
export const nothingHeldCard = (): Message =>
  message({
    title: 'You have not joined, so little is held about you',
    blocks: [
      paragraph(
        'Cascade may keep that this account was asked to join, where your chat with it is, and what was said in it. To remove that too, press Delete me.',
      ),
    ],
    actions: [button('Delete me', DeleteMe({}), 'danger'), button('Join', Join({}))],
  })

const KEEP: Action = button('Keep everything', KeepMe({}))

export const deleteMeCard = (accounts: number, sent: number): Message =>
  message({
    title: 'Delete everything about you?',
    preview: 'Please confirm',
    blocks: [
      {
        is: 'list',
        ordered: false,
        items: [
          `Your name, GMC reference, places of work, interests and ${accounts > 1 ? `all ${accounts} accounts` : 'account'} are removed, and every question, reply and note that you wrote.`,
          'Nothing more is sent to you. What is on its way is stopped.',
          'Cards in your chats are emptied where the chat allows it. Others who had a message from you see “A person who has left”.',
          'Kept, without your name: that a message was sent and how it was answered, since senders count on it; and who did what, by number alone.',
          ...(sent > 0
            ? [
                `The ${count(sent, 'message')} that you sent stay: they are your organisation's, and others act on them. Their cards no longer name you.`,
              ]
            : []),
          'That this account wants nothing optional is kept as a code that names nobody, so that you are not signed up again.',
        ],
      },
      note(
        'warning',
        'This cannot be undone. To see what is held first, type my data. Only to stop messages, type leave.',
      ),
    ],
    actions: [button('Delete everything', ConfirmDelete({}), 'danger'), KEEP],
  })

export const erasedCard = (): Message =>
  message({
    title: 'Everything about you was deleted',
    blocks: [
      paragraph(
        'Cascade no longer knows who you are, and sends you nothing. Cards in your chats are being emptied.',
      ),
      note(
        'small',
        'What you typed here still shows on Slack and Teams: only you can delete it there.',
      ),
    ],
    actions: [button('Join again', Join({}))],
  })

export const keptCard = (): Message =>
  message({ title: 'Nothing was deleted', blocks: [paragraph('Everything is as it was.')] })

/** In place of a card in the chat of somebody who was erased: left as it was it would never be corrected. */
export const emptiedCard = (): Message =>
  message({
    title: 'This message was removed',
    blocks: [
      paragraph(
        'You asked Cascade to delete you. What stood here is no longer kept up to date, so it was taken away.',
      ),
    ],
  })

/** In place of a card that named or quoted somebody who was erased. */
export const namedCard = (): Message =>
  message({
    title: 'This was about a person who has left',
    blocks: [
      paragraph(
        'They asked Cascade to delete them, so what stood here was removed. The numbers in your report are unchanged.',
      ),
    ],
  })
