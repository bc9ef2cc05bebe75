import { isValidSlackRequest } from '@slack/bolt'

export type SignedRequest = Readonly<{
  body: string
  signature: string | undefined
  timestamp: string | undefined
}>

/**
 * Whether Slack sent this, and within five minutes. The only file that uses Slack's SDK: bolt's receivers answer 200
 * when the database is down and so lose the event, and its client sends again by itself.
 */
export function isFromSlack(
  { body, signature, timestamp }: SignedRequest,
  signingSecret: string,
  now: Date,
): boolean {
  const seconds = Number(timestamp)
  if (signature === undefined || !Number.isSafeInteger(seconds)) return false
  // bolt refuses what is old; what claims to come from the future could be kept and replayed.
  if (seconds * 1000 - now.getTime() > 5 * 60_000) return false
  return isValidSlackRequest({
    signingSecret,
    body,
    headers: { 'x-slack-signature': signature, 'x-slack-request-timestamp': seconds },
    nowMilliseconds: now.getTime(),
  })
}
