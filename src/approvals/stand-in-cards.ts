import { button, type Message, message, paragraph } from '#src/chat/message.ts'
import { dateWords } from '#src/kernel/london.ts'
import { clip } from '#src/kernel/words.ts'
import { EndStandIn, StandIn } from './intents.ts'

export const standInCard = ({
  name,
  startsAt,
  endsAt,
}: Readonly<{ name: string; startsAt: Date; endsAt: Date }>): Message =>
  message({
    title: 'Your stand-in',
    blocks: [
      paragraph(
        `${clip(name, 100)} can approve in your place from ${dateWords(startsAt)} to ${dateWords(new Date(endsAt.getTime() - 1))}.`,
      ),
      paragraph('What you are asked to approve goes to both of you. The first answer counts.'),
    ],
    actions: [button('End it now', EndStandIn({}), 'danger')],
  })

export const noStandInCard = (): Message =>
  message({
    title: 'Nobody stands in for you',
    blocks: [paragraph('What waits for your approval comes to you alone.')],
    actions: [button('Name a stand-in', StandIn({}))],
  })
