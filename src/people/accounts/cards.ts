import type { PlatformName } from '#src/chat/chat-platform.ts'
import { type Form, textField } from '#src/chat/form.ts'
import {
  type Action,
  type Block,
  bold,
  button,
  type Message,
  message,
  note,
  paragraph,
  plain,
} from '#src/chat/message.ts'
import { clockWords, dateWords, londonTime } from '#src/kernel/london.ts'
import { clip } from '#src/kernel/words.ts'
import { Accounts, EnterCode, Link, Prefer, SubmitCode, Unlink } from './intents.ts'
import { type LinkedAccount, receiving } from './rules.ts'

const PLATFORMS: Readonly<Record<PlatformName, string>> = {
  slack: 'Slack',
  teams: 'Microsoft Teams',
  web: 'Local chat',
}

/** Where an account is, without anybody's name: "Slack (workspace T0123)". */
export function accountWords({
  platform,
  tenant,
  user,
}: Pick<LinkedAccount, 'platform' | 'tenant' | 'user'>): string {
  switch (platform) {
    case 'slack':
      return `Slack (workspace ${clip(tenant, 40)})`
    case 'teams':
      return `Microsoft Teams (organisation ${clip(tenant, 40)})`
    case 'web':
      return `Local chat (${clip(user, 60)})`
  }
}

/** The second button wherever somebody is asked to join. */
export const joinedElsewhere = (): Action => button('I have joined elsewhere', EnterCode({}))

export const codeForm = (): Form => ({
  title: 'Joined elsewhere',
  submit: 'Link',
  intro: [
    paragraph('Type link where you have joined, and I give you a code there. Write it here.'),
  ],
  fields: [textField('code', 'Your code', 20, { hint: '8 letters and figures' })],
  intent: SubmitCode({}),
})

export const codeCard = (code: string, until: Date): Message =>
  message({
    title: `Your code is ${code}`,
    preview: 'A code to link another account',
    blocks: [
      paragraph(
        'Where you have not joined yet, open a chat with me and type ',
        bold(`link ${code}`),
        plain(', or press “I have joined elsewhere”.'),
      ),
      paragraph(
        `It works once, until ${clockWords(londonTime(until))} UK time. A new code ends this one.`,
      ),
      note('warning', 'Give it to nobody: whoever uses it gets your messages and answers as you.'),
    ],
    actions: [button('My accounts', Accounts({}))],
  })

/** In the account that was linked. */
export const linkedCard = (name: string, id: string): Message =>
  message({
    title: 'This account is linked',
    blocks: [
      paragraph(
        `You are ${name}, here and where you joined. Each message comes to you once, to the account you prefer; what you answer shows in all of them.`,
      ),
      note('small', 'If that is not you, press Unlink.'),
    ],
    actions: [button('My accounts', Accounts({})), button('Unlink', Unlink({ account: id }))],
  })

/** To where they were reached so far. */
export const nowLinkedCard = (account: LinkedAccount): Message =>
  message({
    title: `Your ${PLATFORMS[account.platform]} account is now linked`,
    preview: 'An account was linked to yours',
    blocks: [
      paragraph(
        `It is ${accountWords(account)}. Your messages go on coming to you here, unless you prefer it.`,
      ),
      note('warning', 'If this was not you, press Unlink. It then sees nothing more of yours.'),
    ],
    actions: [
      button('Unlink', Unlink({ account: account.id }), 'danger'),
      button('My accounts', Accounts({})),
    ],
  })

function row(account: LinkedAccount, number: number, accounts: readonly LinkedAccount[]): Block {
  const receives = receiving(accounts)?.id === account.id
  const state =
    account.goneAt !== null
      ? 'closed at its platform'
      : receives
        ? 'your messages come here'
        : 'shows what you opened there'
  const parts = [
    bold(`${number}. ${accountWords(account)}`),
    plain(` linked ${dateWords(account.linkedAt)}, ${state}`),
  ]
  if (accounts.length === 1) return paragraph(...parts)
  const { id } = account
  return {
    is: 'row',
    parts,
    actions: [
      ...(receives || account.goneAt !== null
        ? []
        : [button('Prefer this', Prefer({ account: id }))]),
      button('Unlink', Unlink({ account: id })),
    ],
  }
}

export const accountsCard = (accounts: readonly LinkedAccount[]): Message =>
  message({
    title: 'Your accounts',
    blocks: [
      paragraph(
        'Each message comes to you once. It goes to the account that you prefer, and to another one if that is closed.',
      ),
      ...accounts.map((one, i) => row(one, i + 1, accounts)),
    ],
    actions: [button('Link another account', Link({}))],
  })

export const unlinkedCard = (account: LinkedAccount, itself: boolean): Message =>
  message({
    title: itself ? 'This account is not linked any more' : 'That account is not linked any more',
    blocks: [
      paragraph(
        itself
          ? 'Nothing more comes to you here. You are still a member in your other accounts.'
          : `It was ${accountWords(account)}. Nothing more goes there, and what waited for it goes to your other accounts.`,
      ),
    ],
    actions: [itself ? joinedElsewhere() : button('My accounts', Accounts({}))],
  })
