/** The core's socket: handshake, requests through the door, events out. */
import { chmodSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { contractVersion } from '../contract/api'
import { PlateauError, toWireError } from '../contract/errors'
import type { ClientFrame } from '../contract/transport'
import { createFrameReader } from '../platform/frames'
import type { Door } from './door'
import type { EventBus } from './events'
import { log } from './log'
import { createOutbox } from './outbox'
import { createInbox } from './turns'

/** What handlers know of who asks. */
export type ClientSession = { readonly id: number; readonly client: 'electron' | 'web' | 'cli' }

export type ServerOptions = {
  readonly path: string
  readonly home: string
  readonly appVersion: string
  readonly door: Door<ClientSession>
  readonly events: EventBus
  /** Whether this core keeps the home no more: who comes then is to find, or start, another. */
  readonly isLost: () => boolean
  readonly onArrive: (session: ClientSession) => void
  readonly onLeave: (session: ClientSession) => void
}

/** Listens on the home's socket. Only the holder of the home's lock may call this: it removes a dead core's socket. */
export async function listen(options: ServerOptions): Promise<Server> {
  if (process.platform !== 'win32') rmSync(options.path, { force: true })
  let nextSession = 1
  const server = createServer((socket) => serve(socket, options, () => nextSession++))
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(
        new PlateauError('core-unreachable', `The socket ${options.path} cannot be opened: ${error.message}.`, {
          cause: error,
        }),
      ),
    )
    server.listen(options.path, resolve)
  })
  if (process.platform !== 'win32') chmodSync(options.path, 0o600)
  return server
}

function serve(socket: Socket, options: ServerOptions, makeId: () => number): void {
  let session: ClientSession | null = null
  let unsubscribe: () => void = () => undefined
  const send = createOutbox(socket, refuse)

  function take(frame: ClientFrame): void {
    if (session === null) {
      if (frame.kind !== 'hello') throw new PlateauError('not-allowed', 'A client sent a request before saying hello.')
      if (options.isLost()) {
        socket.destroy()
        return
      }
      const refusal = refusalOf(frame, options.home)
      if (refusal) {
        send({ kind: 'refused', error: toWireError(refusal) })
        socket.end()
        return
      }
      session = { id: makeId(), client: frame.client }
      unsubscribe = options.events.subscribe((event) => send({ kind: 'event', event }))
      options.onArrive(session)
      send({ kind: 'welcome', contractVersion, home: options.home, appVersion: options.appVersion })
      return
    }
    if (frame.kind !== 'request')
      throw new PlateauError('not-allowed', 'A client sent something that is not a request.')
    const { id, name, input } = frame
    void options.door(name, input, session).then((reply) => send({ kind: 'reply', id, reply }))
  }
  function refuse(error: unknown): void {
    log.error('A client was disconnected', error)
    socket.destroy()
  }

  const inbox = createInbox(refuse)
  const hear = createFrameReader((frame) => inbox.add(() => take(frame as ClientFrame)))
  socket.on('data', (bytes) => {
    try {
      hear(bytes)
    } catch (error) {
      refuse(error)
    }
  })
  // A client that was killed resets its connection; `close` follows and is what counts.
  socket.on('error', (error) => log.info(`Connection: ${error.message}`))
  // What it asked for before it left is done before it is gone.
  socket.on('close', () =>
    inbox.add(() => {
      unsubscribe()
      if (session) options.onLeave(session)
    }),
  )
}

function refusalOf(hello: Extract<ClientFrame, { kind: 'hello' }>, home: string): PlateauError | null {
  if (hello.contractVersion !== contractVersion) {
    return new PlateauError('contract-mismatch', 'Another version of Plateau is using this home folder.')
  }
  if (hello.home !== home) return new PlateauError('contract-mismatch', `This core serves ${home}, not ${hello.home}.`)
  return null
}
