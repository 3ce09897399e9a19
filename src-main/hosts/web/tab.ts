/** One browser tab's WebSocket: first the token, then requests of the contract, with every event in between. */
import { resolve } from 'node:path'
import type { RawData, WebSocket } from 'ws'
import { contractVersion } from '@contract/api'
import { PlateauError, toWireError, type WireError } from '@contract/errors'
import { exportRequestSchema, type ProgramRights } from '@contract/shell'
import {
  coreGoneCloseCode,
  tokenRefusedCloseCode,
  tryAgainCloseCode,
  type CoreFrame,
  type Reply,
} from '@contract/transport'
import { quoteCommand } from '@model/programs/command'
import { packFrame, unpackFrame } from '../../platform/frames'
import type { CoreLink } from '../core-link'
import { appVersion } from '../../platform/app-version'
import { homeDirectory } from '../../platform/paths.mjs'
import type { Downloads } from './downloads'
import { isSameToken } from './request-checks'
import { maximumTokenBytes } from './waiting-room'

export type TabOptions = {
  readonly tab: WebSocket
  readonly link: CoreLink
  readonly downloads: Downloads
  readonly token: string
  readonly home: string
  /** The page may add and change programs: the person has said so when starting the host. */
  readonly allowsPrograms: boolean
  /** Called once the token was right. False: there is no place left for another tab. */
  readonly admit: () => boolean
}

/** A tab that reads so slowly that this much lies waiting is closed; it can open a new socket and ask afresh. */
const maximumWaitingBytes = 64 * 1024 * 1024

/** What is typed to start this host so that its page may change programs is what opens Plateau, with the same home. */
function rightsOf(home: string, allowsPrograms: boolean): ProgramRights {
  if (allowsPrograms) return { mayChange: true, startWith: null }
  const named = home === resolve(homeDirectory()) ? [] : ['--home', home]
  return { mayChange: false, startWith: quoteCommand(['npm', 'start', '--', ...named, '--allow-programs']) }
}

/** Serves a socket that has just opened, until it closes. */
export function serveTab({ tab, link, downloads, token, home, allowsPrograms, admit }: TabOptions): void {
  let welcomed = false
  let stopEvents: (() => void) | undefined
  let stopClose: (() => void) | undefined

  const send = (frame: CoreFrame) => {
    if (tab.readyState !== tab.OPEN) return
    if (tab.bufferedAmount > maximumWaitingBytes) tab.terminate()
    else tab.send(packFrame(frame))
  }
  const refuse = (error: WireError, closeCode: number) => {
    send({ kind: 'refused', error })
    // The reason of a close frame is limited to 123 bytes; the sentence went before it.
    tab.close(closeCode, error.code)
  }

  async function welcome() {
    try {
      await link.connect()
    } catch (error) {
      refuse(toWireError(error), coreGoneCloseCode)
      return
    }
    if (tab.readyState !== tab.OPEN) return
    stopEvents = link.onEvent((event) => send({ kind: 'event', event }))
    stopClose = link.onClose((reason) => {
      refuse(toWireError(new PlateauError('core-gone', reason)), coreGoneCloseCode)
    })
    welcomed = true
    send({ kind: 'welcome', contractVersion, home, appVersion })
  }

  function hear(frame: unknown) {
    if (typeof frame !== 'object' || frame === null || !('kind' in frame)) {
      tab.close(1007, 'not a frame')
      return
    }
    if (!welcomed) {
      tab.off('message', onMessage)
      if (frame.kind !== 'token' || !('token' in frame) || !isSameToken(frame.token, token)) {
        const error = new PlateauError('not-allowed', 'The link is not the one that Plateau printed.')
        refuse(toWireError(error), tokenRefusedCloseCode)
        return
      }
      if (!admit()) {
        refuse(
          toWireError(new PlateauError('not-allowed', 'Too many tabs of Plateau are open. Close one.')),
          tryAgainCloseCode,
        )
        return
      }
      void welcome().finally(() => tab.on('message', onMessage))
      return
    }
    const isRequest = frame.kind === 'request' || frame.kind === 'shell'
    if (!isRequest || !('id' in frame) || !Number.isSafeInteger(frame.id) || !('name' in frame)) {
      tab.close(1007, 'not a request')
      return
    }
    const id = frame.id as number
    const input = 'input' in frame ? frame.input : {}
    const answered =
      frame.kind === 'request'
        ? link.relay(frame.name, input, allowsPrograms ? () => Promise.resolve(true) : undefined)
        : askHost(frame.name, input)
    void answered.then((reply) => send({ kind: 'reply', id, reply }))
  }

  /** What the page asks of this host itself. Never rejects. */
  async function askHost(name: unknown, input: unknown): Promise<Reply> {
    try {
      if (name === 'program-rights') return { ok: true, value: rightsOf(home, allowsPrograms) }
      if (name !== 'save-export') throw new PlateauError('not-allowed')
      const request = exportRequestSchema.safeParse(input)
      if (!request.success) throw new PlateauError('invalid-input', 'This is no export that can be saved.')
      return { ok: true, value: await downloads.prepare(request.data) }
    } catch (error) {
      return { ok: false, error: toWireError(error) }
    }
  }

  const onMessage = (data: RawData, isBinary: boolean) => {
    if (!isBinary || !Buffer.isBuffer(data)) {
      tab.close(1003, 'binary frames only')
      return
    }
    if (!welcomed && data.byteLength > maximumTokenBytes) {
      tab.close(1009, 'not a token')
      return
    }
    let frame: unknown
    try {
      frame = unpackFrame(data)
    } catch {
      // Whatever it was, it was not ours.
      tab.close(1007, 'not msgpack')
      return
    }
    hear(frame)
  }
  tab.on('message', onMessage)
  // `ws` closes a socket that broke the protocol by itself; without a listener the error would end the host.
  tab.on('error', () => tab.terminate())
  tab.on('close', () => {
    stopEvents?.()
    stopClose?.()
  })
}
