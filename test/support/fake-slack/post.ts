import { request } from 'node:http'

export type Posted = Readonly<{ status: number; text: string; noRetry: boolean }>

/** One POST on a connection of its own, so that the app can stop without waiting for ours to go idle. */
export const post = (
  url: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  withinMs: number,
): Promise<Posted> =>
  new Promise((resolve, reject) => {
    const asking = request(
      url,
      {
        method: 'POST',
        agent: false,
        headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
        signal: AbortSignal.timeout(withinMs),
      },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            text: Buffer.concat(chunks).toString(),
            noRetry: response.headers['x-slack-no-retry'] === '1',
          }),
        )
      },
    )
    asking.on('error', reject)
    asking.end(body)
  })
