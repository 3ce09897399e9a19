/**
 * Sockets that have not said the token yet. Anybody on this machine can open one, so they take nothing from the tabs that have:
 * they are counted apart, may send no more than a token, and end at their deadline, whether or not the other side agrees.
 */
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { PlateauError, toWireError } from '@contract/errors'
import { tokenRefusedCloseCode, tryAgainCloseCode, type CoreFrame } from '@contract/transport'
import { packFrame } from '../../platform/frames'

/** The one that has waited longest makes room for the next: a page says its token within milliseconds of opening. */
const maximumWaiting = 64
/** What may come before the token was heard: one frame with it. */
export const maximumTokenBytes = 4_096
export type WaitingRoom = {
  /**
   * Takes in a socket that has just opened.
   * @param connection what the socket reads from, and `received` the bytes that came with the request to open it.
   * @returns to be called once when its token was right: lets it out, and says false when its time was already over.
   */
  enter(tab: WebSocket, connection: Duplex, received: number): () => boolean
}

/** @param tokenMilliseconds the time that each has to say the token. */
export function createWaitingRoom(tokenMilliseconds: number): WaitingRoom {
  /** Oldest first; each ends its socket. */
  const waiting = new Map<WebSocket, (code: number, sentence: string) => void>()

  return {
    enter(tab, connection, received) {
      for (const [, end] of waiting) {
        if (waiting.size < maximumWaiting) break
        end(tryAgainCloseCode, 'Too many connections are waiting.')
      }
      let bytes = received
      const leave = (): boolean => {
        clearTimeout(deadline)
        connection.off('data', count)
        return waiting.delete(tab)
      }
      const end = (code: number, sentence: string) => {
        leave()
        const frame: CoreFrame = { kind: 'refused', error: toWireError(new PlateauError('not-allowed', sentence)) }
        if (tab.readyState === tab.OPEN) tab.send(packFrame(frame))
        tab.close(code, 'not-allowed')
      }
      const count = (chunk: Buffer) => {
        bytes += chunk.byteLength
        // A frame's header, and what a browser sends of its own accord.
        if (bytes <= 2 * maximumTokenBytes) return
        leave()
        tab.close(1009, 'not a token')
        // What is still to come stays with the sender.
        tab.pause()
      }
      const deadline = setTimeout(
        () => end(tokenRefusedCloseCode, 'The token did not come in time.'),
        tokenMilliseconds,
      )
      waiting.set(tab, end)
      connection.on('data', count)
      tab.once('close', leave)
      return leave
    },
  }
}
