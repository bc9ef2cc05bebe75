import { z } from 'zod'
import { anybody, bare, type Capability, joined, on, onAnybody } from '#src/app/capability.ts'
import { spoken } from '#src/app/commands.ts'
import { ask, type MemberTurn, redraw, refuse, say, type Turn } from '#src/app/turn.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import { type FormValues, withErrors } from '#src/chat/form.ts'
import { line, readForm } from '#src/chat/read-form.ts'
import { UNLINKED } from '#src/delivery/notice-claim-store.ts'
import { notify } from '#src/delivery/notice-store.ts'
import { type Refusal, refused } from '#src/kernel/refusal.ts'
import { writeAudit } from '../store.ts'
import {
  accountsCard,
  codeCard,
  codeForm,
  linkedCard,
  nowLinkedCard,
  unlinkedCard,
} from './cards.ts'
import { codeFrom, hashOf, isSameHash } from './code.ts'
import { Accounts, EnterCode, Link, Prefer, SubmitCode, Unlink } from './intents.ts'
import {
  accountNamed,
  CODE_LIVES_MS,
  decideLink,
  decidePrefer,
  decideTry,
  decideUnlink,
  type LinkedAccount,
  readCode,
} from './rules.ts'
import {
  addWrongTry,
  attachAccount,
  detachAccount,
  holdAccounts,
  moveWaiting,
  openCodes,
  preferAccount,
  saveCode,
  takeCode,
  wrongTries,
} from './store.ts'

const CodeForm = z.object({ code: line('Your code', 200) })

const NO_CODE: Refusal = {
  happened: 'That cannot be a code',
  next: 'A code has 8 letters and figures. Type link where you have joined, and copy it from there.',
}
const WRONG: Refusal = {
  happened: 'That code is wrong, used, or out of date',
  next: 'Type link where you have joined. I give you a new one there, for 10 minutes.',
}
const TAKEN: Refusal = {
  happened: 'This account has joined meanwhile',
  next: 'Type accounts to see what it belongs to.',
}

/** One person with accounts on several platforms. `secret` makes the codes and their hashes. */
export function createAccounts({ secret }: Readonly<{ secret: string }>): Capability {
  async function giveCode(turn: MemberTurn): Promise<Reaction> {
    const code = codeFrom(secret, turn.newId())
    const until = new Date(turn.at.getTime() + CODE_LIVES_MS)
    await saveCode(turn.db, turn.me.id, hashOf(secret, code), until)
    await writeAudit(turn.db, turn.at, turn.me.id, 'account.code-made', `person:${turn.me.id}`)
    return [say(codeCard(code, until))]
  }

  async function useCode(turn: Turn, code: string): Promise<Reaction> {
    const { db, at, actor } = turn
    const decided = decideTry(await wrongTries(db, actor.identity), at)
    if (!decided.ok) return refuse(decided.refusal)
    const hash = hashOf(secret, code)
    const open = (await openCodes(db, at)).filter((one) => isSameHash(one.hash, hash))
    const [owner] = open
    if (owner === undefined) {
      await addWrongTry(db, actor.identity, at)
      await writeAudit(db, at, actor.person?.id ?? null, 'account.code-wrong', 'account:-')
      return wrong(turn, WRONG)
    }
    const accounts = await holdAccounts(db, owner.personId)
    const may = decideLink(actor.person, { id: owner.personId }, accounts)
    if (!may.ok) return refuse(may.refusal)
    if (!(await takeCode(db, owner))) return wrong(turn, WRONG)
    const id = await attachAccount(db, owner.personId, actor, at, turn.newId())
    if (id === null) return refuse(TAKEN)
    const account = (await holdAccounts(db, owner.personId)).find((one) => one.id === id)
    if (account === undefined) throw new Error('An account that was just linked is not there')
    await writeAudit(db, at, owner.personId, 'account.linked', `account:${id}`)
    await notify(turn, owner.personId, 'linked', nowLinkedCard(account))
    return [say(linkedCard(owner.name, id))]
  }

  return {
    topic: 'account',
    handlers: [
      onAnybody(Link, async (turn) =>
        turn.actor.person === null
          ? [ask(codeForm())]
          : giveCode({ ...turn, me: turn.actor.person }),
      ),
      onAnybody(EnterCode, async () => [ask(codeForm())]),
      onAnybody(
        SubmitCode,
        async (turn, _, values) => {
          const read = readForm(CodeForm, values)
          if (!read.ok && !turn.typed) return [ask(withErrors(codeForm(), values, read.errors))]
          const code = read.ok ? readCode(read.value.code) : null
          return code === null ? wrong(turn, NO_CODE, values) : useCode(turn, code)
        },
        async () => codeForm(),
      ),
      on(Accounts, async (turn) => [say(accountsCard(await holdAccounts(turn.db, turn.me.id)))]),
      on(Prefer, async (turn, { account }) => mine(turn, account, prefer)),
      on(Unlink, async (turn, { account }) => mine(turn, account, unlink)),
    ],
    commands: [
      {
        words: ['link'],
        usage: 'link',
        does: 'Use Slack, Teams and others as one person',
        offered: anybody,
        read: (rest) => (rest === '' ? spoken(Link({})) : spoken(SubmitCode({}), { code: rest })),
      },
      {
        words: ['accounts', 'my accounts'],
        usage: 'accounts',
        does: 'See your linked accounts, and where messages come',
        offered: joined,
        read: bare(Accounts({})),
      },
      {
        words: ['prefer'],
        usage: 'prefer slack',
        does: 'Choose where messages come to you',
        offered: joined,
        read: (rest) => oneAccount(rest, 'prefer slack', (account) => Prefer({ account })),
      },
      {
        words: ['unlink'],
        usage: 'unlink slack',
        does: 'Take one of your accounts away from you',
        offered: joined,
        read: (rest) => oneAccount(rest, 'unlink slack', (account) => Unlink({ account })),
      },
    ],
    redraws: [],
  }
}

