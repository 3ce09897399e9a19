/** A small window that is there while a long history is updated: before that there is nothing else to say it in. */
import { BrowserWindow, nativeTheme } from 'electron'
import type { UpdateProgress } from '../../platform/update-progress'
import { describeShare, describeUpdate, isLongUpdate, shareOf } from '../update-words'

/** A page is loaded for each of these, so that what is read aloud is not said a hundred times. */
const stepPercent = 5

const colours = { light: { back: '#f6f6f5', front: '#1b1b1a' }, dark: { back: '#111213', front: '#e8e8e6' } } as const

/** Without scripts: every word of it is Plateau's own. */
function pageOf(progress: UpdateProgress): string {
  const { back, front } = colours[nativeTheme.shouldUseDarkColors ? 'dark' : 'light']
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Plateau</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>body { font: 14px/1.5 system-ui, sans-serif; margin: 24px; background: ${back}; color: ${front} } progress { width: 100% }</style></head>
<body><main><p>${describeUpdate(progress)}</p><progress max="100" value="${shareOf(progress)}" aria-label="Update"></progress>
<p role="status">${describeShare(progress)}</p></main></body></html>`
}

export function createUpdateWindow() {
  let window: BrowserWindow | null = null
  let shown = -1

  function open(): BrowserWindow {
    return new BrowserWindow({
      width: 480,
      height: 220,
      useContentSize: true,
      resizable: false,
      maximizable: false,
      fullscreenable: false,
      title: 'Plateau',
      backgroundColor: colours[nativeTheme.shouldUseDarkColors ? 'dark' : 'light'].back,
      webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, javascript: false },
    })
  }

  return {
    say(progress: UpdateProgress): void {
      const share = shareOf(progress)
      if (!isLongUpdate(progress) || (shown >= 0 && share < shown + stepPercent)) return
      // Who has closed it is leaving.
      if (window?.isDestroyed() === true) return
      window ??= open()
      shown = share
      window.setProgressBar(share / 100)
      window
        .loadURL(`data:text/html;charset=utf-8,${encodeURIComponent(pageOf(progress))}`)
        .catch((error: unknown) => console.error('The progress of the update could not be shown.', error))
    },
    /** To be called once another window is there: without any, the program ends. */
    close(): void {
      if (window?.isDestroyed() === false) window.destroy()
    },
  }
}
