import { type FakeSlack, type Options, startFakeSlack } from './fake-slack/fake-slack.ts'

/** The fake Slack pads its ids with a digit, so that they repeat before this many: a thousand conversations need more. */
const USED_UP = 36 ** 3

/** A fake Slack whose ids are each given once however many people there are. */
export async function startLargeSlack(options: Options = {}): Promise<FakeSlack> {
  const slack = await startFakeSlack(options)
  for (let made = 0; made < USED_UP; made += 1) slack.addEnterprise()
  return slack
}
