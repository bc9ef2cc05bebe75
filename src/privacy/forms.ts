import { type Form, type FormValues, tickField, withErrors } from '#src/chat/form.ts'
import type { Stopped } from './rules.ts'
import { signalWords } from './signal-names.ts'

/** The tick with which somebody says that what they sent is not about a patient. It counts for that sending alone. */
export const CONFIRM = 'notAboutPatient'

const CONFIRM_TICK = tickField(CONFIRM, 'About a patient?', 'It is not about a patient')

/** The form as it was sent, with what was found said at its boxes; null when it stands in none of them. */
export function guardedForm(
  form: Form,
  values: FormValues,
  { is, found }: Stopped,
  names: readonly string[],
): Form | null {
  const error =
    is === 'ask'
      ? `This may be about a patient: I saw ${signalWords(found)}. Take it out, or tick the box at the end if it is not about a patient`
      : `I saw ${signalWords(found)}. Take it out: nothing about a patient may be written here`
  const wrong = Object.fromEntries(
    form.fields.filter(({ name }) => names.includes(name)).map(({ name }) => [name, error]),
  )
  if (Object.keys(wrong).length === 0) return null
  const shown = withErrors(form, values, wrong)
  return is === 'ask' ? { ...shown, fields: [...shown.fields, CONFIRM_TICK] } : shown
}
