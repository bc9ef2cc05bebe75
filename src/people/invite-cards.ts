import { type Form, textField } from '#src/chat/form.ts'
import { button, type Message, message, note, paragraph } from '#src/chat/message.ts'
import { joinedElsewhere } from './accounts/cards.ts'
import { Invite, Join, SubmitInvite } from './intents.ts'

export const inviteForm = (): Form => ({
  title: 'Invite a colleague',
  submit: 'Invite',
  intro: [
    paragraph(
      'I look for their account by e-mail address, and ask them whether they want to join.',
    ),
  ],
  fields: [
    textField('email', 'E-mail address', 200, { hint: 'The one they use on the chat platform' }),
  ],
  intent: SubmitInvite({}),
})

/** What somebody gets who has not joined. They are told who asked, and what happens with their details. */
export const invitationCard = (by: string): Message =>
  message({
    label: 'Invitation',
    title: 'Join Cascade',
    preview: 'An invitation from a colleague',
    blocks: [
      paragraph(
        `${by} asks you to join. Cascade sends GPs the prescribing messages, pathway updates and notices of the places where they work.`,
      ),
      note(
        'small',
        'If you do not want to, do nothing: you are not asked again. Only your account is kept, to know that.',
      ),
    ],
    actions: [button('Join', Join({}), 'primary'), joinedElsewhere()],
  })

export type Invited = 'sent' | 'member' | 'asked-before' | 'nobody' | 'cannot-ask' | 'not-delivered'

const WORDS: Readonly<Record<Invited, readonly [title: string, next: string]>> = {
  sent: [
    'Your invitation is with them',
    'You hear no more from me: whether to join is theirs to decide.',
  ],
  member: ['They have joined already', 'Nothing was sent.'],
  'asked-before': ['They were asked before', 'Nothing was sent: nobody is asked twice.'],
  nobody: [
    'I found nobody with that e-mail address',
    'Check it, or ask them to open a chat with me and type join.',
  ],
  'cannot-ask': [
    'I cannot look for people by e-mail here',
    'Ask them to open a chat with me and type join.',
  ],
  'not-delivered': [
    'My invitation did not reach them',
    'Ask them to open a chat with me and type join.',
  ],
}

export function invitedCard(what: Invited): Message {
  const [title, next] = WORDS[what]
  return message({
    title,
    preview: 'About your invitation',
    blocks: [paragraph(next)],
    actions: [button('Invite somebody else', Invite({}))],
  })
}

export const lookingCard = (): Message =>
  message({ title: 'I am looking for them', blocks: [paragraph('You hear from me in a moment.')] })
