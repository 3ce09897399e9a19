/**
 * The web host's server: the renderer's files over HTTP and the contract over one WebSocket, on the loopback address only.
 * Every tab that brings the token shares the host's one connection to the core.
 */
import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { type ServerOptions, type WebSocket, WebSocketServer } from 'ws'
import type { CoreLink } from '../core-link'
import { readFromDevServer, type DevServer } from '../dev-renderer'
import { isForPage, readRendererFile, securityHeaders } from '../renderer-files'
import { createDownloads, type Downloads } from './downloads'
import { isAllowedHost, isOwnOrigin } from './request-checks'
import { serveTab } from './tab'
import { createWaitingRoom } from './waiting-room'

export type WebHost = {
  readonly port: number
  readonly token: string
  /** With the token in its fragment, which no browser sends to any server. */
  readonly url: string
  close(): Promise<void>
}

export type WebHostOptions = {
  readonly link: CoreLink
  /** Folder of the built renderer. */
  readonly files: string
  /** Where the renderer comes from instead while somebody works on it. */
  readonly devServer?: DevServer | null
  /** 0 lets the system choose. */
  readonly port: number
  readonly home: string
  /** The page may add and change programs. */
  readonly allowsPrograms?: boolean
  /** How long a socket may take to say the token; ten seconds unless given. */
  readonly tokenMilliseconds?: number
}

/** A thousand configs fit in one frame with room to spare, and so does a figure whose runs are asked for. */
const maximumFrameBytes = 16 * 1024 * 1024
/** Tabs that have said the token. Sockets that have not are counted apart and never keep one of these out. */
const maximumTabs = 32
/** A connection that sends no whole request in this time is ended. */
const requestMilliseconds = 10_000
const defaultTokenMilliseconds = 10_000
/** How long a socket that was told to close has for its answer. */
const closingMilliseconds = 1_000

/** Starts listening on 127.0.0.1. Rejects with the system's error when the port is taken. */
export async function startWebHost({
  link,
  files,
  devServer = null,
  port,
  home,
  allowsPrograms = false,
  tokenMilliseconds = defaultTokenMilliseconds,
}: WebHostOptions): Promise<WebHost> {
  const token = randomBytes(24).toString('base64url')
  const downloads = createDownloads(link)
  const server = createServer((request, response) => {
    answer({ files, devServer }, downloads, request, response).catch((error: unknown) => {
      console.error(`A request could not be answered: ${error instanceof Error ? error.message : String(error)}`)
      if (response.headersSent) response.destroy()
      else refuse(response, 500, 'Something went wrong.')
    })
  })
  server.headersTimeout = requestMilliseconds
  server.requestTimeout = requestMilliseconds
  // The package's types do not know `closeTimeout` yet.
  const socketOptions: ServerOptions & { closeTimeout: number } = {
    noServer: true,
    maxPayload: maximumFrameBytes,
    perMessageDeflate: false,
    closeTimeout: closingMilliseconds,
  }
  const sockets = new WebSocketServer(socketOptions)
  const waitingRoom = createWaitingRoom(tokenMilliseconds)
  let openTabs = 0
  /** Takes one of the places of tabs, until the tab closes. @returns false when all are taken. */
  function takePlace(tab: WebSocket): boolean {
    if (openTabs >= maximumTabs) return false
    openTabs += 1
    tab.once('close', () => (openTabs -= 1))
    return true
  }
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const { host, origin } = request.headers
    const allowed = isAllowedHost(host) && isOwnOrigin(origin, host) && pathOf(request) === '/socket'
    if (!allowed) {
      // A client that never closes its side must not keep the connection.
      socket.once('finish', () => socket.destroy())
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
      return
    }
    sockets.handleUpgrade(request, socket, head, (tab) => {
      const admit = waitingRoom.enter(tab, socket, head.byteLength)
      serveTab({ tab, link, downloads, token, home, allowsPrograms, admit: () => admit() && takePlace(tab) })
    })
  })
  await new Promise<void>((listening, failed) => {
    server.once('error', failed)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', failed)
      listening()
    })
  })
  const chosen = (server.address() as AddressInfo).port
  return {
    port: chosen,
    token,
    url: `http://127.0.0.1:${chosen}/#token=${token}`,
    async close() {
      for (const tab of sockets.clients) tab.close(1001, 'The web host is closing.')
      const closed = new Promise<void>((done) => server.close(() => done()))
      server.closeAllConnections()
      for (const tab of sockets.clients) tab.terminate()
      await closed
      await downloads.close()
    },
  }
}

async function answer(
  { files, devServer }: { readonly files: string; readonly devServer: DevServer | null },
  downloads: Downloads,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { host, origin } = request.headers
  if (!isAllowedHost(host) || (origin !== undefined && !isOwnOrigin(origin, host))) {
    refuse(response, 403, 'Open Plateau by its own link.')
    return
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD')
    refuse(response, 405, 'Only reading is possible here.')
    return
  }
  const path = pathOf(request)
  if (path !== null && request.method === 'GET' && (await downloads.serve(path, response, securityHeaders()))) return
  const file =
    path === null
      ? null
      : devServer === null
        ? ((await readRendererFile(files, path)) ??
          (isForPage(path, request.headers.accept) ? await readRendererFile(files, '/') : null))
        : await readFromDevServer(devServer, request.url ?? path, request.headers)
  if (file === null) {
    refuse(response, 404, 'There is nothing here.')
    return
  }
  response.writeHead(200, {
    // Some browsers do not count a WebSocket to the same host as 'self'.
    ...securityHeaders(["'self'", `ws://${host}`], devServer),
    'content-type': file.mediaType,
    'content-length': file.body.byteLength,
    'cache-control': file.cacheControl,
  })
  response.end(request.method === 'HEAD' ? undefined : file.body)
}

function refuse(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, {
    ...securityHeaders(),
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
  })
  response.end(`${sentence}\n`)
}

/** The path as it was sent: a URL parser would quietly resolve `..` away before the check sees it. */
function pathOf(request: IncomingMessage): string | null {
  const target = request.url ?? ''
  if (!target.startsWith('/')) return null
  return /^[^?#]*/.exec(target)?.[0] ?? null
}
