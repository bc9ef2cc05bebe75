import { button, type Message, message, paragraph } from '#src/chat/message.ts'
import { momentWords } from '#src/kernel/london.ts'
import { clip } from '#src/kernel/words.ts'
import { named, statements } from './cards.ts'
import { Vote } from './intents.ts'
import type { Ballot } from './rules.ts'

export const voteReminderCard = (ballot: Ballot): Message =>
  message({
    label: 'Secret ballot',
    title: clip(`You have not voted yet: ${named(ballot)}`, 140),
    preview: `Ballot ${ballot.id}`,
    blocks: [
      paragraph(
        `Voting ends on ${momentWords(ballot.votingUntil)}. This is sent once, to everybody who has not voted.`,
      ),
    ],
    actions: [button('Vote', Vote({ ballot: ballot.id }), 'primary'), statements(ballot)],
  })

/** Confirms that a vote was taken, and says nothing of it. */
export const votedCard = (ballot: Ballot): Message =>
  message({
    title: 'Your vote is in the urn',
    preview: `Ballot ${ballot.id}`,
    blocks: [
      paragraph(
        `${named(ballot)}. It counts once and cannot be changed, because nobody can find it again. You get the result after ${momentWords(ballot.votingUntil)}.`,
      ),
    ],
  })

/** For whoever typed a name behind "vote": it stands in their chat, and was not taken. */
export const voteInFormCard = (ballot: number): Message =>
  message({
    title: 'That was not taken as a vote',
    preview: `Ballot ${ballot}`,
    blocks: [
      paragraph(
        'What you type stays in your chat, so it would not be secret. Nothing of it was kept here. If it says for whom you vote, delete it in the chat. Then use the form.',
      ),
    ],
    actions: [button('Vote', Vote({ ballot }), 'primary')],
  })
