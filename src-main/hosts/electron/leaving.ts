/** Closing the window while runs of this window train: the person says what becomes of them, now or once for all. */
import { app, dialog, type BrowserWindow, type Event } from 'electron'
import type { RunSummary } from '@contract/run'
import type { CoreLink } from '../core-link'
import { describeError } from '../error-text'
import { leavingQuestion } from '../leaving-question'

const choices = ['Stay', 'Keep training in the background', 'Stop and keep what was trained'] as const

/** How long leaving waits for the core's answer before it goes all the same. */
const answerMilliseconds = 3_000

export type Leaving = {
  /** Asks before a window is closed, if it is the last one: what trains goes on while another is open. */
  watch(window: BrowserWindow): void
  /** Leaves without asking and stops the runs: for a signal, where nobody may be there to answer. */
  stopAndQuit(): Promise<void>
}

/** @param windows those that are open */
export function askBeforeLeaving(windows: () => readonly BrowserWindow[], link: CoreLink): Leaving {
  let isAsking = false
  let mayClose = false

  async function leave(runs: 'stop' | 'keep'): Promise<void> {
    mayClose = true
    await within(answerMilliseconds, link.leave(runs))
    link.close()
    // `quit` would ask the window once more.
    app.exit(0)
  }

  async function decide(window: BrowserWindow): Promise<void> {
    const runs = (await within(answerMilliseconds, link.attendedRuns())) ?? []
    // Runs that only wait do so until the next start: there is nothing to ask.
    if (runs.every(({ state }) => state === 'queued')) {
      await leave('stop')
      return
    }
    const preferences = await within(answerMilliseconds, link.request('preferences.get', {}))
    const wish = preferences?.whenWindowCloses ?? 'ask'
    await (wish === 'ask' ? ask(window, runs) : leave(wish))
  }

  async function ask(window: BrowserWindow, runs: readonly RunSummary[]): Promise<void> {
    const { response } = await dialog.showMessageBox(window, {
      type: 'question',
      title: 'Plateau',
      ...leavingQuestion(runs),
      buttons: [...choices],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
    })
    if (response === 1) await leave('keep')
    else if (response === 2) await leave('stop')
  }

  function close(window: BrowserWindow, event: Event): void {
    if (mayClose || windows().some((other) => other !== window)) return
    event.preventDefault()
    if (isAsking) return
    isAsking = true
    decide(window)
      .catch((error: unknown) => {
        // A core that cannot answer has no run left to ask about.
        console.error(describeError(error).text)
        app.exit(1)
      })
      .finally(() => {
        isAsking = false
      })
  }
  return {
    stopAndQuit: () => leave('stop'),
    watch: (window) => void window.on('close', (event) => close(window, event)),
  }
}

/** The value, or undefined when it took too long. */
async function within<Value>(milliseconds: number, value: Promise<Value>): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((done) => {
    timer = setTimeout(() => done(undefined), milliseconds)
  })
  try {
    return await Promise.race([value, late])
  } finally {
    clearTimeout(timer)
  }
}
