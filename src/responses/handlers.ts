import {
  bare,
  type Capability,
  type Command,
  holdsAnyRole,
  joined,
  on,
} from '#src/app/capability.ts'
import { numbered, spoken } from '#src/app/commands.ts'
import { ask, refuse, say } from '#src/app/turn.ts'

import { cardFor } from '#src/broadcasts/mine-store.ts'

import { copiesOf } from '#src/delivery/copy-store.ts'
import { findByHandle, noticeHandle } from '#src/delivery/notice-store.ts'
import { refused } from '#src/kernel/refusal.ts'
import type { Answer } from '#src/kernel/schema.ts'

import { answerForm, questionCard, questionsCard } from './cards.ts'
import {
  Acknowledge,
  AnswerQuestion,
  Ask,
  AskAbout,
  Questions,
  SubmitAnswer,
  SubmitQuestion,
  SubmitReply,
} from './intents.ts'
import { decideAnswer } from './rules.ts'
import { findQuestion, openQuestions } from './store.ts'

import { acknowledge, answerQuestion, askAbout, questionForm, reply } from './respond.ts'

const NOT_A_MESSAGE = {
  happened: 'That is not a message that was sent to you',
  next: 'Use it on one of my message cards, or type ask 12 and your question.',
}

export const responses: Capability = {
  topic: 'messages',
  handlers: [
    on(Acknowledge, async (turn, { broadcast, answer, version }) =>
      acknowledge(turn, broadcast, answer, version),
    ),
    on(Ask, async (turn, { broadcast }) => askAbout(turn, broadcast)),
    on(AskAbout, async (turn) => {
      const acted = turn.on === null ? null : await findByHandle(turn.db, turn.me.id, turn.on)
      const broadcast = acted?.broadcast ?? testIn(acted?.about ?? null)
      return broadcast === null ? refuse(NOT_A_MESSAGE) : askAbout(turn, broadcast)
    }),
    on(
      SubmitQuestion,
      async (turn, { broadcast }, values) => reply(turn, broadcast, true, values),
      async (turn, { broadcast }) => questionForm(turn, broadcast),
    ),
    on(SubmitReply, async (turn, { broadcast }, values) => reply(turn, broadcast, false, values)),
    on(AnswerQuestion, async (turn, { reply: id }) => {
      const decided = decideAnswer(await findQuestion(turn.db, id), turn.me.id)
      return decided.ok
        ? [ask(answerForm(decided.value, SubmitAnswer({ reply: id })))]
        : refuse(decided.refusal)
    }),
    on(
      SubmitAnswer,
      async (turn, { reply: id }, values) => answerQuestion(turn, id, values),
      async (turn, { reply: id }) => {
        const own = decideAnswer(await findQuestion(turn.db, id), turn.me.id)
        return own.ok ? answerForm(own.value, SubmitAnswer({ reply: id })) : null
      },
    ),
    on(Questions, async (turn) => [
      say(questionsCard(await openQuestions(turn.db, turn.me.id, 1000))),
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
          ? []
          : [{ handle, message: questionCard(question) }]
      },
    ],
    [
      'copy',
      async (db, rest) => {
        const [id = '', person = ''] = rest.split(':')
        const message = await cardFor(db, Number(id), person)
        if (message === null) return []
        return (await copiesOf(db, Number(id), person)).map((handle) => ({ handle, message }))
      },
    ],
  ],
}

/** The broadcast that a card is a test of, as "test:12". */
const testIn = (about: string | null): number | null => {
  const id = /^test:(\d+)$/.exec(about ?? '')?.[1]
  return id === undefined ? null : Number(id)
}

function answerCommand(words: Command['words'], does: string, answer: Answer): Command {
  const usage = `${words[0]} 12`
  return {
    words,
    usage,
    does,
    offered: joined,
    read: (rest) =>
      numbered(rest, usage, (broadcast) => spoken(Acknowledge({ broadcast, answer, version: 0 }))),
  }
}
