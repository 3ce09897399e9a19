/** Finds the core of a home, or starts it, and speaks the contract with it over its local socket. */
import { openSync, closeSync, renameSync, statSync, realpathSync } from 'node:fs'
import { connect as openSocket, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { contractVersion } from '../contract/api'
import { errorCodes, fromWireError, PlateauError, type ErrorCode } from '../contract/errors'
import type { PlateauEvent } from '../contract/events'
import type { ClientFrame, CoreFrame, Reply, Transport } from '../contract/transport'
import { createFrameReader, encodeFrame } from '../platform/frames'
import { homeFailure } from '../platform/home-failure'
import { makeFolder } from '../platform/make-folder.mjs'
import { readUpdate, type UpdateProgress } from '../platform/update-progress'
import { readSocketPath, socketPath } from '../platform/socket-path'
import { spawnNode } from '../platform/spawn-node'

export type ConnectOptions = {
  readonly home: string
  readonly client: 'electron' | 'web' | 'cli'
  /** False: refuse with `core-unreachable` instead of starting a core. */
  readonly start?: boolean
  /** Called while a core updates a history of an earlier version, which can take half a minute; whoever has started it. */
  readonly onUpdating?: ((progress: UpdateProgress) => void) | undefined
}

/** How long a core may take to come up; one that updates a history may take longer, as long as it goes on. */
const startMilliseconds = 20_000
/** How often it is looked how far another client's core is with that, and how long it may be at the same place. */
const lookMilliseconds = 100
const stalledMilliseconds = 300_000
/** How long one that listens may take to say welcome. */
const welcomeMilliseconds = 10_000
const largestLogBytes = 5 * 1024 * 1024

/**
 * Connects to the home's core, starting it when there is none.
 * @throws PlateauError with the core's own sentence when it refused to start (`database-newer`, `home-locked`, ...),
 * `contract-mismatch` when another build runs on this home, `core-unreachable` when none could be had.
 */
export async function connectToCore({ home, client, start = true, onUpdating }: ConnectOptions): Promise<Transport> {
  const realHome = makeHome(home)
  const first = await tryTransport(realHome, client)
  if (first) return first
  if (!start) throw new PlateauError('core-unreachable', 'No Plateau core is running on this home folder.')

  let deadline = performance.now() + startMilliseconds
  // Somebody else's core has the lock and will listen in a moment, or is just ending; one that migrates takes longer.
  let lockedPatience = 100
  while (performance.now() < deadline) {
    const outcome = await startCore(realHome, onUpdating)
    if (outcome === 'locked' && (await updateIsOver(realHome, onUpdating))) {
      deadline = performance.now() + startMilliseconds
      lockedPatience = 100
    }
    const until = performance.now() + (outcome === 'started' ? 2_000 : lockedPatience)
    if (outcome === 'locked') lockedPatience = Math.min(2_000, lockedPatience * 2)
    while (performance.now() < until) {
      const transport = await tryTransport(realHome, client)
      if (transport) return transport
      await delay(10)
    }
  }
  throw new PlateauError('home-locked', `Another Plateau process is using ${home} and does not respond.`)
}

/**
 * Waits while another client's core updates the history, and says how far it is.
 * @returns whether there was anything to wait for
 */
async function updateIsOver(home: string, onUpdating: ConnectOptions['onUpdating']): Promise<boolean> {
  let last = readUpdate(home)
  if (last === null) return false
  onUpdating?.(last)
  for (let since = performance.now(); performance.now() - since < stalledMilliseconds;) {
    await delay(lookMilliseconds)
    const progress = readUpdate(home)
    if (progress === null) return true
    if (progress.done === last.done) continue
    onUpdating?.(progress)
    last = progress
    since = performance.now()
  }
  return true
}

/** Null when nobody listens, and when who listened was just ending. */
async function tryTransport(home: string, client: ConnectOptions['client']): Promise<Transport | null> {
  const paths = findSockets(home)
  for (const path of paths) {
    const socket = path === null ? null : await tryConnect(path)
    const transport = socket === null ? null : await handshake(socket, home, client)
    if (transport !== null) return transport
  }
  return null
}

/** @returns the real path. @throws PlateauError `home-unwritable` or `disk-full` */
function makeHome(home: string): string {
  try {
    makeFolder(join(home, 'log'))
    return realpathSync(home)
  } catch (error) {
    throw homeFailure(home, error)
  }
}

function findSockets(home: string): Set<string | null> {
  try {
    return new Set([readSocketPath(home), socketPath(home)])
  } catch (error) {
    throw homeFailure(home, error)
  }
}

/** There is nothing at the other end, or the way there is not ours. */
const nobodyListens: ReadonlySet<string> = new Set([
  'ENOENT',
  'ENOTDIR',
  'ECONNREFUSED',
  'ECONNRESET',
  'EACCES',
  'ENOTSOCK',
  'EPROTOTYPE',
])

/** Null when nobody listens there. */
function tryConnect(path: string): Promise<Socket | null> {
  return new Promise((resolve, reject) => {
    const socket = openSocket(path)
    socket.once('connect', () => {
      socket.removeAllListeners('error')
      resolve(socket)
    })
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (nobodyListens.has(error.code ?? '')) resolve(null)
      else reject(new PlateauError('core-unreachable', `The core's socket could not be opened: ${error.message}`))
    })
  })
}

