/** The system's own menu of the application: what macOS shows at the top of the screen, and elsewhere what keeps the keys of text, zoom and windows. */
import { app, BrowserWindow, Menu, type MenuItemConstructorOptions } from 'electron'
import { menuBar, type MenuBarEntry } from '@contract/menu'
import type { WindowAction } from '@contract/shell'
import { channels } from './channels'

const roles: Readonly<Partial<Record<WindowAction, MenuItemConstructorOptions['role']>>> = {
  close: 'close',
  reload: 'reload',
  'zoom-in': 'zoomIn',
  'zoom-out': 'zoomOut',
  'zoom-reset': 'resetZoom',
  'full-screen': 'togglefullscreen',
}

/** As Electron writes keys; none for keys that are pressed one after the other, or that type something. */
export function acceleratorOf(keys: string): string | undefined {
  if (!/^(?:(?:Ctrl|Alt|Shift)\+)+\S+$|^F\d+$/.test(keys)) return undefined
  return keys.replace('Ctrl', 'CommandOrControl').replace('ArrowLeft', 'Left').replace('ArrowRight', 'Right')
}

function itemOf(entry: MenuBarEntry): MenuItemConstructorOptions {
  const { label, keys } = entry
  if ('edit' in entry) return { label, role: entry.edit }
  const role = 'window' in entry ? roles[entry.window] : undefined
  if (role !== undefined) return { label, role }
  const accelerator = acceleratorOf(keys)
  return {
    label,
    // The page hears its own keys. Where it does not, as on macOS while a field has them, the menu tells it.
    ...(accelerator === undefined ? {} : { accelerator, registerAccelerator: process.platform === 'darwin' }),
    click: (_item, window) => {
      if (window instanceof BrowserWindow) window.webContents.send(channels.command, keys)
    },
  }
}

export function setApplicationMenu(): void {
  const menus = menuBar.map(({ label, sections }): MenuItemConstructorOptions => {
    const submenu = sections.flatMap((section, index): MenuItemConstructorOptions[] => [
      ...(index === 0 ? [] : [{ type: 'separator' as const }]),
      ...section.map(itemOf),
    ])
    const tools: MenuItemConstructorOptions[] =
      label === 'View' && !app.isPackaged ? [{ type: 'separator' }, { role: 'toggleDevTools' }] : []
    return { label, submenu: [...submenu, ...tools] }
  })
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(process.platform === 'darwin' ? [{ role: 'appMenu' as const }] : []),
      ...menus,
      { role: 'windowMenu' },
    ]),
  )
}
