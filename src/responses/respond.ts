import { ask, type MemberTurn, redraw, refuse, say } from '#src/app/turn.ts'
import { broadcastCard } from '#src/broadcasts/broadcast-card.ts'
import { keepSeen, mineOf } from '#src/broadcasts/mine-store.ts'
import { findBroadcast } from '#src/broadcasts/store.ts'
import { type Reaction } from '#src/chat/chat-platform.ts'
import { type Form, type FormValues, withErrors } from '#src/chat/form.ts'
import { redrawCopies } from '#src/delivery/copies.ts'
import { askRedraw, findByHandle, notify } from '#src/delivery/notice-store.ts'

import type { Decision } from '#src/kernel/refusal.ts'
import type { Answer } from '#src/kernel/schema.ts'
import { writeAudit } from '#src/people/store.ts'
import {
  answerCard,
  answerForm,
  answerSentCard,
  askForm,
  questionCard,
  recordedCard,
  replySentCard,
} from './cards.ts'
import { SubmitAnswer, SubmitQuestion } from './intents.ts'
import { versionsOf } from '#src/versions/store.ts'
import { decideAnswer, decideRespond, decideStanding, LONGEST_REPLY, readReply } from './rules.ts'
import { findQuestion, insertReply, saveAnswer } from './store.ts'

export const SENDER_LEFT = {
  happened: 'Whoever sent this has left Cascade',
  next: 'Nobody would read it here. Ask at the place that the message is from.',
}

export const TEST_COPY = {
  happened: 'That was a test, so nothing was recorded',
  next: 'Your colleagues can answer once the message is sent.',
}

/** Opens the form for a question about one broadcast. */
export const askAbout = async (turn: MemberTurn, broadcast: number): Promise<Reaction> =>
  told(turn, broadcast, async () => {
    const found = await findBroadcast(turn.db, broadcast)
    return [ask(askForm(broadcast, found?.content.title ?? '', SubmitQuestion({ broadcast })))]
  })

/** The same form for whoever was told of the broadcast; null for anybody else. */
export async function questionForm(turn: MemberTurn, broadcast: number): Promise<Form | null> {
  const found = await findBroadcast(turn.db, broadcast)
  const mine = await mineOf(turn.db, broadcast, turn.me.id)
  return found === null || !mine.told
    ? null
    : askForm(broadcast, found.content.title, SubmitQuestion({ broadcast }))
}

async function told(
  turn: MemberTurn,
  broadcast: number,
  then: (seen: number) => Promise<Reaction>,
): Promise<Reaction> {
  const { told: wasTold, seen } = await mineOf(turn.db, broadcast, turn.me.id)
  if (!wasTold && (await isTest(turn, broadcast))) return refuse(TEST_COPY)
  const decided = decideRespond(wasTold, broadcast)
  return decided.ok ? then(seen) : refuse(decided.refusal)
}

export async function isTest(turn: MemberTurn, broadcast: number): Promise<boolean> {
  const acted = turn.on === null ? null : await findByHandle(turn.db, turn.me.id, turn.on)
  return acted?.about === `test:${broadcast}`
}

/** The card as this person now sees it, in place; a typed answer is confirmed in words, and the card follows. */
async function myCard(turn: MemberTurn, broadcast: number): Promise<Reaction> {
  const found = await findBroadcast(turn.db, broadcast)
  if (found === null) return []
  const { mine } = await mineOf(turn.db, broadcast, turn.me.id)
  await redrawCopies(turn, broadcast, turn.me.id, turn.on)
  return turn.on === null
    ? [say(recordedCard(found, mine))]
    : [redraw(broadcastCard(found, mine), `broadcast:${broadcast}`)]
}

export async function acknowledge(
  turn: MemberTurn,
  broadcast: number,
  answer: Answer,
  version: number,
): Promise<Reaction> {
  return told(turn, broadcast, async (shown) => {
    const recorded = await recordAnswer(turn, broadcast, answer, version === 0 ? shown : version)
    if (!recorded.ok) return [...(await changedCard(turn, broadcast)), ...refuse(recorded.refusal)]
    return myCard(turn, broadcast)
  })
}

