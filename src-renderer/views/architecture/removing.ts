/** Deleting an architecture of one's own, which can be taken back. */
import type { App } from '../../state/app.svelte'
import { offer } from '../../state/taking-back'

/** @returns whether it is gone; what kept it from that was said */
export async function removeArchitecture(app: App, name: string): Promise<boolean> {
  const kept = app.architectures.find(name)
  if (kept === undefined) return false
  try {
    await app.architectures.remove(name)
  } catch (error) {
    app.toasts.fail(error)
    return false
  }
  const change = app.undo.push({
    scope: 'architecture',
    label: `Architecture ${name} deleted`,
    undo: () => app.architectures.save(kept),
    redo: () => app.architectures.remove(name),
  })
  void offer(app, change)
  return true
}
