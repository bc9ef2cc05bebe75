import { bare, type Capability, holdsAnyRole, joined, on } from '#src/app/capability.ts'
import { numbered, spoken } from '#src/app/commands.ts'
import { type MemberTurn, refuse, say } from '#src/app/turn.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import { londonDay } from '#src/kernel/london.ts'
import { reachOf } from '#src/organisations/store.ts'
import { profileOf } from '#src/people/store.ts'
import { calling } from './calling.ts'
import { ballotCard, ballotsCard } from './cards.ts'
import { callOffForm } from './forms.ts'
import {
  Ballots,
  CallOff,
  CallSeat,
  ChangeSeat,
  DropSeat,
  OpenNominations,
  ReadCandidates,
  SaveSeat,
  ShowBallot,
  Stand,
  StandDown,
  SubmitCallOff,
  SubmitSeat,
  SubmitStand,
  SubmitVote,
  Vote,
  VoteInWords,
} from './intents.ts'
import { NO_BALLOT } from './rules.ts'
import { standing } from './standing.ts'
import { ballotsFor, findBallot } from './store.ts'
import { ballotRedraw } from './telling.ts'
import { mayCall, viewOf } from './view.ts'
import { voting } from './voting.ts'

/** Seats: called, stood for, voted on. `secret` is what the urns are sealed with. */
export const createBallots = ({ secret }: Readonly<{ secret: string }>): Capability => ({
  topic: 'ballots',
  handlers: [
    on(Ballots, async (turn) => [say(ballotsCard(await mine(turn)))]),
    on(ShowBallot, async (turn, { ballot }) => show(turn, ballot)),
    on(CallSeat, async (turn) => calling.start(turn)),
    on(
      SubmitSeat,
      async (turn, _, values) => calling.submit(turn, values),
      async (turn, _, values) => calling.again(turn, null, values),
    ),
    on(ChangeSeat, async (turn, { ballot }) => calling.change(turn, ballot)),
    on(
      SaveSeat,
      async (turn, { ballot }, values) => calling.save(turn, ballot, values),
      async (turn, { ballot }, values) => calling.again(turn, ballot, values),
    ),
    on(DropSeat, async (turn, { ballot }) => calling.drop(turn, ballot)),
    on(OpenNominations, async (turn, { ballot }) => calling.open(turn, ballot)),
    on(CallOff, async (turn, { ballot }) => calling.askWhy(turn, ballot)),
    on(
      SubmitCallOff,
      async (turn, { ballot }, values) => calling.callOff(turn, ballot, values),
      async (turn, { ballot }) => {
        const found = await findBallot(turn.db, ballot)
        return found === null ? null : callOffForm(found)
      },
    ),
    on(Stand, async (turn, { ballot }) => standing.ask(turn, ballot)),
    on(
      SubmitStand,
      async (turn, { ballot }, values) => standing.submit(turn, ballot, values),
      async (turn, { ballot }) => standing.again(turn, ballot),
    ),
    on(StandDown, async (turn, { ballot }) => standing.down(turn, ballot)),
    on(ReadCandidates, async (turn, { ballot, from }) => standing.read(turn, ballot, from)),
    on(Vote, async (turn, { ballot }) => voting.ask(turn, ballot)),
    on(VoteInWords, async (_, { ballot }) => voting.inWords(ballot)),
    on(
      SubmitVote,
      async (turn, { ballot }, values) => voting.cast(turn, secret, ballot, values),
      async (turn, { ballot }) => voting.again(turn, ballot),
    ),
  ],
  commands: [
    {
      words: ['ballots', 'elections'],
      usage: 'ballots',
      does: 'See the seats that you may stand for or vote on',
      offered: joined,
      read: bare(Ballots({})),
    },
    {
      words: ['ballot'],
      usage: 'ballot 3',
      does: 'See one: who stands, how it ended',
      offered: joined,
      read: (rest) => numbered(rest, 'ballot 3', (ballot) => spoken(ShowBallot({ ballot }))),
    },
    {
      words: ['stand'],
      usage: 'stand 3',
      does: 'Stand for a seat',
      offered: joined,
      read: (rest) => numbered(rest, 'stand 3', (ballot) => spoken(Stand({ ballot }))),
    },
    {
      words: ['stand down'],
      usage: 'stand down 3',
      does: 'No longer stand for a seat',
      offered: joined,
      read: (rest) => numbered(rest, 'stand down 3', (ballot) => spoken(StandDown({ ballot }))),
    },
    {
      words: ['vote'],
      usage: 'vote 3',
      does: 'Vote, in secret',
      offered: joined,
      read: (rest) =>
        numbered(rest, 'vote 3', (ballot, more) =>
          spoken(more === '' ? Vote({ ballot }) : VoteInWords({ ballot })),
        ),
    },
    {
      words: ['call seat', 'call a seat'],
      usage: 'call seat',
      does: 'Call a seat that people stand for and vote on',
      offered: holdsAnyRole,
      read: bare(CallSeat({})),
    },
  ],
  redraws: [ballotRedraw],
})

/** What is theirs already, and what is called where they hold a role or in whose area they work. */
async function mine({ db, me, actor, at }: MemberTurn) {
  const { workplaces } = await profileOf(db, me.id)
  const places = workplaces.map(({ code }) => code)
  const areas = await reachOf(db, places, londonDay(at), 'above')
  const codes = [
    ...actor.roles.map(({ organisation }) => organisation),
    ...areas.map(({ code }) => code),
  ]
  return ballotsFor(db, me.id, [...new Set(codes)])
}

async function show(turn: MemberTurn, id: number): Promise<Reaction> {
  const { db, me, at } = turn
  const ballot = await findBallot(db, id)
  if (ballot === null) return refuse(NO_BALLOT)
  if (ballot.state === 'draft') {
    const may = await mayCall(db, turn.actor.roles, ballot, at)
    return may.ok ? calling.draft(turn, id) : refuse(NO_BALLOT)
  }
  const view = await viewOf(db, ballot, me.id, at)
  return view.theirs ? [say(ballotCard(view), `ballot:${id}`)] : refuse(NO_BALLOT)
}
