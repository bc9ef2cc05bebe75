import { KINDS } from '#src/broadcasts/kind-names.ts'
import type { Form } from '#src/chat/form.ts'
import type { Message } from '#src/chat/message.ts'
import * as linking from '#src/people/accounts/cards.ts'
import type { LinkedAccount } from '#src/people/accounts/rules.ts'
import * as people from '#src/people/cards.ts'
import * as subscriptions from '#src/subscriptions/cards.ts'
import { CADENCES, suggestTopics } from '#src/subscriptions/rules.ts'
import { SPECIALTIES } from '#src/subscriptions/specialties.ts'
import { chosenOption, type Fill, manyRoles, times } from './worst-content.ts'

export type Shown = Message | Form

const N = 46_000
const quiet = { quietFrom: '12:30', quietTo: '23:30', workingDays: '123567' }
const NOBODY_ASKED = { quietFrom: null, quietTo: null, workingDays: '12345' }

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
  agrees: ['opportunities', 'education'] as const,
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

const accounts = times(10, (n): LinkedAccount => ({
  id: `01980000-0000-7000-8000-00000000000${n}`,
  platform: n === 0 ? 'web' : n % 2 === 0 ? 'slack' : 'teams',
  tenant: 'W'.repeat(200),
  user: 'w'.repeat(200),
  preferred: n === 0,
  linkedAt: new Date('2026-09-30T12:00:00Z'),
  goneAt: n === 3 ? new Date('2026-09-30T12:00:00Z') : null,
}))

/** The cards and forms about oneself: joining, details, what one follows, one's accounts. */
export const OWN: Readonly<Record<string, (fill: Fill) => readonly Shown[]>> = {
  codeForm: () => [linking.codeForm()],
  codeCard: () => [linking.codeCard('WWWWWWWW', new Date('2026-09-30T22:58:00Z'))],
  linkedCard: (fill) => [linking.linkedCard(fill(100), accounts[0]?.id ?? '')],
  nowLinkedCard: () => accounts.map((one) => linking.nowLinkedCard(one)),
  accountsCard: () => [linking.accountsCard(accounts), linking.accountsCard(accounts.slice(0, 1))],
  unlinkedCard: () =>
    accounts.flatMap((one) => [true, false].map((itself) => linking.unlinkedCard(one, itself))),
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
  detailsSavedCard: () => [people.detailsSavedCard(20), people.detailsSavedCard(1)],
  leaveCard: () => [people.leaveCard(N)],
  leftCard: () => [people.leftCard()],
  stayedCard: () => [people.stayedCard()],
  subscriptionsCard: (fill) => [
    subscriptions.subscriptionsCard([], NOBODY_ASKED),
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
  quietForm: () => [subscriptions.quietForm(quiet), subscriptions.quietForm(NOBODY_ASKED)],
  unfollowedCard: (fill) => [subscriptions.unfollowedCard(fill(100), N)],
}
