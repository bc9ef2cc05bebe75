import { type Handler, on } from '#src/app/capability.ts'
import { ask, type MemberTurn, refuse, say } from '#src/app/turn.ts'
import { findBroadcast } from '#src/broadcasts/store.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import { type FormValues, withErrors } from '#src/chat/form.ts'
import { notify, notifyAll } from '#src/delivery/notice-store.ts'
import { growEdition } from '#src/delivery/renewal-store.ts'
import { noticeAt } from '#src/subscriptions/rules.ts'
import { writeAudit } from '#src/people/store.ts'
import { SENDER_LEFT } from '#src/responses/respond.ts'
import { followMeeting } from './attending.ts'
import {
  addPapers,
  addProposal,
  declarationOf,
  decideProposalRow,
  findProposal,
  proposalsFor,
  saveDeclaration,
} from './bring-store.ts'
import {
  declarationSavedCard,
  papersAddedCard,
  proposalCard,
  proposalDecidedCard,
  proposalsCard,
  proposalSentCard,
} from './cards/bring-cards.ts'
import {
  declarationForm,
  agendaDecisionForm,
  papersForm,
  proposalForm,
} from './forms/bring-forms.ts'
import type { Proposal } from './rules/brought.ts'
import { type Meeting, meeting, running } from './found.ts'
import {
  AddPapers,
  Declare,
  DecideProposal,
  Proposals,
  Propose,
  SaveDeclaration,
  SavePapers,
  SubmitDecision,
  SubmitProposal,
} from './intents.ts'
import { papersOf } from './paper-store.ts'
import { readDecision, readDeclaration, readPapers, readProposal } from './rules/bringing.ts'
import { decideNotCancelled, decideRsvp, isNotice, type Notice } from './rules/rsvp.ts'
import { coming } from './coming-store.ts'

/** What people bring to a meeting: papers, items and questions, and interests that they declare. */
export const bringing: readonly Handler[] = [
  on(AddPapers, async (turn, { broadcast }) =>
    running(turn, broadcast, async (notice) => [
      ask(papersForm(notice, SavePapers({ broadcast }))),
    ]),
  ),
  on(
    SavePapers,
    async (turn, { broadcast }, values) =>
      running(turn, broadcast, async (notice) => savePapers(turn, notice, values)),
    async (turn, { broadcast }) => {
      const found = await findBroadcast(turn.db, broadcast)
      return found !== null && isNotice(found) ? papersForm(found, SavePapers({ broadcast })) : null
    },
  ),
  on(Propose, async (turn, { broadcast }) =>
    meeting(turn, broadcast, async ({ notice }) => {
      const decided = decideRsvp(notice, turn.at)
      return decided.ok
        ? [ask(proposalForm(notice, SubmitProposal({ broadcast })))]
        : refuse(decided.refusal)
    }),
  ),
  on(
    SubmitProposal,
    async (turn, { broadcast }, values) =>
      meeting(turn, broadcast, async (found) => propose(turn, found, values)),
    async (turn, { broadcast }) => {
      const found = await findBroadcast(turn.db, broadcast)
      return found !== null && isNotice(found)
        ? proposalForm(found, SubmitProposal({ broadcast }))
        : null
    },
  ),
  on(Proposals, async (turn, { broadcast }) =>
    running(turn, broadcast, async (notice) => [
      say(proposalsCard(notice, await proposalsFor(turn.db, broadcast))),
    ]),
  ),
  on(DecideProposal, async (turn, { proposal, as }) =>
    openProposal(turn, proposal, async (one) => [
      ask(agendaDecisionForm(one, as, SubmitDecision({ proposal, as }))),
    ]),
  ),
  on(
    SubmitDecision,
    async (turn, { proposal, as }, values) =>
      openProposal(turn, proposal, async (one, notice) => decide(turn, one, notice, as, values)),
    async (turn, { proposal, as }) => {
      const one = await findProposal(turn.db, proposal)
      return one === null ? null : agendaDecisionForm(one, as, SubmitDecision({ proposal, as }))
    },
  ),
  on(Declare, async (turn, { broadcast }) =>
    meeting(turn, broadcast, async ({ notice }) => {
      const words = await declarationOf(turn.db, broadcast, turn.me.id)
      return [ask(declarationForm(notice, words, SaveDeclaration({ broadcast })))]
    }),
  ),
  on(
    SaveDeclaration,
    async (turn, { broadcast }, values) =>
      meeting(turn, broadcast, async ({ notice }) => declare(turn, notice, values)),
    async (turn, { broadcast }) => {
      const found = await findBroadcast(turn.db, broadcast)
      return found !== null && isNotice(found)
        ? declarationForm(found, null, SaveDeclaration({ broadcast }))
        : null
    },
  ),
]

