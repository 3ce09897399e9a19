/**
 * The built renderer as answers to requests for paths, and the policy it is served under: the same in a browser tab and in
 * the window.
 */
import { readFile, realpath } from 'node:fs/promises'
import { dirname, extname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What the policy has to know of the server of somebody who works on the renderer. */
type Connected = { readonly connect: readonly string[] }

/**
 * Where electron-vite puts the renderer.
 * @param entryUrl `import.meta.url` of the running entry (out/main/NAME.js), as this module may lie in a shared chunk
 */
export const rendererDirectory = (entryUrl: string): string => join(dirname(fileURLToPath(entryUrl)), '..', 'renderer')

/**
 * Everything is denied but the page's own files and its one connection. Svelte sets styles through the CSSOM, which the
 * policy does not concern, so that no inline style is needed.
 * @param connect sources for `connect-src`; none in the window, which talks over IPC
 * @param devServer while somebody works on the renderer: Vite puts style sheets into the page as elements, and tells it of updates
 */
export function contentSecurityPolicy(connect: readonly string[] = [], devServer: Connected | null = null): string {
  const sources = [...connect, ...(devServer?.connect ?? [])]
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self'${devServer === null ? '' : " 'unsafe-inline'"}`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src ${sources.length === 0 ? "'none'" : sources.join(' ')}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
}

/** The headers of every answer. */
export function securityHeaders(
  connect: readonly string[] = [],
  devServer: Connected | null = null,
): Record<string, string> {
  return {
    'content-security-policy': contentSecurityPolicy(connect, devServer),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'x-frame-options': 'DENY',
  }
}

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.wasm': 'application/wasm',
}

export type RendererFile = {
  readonly body: Buffer
  readonly mediaType: string
  /** Built files carry their hash in their name; the page itself must always be the current one. */
  readonly cacheControl: string
}

/**
 * Reads one file of the renderer.
 * @param pathname the path of a URL, still percent-encoded
 * @returns null for whatever is not a file inside `root`, symbolic links out of it included
 */
export async function readRendererFile(root: string, pathname: string): Promise<RendererFile | null> {
  const path = decodePath(pathname)
  if (path === null) return null
  const relative = path === '/' ? '/index.html' : path
  const mediaType = mediaTypes[extname(relative)]
  if (mediaType === undefined) return null
  try {
    const realRoot = await realpath(root)
    const real = await realpath(join(realRoot, relative))
    if (!real.startsWith(realRoot + sep)) return null
    return {
      body: await readFile(real),
      mediaType,
      cacheControl: relative.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-store',
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR' || code === 'ELOOP' || code === 'ENAMETOOLONG') {
      return null
    }
    throw error
  }
}

/**
 * Whether a request is for the page by one of its addresses (`/p/NAME/runs`), which are the window's to read: a browser that goes somewhere asks for
 * HTML. Whatever the address is, the page is the same, so that nothing of it has to be checked.
 */
export const isForPage = (pathname: string, accept: string | null | undefined): boolean =>
  pathname.startsWith('/') && !pathname.startsWith('/assets/') && /(?:^|[\s,])text\/html(?:$|[\s,;])/.test(accept ?? '')

/** Percent-decoding that refuses what no file of ours has in its path. */
function decodePath(pathname: string): string | null {
  try {
    const path = decodeURIComponent(pathname)
    const hasBadPart = path.split('/').some((part) => part === '..' || part === '.')
    return !path.startsWith('/') || hasBadPart || /[\0\\]/.test(path) ? null : path
  } catch {
    // A malformed escape names nothing.
    return null
  }
}
