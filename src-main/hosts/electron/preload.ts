/** All that the page may do beyond its own: plain functions over IPC, nothing of Electron itself. */
import { contextBridge, ipcRenderer } from 'electron'
import type { PlateauEvent } from '@contract/events'
import type { ElectronBridge } from '@contract/shell'
import type { Reply } from '@contract/transport'
import { channels } from './channels'

function listen<Value>(channel: string, listener: (value: Value) => void): () => void {
  const hear = (_event: unknown, value: Value) => listener(value)
  ipcRenderer.on(channel, hear)
  return () => {
    ipcRenderer.off(channel, hear)
  }
}

const bridge: ElectronBridge = {
  invoke: (name, input) => ipcRenderer.invoke(channels.invoke, name, input) as Promise<Reply>,
  onEvent: (listener) => listen<PlateauEvent>(channels.event, listener),
  onClose: (listener) => listen<string>(channels.closed, listener),
  shell: {
    kind: 'electron',
    platform: process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux',
    saveText: (file) => ipcRenderer.invoke(channels.saveText, file) as Promise<string | null>,
    copyText: (text) => ipcRenderer.invoke(channels.copyText, text) as Promise<void>,
    windowAction: (action) => ipcRenderer.invoke(channels.windowAction, action) as Promise<void>,
  },
}

contextBridge.exposeInMainWorld('plateau', bridge)
