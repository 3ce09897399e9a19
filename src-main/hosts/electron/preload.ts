/** All that the page may do beyond its own: plain functions over IPC, nothing of Electron itself. */
import { contextBridge, ipcRenderer } from 'electron'
import type { PlateauEvent } from '@contract/events'
import type { ElectronBridge } from '@contract/shell'
import type { Reply } from '@contract/transport'
import { channels } from './channels'

function listen(channel: string, listener: (value: unknown) => void): () => void {
  const hear = (_event: unknown, value: unknown) => listener(value)
  ipcRenderer.on(channel, hear)
  return () => {
    ipcRenderer.off(channel, hear)
  }
}

const bridge: ElectronBridge = {
  invoke: (name, input) => ipcRenderer.invoke(channels.invoke, name, input) as Promise<Reply>,
  onEvent: (listener) => listen(channels.event, (event) => listener(event as PlateauEvent)),
  onClose: (listener) => listen(channels.closed, (reason) => listener(String(reason))),
  shell: {
    kind: 'electron',
    platform: process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux',
    saveText: (file) => ipcRenderer.invoke(channels.saveText, file) as Promise<string | null>,
    copyText: (text) => ipcRenderer.invoke(channels.copyText, text) as Promise<void>,
    windowAction: (action) => ipcRenderer.invoke(channels.windowAction, action) as Promise<void>,
  },
}

contextBridge.exposeInMainWorld('plateau', bridge)
