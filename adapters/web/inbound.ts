import { z } from 'zod'
import type { FormValues } from '#src/chat/form.ts'
import { Inbound } from '#src/chat/chat-platform.ts'
import { addressOf, handleOf, identityOf, MessageId, UserRef } from './address.ts'

/** What every one of our forms carries beside its own fields; a field of a card's form never starts with "_". */
export const Posted = z.object({
  user: UserRef,
  back: z.string().max(400),
  on: MessageId.nullable(),
})
export type Posted = z.infer<typeof Posted>

export const readPosted = (data: FormData): Posted | null =>
  Posted.safeParse({ user: data.get('_as'), back: data.get('_back'), on: data.get('_on') }).data ??
  null

const EventId = z.uuid()
const Press = z.object({ event: EventId, intent: z.unknown() })

function parseJson(text: unknown): unknown {
  if (typeof text !== 'string') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const common = ({ user, on }: Posted) => ({
  who: identityOf(user),
  reachableAt: addressOf(user),
  on: on === null ? null : handleOf(on),
})

/** Null when it was not one of our buttons. */
export function readPress(data: FormData, posted: Posted): Inbound | null {
  const press = Press.safeParse(parseJson(data.get('_press'))).data
  if (press?.intent === undefined) return null
  return valid({
    eventId: press.event,
    ...common(posted),
    what: { is: 'press', intent: press.intent },
  })
}

export function readSubmit(data: FormData, posted: Posted): Inbound | null {
  const intent = parseJson(data.get('_intent'))
  const event = EventId.safeParse(data.get('_event')).data
  if (intent === undefined || event === undefined) return null
  return valid({
    eventId: event,
    ...common(posted),
    what: { is: 'submit', intent, values: readValues(data) },
  })
}

export function readSay(data: FormData, posted: Posted): Inbound | null {
  const event = EventId.safeParse(data.get('_event')).data
  if (event === undefined) return null
  return valid({
    eventId: event,
    ...common(posted),
    what: { is: 'say', text: asTyped(data.get('text')) },
  })
}

const valid = (inbound: unknown): Inbound | null => Inbound.safeParse(inbound).data ?? null

/** Browsers send every line break as two characters, and no keyboard has the NUL that PostgreSQL refuses. */
const asTyped = (value: unknown) =>
  typeof value === 'string' ? value.replaceAll('\r\n', '\n').replaceAll('\0', '').trim() : ''

const namesOfLists = (data: FormData): ReadonlySet<string> => {
  const sent = data.get('_lists')
  return new Set(typeof sent === 'string' ? sent.split(',').filter((name) => name !== '') : [])
}

/** A form's values by field name. The form says which of its fields are lists, since one tick looks like a text. */
export function readValues(data: FormData): FormValues {
  const lists = namesOfLists(data)
  const values: FormValues = {}
  for (const name of new Set(data.keys())) {
    if (name.startsWith('_') || lists.has(name.replace(/Typed$/, ''))) continue
    values[name] = asTyped(data.get(name))
  }
  for (const name of lists) values[name] = data.getAll(name).map(asTyped)
  return values
}

export type Search = Readonly<{ name: string; typed: string }>

/**
 * The search that a post asks for instead of sending the form: the one whose "Find" was pressed, or else one with
 * letters typed that nobody has looked up yet, which is what Enter in it means.
 */
export function readSearch(
  data: FormData,
  alreadyFound: ReadonlyMap<string, Readonly<{ typed: string }>>,
): Search | null {
  const typed = (name: string) => asTyped(data.get(`${name}Typed`))
  const pressed = data.get('_find')
  for (const name of namesOfLists(data)) {
    const letters = typed(name)
    if (pressed === name) return { name, typed: letters }
    if (pressed === null && letters !== '' && alreadyFound.get(name)?.typed !== letters)
      return { name, typed: letters }
  }
  return null
}
