import { startFakeSlack } from './fake-slack/fake-slack.ts'
import { SLACK_WAITS_MS } from './fake-slack/far-end.ts'

/** A process of its own, driven by POST to /__control/…: node test/support/slack-far-end-main.ts <seed> */
const slack = await startFakeSlack({
  seed: Number(process.argv[2] ?? 1),
  answerWithinMs: SLACK_WAITS_MS,
})
console.log(JSON.stringify({ url: slack.url }))
