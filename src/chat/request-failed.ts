/** Failures from before a request was written. */
const NEVER_LEFT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  // What holds the connections is only ever closed, which lets what has left come back: this is what comes after that.
  'UND_ERR_CLOSED',
  'UND_ERR_DESTROYED',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])

/** What an error of undici's says of a request: it never left, or it may have been done. `code` is safe to log. */
export function requestFailed(
  error: unknown,
): Readonly<{ is: 'unsent'; code: string }> | Readonly<{ is: 'lost'; code: string }> {
  const code = codeOf(error)
  return NEVER_LEFT.has(code) ? { is: 'unsent', code } : { is: 'lost', code }
}

/** The system's own code; several addresses of one name fail together, under one error without a code. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0])
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined
  return typeof code === 'string' ? code : 'unknown'
}
