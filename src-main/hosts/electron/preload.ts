/** All that the page may do beyond its own: plain functions over IPC, nothing of Electron itself. */
import { contextBridge, ipcRenderer } from 'electron'
import type { ElectronBridge, SavedExport } from '@contract/shell'
import type { Reply } from '@contract/transport'
import { channels } from './channels'

const listeners = new Map<string, Set<(value: unknown) => void>>()

/** Every part of the window that follows the core listens for itself: they share one listener of the channel. */
function listen(channel: string, listener: (value: unknown) => void): () => void {
  let hearing = listeners.get(channel)
  if (hearing === undefined) {
    const all = new Set<(value: unknown) => void>()
    listeners.set(channel, (hearing = all))
    ipcRenderer.on(channel, (_event: unknown, value: unknown) => {
      for (const hear of [...all]) hear(value)
    })
  }
  // A function of its own: the same listener may be given twice.
  const hear = (value: unknown) => listener(value)
  hearing.add(hear)
  return () => {
    hearing.delete(hear)
  }
}

/** Asks the shell. Fails with the shell's own sentence. */
async function ask(channel: string, input: unknown): Promise<unknown> {
  const reply = (await ipcRenderer.invoke(channel, input)) as Reply
  if (reply.ok) return reply.value
  throw new Error(reply.error.message)
}

const bridge: ElectronBridge = {
  invoke: (name, input) => ipcRenderer.invoke(channels.invoke, name, input) as Promise<Uint8Array>,
  onEvents: (listener) => listen(channels.events, (events) => listener(events as Uint8Array)),
  onClose: (listener) => listen(channels.closed, (reason) => listener(String(reason))),
  shell: {
    kind: 'electron',
    platform: process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux',
    saveText: (file) => ask(channels.saveText, file) as Promise<string | null>,
    saveExport: (request) => ask(channels.saveExport, request) as Promise<SavedExport | null>,
    showExport: async (id) => void (await ask(channels.showExport, id)),
    choosePath: (what) => ask(channels.choosePath, what) as Promise<string | null>,
    copyImage: async (png) => void (await ask(channels.copyImage, png)),
    // Its own dialog asks.
    programRights: () => Promise.resolve({ mayChange: true, startWith: null }),
    copyText: async (text) => void (await ask(channels.copyText, text)),
    onOpenRun: (listener) => listen(channels.openRun, (run) => listener(String(run))),
    windowAction: async (action) => void (await ask(channels.windowAction, action)),
    edit: async (action) => void (await ask(channels.edit, action)),
    openWindow: async (address) => void (await ask(channels.openWindow, address)),
    onCommand: (listener) => listen(channels.command, (keys) => listener(String(keys))),
  },
}

contextBridge.exposeInMainWorld('plateau', bridge)
