import { serve, type ServerType } from '@hono/node-server'

export type Fetch = (request: Request, env: unknown) => Response | Promise<Response>

/** The port that this process listens on, taken before anything else is touched. */
export type Door = Readonly<{
  port: number
  /** From now on requests are answered by this; until then they are asked to come again. */
  open: (fetch: Fetch) => void
  /** Lets in nobody new, and waits up to `ms` for those who are still being answered. */
  close: (ms: number) => Promise<void>
}>

export class PortNotOurs extends Error {
  override name = 'PortNotOurs' as const
  constructor(port: number, code: string) {
    super(
      code === 'EADDRINUSE'
        ? `Port ${port} is in use by another program. Nothing was changed. Stop it, or choose another: PORT=${port === 3001 ? 3002 : 3001} npm start`
        : `The server could not listen on port ${port} (${code}). Nothing was changed. Choose another: PORT=3001 npm start`,
    )
  }
}

const starting: Fetch = () =>
  new Response('Cascade is starting. Try again in a moment.\n', {
    status: 503,
    headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Retry-After': '2' },
  })

/** On this machine alone: the local chat lets whoever reaches it act as anybody. */
export async function takePort(port: number): Promise<Door> {
  let answer = starting
  const taken = Promise.withResolvers<number>()
  const server: ServerType = serve(
    { fetch: (request, env) => answer(request, env), port, hostname: '127.0.0.1' },
    (address) => taken.resolve(address.port),
  )
  server.on('error', (error: NodeJS.ErrnoException) =>
    taken.reject(new PortNotOurs(port, error.code ?? error.name)),
  )
  return {
    port: await taken.promise,
    open: (fetch) => {
      answer = fetch
    },
    close: async (ms) => {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve())
      })
      if ('closeIdleConnections' in server) server.closeIdleConnections()
      await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, ms))])
    },
  }
}
