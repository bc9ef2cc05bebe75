import { LogLevel, WebClient } from '@slack/web-api'
import { type FakeSlack, type Options, startFakeSlack } from './fake-slack.ts'

/** A client that asks once and tells what came of it. */
export const plainClient = (slackApiUrl: string, token: string) =>
  new WebClient(token, {
    slackApiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logLevel: LogLevel.ERROR,
  })

/** The error of what must fail; null where it does not. */
export const failureOf = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => null,
    (error: unknown) => error,
  )

/** Workspaces with the app and one person in them, and a way to close them all. */
export function workspaces() {
  const opened: FakeSlack[] = []
  return {
    closeAll: async () => {
      for (const one of opened.splice(0)) await one.close()
    },
    slackWith: async (options: Options = {}) => {
      const slack = await startFakeSlack(options)
      opened.push(slack)
      const team = slack.addWorkspace()
      const install = slack.install(team.id)
      return {
        slack,
        team,
        install,
        amara: slack.addUser(team.id, { name: 'Amara Obi' }),
        client: (token: string = install.token) => plainClient(slack.apiUrl, token),
      }
    },
  }
}
