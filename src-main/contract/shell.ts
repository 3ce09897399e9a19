/** What the window's shell offers beyond the core: in Electron through the preload script, in a browser by the page itself. */
import { z } from 'zod'
import { exportTargetSchema, type ExportTargetInput } from './exports'
import type { Transport } from './transport'

/** What a window's own frame and menu do. */
export const windowActions = [
  'minimize',
  'toggle-maximize',
  'close',
  'reload',
  'zoom-in',
  'zoom-out',
  'zoom-reset',
  'full-screen',
] as const
export type WindowAction = (typeof windowActions)[number]

/** What is done with the text of the field that has the focus, which a page cannot do by itself. */
export const editActions = ['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll'] as const
export type EditAction = (typeof editActions)[number]

/** What a window asks its shell to save: what is in the file, and what the file is called where nobody says otherwise. */
export const exportRequestSchema = z.strictObject({
  /** Chosen by the window, for progress and for cancelling. */
  id: z.string().min(1).max(60),
  target: exportTargetSchema,
  fileName: z.string().min(1).max(200),
})
/** As it arrived, with the defaults filled in. */
export type ReadExportRequest = z.output<typeof exportRequestSchema>
export type ExportRequest = { readonly id: string; readonly target: ExportTargetInput; readonly fileName: string }
export type SavedExport = {
  /** In a browser, which keeps its folders to itself, the name alone. */
  readonly path: string
  readonly bytes: number
}

/** Whether programs may be added and changed here, which whoever does owns the account by. */
export type ProgramRights = {
  readonly mayChange: boolean
  /** What is typed to start Plateau so that they may be; null where they may. */
  readonly startWith: string | null
}

/** What is asked for: a folder, a list of images, or weights. */
export const pathChoices = ['folder', 'data', 'weights'] as const
export type PathChoice = (typeof pathChoices)[number]

export type Shell = {
  readonly kind: 'electron' | 'web'
  readonly platform: 'linux' | 'darwin' | 'win32' | 'web'
  /** Asks where to save (Electron) or downloads (web). Null when the person cancelled, else where it went. */
  saveText(file: { fileName: string; mediaType: string; text: string }): Promise<string | null>
  /** Has the core write an export where the person says (Electron), or downloads it (web). Null when the person cancelled. */
  saveExport(request: ExportRequest): Promise<SavedExport | null>
  /** Shows an export that was saved since the start in its folder, by its id. Null where there is no such thing. */
  readonly showExport: ((id: string) => Promise<void>) | null
  /** Asks for a folder or file of this machine, in the system's dialog; null when the person cancelled. Null in a browser, which hides where files lie. */
  readonly choosePath: ((what: PathChoice) => Promise<string | null>) | null
  programRights(): Promise<ProgramRights>
  copyText(text: string): Promise<void>
  /** @param png a whole PNG file */
  copyImage(png: Uint8Array): Promise<void>
  windowAction(action: WindowAction): Promise<void>
  /** Edits the text of the field that has the focus. Null in a browser, which has a menu of its own for that. */
  readonly edit: ((action: EditAction) => Promise<void>) | null
  /** Opens an address of this window (its path and what follows) in a window of its own; in a browser in a tab. */
  openWindow(address: string): Promise<void>
  /** Told of a key whose command the desktop's own menu asks for. Calling what it returns ends that. */
  onCommand(listener: (keys: string) => void): () => void
  /** Told which run to open: a notification about it was clicked. Calling what it returns ends that. */
  onOpenRun(listener: (run: string) => void): () => void
}

/**
 * What Electron's preload puts on `window.plateau`. Messages are packed as on a socket (contract/transport `packing`): what Electron copies from one world
 * to the other loses keys named `__proto__` and prototypes of null.
 */
export type ElectronBridge = {
  /** @param input a packed one. @returns a packed reply */
  invoke(name: string, input: Uint8Array): Promise<Uint8Array>
  /** @param listener takes packed lists of events */
  onEvents(listener: (events: Uint8Array) => void): () => void
  readonly onClose: Transport['onClose']
  readonly shell: Shell
}
