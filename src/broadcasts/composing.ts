import { voidOpen } from '#src/approvals/ending.ts'
import { standingOf } from '#src/approvals/standing.ts'
import { ask, type MemberTurn, redraw, refuse, say } from '#src/app/turn.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import { withdrawnSourceOf } from '#src/feeds/draft-store.ts'
import { type Form, type FormValues, type Option, option, withErrors } from '#src/chat/form.ts'
import type { Intent } from '#src/chat/intent.ts'
import { londonDay } from '#src/kernel/london.ts'
import type { BroadcastKind } from '#src/kernel/schema.ts'
import { ancestors, heirsOf, organisationsByCode } from '#src/organisations/store.ts'
import { writeAudit } from '#src/people/store.ts'
import { SPECIALTIES } from '#src/subscriptions/specialties.ts'
import type { Broadcast } from './broadcast.ts'
import { chooseKindCard, previewCard } from './cards.ts'
import { draftCard } from './draft-card.ts'
import { composeForm, type Composing, EMPTY_DRAFT, specialtyOption } from './forms.ts'
import { readCompose } from './read-compose.ts'
import { SaveDraft, SaveEdit } from './intents.ts'
import { KIND_NAMES } from './kind-names.ts'
import { decideAuthority, decideEdit, kindsFor, NO_ROLE, organisationsFor } from './rules.ts'
import { countsOf } from './audience.ts'
import { replacedBy } from './replacing.ts'
import { type Draft, findBroadcast, insertDraft, updateDraft } from './store.ts'

/** Writing a broadcast: choose a kind, fill in its form, see it as it will look. */
export const composing = { chooseKind, open, openWith, edit, save, again, replace }

/** A new message that comes of something else: the intent of its form, and what is kept of where it came from. */
export type Origin = Readonly<{ intent: Intent; keep: (id: number) => Promise<void> }>

async function chooseKind(turn: MemberTurn): Promise<Reaction> {
  const kinds = kindsFor(turn.actor.roles)
  if (kinds.length === 0) return refuse(NO_ROLE)
  return [
    say(chooseKindCard(kinds, [...new Set(turn.actor.roles.map((role) => role.organisationName))])),
  ]
}

async function open(turn: MemberTurn, kind: BroadcastKind): Promise<Reaction> {
  return openWith(turn, kind, EMPTY_DRAFT, SaveDraft({ kind }))
}

/** Opens the form of a new message with what is known of it; the only place that they may send for is chosen. */
async function openWith(
  turn: MemberTurn,
  kind: BroadcastKind,
  shown: Composing,
  intent: Intent,
): Promise<Reaction> {
  const codes = organisationsFor(turn.actor.roles, kind)
  if (codes.length === 0) {
    const others = kindsFor(turn.actor.roles)
    return refuse(
      others.length === 0
        ? NO_ROLE
        : {
            happened: `Your role may not send ${KIND_NAMES[kind].many}`,
            next: 'Type compose to see what you can send.',
          },
    )
  }
  const [only, ...more] = await organisationsByCode(turn.db, codes)
  const organisation = only !== undefined && more.length === 0 ? placeOption(only) : null
  return [ask(composeForm(kind, { ...shown, organisation }, intent))]
}

async function edit(turn: MemberTurn, found: Broadcast): Promise<Reaction> {
  const decided = decideEdit(found)
  if (!decided.ok) return refuse(decided.refusal)
  const shown: Composing = {
    organisation: await placeNow(turn, found),
    urgency: found.urgency,
    specialties: found.specialties.map(specialtyOption),
    gpKinds: found.gpKinds,
    content: found.content,
    replaces: found.since.replaces.map(({ id }) => id),
  }
  return [ask(composeForm(found.kind, shown, SaveEdit({ broadcast: found.id })))]
}

/** What it is for, or what alone took over from that; of several, and of none, its author chooses. */
async function placeNow(turn: MemberTurn, found: Broadcast): Promise<Option | null> {
  const heirs = await heirsOf(turn.db, found.organisation, londonDay(turn.at))
  const [only] = heirs
  if (only === undefined)
    return placeOption({ code: found.organisation, name: found.organisationName })
  return heirs.length === 1 ? placeOption(only) : null
}