/** What a starting core says over its IPC channel. */
type StartMessage =
  | ({ type: 'updating' } & UpdateProgress)
  | { type: 'ready' }
  | { type: 'locked' }
  | { type: 'refused'; code: ErrorCode; message: string }

function isStartMessage(message: unknown): message is StartMessage {
  return typeof message === 'object' && message !== null && 'type' in message
}

/**
 * Starts a core and waits until it is ready or will not be. It gets a session of its own: Ctrl-Z or a closed terminal is meant for the
 * command in it, not for a core that others use too, nor for its trainers.
 */
async function startCore(home: string, onUpdating: ConnectOptions['onUpdating']): Promise<'started' | 'locked'> {
  const log = openLog(home)
  const child = spawnNode('core', { parameters: ['--home', home], stdio: ['ignore', log, log, 'ipc'], detached: true })
  closeSync(log)
  try {
    return await new Promise((resolve, reject) => {
      child.on('message', (message) => {
        if (!isStartMessage(message)) return
        if (message.type === 'updating') onUpdating?.(message)
        else if (message.type === 'ready') resolve('started')
        else if (message.type === 'locked') resolve('locked')
        else reject(new PlateauError(errorCodes.includes(message.code) ? message.code : 'internal', message.message))
      })
      child.once('error', (error) =>
        reject(new PlateauError('core-unreachable', `The Plateau core could not be started: ${error.message}`)),
      )
      child.once('exit', (code, signal) => {
        const how = signal ?? `code ${String(code)}`
        reject(
          new PlateauError(
            'core-unreachable',
            `The Plateau core stopped as soon as it started (${how}). Its log is ${join(home, 'log', 'core.log')}.`,
          ),
        )
      })
    })
  } finally {
    // The core lives on by itself: neither its channel nor its handle may keep this process.
    child.removeAllListeners()
    if (child.connected) child.disconnect()
    child.unref()
  }
}

function openLog(home: string): number {
  const file = join(home, 'log', 'core.log')
  try {
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > largestLogBytes) renameSync(file, `${file}.1`)
    return openSync(file, 'a', 0o600)
  } catch (error) {
    throw homeFailure(home, error)
  }
}

/** Says hello and turns the socket into a transport. Null when the core ended before it said welcome. */
function handshake(socket: Socket, home: string, client: ConnectOptions['client']): Promise<Transport | null> {
  const waiting = new Map<number, { resolve: (reply: Reply) => void; reject: (error: Error) => void }>()
  const eventListeners = new Set<(event: PlateauEvent) => void>()
  const closeListeners = new Set<(reason: string) => void>()
  let nextId = 1
  let lost: string | null = null

  const send = (frame: ClientFrame) => socket.write(encodeFrame(frame))

  const transport: Transport = {
    invoke(name, input) {
      if (lost !== null) return Promise.reject(new PlateauError('core-gone', lost))
      const id = nextId++
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        send({ kind: 'request', id, name, input })
      })
    },
    onEvent(listener) {
      eventListeners.add(listener)
      return () => eventListeners.delete(listener)
    },
    onClose(listener) {
      closeListeners.add(listener)
      return () => closeListeners.delete(listener)
    },
    close: () => void socket.end(),
  }

  return new Promise((resolve, reject) => {
    const welcomeTimer = setTimeout(
      () => refuse(new PlateauError('home-locked', `Another Plateau process is using ${home} and does not respond.`)),
      welcomeMilliseconds,
    )
    const hear = createFrameReader((untyped) => {
      const frame = untyped as CoreFrame
      switch (frame.kind) {
        case 'welcome':
          clearTimeout(welcomeTimer)
          if (frame.contractVersion === contractVersion) resolve(transport)
          else refuse(new PlateauError('contract-mismatch'))
          break
        case 'refused':
          refuse(fromWireError(frame.error))
          break
        case 'reply':
          waiting.get(frame.id)?.resolve(frame.reply)
          waiting.delete(frame.id)
          break
        case 'event':
          eventListeners.forEach((listener) => listener(frame.event))
      }
    })
    function refuse(error: Error) {
      reject(error)
      socket.destroy()
    }
    socket.on('data', (bytes) => {
      try {
        hear(bytes)
      } catch (error) {
        refuse(error instanceof PlateauError ? error : new PlateauError('contract-mismatch'))
      }
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // A core that was killed resets the connection or closes it, as it happens: either way it has ended.
      if (error.code === 'ECONNRESET' || error.code === 'EPIPE') return
      lost ??= `The connection to the core was lost: ${error.message}`
    })
    socket.on('close', () => {
      clearTimeout(welcomeTimer)
      resolve(null)
      lost ??= 'The Plateau core has stopped.'
      const gone = new PlateauError('core-gone', lost)
      for (const { reject: fail } of waiting.values()) fail(gone)
      waiting.clear()
      closeListeners.forEach((listener) => listener(gone.message))
    })
    send({ kind: 'hello', contractVersion, home, client })
  })
}
