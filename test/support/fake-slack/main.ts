import { parseArgs } from 'node:util'
import { startFakeSlack } from './fake-slack.ts'
import { SLACK_WAITS_MS } from './far-end.ts'

/** A process of its own, driven by POST to /__control/…: node test/support/fake-slack/main.ts --port 4100 */
const { values } = parseArgs({ options: { port: { type: 'string', default: '0' } } })
const slack = await startFakeSlack({ port: Number(values.port), answerWithinMs: SLACK_WAITS_MS })
console.log(JSON.stringify({ url: slack.url }))