/** Opens the form of a message of the same kind that takes the place of one that is out. */
async function replace(turn: MemberTurn, found: Broadcast): Promise<Reaction> {
  const shown: Composing = {
    organisation: await placeNow(turn, found),
    urgency: found.urgency,
    specialties: found.specialties.map(specialtyOption),
    gpKinds: found.gpKinds,
    content: found.content,
    replaces: [found.id],
  }
  return [ask(composeForm(found.kind, shown, SaveDraft({ kind: found.kind })))]
}

/** Saves what was typed as a draft, new or changed, and shows it as it will look. */
async function save(
  turn: MemberTurn,
  kind: BroadcastKind,
  editing: Broadcast | null,
  values: FormValues,
  origin: Origin | null = null,
): Promise<Reaction> {
  if (editing !== null) {
    const decided = decideEdit(editing)
    if (!decided.ok) return refuse(decided.refusal)
  }
  const read = readCompose(kind, values, londonDay(turn.at))
  const wrong = async (errors: Readonly<Record<string, string>>): Promise<Reaction> => [
    ask(withErrors(await again(turn, kind, editing, values, origin?.intent), values, errors)),
  ]
  if (!read.ok) return wrong(read.errors)
  const { organisation } = read.value
  const [place] = await organisationsByCode(turn.db, [organisation])
  if (place === undefined || place.closed !== null)
    return wrong({ organisation: 'That place is closed or not known. Choose from the list' })
  const above = [organisation, ...(await ancestors(turn.db, organisation, londonDay(turn.at)))]
  const authority = decideAuthority(turn.actor.roles, kind, place, above)
  if (!authority.ok)
    return wrong({
      organisation: `${authority.refusal.happened}. ${authority.refusal.next}`.slice(0, 300),
    })
  const replaced = await replacedBy(
    turn.db,
    { id: editing?.id ?? null, roles: turn.actor.roles, replaces: read.value.replaces },
    turn.at,
  )
  if (!replaced.ok)
    return wrong({ replaces: `${replaced.refusal.happened}. ${replaced.refusal.next}` })
  const id = await write(turn, editing, read.value)
  await origin?.keep(id)
  const saved = await findBroadcast(turn.db, id)
  if (saved === null) throw new Error('A draft that was just written is not there')
  const counts = await countsOf(turn.db, saved, turn.at)
  const control = draftCard(
    saved,
    counts,
    await standingOf(turn.db, saved, 'sending'),
    await withdrawnSourceOf(turn.db, id),
  )
  return editing === null
    ? [say(previewCard(saved)), say(control)]
    : [say(previewCard(saved)), redraw(control)]
}

/** The form as it was sent, without what was typed in it. */
async function again(
  turn: MemberTurn,
  kind: BroadcastKind,
  editing: Broadcast | null,
  values: FormValues,
  intent = editing === null ? SaveDraft({ kind }) : SaveEdit({ broadcast: editing.id }),
): Promise<Form> {
  return composeForm(kind, await chosen(turn, values), intent)
}

async function write(turn: MemberTurn, editing: Broadcast | null, draft: Draft): Promise<number> {
  if (editing !== null) {
    await updateDraft(turn.db, editing.id, draft, turn.at)
    // Nobody may agree to something else than what goes.
    await voidOpen(turn, editing.id, 'changed', turn.me.id)
    await writeAudit(turn.db, turn.at, turn.me.id, 'broadcast.edited', `broadcast:${editing.id}`)
    return editing.id
  }
  const id = await insertDraft(turn.db, turn.me.id, draft, turn.at)
  await writeAudit(turn.db, turn.at, turn.me.id, 'broadcast.drafted', `broadcast:${id}`)
  return id
}

/** What was chosen by name in a form that has errors, so that nothing has to be chosen twice. */
async function chosen(turn: MemberTurn, values: FormValues): Promise<Composing> {
  const [code = ''] = [values['organisation'] ?? []].flat()
  const [place] = await organisationsByCode(turn.db, [code])
  return {
    ...EMPTY_DRAFT,
    organisation: place === undefined ? null : placeOption(place),
    specialties: [values['specialties'] ?? []]
      .flat()
      .filter((tag) => SPECIALTIES.has(tag))
      .slice(0, 5)
      .map(specialtyOption),
  }
}

const placeOption = (place: Readonly<{ code: string; name: string }>): Option =>
  option(place.code, place.name.slice(0, 75))
