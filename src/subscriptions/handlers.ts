import type { Attention } from '#src/attention/rules.ts'
import { type Capability, on } from '#src/app/capability.ts'
import { ask, type MemberTurn, redraw, refuse, say } from '#src/app/turn.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import { type FormValues, type Option, option, withErrors } from '#src/chat/form.ts'
import type { Tx } from '#src/kernel/db.ts'
import { organisationsByCode } from '#src/organisations/store.ts'
import { writeAudit } from '#src/people/store.ts'
import { subscriptionCommands, UNREAD_DAYS } from './commands.ts'
import {
  followForm,
  type FollowShown,
  quietForm,
  subscriptionsCard,
  unfollowedCard,
} from './cards.ts'
import {
  Follow,
  FollowSuggested,
  QuietHours,
  SaveFollow,
  SaveQuietHours,
  SaveWorkingDays,
  Subscriptions,
  Unfollow,
} from './intents.ts'
import {
  CADENCES,
  type FollowGiven,
  readDays,
  readFollow,
  readQuiet,
  suggestTopics,
} from './rules.ts'
import { SPECIALTIES, specialtyName } from './specialties.ts'
import {
  endTopics,
  listSubscriptions,
  saveQuietHours,
  saveTopics,
  saveWorkingDays,
  workplacesOf,
} from './store.ts'

const NOT_CONSENTED = {
  happened: 'You have not agreed to be sent opportunities',
  next: 'Type preferences and choose what you want to be sent. Then follow them.',
}
export const subscriptions: Capability = {
  topic: 'following',
  redraws: [],
  handlers: [
    on(Subscriptions, async (turn) => [say(await card(turn))]),
    on(FollowSuggested, async (turn) => {
      const topics = suggestTopics(
        await workplacesOf(turn.db, turn.me.id),
        turn.me.agreed.length > 0,
      )
      await saveTopics(turn.db, turn.me.id, topics, turn.at)
      await writeAudit(
        turn.db,
        turn.at,
        turn.me.id,
        'subscriptions.changed',
        `person:${turn.me.id}`,
      )
      return [say(await card(turn))]
    }),
    on(Follow, async (turn, key) => [ask(followForm(await shownFor(turn, key), key))]),
    on(
      SaveFollow,
      async (turn, key, values) => saveFollow(turn, key, values),
      async (turn, key, values) => followForm(await chosen(turn.db, values), key),
    ),
    on(Unfollow, async (turn, key) => {
      const ended = await endTopics(
        turn.db,
        turn.me.id,
        key.organisation,
        key.specialty === '' ? null : key.specialty,
      )
      if (ended === 0)
        return refuse({
          happened: 'You do not follow that',
          next: 'Type subscriptions to see what you follow.',
        })
      await writeAudit(
        turn.db,
        turn.at,
        turn.me.id,
        'subscriptions.changed',
        `person:${turn.me.id}`,
      )
      const [place] = await organisationsByCode(turn.db, [key.organisation])
      return [redraw(await card(turn)), say(unfollowedCard(place?.name ?? key.organisation, ended))]
    }),
    on(QuietHours, async ({ me }) => [ask(quietForm(me))]),
    on(
      SaveQuietHours,
      async (turn, _, values) => saveHours(turn, values),
      async ({ me }) => quietForm(me),
    ),
    on(SaveWorkingDays, async (turn, _, values) => {
      const read = readDays(values)
      if (!read.ok) return refuse(UNREAD_DAYS)
      await saveWorkingDays(turn.db, turn.me.id, read.value)
      await writeAudit(turn.db, turn.at, turn.me.id, 'hours.changed', `person:${turn.me.id}`)
      return [say(await card(turn, { workingDays: read.value }))]
    }),
  ],
  commands: subscriptionCommands,
}

