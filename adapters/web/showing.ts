import type { Context } from 'hono'
import type { Html } from '#src/pages/layout.ts'
import { chatPage } from './chat-page.ts'
import type { Room } from './conversation.ts'
import type { Posted } from './inbound.ts'
import { findAccount, findTitle, latestEntries } from './inbox.ts'
import { type Pane, paneAnchor, renderPane } from './pane.ts'
import { nobody } from './refusals.ts'
import { chatHref, readView, type View } from './view.ts'

const MOST_ENTRIES = 200

/** What a pane says about the last thing done in it, when that failed. */
export type Trouble = Readonly<{
  problem: string
  /** A text to be sent again. */
  draft: string
  status: 422 | 500
}>

export type Showing = Readonly<{
  chat: (c: Context, view: View) => Promise<Response>
  pane: (c: Context, view: View, user: string) => Promise<Response>
  /** What came of a post: the pane alone to our script, otherwise the page anew by a redirect. */
  outcome: (
    c: Context,
    posted: Posted,
    trouble: Trouble | null,
    view?: View,
  ) => Response | Promise<Response>
}>

/** The window that a post came from; only the person who posted when it does not say. */
export function viewBehind({ user, back }: Posted): View {
  const view = readView(new URLSearchParams(back))
  return view !== null && (view.as === user || view.with === user)
    ? view
    : { as: user, with: null, reply: null }
}

export function createShowing({ db, forms, world }: Room, token: () => Html): Showing {
  async function load(view: View, user: string, trouble: Trouble | null): Promise<Pane | null> {
    const account = await findAccount(db, user)
    if (account === undefined) return null
    const entries = await latestEntries(db, user, MOST_ENTRIES + 1)
    const title = view.reply === null ? undefined : await findTitle(db, user, view.reply)
    return {
      view,
      account,
      entries: entries.slice(-MOST_ENTRIES),
      cut: entries.length > MOST_ENTRIES,
      open: forms.get(user) ?? null,
      replyingTo: view.reply === null || title === undefined ? null : { id: view.reply, title },
      problem: trouble?.problem ?? null,
      draft: trouble?.draft ?? '',
      token,
      newId: world.newId,
    }
  }

  async function chat(c: Context, view: View, user = view.as, trouble: Trouble | null = null) {
    const panes: Pane[] = []
    for (const one of view.with === null ? [view.as] : [view.as, view.with]) {
      const pane = await load(view, one, one === user ? trouble : null)
      if (pane === null) return nobody(c)
      panes.push(pane)
    }
    return c.html(chatPage(view, panes), trouble?.status ?? 200)
  }

  async function pane(c: Context, view: View, user: string, trouble: Trouble | null = null) {
    const loaded = await load(view, user, trouble)
    if (loaded === null) return nobody(c)
    c.header('X-Cascade-Pane', user)
    // Our script reads what went wrong from the pane itself.
    return c.html(renderPane(loaded))
  }

  return {
    chat: (c, view) => chat(c, view),
    pane: (c, view, user) => pane(c, view, user),
    outcome: (c, posted, trouble, view = viewBehind(posted)) => {
      const { user } = posted
      if (c.req.header('x-cascade-pane') !== undefined) return pane(c, view, user, trouble)
      if (trouble !== null) return chat(c, view, user, trouble)
      return c.redirect(chatHref(view, paneAnchor(user, forms.get(user))), 303)
    },
  }
}
