import {
  bare,
  type Capability,
  type Command,
  holdsAnyRole,
  joined,
  on,
} from '#src/app/capability.ts'
import { numbered, spoken } from '#src/app/commands.ts'
import { ask, type MemberTurn, redraw, refuse, say } from '#src/app/turn.ts'
import { broadcastCard } from '#src/broadcasts/broadcast-card.ts'
import { cardFor, mineOf } from '#src/broadcasts/mine-store.ts'
import { findBroadcast } from '#src/broadcasts/store.ts'
import { PlatformName, type Reaction } from '#src/chat/chat-platform.ts'
import { type FormValues, withErrors } from '#src/chat/form.ts'
import { askRedraw, findByHandle, noticeHandle, notify } from '#src/delivery/notice-store.ts'
import { refused } from '#src/kernel/refusal.ts'
import type { Answer } from '#src/kernel/schema.ts'
import { writeAudit } from '#src/people/store.ts'
import {
  answerCard,
  answerForm,
  answerSentCard,
  askForm,
  questionCard,
  questionsCard,
  recordedCard,
  replySentCard,
} from './cards.ts'
import {
  Acknowledge,
  AnswerQuestion,
  Ask,
  Questions,
  SubmitAnswer,
  SubmitQuestion,
  SubmitReply,
} from './intents.ts'
import { decideAnswer, decideRespond, LONGEST_REPLY, readReply } from './rules.ts'
import { copyHandle, findQuestion, insertReply, openQuestions, saveAnswer } from './store.ts'

export const TEST_COPY = {
  happened: 'That was a test, so nothing was recorded',
  next: 'Your colleagues can answer once the message is sent.',
}

export const responses: Capability = {
  handlers: [
    on(Acknowledge, async (turn, { broadcast, answer }) => acknowledge(turn, broadcast, answer)),
    on(Ask, async (turn, { broadcast }) =>
      told(turn, broadcast, async () => {
        const found = await findBroadcast(turn.db, broadcast)
        return [ask(askForm(broadcast, found?.content.title ?? '', SubmitQuestion({ broadcast })))]
      }),
    ),
    on(SubmitQuestion, async (turn, { broadcast }, values) => reply(turn, broadcast, true, values)),
    on(SubmitReply, async (turn, { broadcast }, values) => reply(turn, broadcast, false, values)),
    on(AnswerQuestion, async (turn, { reply: id }) => {
      const decided = decideAnswer(await findQuestion(turn.db, id), turn.me.id)
      return decided.ok
        ? [ask(answerForm(decided.value, SubmitAnswer({ reply: id })))]
        : refuse(decided.refusal)
    }),
    on(SubmitAnswer, async (turn, { reply: id }, values) => answerQuestion(turn, id, values)),
    on(Questions, async (turn) => [
      say(questionsCard(await openQuestions(turn.db, turn.me.id, 10))),
    ]),
  ],
  commands: [
    answerCommand(['read', 'acknowledge'], 'Say that you have read a message', 'read'),
    answerCommand(['act', 'will act'], "Say that you have read it and you'll act", 'will-act'),
    answerCommand(['not relevant'], 'Say that a message is not relevant to you', 'not-relevant'),
    {
      words: ['ask'],
      usage: 'ask 12 your question',
      does: 'Ask the sender of a message a question',
      offered: joined,
      read: (rest) =>
        numbered(rest, 'ask 12 your question', (broadcast, text) =>
          text === ''
            ? spoken(Ask({ broadcast }))
            : spoken(SubmitQuestion({ broadcast }), { text }),
        ),
    },
    {
      words: ['reply'],
      usage: 'reply 12 your words',
      does: 'Reply to the sender of a message',
      offered: joined,
      read: (rest) =>
        numbered(rest, 'reply 12 your words', (broadcast, text) =>
          text === ''
            ? refused(
                'That reply has no words',
                `Type it as: reply ${broadcast} and what you want to say.`,
              )
            : spoken(SubmitReply({ broadcast }), { text }),
        ),
    },
    {
      words: ['questions'],
      usage: 'questions',
      does: 'See the questions that wait for your answer',
      offered: holdsAnyRole,
      read: bare(Questions({})),
    },
    {
      words: ['answer'],
      usage: 'answer 5 your answer',
      does: 'Answer a question about a message of yours',
      offered: holdsAnyRole,
      read: (rest) =>
        numbered(rest, 'answer 5 your answer', (id, text) =>
          text === ''
            ? spoken(AnswerQuestion({ reply: id }))
            : spoken(SubmitAnswer({ reply: id }), { text }),
        ),
    },
  ],
  redraws: [
    [
      'question',
      async (db, id) => {
        const handle = await noticeHandle(db, `question:${id}`)
        const question = await findQuestion(db, Number(id))
        return handle === null || question === null
          ? null
          : { handle, message: questionCard(question) }
      },
    ],
    [
      'copy',
      async (db, rest) => {
        const [id = '', person = ''] = rest.split(':')
        const handle = await copyHandle(db, Number(id), person)
        const platform = PlatformName.safeParse(handle?.platform)
        const card = handle === null ? null : await cardFor(db, Number(id), person)
        return handle === null || card === null || !platform.success
          ? null
          : { handle: { platform: platform.data, ref: handle.ref }, message: card }
      },
    ],
  ],
}

