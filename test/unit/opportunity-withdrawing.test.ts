import { expect, test } from 'vitest'
import type { Message } from '#src/chat/message.ts'
import { whichWithdrawalCard } from '#src/opportunities/cards.ts'
import { whatToWithdraw } from '#src/opportunities/withdraw-rules.ts'
import { aBroadcast, contentOf } from './a-broadcast.ts'

/** Who types or presses it: whether they sent it, hold a role for it, are interested, typed it. */
test.each([
  ['its sender, typed', [true, true, false, true], 'message'],
  ['its sender, who has lost the role', [true, false, false, true], 'message'],
  ['an applicant, typed', [false, false, true, true], 'interest'],
  ['an applicant, with the button', [false, false, true, false], 'interest'],
  ['an applicant who holds a role there, with the button', [false, true, true, false], 'interest'],
  ['an applicant who holds a role there, typed', [false, true, true, true], 'ask'],
  ['a colleague of the sender, typed', [false, true, false, true], 'only-message'],
  [
    'a colleague whose interest is taken back, on an old card',
    [false, true, false, false],
    'only-message',
  ],
  ['anybody else', [false, false, false, true], 'nothing'],
] as const)(
  'withdraw 12 of %s',
  (_, [isMine, mayWithdrawMessage, isInterested, isTyped], meant) => {
    expect(whatToWithdraw({ isMine, mayWithdrawMessage, isInterested, isTyped })).toBe(meant)
  },
)

const labels = ({ actions }: Message) =>
  actions.map((action) => ('label' in action ? action.label : ''))

test('says which of the two it can be, that nothing has happened, and how each is done', () => {
  const opportunity = aBroadcast({ id: 12, content: contentOf('opportunity') })
  const both = whichWithdrawalCard(opportunity, true)
  expect(labels(both)).toEqual(['Withdraw my interest', 'Withdraw the message'])
  const one = whichWithdrawalCard(opportunity, false)
  expect(one.title).toBe('You have no interest in 12 to withdraw')
  expect(labels(one)).toEqual(['Withdraw the message'])
  for (const card of [both, one]) {
    expect(JSON.stringify(card)).toContain('Nothing has been withdrawn')
    expect(JSON.stringify(card)).toContain('withdraw message 12')
  }
})
