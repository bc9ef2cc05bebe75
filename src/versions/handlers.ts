import { type Capability, type Command, holdsAnyRole, on } from '#src/app/capability.ts'
import { numbered, spoken } from '#src/app/commands.ts'
import { type MemberTurn, redraw } from '#src/app/turn.ts'
import { composing } from '#src/broadcasts/composing.ts'
import { authorityOf } from '#src/broadcasts/audience.ts'
import { findBroadcast } from '#src/broadcasts/store.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import { growEdition } from '#src/delivery/renewal-store.ts'
import { writeAudit } from '#src/people/store.ts'
import { reviewedCard } from './cards.ts'
import { correcting } from './correcting.ts'
import { askToWithdraw, withdraw } from './ending.ts'
import {
  Correct,
  DropCorrection,
  Replace,
  SaveCorrection,
  SendCorrection,
  StillRight,
  SubmitWithdrawal,
  WithdrawMessage,
} from './intents.ts'
import { correctionForm, withdrawForm } from './forms.ts'
import { ownOut, roleOut } from './out.ts'
import { howManyHave } from './store.ts'
import { keepReviewed } from './review-store.ts'

/** Guidance that stays true: correcting, replacing, withdrawing and reviewing what is out. */
export const versions: Capability = {
  topic: 'messages',
  handlers: [
    on(Correct, async (turn, { broadcast }) =>
      ownOut(turn, broadcast, async (found) => correcting.open(turn, found)),
    ),
    on(
      SaveCorrection,
      async (turn, { broadcast }, values) =>
        ownOut(turn, broadcast, async (found) => correcting.save(turn, found, values)),
      async (turn, { broadcast }) => {
        const found = await findBroadcast(turn.db, broadcast)
        return found?.authorId === turn.me.id
          ? correctionForm(found, null, SaveCorrection({ broadcast }))
          : null
      },
    ),
    on(SendCorrection, async (turn, { broadcast, base }) =>
      ownOut(turn, broadcast, async (found) => correcting.send(turn, found, base)),
    ),
    on(DropCorrection, async (turn, { broadcast }) =>
      ownOut(turn, broadcast, async (found) => correcting.drop(turn, found)),
    ),
    on(Replace, async (turn, { broadcast }) =>
      roleOut(turn, broadcast, async (found) => composing.replace(turn, found)),
    ),
    on(WithdrawMessage, async (turn, { broadcast }) =>
      roleOut(turn, broadcast, async (found) => askToWithdraw(turn, found)),
    ),
    on(
      SubmitWithdrawal,
      async (turn, { broadcast }, values) =>
        roleOut(turn, broadcast, async (found) => withdraw(turn, found, values)),
      async (turn, { broadcast }) => {
        const found = await findBroadcast(turn.db, broadcast)
        if (found === null || found.startedAt === null) return null
        const authority = await authorityOf(turn.db, turn.actor.roles, found, turn.at)
        return authority.ok
          ? withdrawForm(
              found,
              await howManyHave(turn.db, broadcast),
              SubmitWithdrawal({ broadcast }),
            )
          : null
      },
    ),
    on(StillRight, async (turn, { broadcast }) => stillRight(turn, broadcast)),
  ],
  commands: [
    about('correct', 'Correct a message that you sent', Correct),
    {
      ...about('replace', 'Write a message that takes the place of an earlier one', Replace),
      words: ['replace', 'supersede'],
    },
    {
      ...about('withdraw message', 'Take back a message that is out, and say why', WithdrawMessage),
      words: ['withdraw message', 'retract'],
    },
    about('still right', 'Say that a message due for review still holds', StillRight),
  ],
  redraws: [],
}

type About = typeof Correct

function about(word: string, does: string, type: About): Command {
  const usage = `${word} 12`
  return {
    words: [word],
    usage,
    does,
    offered: holdsAnyRole,
    read: (rest) => numbered(rest, usage, (broadcast) => spoken(type({ broadcast }))),
  }
}

async function stillRight(turn: MemberTurn, id: number): Promise<Reaction> {
  return ownOut(turn, id, async () => {
    if (await keepReviewed(turn.db, id, turn.at)) await growEdition(turn, id, turn.at)
    await writeAudit(turn.db, turn.at, turn.me.id, 'broadcast.reviewed', `broadcast:${id}`)
    const found = await findBroadcast(turn.db, id)
    return found === null ? [] : [redraw(reviewedCard(found))]
  })
}
