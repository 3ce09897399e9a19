/** What the compare tab, its key and its tools open. */
import type { App } from './app.svelte'
import type { CompareTool } from './routes'

/** Whatever their order, and as soon known of ten thousand. */
function areSame(left: readonly string[], right: readonly string[]): boolean {
  if (left.length !== right.length) return false
  const there = new Set(right)
  return left.every((id) => there.has(id))
}

/**
 * Opens the comparison without replacing what is compared: from elsewhere with the selected runs, unless the last comparison was opened with these; then, and
 * without a selection, with what that one has come to.
 */
export function openComparison({ router, selection }: Pick<App, 'router' | 'selection'>, tool?: CompareTool): void {
  const { route, compared, opened } = router
  const more = tool === undefined ? {} : { tool }
  if (route.view === 'compare') {
    if ((tool ?? 'grid') !== (route.tool ?? 'grid')) router.go({ view: 'compare', runs: route.runs, ...more })
    return
  }
  const selected = selection.list
  const isNew = selected.length > 0 && !areSame(selected, opened)
  router.go({ view: 'compare', runs: isNew ? selected : compared, ...more })
}
