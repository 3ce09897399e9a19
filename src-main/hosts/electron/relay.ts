/** What the window may ask of the shell and, through it, of the core. Every message's sender is checked first. */
import * as electron from 'electron'
import {
  clipboard,
  dialog,
  ipcMain,
  nativeImage,
  type BrowserWindow,
  type IpcMainInvokeEvent,
  type WebContents,
} from 'electron'
import { basename } from 'node:path'
import { z } from 'zod'
import { PlateauError, toWireError } from '@contract/errors'
import {
  editActions,
  exportRequestSchema,
  pathChoices,
  windowActions,
  type PathChoice,
  type WindowAction,
} from '@contract/shell'
import type { Reply } from '@contract/transport'
import { writeFileAtomically } from '../../platform/atomic-file'
import { packFrame, unpackFrame } from '../../platform/frames'
import { visibleLine } from '@contract/text'
import type { ProgramSettings } from '@contract/programs'
import type { CoreLink } from '../core-link'
import { pageAddressSchema } from '../page-address'
import { programWords } from '../program-words'
import { appOrigin, channels } from './channels'
import { inBatches } from './batches'
import { createExportFiles } from './export-files'

const textFileSchema = z.strictObject({
  fileName: z.string().min(1).max(200),
  mediaType: z.string().max(200),
  text: z.string(),
})
const bytesSchema = z.custom<Uint8Array>((value) => value instanceof Uint8Array)

/** Connects windows to the core, and to what the shell does for them. */
export type Relay = {
  /** Serves a window until it is closed. */
  serve(window: BrowserWindow): void
}

type Served = { readonly window: BrowserWindow; readonly exportFiles: ReturnType<typeof createExportFiles> }

/**
 * @param openWindow opens another window at an address of this one's page
 */
export function createRelay(link: CoreLink, openWindow: (address: string) => void): Relay {
  const served = new Map<WebContents, Served>()
  /** The window that asks: one of ours, by our own page in its top frame. @throws PlateauError `not-allowed` for anything else */
  const from = ({ sender, senderFrame }: IpcMainInvokeEvent): Served => {
    const found = served.get(sender)
    const isOurs = senderFrame !== null && senderFrame === sender.mainFrame && senderFrame.origin === appOrigin
    if (found === undefined || !isOurs) throw new PlateauError('not-allowed')
    return found
  }
  /** Every answer is an envelope: Electron would put its own words in front of a thrown error's. */
  const handle = (
    channel: string,
    answer: (from: Served, ...parameters: unknown[]) => Promise<Reply>,
    pack: (reply: Reply) => unknown = (reply) => reply,
  ) => {
    ipcMain.handle(channel, async (event, ...parameters: unknown[]): Promise<unknown> => {
      try {
        return pack(await answer(from(event), ...parameters))
      } catch (error) {
        return pack({ ok: false, error: toWireError(error) })
      }
    })
  }
  /** The same for what has nothing to answer. */
  const handleDone = (channel: string, act: (from: Served, input: unknown) => void | Promise<void>) =>
    handle(channel, async (served, input) => {
      await act(served, input)
      return { ok: true, value: null }
    })

  handle(
    channels.invoke,
    ({ window }, name, input) =>
      link.relay(name, unpackFrame(read(bytesSchema, input)), (program, isChange) =>
        confirmProgram(window, program, isChange),
      ),
    packFrame,
  )
  handle(channels.saveText, async ({ window }, file) => ({
    ok: true,
    value: await saveText(window, read(textFileSchema, file)),
  }))
  handle(channels.saveExport, async ({ exportFiles }, request) => ({
    ok: true,
    value: await exportFiles.save(read(exportRequestSchema, request)),
  }))
  handle(channels.choosePath, async ({ window }, what) => ({
    ok: true,
    value: await choosePath(window, read(z.enum(pathChoices), what)),
  }))
  handleDone(channels.showExport, ({ exportFiles }, id) => exportFiles.show(read(z.string(), id)))
  handleDone(channels.copyImage, (_from, png) => copyImage(read(bytesSchema, png)))
  handleDone(channels.copyText, async (_from, text) => {
    await clipboard.writeText(read(z.string(), text))
  })
  handleDone(channels.windowAction, ({ window }, action) => actOnWindow(window, read(z.enum(windowActions), action)))
  handleDone(channels.edit, ({ window }, action) => window.webContents[read(z.enum(editActions), action)]())
  handleDone(channels.openWindow, (_from, address) => openWindow(read(pageAddressSchema, address)))

  return {
    serve(window) {
      const { webContents } = window
      served.set(webContents, { window, exportFiles: createExportFiles(window, link) })
      const send = (channel: string, value: unknown) => {
        if (!window.isDestroyed() && !webContents.isDestroyed()) webContents.send(channel, value)
      }
      const stopEvents = link.onEvent(inBatches((events) => send(channels.events, packFrame(events))))
      const stopClose = link.onClose((reason) => send(channels.closed, reason))
      window.on('closed', () => {
        stopEvents()
        stopClose()
        served.delete(webContents)
      })
    },
  }
}

