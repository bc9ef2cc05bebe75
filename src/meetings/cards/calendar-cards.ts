import { type Action, button, type Message, message, note, paragraph } from '#src/chat/message.ts'
import { Calendar, RenewCalendar, StopCalendar } from '../intents.ts'

/** Somebody's own calendar of meetings: a page with the address to follow. `renewed` when an earlier link has just died. */
export const calendarCard = (href: string, renewed: boolean): Message =>
  message({
    title: 'Your meetings in your own calendar',
    preview: 'Your calendar',
    blocks: [
      paragraph(
        'Your calendar can follow a secret address. Meetings that you are told of come into it, move and are cancelled there by themselves, within some hours.',
      ),
      ...(renewed
        ? [note('done', 'You have a new address. The one of before shows nothing any more.')]
        : []),
      note(
        'small',
        'Whoever has the address can see your meetings, so keep it to yourself. What you are not going to is not in it.',
      ),
    ],
    actions: [
      { is: 'link', label: 'Follow it in my calendar', href } satisfies Action,
      button('Give me a new address', RenewCalendar({})),
      button('Stop it', StopCalendar({}), 'danger'),
    ],
  })

export const calendarStoppedCard = (): Message =>
  message({
    title: 'Your calendar address is stopped',
    blocks: [
      paragraph(
        'It shows nothing any more. What your calendar has taken from it may stay there until you remove the calendar from it.',
      ),
    ],
    actions: [button('Start it again', Calendar({}))],
  })
