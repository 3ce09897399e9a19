/** How a client reaches the core, whatever lies between: a local socket, a WebSocket, Electron's IPC. */
import type { RequestInput, RequestName, RequestOutput } from './api'
import { fromWireError, type WireError } from './errors'
import type { PlateauEvent } from './events'
import { freeKeys } from './message-keys'

/** Every answer: never a bare value, never a bare null. */
export type Reply = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: WireError }

export type Transport = {
  /** Sends one request. Resolves with the reply; rejects only when the connection itself is gone (`core-gone`). */
  invoke(name: RequestName, input: unknown): Promise<Reply>
  /** Hears every event; calling what it returns ends that. */
  onEvent(listener: (event: PlateauEvent) => void): () => void
  /** Told once when the connection is lost; calling what it returns ends that. */
  onClose(listener: (reason: string) => void): () => void
  close(): void
}

export type Client = {
  /** Typed request; throws a `PlateauError` for a refused one. */
  request<Name extends RequestName>(name: Name, input: RequestInput<Name>): Promise<RequestOutput<Name>>
  onEvent: Transport['onEvent']
  onClose: Transport['onClose']
  close: Transport['close']
}

/** A typed client over any transport. Errors are reborn here, once. */
export function createClient(transport: Transport): Client {
  return {
    async request(name, input) {
      const reply = await transport.invoke(name, input)
      if (!reply.ok) throw fromWireError(reply.error)
      return freeKeys(reply.value) as RequestOutput<typeof name>
    },
    onEvent: (listener) => transport.onEvent(listener),
    onClose: (listener) => transport.onClose(listener),
    close: () => {
      transport.close()
    },
  }
}

/**
 * Frames on the core's socket and on the web host's WebSocket, packed with msgpack by {@link packing} (typed arrays and NaN
 * survive).
 *
 * The first frame on the core's socket is `hello`, on the WebSocket (path `/socket`) it is `token`, from the fragment of the
 * page's address. Either is answered by `welcome`, or by `refused` and the end of the connection (the WebSocket closes with
 * {@link tokenRefusedCloseCode} when it was the token).
 */
export type ClientFrame =
  | { readonly kind: 'token'; readonly token: string }
  | {
      readonly kind: 'hello'
      readonly contractVersion: number
      readonly home: string
      readonly client: 'electron' | 'web' | 'cli'
    }
  | { readonly kind: 'request'; readonly id: number; readonly name: string; readonly input: unknown }
  /** For the web host itself, which answers with a `reply` like any other. */
  | {
      readonly kind: 'shell'
      readonly id: number
      readonly name: 'save-export' | 'program-rights'
      readonly input: unknown
    }
export type CoreFrame =
  | { readonly kind: 'welcome'; readonly contractVersion: number; readonly home: string; readonly appVersion: string }
  | { readonly kind: 'refused'; readonly error: WireError }
  | { readonly kind: 'reply'; readonly id: number; readonly reply: Reply }
  | { readonly kind: 'event'; readonly event: PlateauEvent }

/**
 * Options of msgpackr's `Packr` and `Unpackr` on both sides. Without `moreTypes` a Float64Array arrives as other bytes;
 * without records a frame needs none of those before it; an
 * object of more than 65,535 keys has a longer head. The page imports `msgpackr/index-no-eval`, as its content security
 * policy forbids `new Function`.
 */
export const packing = { useRecords: false, moreTypes: true, variableMapSize: true } as const

/** How the web host's WebSocket closes when the token was wrong or did not come in time. */
export const tokenRefusedCloseCode = 4401
/** How it closes when there is no place at the moment; a page tries again in a few seconds. */
export const tryAgainCloseCode = 1013
/** How it closes when the core has ended; a new socket finds or starts a core again. */
export const coreGoneCloseCode = 4410
