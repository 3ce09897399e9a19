/** Electron's main process: the shell around the renderer. Training, history and queue are the core's. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { app, dialog, session } from 'electron'
import { connectToCore } from '../../client/connect'
import { homeFailure } from '../../platform/home-failure'
import { makeFolder } from '../../platform/make-folder.mjs'
import { createCoreLink } from '../core-link'
import { findDevServer } from '../dev-renderer'
import { describeError } from '../error-text'
import { readHostArguments } from '../host-arguments'
import { rendererDirectory } from '../renderer-files'
import { registerAppScheme, serveAppScheme } from './app-protocol'
import { bringToFront, drawAttention } from './attention'
import { appOrigin } from './channels'
import { askBeforeLeaving } from './leaving'
import { outliveLauncher, tellLauncher } from './launcher'
import { setApplicationMenu } from './menu'
import { relayBetween } from './relay'
import { createUpdateWindow } from './update-window'
import { createWindow, denyPermissions } from './window'

function main(): void {
  outliveLauncher()
  // Also after `app.exit`: what ends on purpose is no failed start.
  app.on('quit', () => tellLauncher('leaving'))
  const { home } = readHostArguments(process.argv.slice(1), { strict: false })
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
  void app.whenReady().then(() => openWindow(home, userData))
}

async function openWindow(home: string, userData: string): Promise<void> {
  const updating = createUpdateWindow()
  const link = createCoreLink(() =>
    connectToCore({ home, client: 'electron', onUpdating: (progress) => updating.say(progress) }),
  )
  serveAppScheme(rendererDirectory(import.meta.url), findDevServer())
  denyPermissions(session.defaultSession)
  setApplicationMenu()
  try {
    await link.connect()
  } catch (error) {
    const { text, exitCode } = describeError(error)
    console.error(text)
    dialog.showErrorBox('Plateau could not start', text)
    app.exit(exitCode)
    return
  }
  const window = createWindow({
    preload: join(dirname(fileURLToPath(import.meta.url)), 'preload.cjs'),
    userData,
  })
  updating.close()
  relayBetween(window, link)
  const leaving = askBeforeLeaving(window, link)
  drawAttention(window, link)
  app.on('second-instance', () => bringToFront(window))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => void leaving.stopAndQuit())
  }
  await window.loadURL(`${appOrigin}/`)
  tellLauncher('shown')
}

try {
  main()
} catch (error) {
  const { text, exitCode } = describeError(error)
  console.error(text)
  app.exit(exitCode)
}
