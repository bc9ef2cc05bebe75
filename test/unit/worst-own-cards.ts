import { KINDS } from '#src/broadcasts/kind-names.ts'
import type { Form } from '#src/chat/form.ts'
import type { Message } from '#src/chat/message.ts'
import * as people from '#src/people/cards.ts'
import * as subscriptions from '#src/subscriptions/cards.ts'
import { CADENCES, suggestTopics } from '#src/subscriptions/rules.ts'
import { SPECIALTIES } from '#src/subscriptions/specialties.ts'
import { chosenOption, type Fill, manyRoles, times } from './worst-content.ts'

export type Shown = Message | Form

const N = 46_000
const quiet = { from: '12:30', to: '23:30' }

const followed = (fill: Fill) =>
  times(20, (place) => place).flatMap((place) =>
    [null, ...SPECIALTIES.keys()].flatMap((specialty) =>
      KINDS.map((kind, n) => ({
        kind,
        organisation: `L${85_000 + place}`,
        organisationName: fill(100),
        specialty,
        cadence: CADENCES[n % 3] ?? 'now',
      })),
    ),
  )

const details = (fill: Fill) => ({
  name: fill(100),
  gpKind: 'locum' as const,
  gmc: fill(20),
  workplaces: times(20, (n) => chosenOption(fill, n)),
  interests: times(20, (n) => chosenOption(fill, n)),
  optional: true,
})

const suggested = (fill: Fill) => {
  const places = times(20, (n) => ({
    code: `L${85_000 + n}`,
    name: fill(100),
    kind: 'practice' as const,
  }))
  return subscriptions.suggestionWords(
    suggestTopics(places, true),
    new Map(places.map(({ code, name }) => [code, name])),
  )
}

/** The cards and forms about oneself: joining, details, what one follows. */
export const OWN: Readonly<Record<string, (fill: Fill) => readonly Shown[]>> = {
  joinForm: (fill) => [people.joinForm(details(fill))],
  detailsForm: (fill) => [people.detailsForm(details(fill))],
  welcomeCard: (fill) => [
    people.welcomeCard(
      fill(100),
      true,
      suggested(fill),
      manyRoles(fill).map((held) => held.organisationName),
    ),
  ],
  detailsSavedCard: () => [people.detailsSavedCard(20, true), people.detailsSavedCard(1, false)],
  leaveCard: () => [people.leaveCard(N)],
  leftCard: () => [people.leftCard()],
  stayedCard: () => [people.stayedCard()],
  subscriptionsCard: (fill) => [
    subscriptions.subscriptionsCard([], null),
    subscriptions.subscriptionsCard(followed(fill), quiet),
  ],
  followForm: (fill) => [
    subscriptions.followForm(
      {
        organisation: chosenOption(fill, 0),
        kinds: KINDS,
        specialty: chosenOption(fill, 1),
        cadence: 'weekly',
      },
      { organisation: 'L85001', specialty: 'endocrinology-diabetology-metabolism' },
    ),
  ],
  quietForm: () => [subscriptions.quietForm(quiet), subscriptions.quietForm(null)],
  unfollowedCard: (fill) => [subscriptions.unfollowedCard(fill(100), N)],
}
