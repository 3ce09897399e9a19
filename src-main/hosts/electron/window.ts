/** A window: sandboxed, denied everything it does not need, and shown when it has something to show. */
import { join } from 'node:path'
import { BrowserWindow, nativeTheme, type Session } from 'electron'
import { appOrigin } from './channels'
import { besideBounds, readWindowBounds, rememberWindowBounds } from './window-bounds'

/** `--bg` of the design tokens, so that no white flashes before the first paint. */
const backgroundColours = { light: '#f6f6f5', dark: '#111213' } as const

export type WindowPaths = {
  readonly preload: string
  /** Where the window's place and size are kept. */
  readonly userData: string
  /** The mark, as a picture. */
  readonly icon: string
}

/** @param beside the window that is in front, if there is one: another one stands a little below it */
export function createWindow({ preload, userData, icon }: WindowPaths, beside: BrowserWindow | null): BrowserWindow {
  const boundsFile = join(userData, 'window.json')
  const { maximized, ...bounds } = beside === null ? readWindowBounds(boundsFile) : besideBounds(beside)
  const window = new BrowserWindow({
    ...bounds,
    minWidth: 900,
    minHeight: 600,
    show: false,
    title: 'Plateau',
    // macOS takes it from the application.
    ...(process.platform === 'darwin' ? {} : { icon }),
    backgroundColor: backgroundColours[nativeTheme.shouldUseDarkColors ? 'dark' : 'light'],
    // The page draws its own title bar; macOS keeps its buttons, inset into it.
    ...(process.platform === 'darwin'
      ? { titleBarStyle: 'hidden' as const, trafficLightPosition: { x: 14, y: 13 } }
      : { frame: false }),
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
    },
  })
  if (maximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('close', () => rememberWindowBounds(boundsFile, window))
  denyWandering(window)
  reloadWhenGone(window)
  return window
}

/** No page but ours is ever shown, and none beside it. */
function denyWandering(window: BrowserWindow): void {
  const { webContents } = window
  webContents.setWindowOpenHandler(() => ({ action: 'deny' }))
  webContents.on('will-attach-webview', (event) => event.preventDefault())
  webContents.on('will-frame-navigate', (event) => {
    if (!event.url.startsWith(`${appOrigin}/`)) event.preventDefault()
  })
  webContents.on('will-redirect', (event) => event.preventDefault())
}

/** A page that crashed comes back, but not for ever: everything it shows is kept by the core. */
function reloadWhenGone(window: BrowserWindow): void {
  const reloads: number[] = []
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return
    const now = performance.now()
    reloads.push(now)
    const recent = reloads.filter((time) => now - time < 60_000)
    console.error(`The window's page ended (${reason}).`)
    if (recent.length <= 3) window.webContents.reload()
    else window.destroy()
  })
}

/** Permissions of every kind are refused: the page needs none. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
}
