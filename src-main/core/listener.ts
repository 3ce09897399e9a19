/** The socket of a home: recorded there, and made anew where it was deleted while the core lives. */
import type { Server } from 'node:net'
import { recordSocketPath, socketPath } from '../platform/socket-path'
import { watchFile, type WatchedFile } from './home-watch'
import { log } from './log'
import { listen, type ServerOptions } from './server'

export type Listener = {
  /** Listens again where nobody can find the socket any more; those that are connected stay so. */
  renew(): void
  /** Listens no more; a socket that is another core's by now stays. */
  leave(): void
  close(): void
}

/** @throws PlateauError `home-unwritable` where there is no place for a socket, `core-unreachable` where it cannot be opened. */
export async function listenForHome(options: Omit<ServerOptions, 'path'>): Promise<Listener> {
  const { home } = options
  let server: Server
  let path = ''
  let socket: WatchedFile
  let isBusy = false

  async function open() {
    path = socketPath(home)
    server = await listen({ ...options, path })
    socket = watchFile(path)
    recordSocketPath(home, path)
  }
  await open()
  return {
    renew() {
      // Windows' pipes are no files.
      if (process.platform === 'win32' || isBusy || !server.listening || socket.isOwn()) return
      log.info(`The socket ${path} is gone; creating it again`)
      isBusy = true
      // Closing takes away whatever lies at the path: first the old one, then the new.
      server.close()
      open()
        .catch((error: unknown) => log.error('The socket could not be created again', error))
        .finally(() => (isBusy = false))
    },
    leave() {
      if (socket.isOwn()) server.close()
    },
    close: () => void server.close(),
  }
}
