import { plainWords } from '#src/app/commands.ts'
import { type MemberTurn, refuse, type Turn } from '#src/app/turn.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import { findByHandle } from '#src/delivery/notice-store.ts'
import { submitReply } from '#src/forums/posting.ts'
import type { Answer } from '#src/kernel/schema.ts'
import { acknowledge, answerQuestion, reply, TEST_COPY } from './respond.ts'
import { findQuestion } from './store.ts'

/** Short words that answer a card when somebody replies to it with them. */
const SHORT_ANSWERS: ReadonlyMap<string, Answer> = new Map([
  ['read', 'read'],
  ['act', 'will-act'],
  ['will act', 'will-act'],
  ['not relevant', 'not-relevant'],
])

/** Takes what somebody typed in reply to a card: to a message, to a post in a forum, to a question, or to an answer. Null for any other card. */
export async function replyTo(turn: Turn, text: string): Promise<Reaction | null> {
  const { person } = turn.actor
  if (person === null || turn.on === null) return null
  const member: MemberTurn = { ...turn, me: person }
  const { broadcast, about } = await findByHandle(turn.db, person.id, turn.on)
  const [word = '', id = ''] = (about ?? '').split(':')
  if (word === 'question') return answerQuestion({ ...member, on: null }, Number(id), { text })
  if (word === 'forum-post') return submitReply({ ...member, on: null }, Number(id), { text })
  if (word === 'test') return refuse(TEST_COPY)
  const of = broadcast ?? (await broadcastOfAnswer(turn, word, id))
  if (of === null) return null
  const short = SHORT_ANSWERS.get(plainWords(text))
  return short === undefined
    ? reply(member, of, text.includes('?'), { text })
    : acknowledge(member, of, short, 0)
}

async function broadcastOfAnswer(turn: Turn, word: string, id: string): Promise<number | null> {
  return word === 'answer' ? ((await findQuestion(turn.db, Number(id)))?.broadcastId ?? null) : null
}
