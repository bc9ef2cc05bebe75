import type { Identity } from '#src/chat/chat-platform.ts'
import { Message } from '#src/chat/message.ts'
import { askRedraw } from '#src/delivery/notice-store.ts'
import { growEdition } from '#src/delivery/renewal-store.ts'
import { postsTouchedBy } from '#src/forums/erase-store.ts'
import { showAnew } from '#src/forums/relaying.ts'
import type { Tx } from '#src/kernel/db.ts'
import type { Queue } from '#src/kernel/queue.ts'
import { answerCard, questionCard } from '#src/responses/cards.ts'
import { findQuestion } from '#src/responses/store.ts'
import { accountHash } from '../consents/suppression.ts'
import { EVERYTHING_OPTIONAL, suppress } from '../consents/suppression-store.ts'
import { writeAudit } from '../store.ts'
import { namedCard } from './cards.ts'
import { askToEmpty } from './emptying.ts'
import {
  accountsOf,
  cardsOf,
  emptyLocalCards,
  eraseAccount,
  erasePerson,
  holdPerson,
  noticesQuoting,
  type QuotingNotice,
  saveNotice,
  sentBy,
  wordsOf,
} from './erase-store.ts'
import { LEFT_NAME, REMOVED_TEXT } from './left.ts'

export type Tools = Readonly<{ db: Tx; queue: Pick<Queue, 'add'>; at: Date; secret: string }>

/**
 * Erases somebody in the caller's transaction: all of it, on all their accounts, or nothing. Their cards are emptied and
 * those of others drawn anew by jobs of the same transaction. `by` is who asked; null for the retention run.
 */
export async function erase(tools: Tools, personId: string, by: string | null): Promise<boolean> {
  const { db, at } = tools
  if (!(await holdPerson(db, personId))) return false
  const accounts = await accountsOf(db, personId)
  const words = await wordsOf(db, personId)
  const cards = await cardsOf(db, personId)
  const quoting = await noticesQuoting(db, personId, words)
  const sent = await sentBy(db, personId)
  const posts = await postsTouchedBy(db, personId)
  await suppressAll(tools, accounts)
  await erasePerson(db, personId, accounts, at)
  await emptyLocalCards(db, accounts, words, namedCard())
  for (const notice of quoting) await withoutThem(tools, notice, words)
  await askToEmpty(tools, cards)
  for (const id of sent) await growEdition(tools, id, at)
  for (const id of posts) await showAnew(tools, id)
  await writeAudit(db, at, by, 'person.erased', `person:${personId}`)
  return true
}

/** What is kept of an account that is nobody's. */
export async function eraseStranger(tools: Tools, account: Identity): Promise<void> {
  await suppressAll(tools, [account])
  await eraseAccount(tools.db, account)
  await writeAudit(tools.db, tools.at, null, 'account.erased', 'account:-')
}

const suppressAll = async ({ db, secret, at }: Tools, accounts: readonly Identity[]) =>
  suppress(
    db,
    accounts.map((one) => accountHash(secret, one)),
    EVERYTHING_OPTIONAL,
    at,
  )

/** A card of somebody else, with them taken out of it; where it stands it is drawn anew. */
async function withoutThem(
  tools: Tools,
  notice: QuotingNotice,
  words: readonly string[],
): Promise<void> {
  await saveNotice(tools.db, notice.id, await rewritten(tools.db, notice, words))
  if (notice.delivered) await askRedraw(tools, `notice:${notice.id}`)
}

/** Questions and answers keep their place with the words taken out; a card about them alone is emptied. */
async function rewritten(
  db: Tx,
  { about, message }: QuotingNotice,
  [name = '', ...typed]: readonly string[],
): Promise<Message> {
  const [word = '', number = ''] = about.split(':')
  if (['interest', 'forum-request', 'forum-report'].includes(word)) return namedCard()
  // Somebody has an offer or an answer, whoever gave it: only the words that they typed with it go.
  if (word === 'outcome')
    return typed.reduce<Message>(
      (card, words) => (words.length > 3 ? without(card, words, REMOVED_TEXT) : null) ?? card,
      without(message, name, LEFT_NAME) ?? namedCard(),
    )
  const question =
    word === 'question' || word === 'answer' ? await findQuestion(db, Number(number)) : null
  if (question === null) return without(message, name, LEFT_NAME) ?? namedCard()
  const [answer] = question.answers.toReversed()
  return word === 'question' || answer === undefined
    ? questionCard(question)
    : answerCard(question, answer.body, question.authorName)
}

/** What a message says to others stays, whoever wrote it. Null when it would no longer fit. */
function without(card: unknown, words: string, instead: string): Message | null {
  const inJson = (text: string) => JSON.stringify(text).slice(1, -1)
  const text = JSON.stringify(card).replaceAll(inJson(words), inJson(instead))
  return Message.safeParse(JSON.parse(text)).data ?? null
}
