import { type Capability, holdsAnyRole, joined, on } from '#src/app/capability.ts'
import { numbered, spoken } from '#src/app/commands.ts'
import { refused } from '#src/kernel/refusal.ts'
import { interestForm, turnDownForm } from './cards.ts'
import { closing } from './closing.ts'
import { deciding } from './deciding.ts'
import { extending } from './extending.ts'
import { interest } from './interest.ts'
import {
  AcceptOffer,
  CloseOpportunity,
  Decide,
  ExtendOpportunity,
  Interested,
  ListInterest,
  ShowApplicant,
  SubmitClosing,
  SubmitDecision,
  SubmitExtension,
  SubmitInterest,
  SubmitTurnDown,
  TurnDown,
  Withdraw,
} from './intents.ts'
import { offers } from './offers.ts'
import { officerOf } from './officers.ts'

export const opportunities: Capability = {
  topic: 'opportunities',
  handlers: [
    on(Interested, async (turn, { broadcast }) => interest.open(turn, broadcast)),
    on(
      SubmitInterest,
      async (turn, { broadcast }, values) => interest.submit(turn, broadcast, values),
      async (turn, { broadcast }) => {
        const found = await interest.mayBe(turn, broadcast)
        return found.ok ? interestForm(found.value, null, SubmitInterest({ broadcast })) : null
      },
    ),
    on(Withdraw, async (turn, { broadcast }) => interest.withdraw(turn, broadcast)),
    on(AcceptOffer, async (turn, { broadcast }) => offers.accept(turn, broadcast)),
    on(TurnDown, async (turn, { broadcast }) => offers.askToTurnDown(turn, broadcast)),
    on(
      SubmitTurnDown,
      async (turn, { broadcast }, values) => offers.turnDown(turn, broadcast, values),
      async (turn, { broadcast }) => {
        const found = await offers.offered(turn, broadcast)
        return found.ok ? turnDownForm(found.value, SubmitTurnDown({ broadcast })) : null
      },
    ),
    on(ListInterest, async (turn, { broadcast, page }) =>
      officerOf(turn, broadcast, async (found) => deciding.list(turn, found, page)),
    ),
    on(ShowApplicant, async (turn, { broadcast, applicant }) =>
      officerOf(turn, broadcast, async (found) => deciding.show(turn, found, applicant)),
    ),
    on(Decide, async (turn, wanted) =>
      officerOf(turn, wanted.broadcast, async (found) => deciding.ask(turn, found, wanted)),
    ),
    on(
      SubmitDecision,
      async (turn, wanted, values) =>
        officerOf(turn, wanted.broadcast, async (found) =>
          deciding.decide(turn, found, wanted, values),
        ),
      async (turn, wanted) => deciding.again(turn, wanted),
    ),
    on(ExtendOpportunity, async (turn, { broadcast }) =>
      officerOf(turn, broadcast, async (found) => extending.ask(turn, found)),
    ),
    on(
      SubmitExtension,
      async (turn, { broadcast }, values) =>
        officerOf(turn, broadcast, async (found) => extending.extend(turn, found, values)),
      async (turn, { broadcast }) => extending.again(turn, broadcast),
    ),
    on(CloseOpportunity, async (turn, { broadcast }) =>
      officerOf(turn, broadcast, async (found) => closing.ask(turn, found)),
    ),
    on(
      SubmitClosing,
      async (turn, { broadcast }, values) =>
        officerOf(turn, broadcast, async (found) => closing.close(turn, found, values)),
      async (turn, { broadcast }) => closing.again(turn, broadcast),
    ),
  ],
  commands: [
    {
      words: ['interested', 'i am interested in'],
      usage: 'interested 12',
      does: 'Say that you are interested in an opportunity, how and when',
      offered: joined,
      read: (rest) =>
        numbered(rest, 'interested 12', (broadcast, how) =>
          how === ''
            ? spoken(Interested({ broadcast }))
            : spoken(SubmitInterest({ broadcast }), { how }),
        ),
    },
    {
      words: ['withdraw'],
      usage: 'withdraw 12',
      does: 'Take back your interest',
      offered: joined,
      read: (rest) => numbered(rest, 'withdraw 12', (broadcast) => spoken(Withdraw({ broadcast }))),
    },
    {
      words: ['accept offer', 'accept'],
      usage: 'accept offer 12',
      does: 'Accept what was offered to you',
      offered: joined,
      read: (rest) =>
        numbered(rest, 'accept offer 12', (broadcast) => spoken(AcceptOffer({ broadcast }))),
    },
    {
      words: ['turn down'],
      usage: 'turn down 12',
      does: 'Turn down what was offered to you',
      offered: joined,
      read: (rest) =>
        numbered(rest, 'turn down 12', (broadcast, reason) =>
          reason === ''
            ? spoken(TurnDown({ broadcast }))
            : spoken(SubmitTurnDown({ broadcast }), { reason }),
        ),
    },
    {
      words: ['interest', 'applicants'],
      usage: 'interest 12',
      does: 'See who is interested in an opportunity that you run',
      offered: holdsAnyRole,
      read: (rest) =>
        numbered(rest, 'interest 12', (broadcast, page) =>
          spoken(
            ListInterest({ broadcast, page: Math.max(0, (Number.parseInt(page, 10) || 1) - 1) }),
          ),
        ),
    },
    {
      words: ['applicant'],
      usage: 'applicant 12 3',
      does: 'See one applicant: shortlist, offer or decline',
      offered: holdsAnyRole,
      read: (rest) =>
        numbered(rest, 'applicant 12 3', (broadcast, number) =>
          /^\d{1,6}$/.test(number) && Number(number) > 0
            ? spoken(ShowApplicant({ broadcast, applicant: Number(number) }))
            : refused(
                'That command needs two numbers',
                `Type it as: applicant ${broadcast} 3. The second is the number of the applicant on the list.`,
              ),
        ),
    },
    {
      words: ['extend'],
      usage: 'extend 12',
      does: 'Give an opportunity a later closing date',
      offered: holdsAnyRole,
      read: (rest) =>
        numbered(rest, 'extend 12', (broadcast) => spoken(ExtendOpportunity({ broadcast }))),
    },
    {
      words: ['close opportunity', 'close'],
      usage: 'close opportunity 12',
      does: 'Say that an opportunity is filled, or is not',
      offered: holdsAnyRole,
      read: (rest) =>
        numbered(rest, 'close opportunity 12', (broadcast) =>
          spoken(CloseOpportunity({ broadcast })),
        ),
    },
  ],
  redraws: [],
}
