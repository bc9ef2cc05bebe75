import { button, type Message, message, note, paragraph } from '#src/chat/message.ts'
import { clip, count } from '#src/kernel/words.ts'
import { Report } from '#src/reports/intents.ts'
import type { Broadcast } from './broadcast.ts'
import { ShowProgress } from './intents.ts'

/** To the sender of a critical message: nobody of one workspace or tenant has it yet. */
export const silentCard = (broadcast: Broadcast, people: number): Message =>
  message({
    label: 'Not arriving',
    title: clip(`${broadcast.id}: ${broadcast.content.title}`, 140),
    preview: `Message ${broadcast.id} is not arriving in one place`,
    blocks: [
      note(
        'warning',
        `After 15 minutes nobody in one workspace has this critical message: ${count(people, 'person', 'people')} there ${people === 1 ? 'waits' : 'wait'} for it.`,
      ),
      paragraph(
        'Nothing is lost: I go on trying. If it cannot wait, reach them another way, and tell whoever runs Cascade.',
      ),
    ],
    actions: [
      button('See how far it is', ShowProgress({ broadcast: broadcast.id }), 'primary'),
      button('Report', Report({ broadcast: broadcast.id })),
    ],
  })
