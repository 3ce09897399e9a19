/** What several views do alike. */
import type { App } from './app.svelte'

/** Exports runs through the shell; says where they went. */
export async function exportRuns(app: App, runs: readonly string[], format: 'csv' | 'json'): Promise<void> {
  try {
    const { fileName, mediaType, text } = await app.client.request('export.runs', { runs: [...runs], format })
    const saved = await app.shell.saveText({ fileName, mediaType, text })
    if (saved !== null) app.toasts.say(`Saved ${saved}`)
  } catch (error) {
    app.toasts.fail(error)
  }
}

/** Stops or cancels runs. */
export async function stopRuns(app: App, runs: readonly string[]): Promise<void> {
  try {
    const answer = await app.client.request('runs.stop', { runs: [...runs] })
    app.runs.adopt(answer.runs)
  } catch (error) {
    app.toasts.fail(error)
  }
}

/** Copies text and says so. */
export async function copyText(app: App, text: string, what: string): Promise<void> {
  try {
    await app.shell.copyText(text)
    app.toasts.say(`${what} copied`)
  } catch (error) {
    app.toasts.fail(error)
  }
}
