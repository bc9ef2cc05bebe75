import { UserRef, MessageId } from './address.ts'

/** What a browser window shows: one person's chat or two people's, and which card the next text replies to. */
export type View = Readonly<{ as: string; with: string | null; reply: string | null }>

/** Reads "as=amara&with=ben"; null when nobody is named. */
export function readView(query: URLSearchParams): View | null {
  const as = UserRef.safeParse(query.get('as')).data
  if (as === undefined) return null
  const beside = UserRef.safeParse(query.get('with')).data ?? null
  return {
    as,
    with: beside === as ? null : beside,
    reply: MessageId.safeParse(query.get('reply')).data ?? null,
  }
}

export function viewQuery(view: View): string {
  const query = new URLSearchParams({ as: view.as })
  if (view.with !== null) query.set('with', view.with)
  if (view.reply !== null) query.set('reply', view.reply)
  return query.toString()
}

export const chatHref = (view: View, anchor = ''): string => `/chat?${viewQuery(view)}${anchor}`

export const paneHref = (view: View, user: string): string =>
  `/chat/pane?${viewQuery(view)}&pane=${user}`
