import { createServer, type Server } from 'node:http'

/** Opens a server on this machine only. */
export async function listening(http: Server, port: number) {
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject)
    http.listen(port, '127.0.0.1', resolve)
  })
  const address = http.address()
  if (address === null || typeof address === 'string') throw new Error('No port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
  }
}

/** A port that nobody was using a moment ago. */
export async function freePort(): Promise<number> {
  const { url, close } = await listening(createServer(), 0)
  await close()
  return Number(new URL(url).port)
}
