/** What one client is told, in the order in which it is said: an answer of very many entries is packed in slices, and what comes after it waits. */
import type { Socket } from 'node:net'
import type { CoreFrame } from '../contract/transport'
import { encodeFrame, encodeInSteps, isLongFrame } from '../platform/frames'
import { createTurns } from './turns'

/** A client that reads so slowly that this much waits is let go: it can come back and ask afresh. */
const largestBacklogBytes = 256 * 1024 * 1024

/** @param onFailure told of what cannot be packed. @returns a function that takes frames */
export function createOutbox(
  socket: Pick<Socket, 'writable' | 'writableLength' | 'destroy' | 'write' | 'cork' | 'uncork'>,
  onFailure: (error: unknown) => void,
): (frame: CoreFrame) => void {
  const waiting: CoreFrame[] = []
  let isPacking = false
  const isFree = (): boolean => !isPacking

  function write(parts: readonly Uint8Array[]): void {
    if (socket.writableLength > largestBacklogBytes) socket.destroy()
    if (!socket.writable) return
    socket.cork()
    for (const part of parts) socket.write(part)
    socket.uncork()
  }
  async function pack(frame: CoreFrame): Promise<void> {
    isPacking = true
    try {
      // A client that has left needs nothing more of it.
      write((await createTurns().take(encodeInSteps(frame), () => socket.writable)) ?? [])
    } catch (error) {
      onFailure(error)
    }
    isPacking = false
    for (let next = waiting.shift(); next !== undefined; next = isFree() ? waiting.shift() : undefined) send(next)
  }
  function send(frame: CoreFrame): void {
    if (isPacking) waiting.push(frame)
    else if (isLongFrame(frame)) void pack(frame)
    else write([encodeFrame(frame)])
  }
  return send
}
