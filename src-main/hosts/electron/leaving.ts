/** Closing the window while runs of this window train: the person says what becomes of them. */
import { app, dialog, type BrowserWindow } from 'electron'
import type { CoreLink } from '../core-link'

const choices = ['Stay', 'Keep training in the background', 'Stop and keep what was trained'] as const

/** How long leaving waits for the core's answer before it goes all the same. */
const answerMilliseconds = 3_000

export type Leaving = {
  /** Leaves without asking and stops the runs: for a signal, where nobody may be there to answer. */
  stopAndQuit(): Promise<void>
}

export function askBeforeLeaving(window: BrowserWindow, link: CoreLink): Leaving {
  let isAsking = false
  let mayClose = false

  async function leave(runs: 'stop' | 'keep'): Promise<void> {
    mayClose = true
    await within(answerMilliseconds, link.leave(runs))
    link.close()
    // `quit` would ask the window once more.
    app.exit(0)
  }

  async function ask(): Promise<void> {
    const active = await within(answerMilliseconds, link.activeRuns())
    if (active === undefined || active.length === 0) {
      await leave('stop')
      return
    }
    const one = active.length === 1
    const { response } = await dialog.showMessageBox(window, {
      type: 'question',
      title: 'Plateau',
      message: one ? `${active[0]?.name ?? 'A run'} is not finished.` : `${active.length} runs are not finished.`,
      detail: 'Every finished epoch is kept either way.',
      buttons: [...choices],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
    })
    if (response === 1) await leave('keep')
    else if (response === 2) await leave('stop')
  }

  window.on('close', (event) => {
    if (mayClose) return
    event.preventDefault()
    if (isAsking) return
    isAsking = true
    ask()
      .catch((error: unknown) => {
        // A core that cannot answer has no run left to ask about.
        console.error(`The core did not answer: ${error instanceof Error ? error.message : String(error)}`)
        app.exit(1)
      })
      .finally(() => {
        isAsking = false
      })
  })
  return { stopAndQuit: () => leave('stop') }
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