async function savePapers(turn: MemberTurn, notice: Notice, values: FormValues): Promise<Reaction> {
  const { db, me, at } = turn
  const { id } = notice
  const held = decideNotCancelled(notice)
  if (!held.ok) return refuse(held.refusal)
  const read = readPapers(values)
  if (!read.ok)
    return [ask(withErrors(papersForm(notice, SavePapers({ broadcast: id })), values, read.errors))]
  await addPapers(db, id, read.value, me.id, at)
  await writeAudit(db, at, me.id, 'meeting.papers-added', `broadcast:${id}`)
  // The calendar's SEQUENCE is the edition; the copies themselves say nothing of papers.
  await growEdition(turn, id, at, false)
  await followMeeting(turn, id)
  const papers = await papersOf(db, id)
  const card = papersAddedCard(notice, papers)
  const people = (await coming(db, notice)).filter(({ personId }) => personId !== me.id)
  await notifyAll(
    turn,
    people.map((one) => ({
      personId: one.personId,
      dueAt: noticeAt(one, notice.urgency, at),
    })),
    `papers:${id}`,
    card,
  )
  return [say(card)]
}

async function propose(
  turn: MemberTurn,
  { notice }: Meeting,
  values: FormValues,
): Promise<Reaction> {
  const { db, me, at } = turn
  const { id } = notice
  const decided = decideRsvp(notice, at)
  if (!decided.ok) return refuse(decided.refusal)
  if (notice.authorLeft) return refuse(SENDER_LEFT)
  const read = readProposal(values)
  if (!read.ok)
    return [
      ask(withErrors(proposalForm(notice, SubmitProposal({ broadcast: id })), values, read.errors)),
    ]
  const row = { broadcastId: id, personId: me.id, ...read.value, at }
  const one = await findProposal(db, await addProposal(db, row))
  if (one === null) throw new Error('A proposal that was just written is not there')
  await writeAudit(db, at, me.id, 'agenda.proposed', `proposal:${one.id}`)
  await notify(turn, notice.authorId, `proposal:${one.id}`, proposalCard(notice, one))
  return [say(proposalSentCard(notice))]
}

const NOT_THERE = {
  happened: 'There is nothing with that number that you could decide on',
  next: 'Open the meeting with meetings, and look at what was put forward.',
}
const DECIDED = {
  happened: 'That has been decided already',
  next: 'Whoever put it forward has been told. Write to them if it has to be another.',
}

/** Something that is not decided yet, for whoever runs its meeting at this moment. */
async function openProposal(
  turn: MemberTurn,
  id: number,
  then: (one: Proposal, notice: Notice) => Promise<Reaction>,
): Promise<Reaction> {
  const one = await findProposal(turn.db, id)
  if (one === null) return refuse(NOT_THERE)
  return running(turn, one.broadcastId, async (notice) =>
    one.state === 'open' ? then(one, notice) : refuse(DECIDED),
  )
}

async function decide(
  turn: MemberTurn,
  one: Proposal,
  notice: Notice,
  as: 'accepted' | 'declined',
  values: FormValues,
): Promise<Reaction> {
  const { db, me, at } = turn
  const read = readDecision(as, values)
  if (!read.ok) {
    const form = agendaDecisionForm(one, as, SubmitDecision({ proposal: one.id, as }))
    return [ask(withErrors(form, values, read.errors))]
  }
  const { reason } = read.value
  if (!(await decideProposalRow(db, one.id, as, reason, me.id, at))) return refuse(DECIDED)
  await writeAudit(db, at, me.id, `agenda.${as}`, `proposal:${one.id}`)
  const told = proposalDecidedCard(notice, { ...one, state: as, reason })
  await notify(turn, one.personId, `proposal-decided:${one.id}`, told)
  await followMeeting(turn, notice.id)
  return [say(proposalsCard(notice, await proposalsFor(db, notice.id)))]
}

async function declare(turn: MemberTurn, notice: Notice, values: FormValues): Promise<Reaction> {
  const { db, me, at } = turn
  const read = readDeclaration(values)
  if (!read.ok) {
    const form = declarationForm(notice, null, SaveDeclaration({ broadcast: notice.id }))
    return [ask(withErrors(form, values, read.errors))]
  }
  await saveDeclaration(db, notice.id, me.id, read.value.words, at)
  await writeAudit(db, at, me.id, 'interest.declared', `broadcast:${notice.id}`)
  return [say(declarationSavedCard(notice, read.value.words))]
}
