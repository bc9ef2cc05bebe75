import * as cards from '#src/ballots/cards.ts'
import type { Eligibility } from '#src/ballots/eligibility.ts'
import * as forms from '#src/ballots/forms.ts'
import { SubmitSeat } from '#src/ballots/intents.ts'
import * as standing from '#src/ballots/standing-cards.ts'
import * as voting from '#src/ballots/voting-cards.ts'
import * as results from '#src/ballots/result-cards.ts'
import {
  type Ballot,
  type Candidate,
  LONGEST_REASON,
  LONGEST_STATEMENT,
  MOST_CANDIDATES,
  MOST_SEATS,
} from '#src/ballots/rules.ts'
import { option } from '#src/chat/form.ts'
import { GP_KINDS } from '#src/people/rules.ts'
import { type Fill, LARGEST_ID, LONGEST_MOMENT, times } from './worst-content.ts'
import type { Shown } from './worst-own-cards.ts'

export const BALLOT_MODULES = [cards, standing, voting, forms, results]

const RULE: Eligibility = {
  kinds: [...GP_KINDS],
  months: 60,
  role: 'prescribing-lead',
  sessions: 500,
}
const STATES = [
  'draft',
  'nominating',
  'closed',
  'voting',
  'elected',
  'unopposed',
  'vacant',
  'called-off',
] as const

const fullBallot = (fill: Fill, extra: Partial<Ballot> = {}): Ballot => ({
  id: LARGEST_ID,
  organisation: 'X00001',
  organisationName: fill(200),
  heirs: times(3, () => fill(200)),
  title: fill(80),
  about: fill(300),
  seats: MOST_SEATS,
  nominationsUntil: LONGEST_MOMENT,
  votingFrom: LONGEST_MOMENT,
  votingUntil: LONGEST_MOMENT,
  stand: RULE,
  vote: RULE,
  calledBy: { id: 'caller', name: fill(100) },
  state: 'voting',
  electorate: 46_000,
  papers: 45_992,
  blank: 38_000,
  seed: 4_294_967_295,
  endedAt: LONGEST_MOMENT,
  reason: fill(LONGEST_REASON),
  ...extra,
})

const fullCandidates = (fill: Fill, elected: number): readonly Candidate[] =>
  times(MOST_CANDIDATES, (n) => ({
    id: `c${n}`,
    name: fill(100),
    statement: fill(LONGEST_STATEMENT),
    place: n + 1,
    votes: 38_000,
    elected: n < elected,
    here: true,
  }))

const everyView = (fill: Fill): readonly cards.View[] =>
  STATES.flatMap((state) =>
    [true, false].flatMap((yes) =>
      [true, false, null].map((voted) => ({
        ballot: fullBallot(fill, { state, papers: voted === null ? null : 45_992 }),
        candidates: yes ? fullCandidates(fill, MOST_SEATS) : [],
        turnout: { voters: 46_000, voted: 38_000 },
        runs: yes,
        stands: yes,
        mayStand: true,
        voted,
      })),
    ),
  )

/** Every card and form about a ballot, with as much in it as there may be. */
export const BALLOTS: Readonly<Record<string, (fill: Fill) => readonly Shown[]>> = {
  seatCard: (fill) => [
    cards.seatCard(fullBallot(fill), { stand: 46_000, vote: 46_000 }),
    cards.seatCard(fullBallot(fill), { stand: 0, vote: 0 }),
  ],
  droppedSeatCard: (fill) => [cards.droppedSeatCard(fullBallot(fill))],
  ballotCard: (fill) => everyView(fill).map(cards.ballotCard),
  voteReminderCard: (fill) => [voting.voteReminderCard(fullBallot(fill))],
  votedCard: (fill) => [voting.votedCard(fullBallot(fill))],
  voteInFormCard: () => [voting.voteInFormCard(LARGEST_ID)],
  stoodCard: (fill) => [standing.stoodCard(fullBallot(fill))],
  stoodDownCard: (fill) => [standing.stoodDownCard(fullBallot(fill))],
  candidatesCard: (fill) => [
    standing.candidatesCard(fullBallot(fill), fullCandidates(fill, 0), 0, true),
    standing.candidatesCard(fullBallot(fill), [], 0, false),
  ],
  ballotsCard: (fill) => [
    cards.ballotsCard([]),
    cards.ballotsCard(STATES.map((state) => fullBallot(fill, { state }))),
  ],
  resultCard: (fill) =>
    STATES.flatMap((state) =>
      [0, 1, MOST_SEATS].map((elected) =>
        results.resultCard(fullBallot(fill, { state }), fullCandidates(fill, elected)),
      ),
    ),
  seatForm: (fill) => [
    forms.seatForm(fullBallot(fill), option('X00001', fill(75)), SubmitSeat({})),
    forms.seatForm(null, null, SubmitSeat({})),
  ],
  standForm: (fill) => [
    forms.standForm(fullBallot(fill), { statement: fill(LONGEST_STATEMENT) }),
    forms.standForm(fullBallot(fill), null),
  ],
  voteForm: (fill) =>
    [1, MOST_SEATS].map((seats) =>
      forms.voteForm(fullBallot(fill, { seats }), fullCandidates(fill, 0)),
    ),
  callOffForm: (fill) => [forms.callOffForm(fullBallot(fill))],
}
