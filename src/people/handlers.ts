import { type FormValues, type Option, option, withErrors } from '#src/chat/form.ts'
import { type Capability, joined, on, onAnybody, bare } from '#src/app/capability.ts'
import { ask, redraw, refuse, say, type Turn } from '#src/app/turn.ts'
import type { FieldErrors } from '#src/chat/form.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import type { Tx } from '#src/kernel/db.ts'
import { organisationsByCode } from '#src/organisations/store.ts'
import { inForceCard } from '#src/broadcasts/in-force.ts'
import { SPECIALTIES, specialtyName } from '#src/subscriptions/specialties.ts'
import { suggestTopics } from '#src/subscriptions/rules.ts'
import { suggestionWords } from '#src/subscriptions/cards.ts'
import { listSubscriptions, workplacesOf } from '#src/subscriptions/store.ts'
import {
  detailsForm,
  detailsSavedCard,
  joinForm,
  type JoinShown,
  leaveCard,
  leftCard,
  stayedCard,
  welcomeCard,
} from './cards.ts'
import {
  ConfirmLeave,
  Details,
  Join,
  KeepMembership,
  Leave,
  SaveDetails,
  SubmitJoin,
} from './intents.ts'
import { accountHash } from './consents/suppression.ts'
import { endSuppression } from './consents/suppression-store.ts'
import { OPTIONAL_CATEGORIES } from './consents/wordings.ts'
import { type DetailsGiven, GP_KINDS, readDetails, readJoin, ROLE_NAMES } from './rules.ts'
import {
  gmcTaken,
  profileOf,
  rolesOf,
  saveDetails,
  saveJoin,
  saveLeaving,
  writeAudit,
} from './store.ts'

const EMPTY: JoinShown = {
  name: '',
  gpKind: '',
  gmc: '',
  workplaces: [],
  interests: [],
  agrees: [],
}

const ALREADY = {
  happened: 'You have already joined',
  next: 'Type details to change what you told me, or help to see what you can do.',
}

/** Joining, changing what one told, leaving. `secret` is what suppressed accounts are kept under. */
export const createPeople = ({ secret }: Readonly<{ secret: string }>): Capability => ({
  topic: 'account',
  redraws: [],
  handlers: [
    onAnybody(Join, async (turn) =>
      turn.actor.person === null ? [ask(joinForm(EMPTY))] : refuse(ALREADY),
    ),
    onAnybody(
      SubmitJoin,
      async (turn, _, values) =>
        turn.actor.person === null ? join(turn, values, secret) : refuse(ALREADY),
      async (turn, _, values) =>
        turn.actor.person === null ? joinForm(await chosen(turn.db, values)) : null,
    ),
    on(Details, async (turn) => {
      const profile = await profileOf(turn.db, turn.me.id)
      return [
        ask(
          detailsForm({
            name: turn.me.name,
            gpKind: turn.me.gpKind,
            gmc: turn.me.gmc ?? '',
            workplaces: profile.workplaces.map((place) =>
              option(place.code, place.name.slice(0, 75)),
            ),
            interests: profile.interests.map(interestOption),
          }),
        ),
      ]
    }),
    on(
      SaveDetails,
      async (turn, _, values) => {
        const read = readDetails(values)
        const errors = read.ok
          ? await checkAgainstRegister(turn.db, read.value, turn.me.id)
          : read.errors
        if (!read.ok || Object.keys(errors).length > 0) {
          return [ask(withErrors(detailsForm(await chosen(turn.db, values)), values, errors))]
        }
        await saveDetails(turn.db, turn.me.id, read.value)
        await writeAudit(turn.db, turn.at, turn.me.id, 'details.changed', `person:${turn.me.id}`)
        return [say(detailsSavedCard(read.value.workplaces.length))]
      },
      async (turn, _, values) => detailsForm(await chosen(turn.db, values)),
    ),
    on(Leave, async (turn) => [
      say(leaveCard((await listSubscriptions(turn.db, turn.me.id)).length)),
    ]),
    on(ConfirmLeave, async (turn) => {
      await saveLeaving(turn.db, turn.me.id, turn.at)
      await writeAudit(turn.db, turn.at, turn.me.id, 'person.left', `person:${turn.me.id}`)
      return [redraw(leftCard())]
    }),
    on(KeepMembership, async () => [redraw(stayedCard())]),
  ],
  commands: [
    {
      words: ['join'],
      usage: 'join',
      does: 'Join, so that you are kept in the loop',
      offered: (actor) => actor.person === null,
      read: bare(Join({})),
    },
    {
      words: ['details', 'my details'],
      usage: 'details',
      does: 'Change your name, places of work and interests',
      offered: joined,
      read: bare(Details({})),
    },
    {
      words: ['leave'],
      usage: 'leave',
      does: 'Leave: nothing more is sent to you',
      offered: joined,
      read: bare(Leave({})),
    },
  ],
})

