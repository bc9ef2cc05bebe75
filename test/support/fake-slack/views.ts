import { LARGEST_VIEW, viewProblems } from './block-limits.ts'
import { explained, SlackFailure } from './failure.ts'
import { initialOf } from './field-values.ts'
import { type Json, isJson, listOf, objectOf, textOf } from './json.ts'
import { withIds } from './messages.ts'
import type { Ids } from './workspaces.ts'

export type View = Readonly<{
  id: string
  team: string
  user: string
  root: string
  previous: string | null
}> & {
  content: Json
  hash: string
  /** What somebody has put in, by block and action; it outlives an update that keeps the ids. */
  readonly filled: Map<string, Json>
  /** Grows with each update. */
  revision: number
}

export const fieldKey = (block: Json, element: Json) =>
  `${textOf(block['block_id'])} ${textOf(element['action_id'])}`

export const elementsOf = (block: Json): readonly Json[] => [
  ...listOf(block['elements']),
  ...[block['accessory'], block['element']].filter(isJson),
]

/** What all fields of some blocks hold, as `state.values` has it. */
export function stateOf(blocks: readonly Json[], filled: ReadonlyMap<string, Json>): Json {
  const values: Record<string, Record<string, Json>> = {}
  for (const block of blocks)
    for (const element of elementsOf(block)) {
      const held = filled.get(fieldKey(block, element)) ?? initialOf(element)
      if (held === undefined) continue
      const blockId = textOf(block['block_id'])
      values[blockId] = { ...values[blockId], [textOf(element['action_id'])]: held }
    }
  return { values }
}

export function checkedView(view: unknown, type: 'modal' | 'home'): Json {
  const content = objectOf(view)
  if (JSON.stringify(content).length > LARGEST_VIEW) throw new SlackFailure('view_too_large')
  const problems = viewProblems(content)
  if (problems.length > 0) throw explained('invalid_arguments', problems)
  if (content['type'] !== type)
    throw explained('invalid_arguments', [`view type must be ${type} [json-pointer:/view/type]`])
  return content
}

export type Views = ReturnType<typeof createViews>

/** Modals, stacked at most three high in front of each person, and each person's home. */
export function createViews(newId: Ids) {
  const views = new Map<string, View>()
  const stacks = new Map<string, View[]>()
  const homes = new Map<string, View>()
  const placeOf = (team: string, user: string) => `${team} ${user}`
  const stackOf = (team: string, user: string) => stacks.get(placeOf(team, user)) ?? []

  const make = (team: string, user: string, content: Json, under: View | undefined): View => {
    const id = newId('V')
    const made: View = {
      id,
      team,
      user,
      root: under?.root ?? id,
      previous: under?.id ?? null,
      content: { ...content, blocks: withIds(content['blocks'], newId) },
      hash: `${newId('')}.h`,
      filled: new Map(),
      revision: 0,
    }
    views.set(id, made)
    return made
  }

  const replace = (view: View, content: Json, hash: string) => {
    if (hash !== '' && hash !== view.hash) throw new SlackFailure('hash_conflict')
    view.content = { ...content, blocks: withIds(content['blocks'], newId) }
    view.hash = `${newId('')}.h`
    view.revision += 1
    return view
  }

  return {
    top: (team: string, user: string) => stackOf(team, user).at(-1),
    home: (team: string, user: string) => homes.get(placeOf(team, user)),
    isOpen: (view: View) => stackOf(view.team, view.user).includes(view),

    open: (team: string, user: string, content: Json): View => {
      const made = make(team, user, content, undefined)
      stacks.set(placeOf(team, user), [made])
      return made
    },
    push: (team: string, user: string, content: Json): View => {
      const stack = stackOf(team, user)
      if (stack.length === 0) throw new SlackFailure('not_found')
      if (stack.length >= 3) throw new SlackFailure('push_limit_reached')
      const made = make(team, user, content, stack.at(-1))
      stack.push(made)
      return made
    },
    replace,
    publish: (team: string, user: string, content: Json, hash: string): View => {
      const known = homes.get(placeOf(team, user))
      if (known !== undefined) return replace(known, content, hash)
      const made = make(team, user, content, undefined)
      homes.set(placeOf(team, user), made)
      return made
    },
    find: (team: string, id: string, externalId: string): View => {
      const found =
        views.get(id) ??
        [...views.values()].findLast(
          (view) => externalId !== '' && view.content['external_id'] === externalId,
        )
      if (found === undefined || found.team !== team) throw new SlackFailure('not_found')
      return found
    },
    close: (view: View, all: boolean) => {
      const left = all ? [] : stackOf(view.team, view.user).filter((one) => one !== view)
      stacks.set(placeOf(view.team, view.user), left)
    },
  }
}

/** A view in the shape that the API and payloads show it. */
export const wireView = (view: View, app: string, bot: string): Json => ({
  private_metadata: '',
  callback_id: '',
  external_id: '',
  clear_on_close: false,
  notify_on_close: false,
  close: null,
  submit: null,
  title: null,
  ...view.content,
  id: view.id,
  team_id: view.team,
  state: stateOf(listOf(view.content['blocks']), view.filled),
  hash: view.hash,
  previous_view_id: view.previous,
  root_view_id: view.root,
  app_id: app,
  app_installed_team_id: view.team,
  bot_id: bot,
})
