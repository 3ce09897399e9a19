/** Says that a run has ended while the page is out of sight. In Electron the main process does, and the page says nothing. */
import { shownState, stateWords, type RunSummary } from '@contract/run'
import type { Shell } from '@contract/shell'
import { decidingMetric } from '@model/digests'
import { formatValue } from '@panels/words/format'
import type { PreferencesState } from './preferences.svelte'
import type { RunsState } from './runs.svelte'

/** `granted` too where the host needs no leave of the page's. */
export type NotificationLeave = 'granted' | 'denied' | 'default'

export class NotificationState {
  readonly #isOurs: boolean
  #permission = $state<NotificationLeave>('granted')

  constructor(shell: Shell, preferences: PreferencesState, runs: RunsState, open: (run: string) => void) {
    this.#isOurs = shell.kind === 'web'
    if (!this.#isOurs) return
    // Only a page that the browser holds for secure has it; 127.0.0.1 is one.
    this.#permission = 'Notification' in globalThis ? Notification.permission : 'denied'
    runs.onEnd((run) => {
      if (!document.hidden || !preferences.current.notifyWhenRunEnds || this.#permission !== 'granted') return
      const note = new Notification(`${run.name}: ${stateWords[shownState(run)]}`, { body: describe(run), tag: run.id })
      note.onclick = () => {
        focus()
        open(run.id)
      }
    })
  }

  get permission(): NotificationLeave {
    return this.#permission
  }

  /** Asks the browser, at a person's click; nothing to ask in Electron. */
  async ask(): Promise<void> {
    if (this.#isOurs && this.#permission === 'default') this.#permission = await Notification.requestPermission()
  }
}

function describe(run: RunSummary): string {
  const { endMessage, epochs } = run
  const { key, metric: best } = decidingMetric(run)
  const result = best ? `Best ${key} ${formatValue(best.best)} at epoch ${best.bestEpoch} of ${epochs}.` : ''
  return [endMessage ?? '', result].filter(Boolean).join(' ')
}
