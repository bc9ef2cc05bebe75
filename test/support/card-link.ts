import type { Cascade } from './cascade.ts'
import { textOf, within } from './served-html.ts'

/** The address behind the newest link of that name in somebody's chat, once they have said something that brings it. */
export async function linkOf(
  cascade: Pick<Cascade, 'as'>,
  user: string,
  said: string,
  label: string,
): Promise<string> {
  const visitor = cascade.as(user)
  await visitor.say(said)
  const link = [...within(await visitor.open(`/chat?as=${user}`))].findLast(
    (element) => element.tag === 'a' && textOf(element).trim().startsWith(label),
  )
  const href = link?.attributes['href']
  if (href === undefined) throw new Error(`${user} got no link “${label}” for “${said}”`)
  return href
}
