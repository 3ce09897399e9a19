/** Exports of a window: the person chooses where in the system's dialog, and the core writes there for the shell. */
import { dialog, shell, type BrowserWindow } from 'electron'
import { extname } from 'node:path'
import { PlateauError } from '@contract/errors'
import type { ReadExportRequest, SavedExport } from '@contract/shell'
import type { CoreLink } from '../core-link'
import { withNextStep } from '../error-text'
import { plainFileName } from '../export-name'

export type ExportFiles = {
  /** Null when the person cancelled the dialog. @throws PlateauError as `exports.write` does. */
  save(request: ReadExportRequest): Promise<SavedExport | null>
  /** Shows a saved export in its folder. @throws PlateauError `invalid-input` for an id that was not saved here. */
  show(id: string): void
}

/** More messages that offer to show a file are never on the screen. */
const remembered = 50

export function createExportFiles(window: BrowserWindow, link: CoreLink): ExportFiles {
  /** Paths by id, oldest first: the page names none. */
  const saved = new Map<string, string>()
  return {
    async save({ id, target, fileName }) {
      const name = plainFileName(fileName)
      const extension = extname(name).slice(1)
      const { canceled, filePath } = await dialog.showSaveDialog(window, {
        defaultPath: name,
        // A report that is a folder has no ending to keep to.
        ...(extension === '' ? {} : { filters: [{ name: extension.toUpperCase(), extensions: [extension] }] }),
        properties: ['createDirectory', 'showOverwriteConfirmation'],
      })
      if (canceled || filePath === '') return null
      // The dialog itself has asked about replacing a file; a folder that is there is not written over.
      const { path, bytes } = await link
        .request('exports.write', { id, path: filePath, replace: extension !== '', target })
        .catch((error: unknown) => {
          throw withNextStep(error)
        })
      saved.set(id, path)
      for (const oldest of [...saved.keys()].slice(0, Math.max(0, saved.size - remembered))) saved.delete(oldest)
      return { path, bytes }
    },
    show(id) {
      const path = saved.get(id)
      if (path === undefined) throw new PlateauError('invalid-input', 'This file was not saved by this window.')
      shell.showItemInFolder(path)
    },
  }
}
