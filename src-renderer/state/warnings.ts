/** Warnings of runs, said as they occur: a checkpoint that is damaged, an environment that has changed. */
import type { Client } from '@contract/transport'
import type { ToastState } from './toasts.svelte'

/** @returns ends it when it is called */
export function tellWarnings(
  client: Client,
  runs: { readonly get: (id: string) => { readonly name: string } | undefined },
  toasts: Pick<ToastState, 'warn'>,
): () => void {
  return client.onEvent((happened) => {
    if (happened.event !== 'run-logged' || happened.payload.entry.level !== 'warning') return
    const { run, entry } = happened.payload
    toasts.warn(`${runs.get(run)?.name ?? run}: ${entry.message}`)
  })
}
