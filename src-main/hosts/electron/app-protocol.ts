/** `app://plateau/...`: the built renderer under the same policy as in a browser, with no server and no file access. */
import { protocol } from 'electron'
import { readRendererFile, securityHeaders } from '../renderer-files'
import { appOrigin } from './channels'

/** Before the app is ready: makes `app:` a standard, secure scheme with an origin of its own. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
}

/** Once the app is ready: answers with the files of `directory`. */
export function serveAppScheme(directory: string): void {
  protocol.handle('app', async (request) => {
    const { origin, pathname } = splitUrl(request.url)
    const file = origin === appOrigin && request.method === 'GET' ? await readRendererFile(directory, pathname) : null
    if (file === null) return new Response('There is nothing here.\n', { status: 404, headers: securityHeaders() })
    return new Response(new Uint8Array(file.body), {
      headers: { ...securityHeaders(), 'content-type': file.mediaType, 'cache-control': file.cacheControl },
    })
  })
}

/** Node's URL gives non-special schemes the origin "null"; ours is scheme and host. */
function splitUrl(url: string): { origin: string; pathname: string } {
  const { protocol: scheme, host, pathname } = new URL(url)
  return { origin: `${scheme}//${host}`, pathname }
}
