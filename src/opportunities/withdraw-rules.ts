/** What "withdraw 12" can be about. */
type Meant =
  /** The message itself, which its sender takes back. */
  | 'message'
  /** One's own interest in it. */
  | 'interest'
  /** Either: they are asked. */
  | 'ask'
  /** They have no interest in it. They may take the message back, and are asked whether they mean that. */
  | 'only-message'
  | 'nothing'

/**
 * What somebody means who withdraws a number. Whoever sent it means the message: nobody is interested in their own. The
 * button stands beside one's interest and means that; typed, it may mean either of somebody who may do both.
 */
export function whatToWithdraw({
  isMine,
  mayWithdrawMessage,
  isInterested,
  isTyped,
}: Readonly<{
  /** They sent it, and it is out. */
  isMine: boolean
  /** They hold a role by which they may take the message back. */
  mayWithdrawMessage: boolean
  isInterested: boolean
  isTyped: boolean
}>): Meant {
  if (isMine) return 'message'
  if (isInterested) return isTyped && mayWithdrawMessage ? 'ask' : 'interest'
  return mayWithdrawMessage ? 'only-message' : 'nothing'
}
