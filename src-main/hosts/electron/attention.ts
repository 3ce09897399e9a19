/** What the desktop shows of runs while the window is elsewhere: a notification when one ends, progress in the taskbar. */
import { Notification, type BrowserWindow } from 'electron'
import type { CoreLink } from '../core-link'
import { describeError } from '../error-text'
import { endingText } from '../ending-text'
import { watchRuns } from '../run-watch'
import { channels } from './channels'

/** Smaller steps are not to be seen in a taskbar. */
const smallestStep = 0.005
const noProgress = -1

/** @param windows those that are open, the one used last first */
export function drawAttention(windows: () => readonly BrowserWindow[], link: CoreLink): void {
  // Shown ones must stay referenced, or their click is never heard.
  const shown = new Set<Notification>()
  let drawn = noProgress
  const report = (error: unknown) => console.error(describeError(error).text)

  function open(run: string) {
    const [window] = windows()
    if (window === undefined) return
    bringToFront(window)
    window.webContents.send(channels.openRun, run)
  }

  watchRuns(
    link,
    {
      onEnded(run, stoppedHere) {
        const isByHand = run.endReason === 'stopped' || run.endReason === 'cancelled'
        if ((stoppedHere && isByHand) || windows().some(isInSight) || !Notification.isSupported()) return
        link.request('preferences.get', {}).then(({ notifyWhenRunEnds }) => {
          if (!notifyWhenRunEnds) return
          const notification = new Notification(endingText(run))
          shown.add(notification)
          notification.on('click', () => open(run.id))
          notification.on('close', () => shown.delete(notification))
          notification.show()
        }, report)
      },
      onProgress(share) {
        const next = share ?? noProgress
        if (share !== null && Math.abs(next - drawn) < smallestStep) return
        drawn = next
        for (const window of windows()) window.setProgressBar(next)
      },
    },
    report,
  )
}

export function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}

const isInSight = (window: BrowserWindow): boolean =>
  !window.isDestroyed() && window.isVisible() && !window.isMinimized() && window.isFocused()
