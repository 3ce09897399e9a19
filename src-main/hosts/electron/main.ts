/** Electron's main process: the shell around the renderer. Training, history and queue are the core's. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { app, dialog, nativeImage, session, type BrowserWindow } from 'electron'
import { connectToCore } from '../../client/connect'
import { homeFailure } from '../../platform/home-failure'
import { makeFolder } from '../../platform/make-folder.mjs'
import { createCoreLink } from '../core-link'
import { findDevServer } from '../dev-renderer'
import { describeError } from '../error-text'
import { readHostArguments } from '../host-arguments'
import { readPageAddress } from '../page-address'
import { rendererDirectory } from '../renderer-files'
import { registerAppScheme, serveAppScheme } from './app-protocol'
import { bringToFront, drawAttention } from './attention'
import { appOrigin } from './channels'
import { askBeforeLeaving } from './leaving'
import { outliveLauncher, tellLauncher } from './launcher'
import { setApplicationMenu } from './menu'
import { createRelay } from './relay'
import { createUpdateWindow } from './update-window'
import { createWindow, denyPermissions } from './window'

function main(): void {
  outliveLauncher()
  // Also after `app.exit`: what ends on purpose is no failed start.
  app.on('quit', () => tellLauncher('leaving'))
  const { home, at } = readHostArguments(process.argv.slice(1), { strict: false })
  const address = at === null ? '/' : readPageAddress(at)
  const userData = join(home, 'electron')
  try {
    makeFolder(userData)
  } catch (error) {
    throw homeFailure(home, error)
  }
  // Before the lock: one window for each home, not one for each user.
  app.setPath('userData', userData)
  app.setName('Plateau')
  if (!app.requestSingleInstanceLock()) {
    app.exit(0)
    return
  }
  // The charts are two-dimensional canvases: a machine whose graphics driver fails draws them in software all the same.
  app.commandLine.appendSwitch('disable-gpu-process-crash-limit')
  // Without a graphics device its process ends as it begins, and one window in about thirty waits for it forever.
  if (process.platform === 'linux' && !existsSync('/dev/dri')) app.disableHardwareAcceleration()
  // Without the sandbox only for whoever asked for that.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
  registerAppScheme()
  app.on('window-all-closed', () => app.quit())
  void app.whenReady().then(() => openPlateau(home, userData, address))
}

async function openPlateau(home: string, userData: string, address: string): Promise<void> {
  const updating = createUpdateWindow()
  const link = createCoreLink(() =>
    connectToCore({ home, client: 'electron', onUpdating: (progress) => updating.say(progress) }),
  )
  const files = rendererDirectory(import.meta.url)
  serveAppScheme(files, findDevServer())
  denyPermissions(session.defaultSession)
  setApplicationMenu()
  const icon = join(files, 'icon.png')
  app.dock?.setIcon(nativeImage.createFromPath(icon))
  try {
    await link.connect()
  } catch (error) {
    const { text, exitCode } = describeError(error)
    console.error(text)
    dialog.showErrorBox('Plateau could not start', text)
    app.exit(exitCode)
    return
  }
  const paths = { preload: join(dirname(fileURLToPath(import.meta.url)), 'preload.cjs'), userData, icon }
  /** The one used last first. */
  const windows: BrowserWindow[] = []
  const relay = createRelay(link, (wanted) => void openWindow(wanted))
  const leaving = askBeforeLeaving(() => windows, link)
  async function openWindow(wanted: string): Promise<void> {
    const window = createWindow(paths, windows[0] ?? null)
    windows.unshift(window)
    const forget = () => void windows.splice(windows.indexOf(window), 1)
    window.on('focus', () => {
      forget()
      windows.unshift(window)
    })
    window.on('closed', forget)
    relay.serve(window)
    leaving.watch(window)
    await window.loadURL(`${appOrigin}${wanted}`)
  }
  const opened = openWindow(address)
  updating.close()
  drawAttention(() => windows, link)
  app.on('second-instance', (_event, parameters) =>
    comeBack(parameters, windows[0], (wanted) => void openWindow(wanted)),
  )
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => void leaving.stopAndQuit())
  }
  await opened
  tellLauncher('shown')
}

/** Plateau was started once more: the window that is open comes to the front, or what was asked for opens in another one. */
function comeBack(
  parameters: readonly string[],
  window: BrowserWindow | undefined,
  openWindow: (address: string) => void,
): void {
  try {
    const { at } = readHostArguments(parameters.slice(1), { strict: false })
    if (at !== null) openWindow(readPageAddress(at))
    else if (window !== undefined) bringToFront(window)
  } catch (error) {
    console.error(describeError(error).text)
  }
}

try {
  main()
} catch (error) {
  const { text, exitCode } = describeError(error)
  console.error(text)
  app.exit(exitCode)
}
