/** What the workspace keeps of runs wherever they are listed: whose eye is open, which stay on top, and the baseline. */
import type { WorkspaceState } from './workspace.svelte'

/** Opens or closes the eyes of runs: closed when one of them is open. */
export function toggleEyes(workspace: WorkspaceState, ids: readonly string[]): void {
  const hidden = new Set(workspace.layout.hiddenRuns)
  const isOpen = ids.some((id) => !hidden.has(id))
  const turned = new Set(ids)
  const rest = workspace.layout.hiddenRuns.filter((id) => !turned.has(id))
  workspace.change(isOpen ? 'Runs hidden' : 'Runs shown', { hiddenRuns: isOpen ? [...rest, ...ids] : rest })
}

/** Pins runs to the top of the list, or takes the pins away when all have one. */
export function togglePins(workspace: WorkspaceState, ids: readonly string[]): void {
  const pinned = new Set(workspace.layout.pinnedRuns)
  const isPinned = ids.every((id) => pinned.has(id))
  const turned = new Set(ids)
  workspace.change(isPinned ? 'Unpinned' : 'Pinned', {
    pinnedRuns: isPinned
      ? workspace.layout.pinnedRuns.filter((id) => !turned.has(id))
      : [...workspace.layout.pinnedRuns, ...ids.filter((id) => !pinned.has(id))],
  })
}

export function toggleBaseline(workspace: WorkspaceState, id: string): void {
  workspace.setBaseline(workspace.layout.baseline === id ? null : id)
}
