import { parseArgs } from 'node:util'
import { startFakeTeams } from './fake-teams.ts'
import { TEAMS_WAITS_MS } from './far-end.ts'

/** A process of its own, driven by POST to /__control/…: node test/support/fake-teams/main.ts --port 4200 --seed 1 */
const { values } = parseArgs({
  options: { port: { type: 'string', default: '0' }, seed: { type: 'string', default: '1' } },
})
const teams = await startFakeTeams({
  port: Number(values.port),
  seed: Number(values.seed),
  answerWithinMs: TEAMS_WAITS_MS,
})
console.log(
  JSON.stringify({
    url: teams.url,
    openIdUrl: teams.openIdUrl,
    tokenUrl: teams.tokenUrl,
    app: teams.app,
  }),
)
