/** Who may talk to the web host: pure checks on the headers and the token. */
import { createHash, timingSafeEqual } from 'node:crypto'

const allowedHost = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/i

/**
 * Whether a Host header names this machine, on any port (so that `ssh -L` works). Anything else is another site whose name
 * was made to point here.
 */
export function isAllowedHost(host: string | undefined): host is string {
  return host !== undefined && allowedHost.test(host)
}

/** Whether a request comes from the page that this very host and port has served. */
export function isOwnOrigin(origin: string | undefined, host: string): boolean {
  return origin?.toLowerCase() === `http://${host.toLowerCase()}`
}

/** Compares in a time that says nothing of where the two differ, nor of their lengths. */
export function isSameToken(given: unknown, expected: string): boolean {
  if (typeof given !== 'string') return false
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}
