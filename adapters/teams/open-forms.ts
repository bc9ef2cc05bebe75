import { isDeepStrictEqual } from 'node:util'
import type { Form } from '#src/chat/form.ts'
import type { Account } from './address.ts'

const MOST = 500

/**
 * The form that each person was last shown by this process, to show it again when the core fails: what comes back of a
 * dialog are its values alone, and Teams closes it or keeps it only as it is answered.
 */
export function createOpenForms() {
  const forms = new Map<string, Form>()

  return {
    shown: ({ tenant, user }: Account, form: Form): void => {
      const key = `${tenant} ${user}`
      forms.delete(key)
      forms.set(key, form)
      const [oldest] = forms.keys()
      if (forms.size > MOST && oldest !== undefined) forms.delete(oldest)
    },

    /** What they have just sent, as it was shown to them; null when another process showed it, or long ago. */
    sent: ({ tenant, user }: Account, intent: unknown): Form | null => {
      const form = forms.get(`${tenant} ${user}`)
      return form !== undefined && isDeepStrictEqual(form.intent, intent) ? form : null
    },
  }
}

export type OpenForms = ReturnType<typeof createOpenForms>