async function join(turn: Turn, values: FormValues, secret: string): Promise<Reaction> {
  const read = readJoin(values)
  const errors = read.ok ? await checkAgainstRegister(turn.db, read.value, null) : read.errors
  if (!read.ok || Object.keys(errors).length > 0) {
    return [ask(withErrors(joinForm(await chosen(turn.db, values)), values, errors))]
  }
  const id = await saveJoin(turn.db, turn.actor, read.value, turn.at, turn.newId)
  const hash = accountHash(secret, turn.actor.identity)
  await endSuppression(turn.db, hash, ['invitation', ...read.value.agrees])
  await writeAudit(turn.db, turn.at, id, 'person.joined', `person:${id}`)
  const places = await workplacesOf(turn.db, id)
  const suggestions = suggestTopics(places, read.value.agrees.length > 0)
  const roles = await rolesOf(turn.db, id, turn.at)
  return [
    say(
      welcomeCard(
        read.value.name,
        false,
        suggestionWords(suggestions, new Map(places.map((place) => [place.code, place.name]))),
        roles.map((held) => `${ROLE_NAMES[held.role]}, ${held.organisationName}`),
      ),
    ),
    say(await inForceCard(turn.db, read.value.workplaces, read.value.agrees, turn.at)),
  ]
}

/** What only the database knows: whether the places exist and whether the GMC reference is somebody else's. */
async function checkAgainstRegister(
  db: Tx,
  given: DetailsGiven,
  self: string | null,
): Promise<FieldErrors> {
  const found = await organisationsByCode(db, given.workplaces)
  const open = new Set(found.filter((one) => one.closed === null).map((one) => one.code))
  if (given.workplaces.some((code) => !open.has(code))) {
    return {
      workplaces:
        'One of those places is closed or not known. Choose from the list that appears as you type',
    }
  }
  if (given.gmc !== null && (await gmcTaken(db, given.gmc, self))) {
    return {
      gmc: 'Somebody has already joined with that GMC reference. If that was you elsewhere, close this and type link. If not, check it, or ask your liaison lead',
    }
  }
  return {}
}

/** What was chosen in a form that has errors, by name again, so that nothing has to be chosen twice. */
async function chosen(db: Tx, values: FormValues): Promise<JoinShown> {
  const places = await organisationsByCode(db, listOf(values['workplaces']))
  const kind = GP_KINDS.find((one) => one === values['gpKind'])
  return {
    ...EMPTY,
    gpKind: kind ?? '',
    agrees: OPTIONAL_CATEGORIES.filter((one) => values[one] !== undefined),
    workplaces: places.slice(0, 20).map((place) => option(place.code, place.name.slice(0, 75))),
    interests: listOf(values['interests'])
      .filter((tag) => SPECIALTIES.has(tag))
      .slice(0, 20)
      .map(interestOption),
  }
}

const listOf = (value: FormValues[string] | undefined): readonly string[] =>
  typeof value === 'string' ? [value] : (value ?? [])

const interestOption = (tag: string): Option => option(tag, specialtyName(tag).slice(0, 75))
