/** `app://plateau/...`: the built renderer under the same policy as in a browser, with no server and no file access. */
import { protocol } from 'electron'
import { readFromDevServer, type DevServer } from '../dev-renderer'
import { isForPage, readRendererFile, securityHeaders, type RendererFile } from '../renderer-files'
import { appOrigin } from './channels'

/** Before the app is ready: makes `app:` a standard, secure scheme with an origin of its own. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
}

/** Once the app is ready: answers with the files of `directory`, or while somebody works on them with those of a development server. */
export function serveAppScheme(directory: string, devServer: DevServer | null = null): void {
  const read = async ({ url, headers }: Request): Promise<RendererFile | null> => {
    const { pathname, search } = new URL(url)
    const accept = headers.get('accept')
    if (devServer !== null) return readFromDevServer(devServer, `${pathname}${search}`, { accept: accept ?? undefined })
    const file = await readRendererFile(directory, pathname)
    return file ?? (isForPage(pathname, accept) ? readRendererFile(directory, '/') : null)
  }
  protocol.handle('app', async (request) => {
    const isOurs = originOf(request.url) === appOrigin && request.method === 'GET'
    const file = isOurs ? await read(request) : null
    if (file === null) return new Response('There is nothing here.\n', { status: 404, headers: securityHeaders() })
    return new Response(new Uint8Array(file.body), {
      headers: {
        ...securityHeaders([], devServer),
        'content-type': file.mediaType,
        'cache-control': file.cacheControl,
      },
    })
  })
}

/** Node's URL gives non-special schemes the origin "null"; ours is scheme and host. */
function originOf(url: string): string {
  const { protocol: scheme, host } = new URL(url)
  return `${scheme}//${host}`
}
