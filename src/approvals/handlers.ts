import { bare, type Capability, type Command, holdsAnyRole, on } from '#src/app/capability.ts'
import { say } from '#src/app/turn.ts'
import { answering } from './answering.ts'
import { approvalsCard } from './cards.ts'
import { returnForm } from './forms.ts'
import { Approvals, Approve, ReadRequest, Recall, Return, SubmitReturn } from './intents.ts'
import { requestRedraw } from './redrawing.ts'
import { standingInHandlers, STAND_IN } from './stand-ins.ts'
import { approversOf, findApproval, waitingFor } from './store.ts'

const APPROVALS: Command = {
  words: ['approvals', 'approve'],
  usage: 'approvals',
  does: 'See what waits for your approval',
  offered: holdsAnyRole,
  read: bare(Approvals({})),
}

/** The second person: asked, answering, standing in. */
export const approvals: Capability = {
  topic: 'messages',
  handlers: [
    on(Approvals, async (turn) => [say(approvalsCard(await waitingFor(turn.db, turn.me.id)))]),
    on(ReadRequest, async (turn, { approval }) => answering.read(turn, approval)),
    on(Approve, async (turn, { approval }) => answering.approve(turn, approval)),
    on(Return, async (turn, { approval }) => answering.askWhy(turn, approval)),
    on(
      SubmitReturn,
      async (turn, { approval }, values) => answering.giveBack(turn, approval, values),
      async (turn, { approval }) => {
        const found = await findApproval(turn.db, approval)
        const asked = (await approversOf(turn.db, approval)).some(({ id }) => id === turn.me.id)
        return found?.state === 'asked' && asked ? returnForm(found) : null
      },
    ),
    on(Recall, async (turn, { approval }) => answering.recall(turn, approval)),
    ...standingInHandlers,
  ],
  commands: [APPROVALS, STAND_IN],
  redraws: [requestRedraw],
}
