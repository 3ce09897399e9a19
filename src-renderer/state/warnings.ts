/** Warnings of runs that Plateau trains, said as they occur: a checkpoint that is damaged, an environment that has changed. */
import type { RunSummary } from '@contract/run'
import type { Client } from '@contract/transport'
import type { ToastState } from './toasts.svelte'

type KnownRuns = {
  readonly get: (id: string) => { readonly name: string } | undefined
  /** Whole summaries, waited for: of those that there are. */
  readonly summaries: (ids: readonly string[]) => Promise<readonly RunSummary[]>
}

/**
 * What a program logs as a warning is in the log of its run: there may be thousands of them.
 * @returns ends it when it is called
 */
export function tellWarnings(client: Client, runs: KnownRuns, toasts: Pick<ToastState, 'warn'>): () => void {
  const tell = async (id: string, message: string): Promise<void> => {
    let isTrainedHere = true
    try {
      const [run] = await runs.summaries([id])
      isTrainedHere = run?.recipe !== null
    } catch {
      // What kind of run it is cannot be asked now: a warning too many is better than one too few.
    }
    if (isTrainedHere) toasts.warn(`${runs.get(id)?.name ?? id}: ${message}`)
  }
  return client.onEvent((happened) => {
    if (happened.event !== 'run-logged' || happened.payload.entry.level !== 'warning') return
    void tell(happened.payload.run, happened.payload.entry.message)
  })
}
