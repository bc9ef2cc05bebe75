import type { Inbound } from '#src/chat/chat-platform.ts'
import type { Tx } from '#src/kernel/db.ts'
import { CONFIRM_WORDS } from './cards.ts'
import { contactsIn } from './contact-details.ts'
import { CONFIRM } from './forms.ts'
import { judge, type Stopped } from './rules.ts'
import { knownContacts } from './store.ts'

type What = Inbound['what']

export type Guarded =
  /** It may be handled; `confirmed` is what it was asked about and the person said is not about a patient. */
  | Readonly<{ is: 'free'; what: What; confirmed: Stopped | null }>
  /** It must not be handled; `names` are the boxes of the form that it stands in. */
  | Readonly<{ is: 'stopped'; verdict: Stopped; names: readonly string[] }>

const CONFIRMED_LINE = new RegExp(`[\\s.,;:([-]{0,5}\\b${CONFIRM_WORDS}[\\s.!)\\]]{0,5}$`, 'i')

/** Looks at everything that somebody typed, before anything of it is stored (product.md, rule 4). */
export async function guard(db: Tx, what: What): Promise<Guarded> {
  const texts = typedIn(what)
  const whole = texts.map(([, text]) => text)
  const known = await knownContacts(db, [...new Set(whole.flatMap(contactsIn))])
  const verdict = judge(whole, known)
  if (verdict.is === 'pass') return { is: 'free', what: withoutTick(what), confirmed: null }
  const confirmed = verdict.is === 'ask' ? confirmedOf(what) : null
  if (confirmed !== null) return { is: 'free', what: confirmed, confirmed: verdict }
  const names = verdict.within.map((place) => texts[place]?.[0] ?? '')
  return { is: 'stopped', verdict, names: [...new Set(names)] }
}

/** An id of ours, as a list gives it for who is chosen: by chance ten of its figures may look like a number of the NHS. */
const OUR_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Every text that somebody may have typed, with the name of its box. */
export function typedIn(what: What): readonly (readonly [name: string, text: string])[] {
  switch (what.is) {
    case 'press':
      return []
    case 'submit':
      return Object.entries(what.values).flatMap(([name, value]) =>
        [value]
          .flat()
          .filter((text) => !OUR_ID.test(text))
          .map((text) => [name, text] as const),
      )
    case 'say':
      return [['', what.text]]
  }
}

/** The same without its confirmation; null when it carries none. */
function confirmedOf(what: What): What | null {
  if (what.is === 'submit' && [what.values[CONFIRM]].flat().includes('yes'))
    return withoutTick(what)
  if (what.is !== 'say') return null
  // Looked for at the end alone: the pattern would be tried at every place of a long text.
  const end = Math.max(0, what.text.length - 60)
  const said = CONFIRMED_LINE.exec(what.text.slice(end))
  return said === null ? null : { ...what, text: what.text.slice(0, end + said.index) }
}

function withoutTick(what: What): What {
  if (what.is !== 'submit') return what
  const { [CONFIRM]: _, ...values } = what.values
  return { ...what, values }
}
