/** The one file that touches what lies between the window and the core: Electron's bridge, or the web host's WebSocket. */
import { addExtension, Packr, Unpackr } from 'msgpackr/index-no-eval'
import { fromWireError, PlateauError } from '@contract/errors'
import type { PlateauEvent } from '@contract/events'
import { unpackKeys } from '@contract/message-keys'
import { keepMinusZero, minusZeroExtension } from '@contract/minus-zero'
import type { ElectronBridge, ProgramRights, Shell } from '@contract/shell'
import { answerOtherTabs, askOtherTabs, keepToken, needsLink, takeToken } from './session-token'
import {
  packing,
  tokenRefusedCloseCode,
  type ClientFrame,
  type CoreFrame,
  type Reply,
  type Transport,
} from '@contract/transport'

declare global {
  // The preload script of the Electron host puts it there; a browser page has none.
  var plateau: ElectronBridge | undefined
}

export type Connection = {
  readonly transport: Transport
  readonly shell: Shell
  /** Told each time the connection stands, the first time too. */
  onOpen(this: void, listener: () => void): () => void
}

/** Waits before the next try: 0.3 s at first, at most 5 s. */
const backOff = (attempt: number): number => Math.min(5_000, 300 * 2 ** attempt)

function createListeners<Value>() {
  const listeners = new Set<(value: Value) => void>()
  return {
    tell: (value: Value) => listeners.forEach((listener) => listener(value)),
    add(listener: (value: Value) => void) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

/** Finds the core's side of this window. */
export function openConnection(): Connection {
  return globalThis.plateau ? openBridge(globalThis.plateau) : openSocket()
}

/** Messages as bytes, with every key, NaN and -0. */
function createCodec() {
  addExtension(minusZeroExtension)
  const packr = new Packr(packing)
  const objects = new Unpackr(packing)
  const maps = new Unpackr({ ...packing, mapsAsObjects: false })
  return {
    // In memory of their own: what is packed next takes the same.
    pack: (message: unknown): Uint8Array<ArrayBuffer> => Uint8Array.from(packr.pack(keepMinusZero(message))),
    unpack: unpackKeys(
      (bytes) => objects.unpack(bytes),
      (bytes) => maps.unpack(bytes),
    ),
  }
}

function openBridge(bridge: ElectronBridge): Connection {
  const { pack, unpack } = createCodec()
  const invoke = async (name: string, input: unknown) => unpack(await bridge.invoke(name, pack(input))) as Reply
  const opened = createListeners<null>()
  // What crosses the bridge is copied for each listener on this side of it: there is one.
  const events = createListeners<PlateauEvent>()
  bridge.onEvents((packed) => (unpack(packed) as PlateauEvent[]).forEach((event) => events.tell(event)))
  let isOpen = false
  async function probe(attempt: number): Promise<void> {
    const reply = await invoke('preferences.get', {})
    if (reply.ok) {
      isOpen = true
      opened.tell(null)
    } else setTimeout(() => void probe(attempt + 1), backOff(attempt))
  }
  bridge.onClose(() => {
    isOpen = false
    void probe(0)
  })
  void probe(0)
  return {
    transport: {
      invoke,
      onEvent: (listener) => events.add(listener),
      onClose: (listener) => bridge.onClose(listener),
      close: () => undefined,
    },
    shell: bridge.shell,
    onOpen(listener) {
      if (isOpen) listener()
      return opened.add(listener)
    },
  }
}

function openSocket(): Connection {
  const { pack, unpack } = createCodec()
  const events = createListeners<PlateauEvent>()
  const closed = createListeners<string>()
  const opened = createListeners<null>()
  const waiting = new Map<number, { resolve: (reply: Reply) => void; reject: (error: Error) => void }>()
  let socket: WebSocket | null = null
  let isOpen = false
  let nextId = 1
  let attempt = 0
  let token = takeToken()
  answerOtherTabs(() => (isOpen ? token : null))

  const send = (frame: ClientFrame) => socket?.send(pack(frame))

  function connect() {
    const address = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/socket`
    const current = new WebSocket(address)
    let refusal = ''
    socket = current
    current.binaryType = 'arraybuffer'
    current.addEventListener('open', () => send({ kind: 'token', token }))
    current.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer>) => {
      const frame = unpack(new Uint8Array(data)) as CoreFrame
      switch (frame.kind) {
        case 'welcome':
          isOpen = true
          attempt = 0
          opened.tell(null)
          break
        case 'refused':
          refusal = frame.error.message
          break
        case 'reply':
          waiting.get(frame.id)?.resolve(frame.reply)
          waiting.delete(frame.id)
          break
        case 'event':
          events.tell(frame.event)
      }
    })
    current.addEventListener('close', ({ code }) => {
      isOpen = false
      const reason = refusal || 'The connection to Plateau was lost.'
      for (const { reject } of waiting.values()) reject(new PlateauError('core-gone', reason))
      waiting.clear()
      if (code === tokenRefusedCloseCode) void askAround()
      else {
        closed.tell(reason)
        setTimeout(connect, backOff(attempt++))
      }
    })
  }
  /** A wrong token stays wrong; what is tried again is one that another tab has. */
  async function askAround() {
    const told = await askOtherTabs()
    if (told === null || told === token) closed.tell(needsLink)
    else {
      token = told
      keepToken(token)
      connect()
    }
  }
  if (token === '') void askAround()
  else connect()

  function ask(frame: (id: number) => ClientFrame): Promise<Reply> {
    if (!isOpen) return Promise.reject(new PlateauError('core-gone', 'The connection to Plateau was lost.'))
    const id = nextId++
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject })
      send(frame(id))
    })
  }

  return {
    transport: {
      invoke: (name, input) => ask((id) => ({ kind: 'request', id, name, input })),
      onEvent: (listener) => events.add(listener),
      onClose: (listener) => closed.add(listener),
      close: () => socket?.close(),
    },
    shell: {
      ...webShell,
      async saveExport(input) {
        const reply = await ask((id) => ({ kind: 'shell', id, name: 'save-export', input }))
        if (!reply.ok) throw fromWireError(reply.error)
        const { address, fileName, bytes } = reply.value as { address: string; fileName: string; bytes: number }
        download(address, fileName)
        return { path: fileName, bytes }
      },
      async programRights() {
        const reply = await ask((id) => ({ kind: 'shell', id, name: 'program-rights', input: {} }))
        if (!reply.ok) throw fromWireError(reply.error)
        return reply.value as ProgramRights
      },
    },
    onOpen(listener) {
      if (isOpen) listener()
      return opened.add(listener)
    },
  }
}

/** The browser's own download of an address of this page's host, or of a blob. */
function download(address: string, fileName: string): void {
  const link = document.createElement('a')
  link.href = address
  link.download = fileName
  link.click()
}

async function copyImage(png: Uint8Array): Promise<void> {
  if (typeof ClipboardItem === 'undefined') throw new Error('This browser cannot copy images. Export a PNG instead.')
  const blob = new Blob([new Uint8Array(png)], { type: 'image/png' })
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })])
  } catch (error) {
    throw new Error('The browser does not allow copying images. Export a PNG instead.', { cause: error })
  }
}

/** What a page does without its host. */
const webShell: Omit<Shell, 'saveExport' | 'programRights'> = {
  kind: 'web',
  platform: 'web',
  saveText({ fileName, mediaType, text }) {
    const address = URL.createObjectURL(new Blob([text], { type: mediaType }))
    download(address, fileName)
    // The browser has taken the blob by the next turns; a minute is ample.
    setTimeout(() => URL.revokeObjectURL(address), 60_000)
    return Promise.resolve(fileName)
  },
  copyText: (text) =>
    navigator.clipboard.writeText(text).catch((error: unknown) => {
      throw new Error('The browser does not allow access to the clipboard.', { cause: error })
    }),
  copyImage,
  showExport: null,
  choosePath: null,
  windowAction: () => Promise.resolve(),
  edit: null,
  openWindow(address) {
    // Without a hold on this one. The new tab asks this one for the token.
    window.open(address, '_blank', 'noopener')
    return Promise.resolve()
  },
  onCommand: () => () => undefined,
  onOpenRun: () => () => undefined,
}
