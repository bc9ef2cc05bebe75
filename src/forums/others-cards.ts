import { button, type Message, message, paragraph } from '#src/chat/message.ts'
import { dateWords } from '#src/kernel/london.ts'
import { clip, count } from '#src/kernel/words.ts'
import type { Forum } from './forum.ts'
import { ShowForum } from './intents.ts'
import { labelOf, ruleOf } from './post-cards.ts'

const look = ({ id }: Forum) => button('The forum', ShowForum({ forum: id }), 'primary')

const HOW =
  'If you have it, or once you have it, ask to join: a moderator confirms it, and you are in again.'

const classOf = ({ eligibility }: Forum) => clip(eligibility.memberClass ?? '', 40)

/** To members without the membership that a forum asks for, 30, 7 and 1 days before their last day. */
export function othersCountdownCard(forum: Forum, until: string, days: number): Message {
  const left = days === 0 ? 'today' : days === 1 ? 'tomorrow' : `in ${count(days, 'day')}`
  return message({
    label: labelOf(forum),
    title: `Your time in this forum ends ${left}`,
    preview: 'Your time in a forum is about to end',
    blocks: [
      paragraph(
        `You can be in it until the end of ${dateWords(until)}. After that it is for people with the membership “${classOf(forum)}”. ${HOW}`,
      ),
      ...ruleOf(forum),
    ],
    actions: [look(forum)],
  })
}

/** To each of them, once their day is over. */
export const othersEndedCard = (forum: Forum, until: string): Message =>
  message({
    label: labelOf(forum),
    title: 'You are no longer in this forum',
    preview: 'Your time in a forum has ended',
    blocks: [
      paragraph(
        `Since ${dateWords(until)} is over, it is for people with the membership “${classOf(forum)}”. ${HOW}`,
      ),
      paragraph('You get no more posts. What you wrote stays until you remove it.'),
      ...ruleOf(forum),
    ],
    actions: [look(forum)],
  })

/** To the moderators: how many that were. */
export const othersSummaryCard = (forum: Forum, many: number): Message =>
  message({
    label: labelOf(forum),
    title: `${count(many, 'member')} without the membership ${many === 1 ? 'is' : 'are'} no longer in it`,
    preview: 'About the members of your forum',
    blocks: [
      paragraph(
        'Each was told how to join again. Whoever says that they have the membership comes to you.',
      ),
    ],
    actions: [look(forum)],
  })
