import type { Option } from '#src/chat/form.ts'
import {
  type Action,
  type Block,
  bold,
  button,
  type Message,
  message,
  note,
  paragraph,
} from '#src/chat/message.ts'
import { momentWords } from '#src/kernel/london.ts'
import { clip, count, listWords } from '#src/kernel/words.ts'
import { ruleWords } from './eligibility.ts'
import {
  CallOff,
  ChangeSeat,
  DropSeat,
  OpenNominations,
  ReadCandidates,
  ShowBallot,
  Stand,
  StandDown,
  Vote,
} from './intents.ts'
import { resultCard } from './result-cards.ts'
import type { Ballot, Candidate } from './rules.ts'

/** What one person is shown of a ballot. */
export type View = Readonly<{
  ballot: Ballot
  candidates: readonly Candidate[]
  turnout: Readonly<{ voters: number; voted: number }>
  /** Whether they run it: they see who stands from the first, and how many have voted. */
  runs: boolean
  stands: boolean
  /** Whether they could stand. */
  mayStand: boolean
  /** Whether they have voted; null when they are not among the voters. */
  voted: boolean | null
}>

export const people = (n: number) => count(n, 'person', 'people')
export const named = (ballot: Ballot) => clip(ballot.title, 80)

const about = (ballot: Ballot): readonly Block[] =>
  ballot.about === null ? [] : [paragraph(clip(ballot.about, 300))]

/** Said wherever somebody stands or votes: the organisation is another one than when the seat was called. */
const succeeded = ({ heirs }: Ballot): readonly Block[] =>
  heirs.length === 0
    ? []
    : [
        note(
          'small',
          `Now ${clip(listWords(heirs), 60)}. Who works at the places that were in it stands and votes, as before.`,
        ),
      ]

const facts = (ballot: Ballot): Block => ({
  is: 'facts',
  facts: [
    { label: 'Organisation', value: clip(ballot.organisationName, 100) },
    { label: 'Seats', value: String(ballot.seats) },
    { label: 'Nominations until', value: momentWords(ballot.nominationsUntil) },
    { label: 'Voting from', value: momentWords(ballot.votingFrom) },
    { label: 'Voting until', value: momentWords(ballot.votingUntil) },
    { label: 'Who may stand', value: clip(ruleWords(ballot.stand), 250) },
    { label: 'Who may vote', value: clip(ruleWords(ballot.vote), 250) },
  ],
})

/** What its caller sees before anybody is told. */
export const seatCard = (
  ballot: Ballot,
  numbers: Readonly<{ stand: number; vote: number }>,
): Message =>
  message({
    label: 'Seat, not opened yet',
    title: named(ballot),
    preview: `Ballot ${ballot.id}`,
    blocks: [
      ...about(ballot),
      facts(ballot),
      paragraph(
        `Today ${people(numbers.stand)} may stand and ${people(numbers.vote)} may vote. Who may vote is fixed when voting opens.`,
      ),
      ...(numbers.stand === 0
        ? [note('warning', 'Nobody may stand. Change the rule before you open nominations.')]
        : []),
    ],
    actions: [
      ...(numbers.stand === 0
        ? []
        : [
            button(
              `Open nominations to ${people(numbers.stand)}`,
              OpenNominations({ ballot: ballot.id }),
              'primary',
            ),
          ]),
      button('Change', ChangeSeat({ ballot: ballot.id })),
      button('Drop it', DropSeat({ ballot: ballot.id }), 'danger'),
    ],
  })

export const droppedSeatCard = (ballot: Ballot): Message =>
  message({
    title: `Dropped: ${named(ballot)}`,
    preview: `Ballot ${ballot.id}`,
    blocks: [paragraph('Nobody was told of it.')],
  })

export const statements = (ballot: Ballot): Action =>
  button('Read the statements', ReadCandidates({ ballot: ballot.id, from: 0 }))

const standNames = (candidates: readonly Candidate[]): readonly Block[] =>
  candidates.length === 0
    ? [paragraph('Nobody stands yet.')]
    : [
        paragraph(bold(`${people(candidates.length)} stand${candidates.length === 1 ? 's' : ''}:`)),
        ...[candidates.slice(0, 10), candidates.slice(10, 20)].flatMap((some): Block[] =>
          some.length === 0
            ? []
            : [{ is: 'list', ordered: false, items: some.map(({ name }) => clip(name, 50)) }],
        ),
      ]

const running = (view: View): readonly Action[] =>
  view.runs ? [button('Call it off', CallOff({ ballot: view.ballot.id }), 'danger')] : []

