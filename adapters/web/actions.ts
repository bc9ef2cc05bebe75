import type { Context } from 'hono'
import { z } from 'zod'
import type { Core, Inbound } from '#src/chat/chat-platform.ts'
import { SearchSource } from '#src/chat/form.ts'
import { referenceOf } from '#src/chat/platform-cards.ts'
import { identityOf, UserRef } from './address.ts'
import { converse, type Room } from './conversation.ts'
import {
  type Posted,
  readPosted,
  readPress,
  readSay,
  readSearch,
  readSubmit,
  readValues,
  type Search,
} from './inbound.ts'
import { findAccount, findTitle } from './inbox.ts'
import { offering, refilled, withFound } from './open-forms.ts'
import { closed, nobody, notOurs } from './refusals.ts'
import { type Showing, type Trouble, viewBehind } from './showing.ts'

type Answer = (c: Context) => Promise<Response>

export type Actions = Readonly<{
  press: Answer
  submit: Answer
  say: Answer
  cancel: Answer
  suggest: Answer
}>

/** A line that was not taken is given back to be changed, in the answer to its own post and nowhere else. */
const NOT_TAKEN = {
  problem: 'That was not sent, and nothing of it was kept. Change it and send it again.',
  status: 422,
} as const

/** Everything that somebody can do in a chat. `core` is null before the start and after the stop. */
export function createActions(room: Room, showing: Showing, core: () => Core | null): Actions {
  const { db, forms, log, world } = room

  /** A post from somebody who is here, about a card of their own or about none. */
  const fromSomebody =
    (
      answer: (c: Context, posted: Posted, data: FormData) => Response | Promise<Response>,
    ): Answer =>
    async (c) => {
      const data = await c.req.formData()
      const posted = readPosted(data)
      if (posted === null) return notOurs(c)
      const { user, on } = posted
      if ((await findAccount(db, user)) === undefined) return nobody(c)
      if (on !== null && (await findTitle(db, user, on)) === undefined) return notOurs(c)
      return answer(c, posted, data)
    }

  async function tell(inbound: Inbound, draft = ''): Promise<Trouble | null> {
    const open = core()
    if (open === null)
      return { problem: 'Cascade is stopping. Nothing was changed.', draft, status: 500 }
    const handled = await converse(room, open, inbound)
    if (handled.is === 'done')
      return handled.forgotten && inbound.what.is === 'say' ? { ...NOT_TAKEN, draft } : null
    const problem = handled.saved
      ? `Something went wrong at our end while showing the answer. What you did was saved. Reference ${handled.reference}.`
      : `Something went wrong at our end. Nothing was changed. Try again; reference ${handled.reference}.`
    return { problem, draft: handled.saved ? '' : draft, status: 500 }
  }

  /** Shows the open form again with what was found; only without JavaScript. */
  async function find(posted: Posted, data: FormData, search: Search): Promise<Trouble | null> {
    const { user } = posted
    const open = forms.get(user)
    const asked = core()
    const field = open?.form.fields.find(({ name }) => name === search.name)
    if (open === undefined || asked === null || field?.is !== 'search') return null
    const filled = refilled(open, readValues(data))
    forms.set(user, filled)
    try {
      const options =
        search.typed === ''
          ? []
          : await asked.suggest(identityOf(user), field.source, search.typed.slice(0, 100))
      forms.set(user, withFound(filled, search.name, { typed: search.typed, options }))
      return null
    } catch (error) {
      const reference = referenceOf(world.newId())
      log.error('web.search-failed', error, { reference })
      const problem = `The search did not work. Try again; reference ${reference}.`
      return { problem, draft: '', status: 500 }
    }
  }

  return {
    press: fromSomebody(async (c, posted, data) => {
      const inbound = readPress(data, posted)
      return inbound === null ? notOurs(c) : showing.outcome(c, posted, await tell(inbound))
    }),

    submit: fromSomebody(async (c, posted, data) => {
      const open = forms.get(posted.user)
      const search = readSearch(data, open?.found ?? new Map())
      if (search !== null && open !== undefined && open.id === data.get('_event'))
        return showing.outcome(c, posted, await find(posted, data, search))
      // "Find" in a form from before the last start: it can still be sent, but not searched in.
      const inbound = data.has('_find') ? null : readSubmit(data, posted)
      return inbound === null ? notOurs(c) : showing.outcome(c, posted, await tell(inbound))
    }),

    say: fromSomebody(async (c, posted, data) => {
      const inbound = readSay(data, posted)
      if (inbound?.what.is !== 'say') return notOurs(c)
      const { text } = inbound.what
      if (text === '')
        return showing.outcome(c, posted, {
          problem: 'Type a message first.',
          draft: '',
          status: 422,
        })
      const trouble = await tell(inbound, text)
      const view = viewBehind(posted)
      return showing.outcome(c, posted, trouble, trouble === null ? { ...view, reply: null } : view)
    }),

    cancel: fromSomebody((c, posted, data) => {
      if (forms.get(posted.user)?.id === data.get('_event')) forms.delete(posted.user)
      return showing.outcome(c, posted, null)
    }),

    suggest: async (c) => {
      const query = Suggest.safeParse(c.req.query()).data
      const asked = core()
      if (query === undefined) return notOurs(c)
      if (asked === null) return closed(c)
      const { as: user, source, q } = query
      if ((await findAccount(db, user)) === undefined) return nobody(c)
      const options = q === '' ? [] : await asked.suggest(identityOf(user), source, q)
      const open = forms.get(user)
      if (open !== undefined) forms.set(user, offering(open, options))
      return c.json({ options })
    },
  }
}

const Suggest = z.object({
  as: UserRef,
  source: SearchSource,
  q: z.string().trim().max(100),
})
