import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'

const Posted = z.object({ metadata: z.object({ event_payload: z.object({ id: z.string() }) }) })

/** A way to a fake Slack that keeps every message that comes along, and never answers for it. */
export async function startSilentWire(apiUrl: string) {
  const ids = new Set<string>()
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks)
      const method = request.url?.replace('/api/', '') ?? ''
      const message =
        method === 'chat.postMessage' ? Posted.safeParse(JSON.parse(body.toString())) : null
      if (message?.success === true) {
        ids.add(message.data.metadata.event_payload.id)
        return
      }
      const headers = {
        'content-type': request.headers['content-type'] ?? '',
        authorization: request.headers.authorization ?? '',
      }
      fetch(`${apiUrl}${method}`, { method: 'POST', body, headers })
        .then(async (answer) => {
          response.writeHead(answer.status, { 'content-type': 'application/json' })
          response.end(await answer.text())
        })
        .catch(() => response.destroy())
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`,
    /** The deliveries whose messages came along. */
    ids: (): ReadonlySet<string> => ids,
    stop: (): void => {
      server.closeAllConnections()
      server.close()
    },
  }
}
