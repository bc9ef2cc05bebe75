import type { z } from 'zod'
import type { FormValues, Option } from '#src/chat/form.ts'
import { clip } from '#src/kernel/words.ts'
import { unescape } from './escape.ts'
import type { SentView } from './heard.ts'
import type { Held, ViewSubmission } from './payloads.ts'
import { SEARCH } from './render-form.ts'

type State = z.infer<typeof ViewSubmission>['view']['state']['values']

/** A form's values by field name. The element's id says what kind of field it was: see render-form.ts. */
export function valuesOf(state: State): FormValues {
  const values: FormValues = {}
  for (const [name, elements] of Object.entries(state))
    for (const [kind, held] of Object.entries(elements)) values[name] = valueOf(kind, held)
  return values
}

function valueOf(kind: string, held: Held): string | string[] {
  const chosen = [
    ...(held.selected_options ?? []),
    ...(held.selected_option === null || held.selected_option === undefined
      ? []
      : [held.selected_option]),
  ].map(({ value }) => value)
  if (kind === 'tick') return chosen.includes('yes') ? 'yes' : ''
  if (kind === 'choices' || kind.startsWith(SEARCH)) return chosen
  if (kind === 'choice') return chosen[0] ?? ''
  return held.value ?? held.selected_date ?? held.selected_time ?? ''
}

export const sentView = (view: z.infer<typeof ViewSubmission>['view']): SentView => ({
  fields: view.blocks.flatMap(({ type, block_id: name }) =>
    type === 'input' && name !== undefined ? [name] : [],
  ),
  chosen: Object.fromEntries(
    Object.entries(view.state.values).flatMap(([name, elements]) =>
      Object.entries(elements)
        .filter(([kind]) => kind.startsWith(SEARCH))
        .map(([, held]): [string, readonly Option[]] => [name, optionsIn(held)]),
    ),
  ),
})

/** Slack gives an option's words back with its own escapes in them. */
const shown = (text: string) => clip(unescape(text), 75)

const optionsIn = ({ selected_option: one, selected_options: many }: Held): readonly Option[] =>
  [...(many ?? []), ...(one === null || one === undefined ? [] : [one])].map((option) => ({
    value: option.value,
    label: shown(option.text.text),
    hint: option.description?.text ? shown(option.description.text) : null,
  }))
