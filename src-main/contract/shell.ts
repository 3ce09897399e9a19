/** What the window's shell offers beyond the core: in Electron through the preload script, in a browser by the page itself. */
import type { Transport } from './transport'

export type WindowAction = 'minimize' | 'toggle-maximize' | 'close'

export type Shell = {
  readonly kind: 'electron' | 'web'
  readonly platform: 'linux' | 'darwin' | 'win32' | 'web'
  /** Asks where to save (Electron) or downloads (web). Null when the person cancelled, else where it went. */
  saveText(file: { fileName: string; mediaType: string; text: string }): Promise<string | null>
  copyText(text: string): Promise<void>
  windowAction(action: WindowAction): Promise<void>
  /** Told which run to open: a notification about it was clicked. Calling what it returns ends that. */
  onOpenRun(listener: (run: string) => void): () => void
}

/** What Electron's preload puts on `window.plateau`. */
export type ElectronBridge = Omit<Transport, 'close'> & { readonly shell: Shell }
