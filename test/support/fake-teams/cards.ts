import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { isJson, type Json, listOf, objectOf, objectsIn, textOf } from '../fake-slack/json.ts'

export const ADAPTIVE_CARD = 'application/vnd.microsoft.card.adaptive'

const FILE = join(import.meta.dirname, '../../fixtures/teams/adaptive-card-1.5.0.json')
const ID = 'https://adaptivecards.io/schemas/adaptive-card.json'

/** Microsoft's own schema, whose `id` is of an older draft than Ajv reads. */
function readSchema(): Json {
  const { id: _, ...schema } = JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, unknown>
  return { ...schema, $id: ID, $schema: 'http://json-schema.org/draft-07/schema#' }
}

let kept: Ajv | null = null
/** Compiling takes a second or so: once for a process, and only where cards are looked at. */
function schemas(): Ajv {
  kept ??= new Ajv({ strict: false, logger: false }).addSchema(readSchema())
  return kept
}

/** What Teams understands and the schema of 1.5 does not know: search in a choice, and its own settings. */
function withoutTeams(value: unknown, isRoot = true): unknown {
  if (Array.isArray(value)) return value.map((one) => withoutTeams(one, false))
  if (!isJson(value)) return value
  const isChoice = value['type'] === 'Input.ChoiceSet'
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => {
      if ((isRoot && key === 'msteams') || (isChoice && key === 'choices.data')) return []
      if (isChoice && key === 'style' && one === 'filtered') return [[key, 'compact']]
      // What an app sends itself back is its own business.
      return [[key, key === 'data' ? one : withoutTeams(one, false)]]
    }),
  )
}

/** The complaints of the innermost part that is wrong: the whole card has some fifty for one mistake. */
function complaints(card: unknown): readonly string[] {
  const ajv = schemas()
  const validate = ajv.getSchema(ID)
  if (validate === undefined) throw new Error('There is no schema of Adaptive Cards')
  if (validate(card) === true) return []
  const inner = [...objectsIn(card)].toReversed()
  for (const part of inner) {
    const type = textOf(part['type'])
    if (type === '' || type === 'AdaptiveCard') continue
    const own = ajv.getSchema(`${ID}#/definitions/${type}`)
    if (own === undefined) return [`there is no ${type}`]
    if (own(part) === true) continue
    const found = own.errors?.map(
      ({ instancePath, message, params }) =>
        `${type}${instancePath} ${message ?? ''} ${JSON.stringify(params)}`,
    )
    return found ?? [type]
  }
  return (validate.errors ?? []).map(
    ({ instancePath, message }) => `${instancePath} ${message ?? ''}`,
  )
}

/** Every part of a card but what an app sends itself back. */
export function* partsOf(value: unknown): Generator<Json> {
  if (Array.isArray(value)) {
    for (const one of value as readonly unknown[]) yield* partsOf(one)
  } else if (isJson(value)) {
    if (typeof value['type'] === 'string') yield value
    for (const [key, one] of Object.entries(value)) if (key !== 'data') yield* partsOf(one)
  }
}

export const isInput = (part: Json) => textOf(part['type']).startsWith('Input.')
export const isAction = (part: Json) => textOf(part['type']).startsWith('Action.')

/** Why Teams could not show this card; empty when it can. */
export function faultsOfCard(card: unknown): readonly string[] {
  if (!isJson(card)) return ['the card is no object']
  const inputs = [...partsOf(card)].filter(isInput)
  const ids = inputs.map(({ id }) => textOf(id))
  const doubled = ids.filter((id, at) => ids.indexOf(id) !== at)
  const crowded = [...partsOf(card)].filter((part) => listOf(part['actions']).length > 6)
  return [
    // The schema takes any text here, and Teams shows 1.6 as "Card version not supported".
    ...(card['version'] === '1.5' ? [] : [`the version is ${textOf(card['version'])}, not 1.5`]),
    ...complaints(withoutTeams(card)),
    ...doubled.map((id) => `two inputs are called ${id}`),
    ...inputs
      .filter(
        ({ label, errorMessage, isRequired }) =>
          isRequired === true && (textOf(label) === '' || textOf(errorMessage) === ''),
      )
      .map(({ id }) => `${textOf(id)} is required and has no label or errorMessage`),
    ...crowded.map(() => 'more than six buttons in one row'),
    ...searches(inputs),
  ]
}

const searches = (inputs: readonly Json[]): readonly string[] =>
  inputs.flatMap((input) => {
    const data = input['choices.data']
    if (data === undefined) return []
    const { type, dataset } = objectOf(data)
    return type === 'Data.Query' && textOf(dataset) !== ''
      ? []
      : [`choices.data of ${textOf(input['id'])} is no Data.Query`]
  })

/** Why Teams could not show these attachments; it takes nothing but Adaptive Cards here. */
export const faultsOfAttachments = (attachments: unknown): readonly string[] =>
  listOf(attachments).flatMap(({ contentType, content }) =>
    contentType === ADAPTIVE_CARD ? faultsOfCard(content) : [`no ${textOf(contentType)} is shown`],
  )