function nominating(view: View): Message {
  const { ballot, candidates, runs, stands, mayStand } = view
  return message({
    label: 'Seat to stand for',
    title: clip(`${named(ballot)}: nominations are open`, 140),
    preview: `Nominations for ballot ${ballot.id}`,
    blocks: [
      ...about(ballot),
      facts(ballot),
      ...(stands
        ? [
            note(
              'done',
              'You stand. You can change your statement or withdraw until nominations end.',
            ),
          ]
        : []),
      ...(runs ? standNames(candidates) : []),
      ...succeeded(ballot),
      note('small', `Ballot ${ballot.id}, called by ${clip(ballot.calledBy.name, 100)}.`),
    ],
    actions: [
      ...(stands
        ? [
            button('Change my statement', Stand({ ballot: ballot.id })),
            button('Withdraw', StandDown({ ballot: ballot.id })),
          ]
        : mayStand
          ? [button('Stand', Stand({ ballot: ballot.id }), 'primary')]
          : []),
      ...(runs && candidates.length > 0 ? [statements(ballot)] : []),
      ...running(view),
    ],
  })
}

function closed(view: View): Message {
  const { ballot, candidates, stands } = view
  return message({
    label: 'Ballot',
    title: clip(`${named(ballot)}: nominations have ended`, 140),
    preview: `Ballot ${ballot.id}`,
    blocks: [
      paragraph(
        `Voting opens on ${momentWords(ballot.votingFrom)} and ends on ${momentWords(ballot.votingUntil)}.`,
      ),
      ...standNames(candidates),
      ...(stands ? [note('done', 'You stand, and are on the paper.')] : []),
      ...succeeded(ballot),
    ],
    actions: [statements(ballot), ...running(view)],
  })
}

const VOTED = 'You have voted. Your vote is secret, counts once and cannot be changed.'

function voting(view: View): Message {
  const { ballot, candidates, turnout, voted, runs } = view
  return message({
    label: 'Secret ballot',
    title: clip(`${named(ballot)}: voting is open`, 140),
    preview: `Ballot ${ballot.id}`,
    blocks: [
      paragraph(
        `${ballot.seats === 1 ? 'There is one seat' : `There are ${ballot.seats} seats`} at ${clip(ballot.organisationName, 100)}. Voting ends on ${momentWords(ballot.votingUntil)}.`,
      ),
      ...standNames(candidates),
      ...(voted === true ? [note('done', VOTED)] : []),
      ...(runs ? [paragraph(`${turnoutWords(turnout)} have voted so far.`)] : []),
      ...succeeded(ballot),
      note(
        'small',
        'That somebody has voted is kept, and never for whom. Nobody sees how it stands before voting ends.',
      ),
    ],
    actions: [
      ...(voted === false ? [button('Vote', Vote({ ballot: ballot.id }), 'primary')] : []),
      statements(ballot),
      ...running(view),
    ],
  })
}

const turnoutWords = ({ voters, voted }: View['turnout']) =>
  `${voted.toLocaleString('en-GB')} of ${people(voters)}`

/** What somebody sees of a ballot that was opened, as it is now. */
export function ballotCard(view: View): Message {
  switch (view.ballot.state) {
    case 'nominating':
      return nominating(view)
    case 'closed':
      return closed(view)
    case 'voting':
      return voting(view)
    case 'draft':
    case 'elected':
    case 'unopposed':
    case 'vacant':
    case 'called-off':
      return resultCard(view.ballot, view.candidates)
  }
}

const STATE_WORDS: Readonly<Record<Ballot['state'], string>> = {
  draft: 'not opened yet',
  nominating: 'nominations are open',
  closed: 'nominations have ended',
  voting: 'voting is open',
  elected: 'has a result',
  unopposed: 'has a result',
  vacant: 'is vacant',
  'called-off': 'was called off',
}

export const ballotsCard = (all: readonly Ballot[]): Message =>
  message({
    title: all.length === 0 ? 'There are no ballots for you' : 'Ballots',
    blocks:
      all.length === 0
        ? [paragraph('You are told when a seat comes up that you may stand for or vote on.')]
        : all.map((ballot) => ({
            is: 'row' as const,
            parts: [
              { is: 'bold' as const, text: named(ballot) },
              {
                is: 'plain' as const,
                text: ` ${clip(ballot.organisationName, 60)}: ${STATE_WORDS[ballot.state]}. Ballot ${ballot.id}`,
              },
            ],
            actions: [button('Open', ShowBallot({ ballot: ballot.id }))],
          })),
  })

export const placeOption = ({
  organisation,
  organisationName,
}: Pick<Ballot, 'organisation' | 'organisationName'>): Option => ({
  value: organisation,
  label: clip(organisationName, 75),
  hint: null,
})