/** In the form where one is open. */
const wrong = (turn: Turn, refusal: Refusal, values: FormValues = {}): Reaction =>
  turn.typed
    ? refuse(refusal)
    : [ask(withErrors(codeForm(), values, { code: `${refusal.happened}. ${refusal.next}` }))]

const oneAccount = (
  rest: string,
  usage: string,
  then: (account: string) => Parameters<typeof spoken>[0],
) =>
  rest === '' || rest.length > 40
    ? refused('That command needs an account', `Type it as: ${usage}, or type accounts.`)
    : spoken(then(rest))

type Held = Readonly<{ accounts: readonly LinkedAccount[]; account: LinkedAccount }>

async function mine(
  turn: MemberTurn,
  named: string,
  then: (turn: MemberTurn, held: Held) => Promise<Reaction>,
): Promise<Reaction> {
  const accounts = await holdAccounts(turn.db, turn.me.id)
  const found = accountNamed(accounts, named)
  return found.ok ? then(turn, { accounts, account: found.value }) : refuse(found.refusal)
}

async function prefer(turn: MemberTurn, { accounts, account }: Held): Promise<Reaction> {
  const decided = decidePrefer(account)
  if (!decided.ok) return refuse(decided.refusal)
  await preferAccount(turn.db, turn.me.id, account.id)
  for (const other of accounts)
    if (other.id !== account.id) await moveWaiting(turn.db, turn.me.id, other.id)
  await writeAudit(turn.db, turn.at, turn.me.id, 'account.preferred', `account:${account.id}`)
  return [redraw(accountsCard(await holdAccounts(turn.db, turn.me.id)))]
}

async function unlink(turn: MemberTurn, { accounts, account }: Held): Promise<Reaction> {
  const decided = decideUnlink(accounts, account)
  if (!decided.ok) return refuse(decided.refusal)
  await detachAccount(turn.db, account.id)
  await moveWaiting(turn.db, turn.me.id, account.id)
  await writeAudit(turn.db, turn.at, turn.me.id, 'account.unlinked', `account:${account.id}`)
  const { platform, tenant, user } = turn.actor.identity
  const itself = account.platform === platform && account.tenant === tenant && account.user === user
  if (!itself && account.goneAt === null)
    await notify(turn, turn.me.id, UNLINKED, unlinkedCard(account, true), account.id)
  return [redraw(unlinkedCard(account, itself))]
}
