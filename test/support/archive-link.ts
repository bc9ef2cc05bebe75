import type { Cascade } from './cascade.ts'
import { textOf, within } from './served-html.ts'

const CARD = 'All that was written in this forum'

/** The addresses on the card that somebody gets who asks for the archive of a forum, by the words of their links. */
export async function archiveOf(
  cascade: Pick<Cascade, 'as'>,
  user: string,
  forum: number,
): Promise<Readonly<Record<string, string>>> {
  const visitor = cascade.as(user)
  await visitor.say(`archive ${forum}`)
  // What others write in the forum may come after it at any moment.
  const card = [...within(await visitor.open(`/chat?as=${user}`))].findLast(
    (one) => one.tag === 'article' && textOf(one).includes(CARD),
  )
  if (card === undefined) throw new Error(`${user} got no archive`)
  const links = [...within(card)].filter(
    ({ tag, attributes }) => tag === 'a' && attributes['href']?.startsWith('http'),
  )
  return Object.fromEntries(
    links.map((link) => {
      // After the label a screen reader hears which card it is on.
      const [label = ''] = textOf(link).replaceAll(/\s+/g, ' ').split(`: ${CARD}`)
      return [label.trim(), link.attributes['href'] ?? '']
    }),
  )
}
