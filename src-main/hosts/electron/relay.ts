/** What the window may ask of the shell and, through it, of the core. Every message's sender is checked first. */
import * as electron from 'electron'
import { clipboard, dialog, ipcMain, nativeImage, type BrowserWindow, type IpcMainInvokeEvent } from 'electron'
import { basename } from 'node:path'
import { z } from 'zod'
import { PlateauError, toWireError } from '@contract/errors'
import { exportRequestSchema, type WindowAction } from '@contract/shell'
import type { Reply } from '@contract/transport'
import { writeFileAtomically } from '../../platform/atomic-file'
import { packFrame, unpackFrame } from '../../platform/frames'
import { visibleLine } from '@contract/text'
import type { ProgramSettings } from '@contract/programs'
import type { CoreLink } from '../core-link'
import { programWords } from '../program-words'
import { appOrigin, channels } from './channels'
import { createExportFiles } from './export-files'

const textFileSchema = z.strictObject({
  fileName: z.string().min(1).max(200),
  mediaType: z.string().max(200),
  text: z.string(),
})
const bytesSchema = z.custom<Uint8Array>((value) => value instanceof Uint8Array)
const windowActionSchema = z.enum(['minimize', 'toggle-maximize', 'close'] satisfies WindowAction[])

/** Connects a window to the link until the window is closed. */
export function relayBetween(window: BrowserWindow, link: CoreLink): void {
  const { webContents } = window
  /** Our own page in our own window's top frame; a frame that is gone has no say either. */
  const isOurs = ({ senderFrame }: IpcMainInvokeEvent) =>
    senderFrame !== null && senderFrame === webContents.mainFrame && senderFrame.origin === appOrigin

  /** Every answer is an envelope: Electron would put its own words in front of a thrown error's. */
  const handled: string[] = []
  const handle = (
    channel: string,
    answer: (...parameters: unknown[]) => Promise<Reply>,
    pack: (reply: Reply) => unknown = (reply) => reply,
  ) => {
    handled.push(channel)
    ipcMain.handle(channel, async (event, ...parameters: unknown[]): Promise<unknown> => {
      try {
        if (isOurs(event)) return pack(await answer(...parameters))
        throw new PlateauError('not-allowed')
      } catch (error) {
        return pack({ ok: false, error: toWireError(error) })
      }
    })
  }
  handle(
    channels.invoke,
    (name, input) =>
      link.relay(name, unpackFrame(read(bytesSchema, input)), (program, isChange) =>
        confirmProgram(window, program, isChange),
      ),
    packFrame,
  )
  handle(channels.saveText, async (file) => ({ ok: true, value: await saveText(window, read(textFileSchema, file)) }))
  const exportFiles = createExportFiles(window, link)
  handle(channels.saveExport, async (request) => ({
    ok: true,
    value: await exportFiles.save(read(exportRequestSchema, request)),
  }))
  handle(channels.showExport, (id) => {
    exportFiles.show(read(z.string(), id))
    return Promise.resolve({ ok: true, value: null })
  })
  handle(channels.copyImage, async (png) => {
    await copyImage(read(bytesSchema, png))
    return { ok: true, value: null }
  })
  handle(channels.copyText, async (text) => {
    await clipboard.writeText(read(z.string(), text))
    return { ok: true, value: null }
  })
  handle(channels.windowAction, (action) => {
    actOnWindow(window, read(windowActionSchema, action))
    return Promise.resolve({ ok: true, value: null })
  })

  const send = (channel: string, value: unknown) => {
    if (!window.isDestroyed() && !webContents.isDestroyed()) webContents.send(channel, value)
  }
  const stopEvents = link.onEvent((event) => send(channels.event, packFrame(event)))
  const stopClose = link.onClose((reason) => send(channels.closed, reason))
  window.on('closed', () => {
    stopEvents()
    stopClose()
    for (const channel of handled) ipcMain.removeHandler(channel)
  })
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

function actOnWindow(window: BrowserWindow, action: WindowAction): void {
  if (action === 'minimize') window.minimize()
  else if (action === 'close') window.close()
  else if (window.isMaximized()) window.unmaximize()
  else window.maximize()
}