/** The shell's own dialog: nothing that a page draws can stand for it. Not saving is what Enter and Escape do. */
async function confirmProgram(window: BrowserWindow, program: ProgramSettings, isChange: boolean): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    message: `${isChange ? 'Change' : 'Add'} the program ${visibleLine(program.name)}?`,
    detail: programWords(program),
    buttons: [isChange ? 'Change' : 'Add', 'Cancel'],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  })
  return response === 0
}

/** What a page sends, as it has to be. @throws PlateauError `invalid-input` */
function read<Schema extends z.ZodType>(schema: Schema, sent: unknown): z.output<Schema> {
  const parsed = schema.safeParse(sent)
  if (parsed.success) return parsed.data
  throw new PlateauError('invalid-input', 'The window has sent what cannot be read.', { cause: parsed.error })
}

/** Asks where to save. Null when the person cancelled. */
async function saveText(window: BrowserWindow, file: z.infer<typeof textFileSchema>): Promise<string | null> {
  const extension = /\.([a-z0-9]+)$/i.exec(file.fileName)?.[1]
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    defaultPath: basename(file.fileName),
    ...(extension === undefined ? {} : { filters: [{ name: extension.toUpperCase(), extensions: [extension] }] }),
  })
  if (canceled || filePath === '') return null
  // The dialog itself has asked about replacing a file.
  await writeFileAtomically(filePath, file.text, { replace: true })
  return filePath
}

/** Of data any file: which ones are read is known to their layouts alone. */
const pathFilters: Readonly<Record<PathChoice, Electron.FileFilter[]>> = {
  folder: [],
  data: [],
  weights: [{ name: 'Weights', extensions: ['safetensors', 'json'] }],
}

/** Null when the person cancelled. */
async function choosePath(window: BrowserWindow, what: PathChoice): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    properties: [what === 'folder' ? 'openDirectory' : 'openFile'],
    ...(what === 'folder' ? {} : { filters: pathFilters[what] }),
  })
  return canceled ? null : (filePaths[0] ?? null)
}

/** Electron before 45 has no clipboard items, and writes pictures by a call of their own. */
type EarlierClipboard = { writeImage(image: Electron.NativeImage): void }

/** @param png a whole PNG file. @throws PlateauError `invalid-input` for what is none. */
async function copyImage(png: Uint8Array): Promise<void> {
  const image = nativeImage.createFromBuffer(Buffer.from(png))
  if (image.isEmpty()) throw new PlateauError('invalid-input', 'This is no picture that can be copied.')
  const { ClipboardItem } = electron as { ClipboardItem?: typeof electron.ClipboardItem }
  if (ClipboardItem === undefined) (clipboard as unknown as EarlierClipboard).writeImage(image)
  else await clipboard.write([new ClipboardItem({ 'image/png': new Blob([new Uint8Array(png)]) })])
}

/** As the roles of Electron's own menus have them. */
const zoomStep = 0.5

function actOnWindow(window: BrowserWindow, action: WindowAction): void {
  const { webContents } = window
  const actions: Readonly<Record<WindowAction, () => void>> = {
    minimize: () => window.minimize(),
    close: () => window.close(),
    'toggle-maximize': () => (window.isMaximized() ? window.unmaximize() : window.maximize()),
    reload: () => webContents.reload(),
    'zoom-in': () => webContents.setZoomLevel(webContents.getZoomLevel() + zoomStep),
    'zoom-out': () => webContents.setZoomLevel(webContents.getZoomLevel() - zoomStep),
    'zoom-reset': () => webContents.setZoomLevel(0),
    'full-screen': () => window.setFullScreen(!window.isFullScreen()),
  }
  actions[action]()
}