function answerCommand(words: Command['words'], does: string, answer: Answer): Command {
  const usage = `${words[0]} 12`
  return {
    words,
    usage,
    does,
    offered: joined,
    read: (rest) =>
      numbered(rest, usage, (broadcast) => spoken(Acknowledge({ broadcast, answer }))),
  }
}

async function told(
  turn: MemberTurn,
  broadcast: number,
  then: () => Promise<Reaction>,
): Promise<Reaction> {
  const { told: wasTold } = await mineOf(turn.db, broadcast, turn.me.id)
  if (!wasTold && (await isTest(turn, broadcast))) return refuse(TEST_COPY)
  const decided = decideRespond(wasTold, broadcast)
  return decided.ok ? then() : refuse(decided.refusal)
}

async function isTest(turn: MemberTurn, broadcast: number): Promise<boolean> {
  const acted = turn.on === null ? null : await findByHandle(turn.db, turn.me.id, turn.on)
  return acted?.about === `test:${broadcast}`
}

/** The card as this person now sees it, in place; a typed answer is confirmed in words, and the card follows. */
async function myCard(turn: MemberTurn, broadcast: number): Promise<Reaction> {
  const found = await findBroadcast(turn.db, broadcast)
  if (found === null) return []
  const { mine } = await mineOf(turn.db, broadcast, turn.me.id)
  await askRedraw(turn, `copy:${broadcast}:${turn.me.id}`)
  return turn.on === null ? [say(recordedCard(found, mine))] : [redraw(broadcastCard(found, mine))]
}

export async function acknowledge(
  turn: MemberTurn,
  broadcast: number,
  answer: Answer,
): Promise<Reaction> {
  return told(turn, broadcast, async () => {
    await saveAnswer(turn.db, broadcast, turn.me.id, answer, turn.at)
    await writeAudit(
      turn.db,
      turn.at,
      turn.me.id,
      `acknowledged.${answer}`,
      `broadcast:${broadcast}`,
    )
    return myCard(turn, broadcast)
  })
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
    const read = readReply(wantsAnswer ? 'Your question' : 'Your reply', values)
    if (!read.ok) {
      return turn.on === null || !wantsAnswer
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
    return turn.on === null
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
  await askRedraw(turn, `copy:${question.broadcastId}:${question.personId}`)
  await askRedraw(turn, `question:${id}`)
  await writeAudit(turn.db, turn.at, turn.me.id, 'question.answered', `reply:${id}`)
  return [say(answerSentCard(question))]
}