/** Keeps an answer of somebody who was told, if what they answer is in force and has not changed since they saw it. */
export async function recordAnswer(
  turn: MemberTurn,
  broadcast: number,
  answer: Answer,
  version: number,
): Promise<Decision<true>> {
  const found = await findBroadcast(turn.db, broadcast)
  if (found === null) throw new Error('A delivery without its broadcast')
  const seen = Math.min(version, found.since.version)
  const decided = decideStanding(found, seen, await versionsOf(turn.db, broadcast))
  await keepSeen(turn.db, broadcast, turn.me.id)
  if (!decided.ok) return decided
  await saveAnswer(turn.db, broadcast, turn.me.id, answer, seen, turn.at)
  await writeAudit(turn.db, turn.at, turn.me.id, `acknowledged.${answer}`, `broadcast:${broadcast}`)
  return decided
}

/** The card as it is now, in place of the one that somebody acted on or beside what they typed. */
async function changedCard(turn: MemberTurn, broadcast: number): Promise<Reaction> {
  const found = await findBroadcast(turn.db, broadcast)
  if (found === null) return []
  const { mine } = await mineOf(turn.db, found.id, turn.me.id)
  await redrawCopies(turn, found.id, turn.me.id, turn.on)
  return [redraw(broadcastCard(found, mine), `broadcast:${found.id}`)]
}

/** Takes a question or a free reply to the broadcast's author. */
export async function reply(
  turn: MemberTurn,
  broadcast: number,
  wantsAnswer: boolean,
  values: FormValues,
): Promise<Reaction> {
  return told(turn, broadcast, async () => {
    const found = await findBroadcast(turn.db, broadcast)
    if (found === null) throw new Error('A delivery without its broadcast')
    if (found.authorLeft) return refuse(SENDER_LEFT)
    const read = readReply(wantsAnswer ? 'Your question' : 'Your reply', values)
    if (!read.ok) {
      return turn.typed || !wantsAnswer
        ? refuse({
            happened: read.errors['text'] ?? 'That cannot be sent',
            next: `Say it in ${LONGEST_REPLY.toLocaleString('en-GB')} characters or fewer.`,
          })
        : [
            ask(
              withErrors(
                askForm(broadcast, found.content.title, SubmitQuestion({ broadcast })),
                values,
                read.errors,
              ),
            ),
          ]
    }
    const id = await insertReply(turn.db, {
      broadcastId: broadcast,
      personId: turn.me.id,
      inAnswerTo: null,
      wantsAnswer,
      body: read.value.text,
      at: turn.at,
    })
    const question = await findQuestion(turn.db, id)
    if (question === null) throw new Error('A reply that was just written is not there')
    await notify(turn, found.authorId, `question:${id}`, questionCard(question))
    await writeAudit(
      turn.db,
      turn.at,
      turn.me.id,
      wantsAnswer ? 'question.asked' : 'reply.sent',
      `reply:${id}`,
    )
    return [
      ...(turn.on === null ? [] : await myCard(turn, broadcast)),
      say(replySentCard(id, wantsAnswer)),
    ]
  })
}

export async function answerQuestion(
  turn: MemberTurn,
  id: number,
  values: FormValues,
): Promise<Reaction> {
  const decided = decideAnswer(await findQuestion(turn.db, id), turn.me.id)
  if (!decided.ok) return refuse(decided.refusal)
  const question = decided.value
  const read = readReply('Your answer', values)
  if (!read.ok) {
    return turn.typed
      ? refuse({
          happened: read.errors['text'] ?? 'That cannot be sent',
          next: `Say it in ${LONGEST_REPLY.toLocaleString('en-GB')} characters or fewer.`,
        })
      : [ask(withErrors(answerForm(question, SubmitAnswer({ reply: id })), values, read.errors))]
  }
  await insertReply(turn.db, {
    broadcastId: question.broadcastId,
    personId: turn.me.id,
    inAnswerTo: id,
    wantsAnswer: false,
    body: read.value.text,
    at: turn.at,
  })
  await notify(
    turn,
    question.personId,
    `answer:${id}`,
    answerCard(question, read.value.text, turn.me.name),
  )
  await redrawCopies(turn, question.broadcastId, question.personId, null)
  await askRedraw(turn, `question:${id}`)
  await writeAudit(turn.db, turn.at, turn.me.id, 'question.answered', `reply:${id}`)
  return [say(answerSentCard(question))]
}
