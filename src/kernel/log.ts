import { pino, type Logger } from 'pino'

/** Ids, counts, codes and durations. Never a name, a text, an address or a token. */
type LogFacts = Readonly<Record<string, string | number | boolean | null | undefined>>

export type Log = Readonly<{
  info: (event: string, facts?: LogFacts) => void
  warn: (event: string, facts?: LogFacts) => void
  /** The error's class, code and stack frames are written, its message is not: it may quote what somebody typed. */
  error: (event: string, error: unknown, facts?: LogFacts) => void
}>

/** A place in the code, at the end of a line: a message may hold lines that begin as frames do. */
const FRAME = /^\s+at .*?(?::\d+:\d+|native|<anonymous>)\)?$/

/** Stack frames without the message, which V8 repeats in the first lines. */
function frames({ stack = '', message }: Error): string {
  const at = stack.indexOf(message)
  return (at === -1 ? stack : stack.slice(at + message.length))
    .split('\n')
    .filter((line) => FRAME.test(line))
    .slice(0, 12)
    .join('\n')
}

/** A failure as facts that are safe to keep: PostgreSQL's codes and constraint names are, its details are not. */
export function describeError(error: unknown): Record<string, string> {
  if (!(error instanceof Error)) return { error: typeof error }
  const facts: Record<string, string> = { error: error.name, at: frames(error) }
  for (const key of ['code', 'constraint', 'table', 'column'] as const) {
    const value: unknown = Reflect.get(error, key)
    if (typeof value === 'string') facts[`error_${key}`] = value
  }
  if (error.cause !== undefined) facts['cause'] = describeError(error.cause)['error'] ?? 'unknown'
  return facts
}

export function createLog(level: string): Log {
  const logger: Logger = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime })
  return {
    info: (event, facts = {}) => logger.info({ event, ...facts }),
    warn: (event, facts = {}) => logger.warn({ event, ...facts }),
    error: (event, error, facts = {}) => logger.error({ event, ...facts, ...describeError(error) }),
  }
}

export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} }