/** The form has both; what is typed as "quiet 7pm to 7am" leaves the days as they are. */
async function saveHours(turn: MemberTurn, values: FormValues): Promise<Reaction> {
  const quiet = readQuiet(values)
  const days: ReturnType<typeof readDays> =
    turn.typed && values['days'] === undefined
      ? { ok: true, value: turn.me.workingDays }
      : readDays(values)
  if (!quiet.ok || !days.ok) {
    const errors = { ...(quiet.ok ? {} : quiet.errors), ...(days.ok ? {} : days.errors) }
    return [ask(withErrors(quietForm(turn.me), values, errors))]
  }
  await saveQuietHours(turn.db, turn.me.id, quiet.value)
  await saveWorkingDays(turn.db, turn.me.id, days.value)
  await writeAudit(turn.db, turn.at, turn.me.id, 'hours.changed', `person:${turn.me.id}`)
  const quietFrom = quiet.value?.from ?? null
  const quietTo = quiet.value?.to ?? null
  return [say(await card(turn, { quietFrom, quietTo, workingDays: days.value }))]
}

/** What they follow and when it comes, with what they have just changed. */
const card = async (turn: MemberTurn, changed: Partial<Attention> = {}) =>
  subscriptionsCard(await listSubscriptions(turn.db, turn.me.id), { ...turn.me, ...changed })

async function saveFollow(
  turn: MemberTurn,
  key: Readonly<{ organisation: string; specialty: string }>,
  values: FormValues,
): Promise<Reaction> {
  const read = readFollow(values)
  if (!read.ok)
    return [ask(withErrors(followForm(await chosen(turn.db, values), key), values, read.errors))]
  const given = read.value
  const [place] = await organisationsByCode(turn.db, [given.organisation])
  if (place === undefined || place.closed !== null) {
    const error = {
      organisation:
        'That place is closed or not known. Choose from the list that appears as you type',
    }
    return [ask(withErrors(followForm(await chosen(turn.db, values), key), values, error))]
  }
  if (given.kinds.includes('opportunity') && turn.me.agreed.length === 0)
    return refuse(NOT_CONSENTED)
  await replace(turn, key, given)
  await writeAudit(turn.db, turn.at, turn.me.id, 'subscriptions.changed', `person:${turn.me.id}`)
  return [say(await card(turn))]
}

/** A changed line takes the old one's place; a new one adds to what is there. */
async function replace(
  turn: MemberTurn,
  key: Readonly<{ organisation: string; specialty: string }>,
  given: FollowGiven,
): Promise<void> {
  if (key.organisation !== '') {
    await endTopics(
      turn.db,
      turn.me.id,
      key.organisation,
      key.specialty === '' ? null : key.specialty,
    )
  }
  const { organisation, specialty, cadence } = given
  await saveTopics(
    turn.db,
    turn.me.id,
    given.kinds.map((kind) => ({ kind, organisation, specialty, cadence })),
    turn.at,
  )
}

async function shownFor(
  turn: MemberTurn,
  key: Readonly<{ organisation: string; specialty: string }>,
): Promise<FollowShown> {
  const held = (await listSubscriptions(turn.db, turn.me.id)).filter(
    (one) => one.organisation === key.organisation && (one.specialty ?? '') === key.specialty,
  )
  const [first] = held
  return {
    organisation:
      first === undefined ? null : option(first.organisation, first.organisationName.slice(0, 75)),
    kinds: held.map((one) => one.kind),
    specialty: first?.specialty ? specialtyOption(first.specialty) : null,
    cadence: first?.cadence ?? 'now',
  }
}

async function chosen(db: Tx, values: FormValues): Promise<FollowShown> {
  const [code = ''] = [values['organisation'] ?? []].flat()
  const [tag = ''] = [values['specialty'] ?? []].flat()
  const [place] = await organisationsByCode(db, [code])
  return {
    organisation: place === undefined ? null : option(place.code, place.name.slice(0, 75)),
    kinds: [],
    specialty: SPECIALTIES.has(tag) ? specialtyOption(tag) : null,
    cadence: CADENCES.find((one) => one === values['cadence']) ?? 'now',
  }
}

const specialtyOption = (tag: string): Option => option(tag, specialtyName(tag).slice(0, 75))
