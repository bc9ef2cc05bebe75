import { bold, button, type Message, message, paragraph } from '#src/chat/message.ts'
import { momentWords } from '#src/kernel/london.ts'
import { clip } from '#src/kernel/words.ts'
import { named, people } from './cards.ts'
import { ReadCandidates, Vote } from './intents.ts'
import type { Ballot, Candidate } from './rules.ts'

export const stoodCard = (ballot: Ballot): Message =>
  message({
    title: clip(`You stand for ${named(ballot)}`, 140),
    preview: `Ballot ${ballot.id}`,
    blocks: [
      paragraph(
        `${clip(ballot.calledBy.name, 100)} sees it now, and everybody who may vote once nominations have ended. You can withdraw until ${momentWords(ballot.nominationsUntil)}.`,
      ),
    ],
  })

export const stoodDownCard = (ballot: Ballot): Message =>
  message({
    title: clip(`You no longer stand for ${named(ballot)}`, 140),
    preview: `Ballot ${ballot.id}`,
    blocks: [
      paragraph(
        `You can stand again until ${momentWords(ballot.nominationsUntil)}: type stand ${ballot.id}.`,
      ),
    ],
  })

const A_CARD = 3

/** Who stands and what they say, three at a time. */
export function candidatesCard(
  ballot: Ballot,
  candidates: readonly Candidate[],
  from: number,
  mayVote: boolean,
): Message {
  const shown = candidates.slice(from, from + A_CARD)
  const next = from + A_CARD
  return message({
    label: 'Who stands',
    title: named(ballot),
    preview: `Ballot ${ballot.id}`,
    blocks:
      shown.length === 0
        ? [paragraph('Nobody stands.')]
        : shown.flatMap(({ name, statement }) => [
            paragraph(bold(clip(name, 100))),
            paragraph(statement),
          ]),
    actions: [
      ...(mayVote ? [button('Vote', Vote({ ballot: ballot.id }), 'primary')] : []),
      ...(next < candidates.length
        ? [
            button(
              `${people(candidates.length - next)} more`,
              ReadCandidates({ ballot: ballot.id, from: next }),
            ),
          ]
        : []),
    ],
  })
}
