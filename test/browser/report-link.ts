import type { Cascade } from '#test/support/cascade.ts'
import { find, textOf } from '#test/support/served-html.ts'

/** The address of a report, as its card in the chat gives it to the sender. */
export async function reportOf(cascade: Cascade, user: string, broadcast: number): Promise<string> {
  const sender = cascade.as(user)
  await sender.say(`report ${broadcast}`)
  const chat = await sender.open(`/chat?as=${user}`)
  const link = find(
    chat,
    (element) => element.tag === 'a' && textOf(element).trim().startsWith('Open the report'),
  )
  const href = link?.attributes['href']
  if (href === undefined) throw new Error(`No link to the report of ${broadcast}`)
  return href
}
