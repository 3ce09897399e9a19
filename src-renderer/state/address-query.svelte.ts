import type { App } from './app.svelte'
import { queryViews, type QueryView } from './paths'

/** Before a line of the workspace's list that is a regular expression and none of the query language. */
const regexMark = 'regex:'

/** The line that a view finds runs by, as an address has it. */
function lineOf({ runQuery, search, isRegex }: App['workspace']['layout'], view: QueryView): string {
  if (view === 'runs') return runQuery
  return isRegex && search !== '' ? `${regexMark}${search}` : search
}

/** A view finds runs by another line: one that {@link lineOf} or somebody's address has. */
export function takeLine({ workspace }: Pick<App, 'workspace'>, view: QueryView, line: string): void {
  const isRegex = line.startsWith(regexMark)
  if (view === 'runs') workspace.change('Query', { runQuery: line }, { isUndoable: false })
  else
    workspace.change(
      'Search',
      { search: isRegex ? line.slice(regexMark.length) : line, isRegex },
      { isUndoable: false },
    )
}

/**
 * Keeps the lines that runs are found by and the address as one: what the address or a step of the history has goes to the view of its project, and what
 * is typed there to the address. To be called once, where effects may be made.
 */
export function followQuery(app: Pick<App, 'router' | 'workspace' | 'projects'>): void {
  $effect(() => {
    const { router, workspace, projects } = app
    // A step to another project has its line before that project is open.
    if (!workspace.isLoaded || projects.current === null || router.project !== projects.current.id) return
    for (const view of queryViews) {
      const line = router.wantedQuery(view) ?? lineOf(workspace.layout, view)
      if (line !== lineOf(workspace.layout, view)) takeLine(app, view, line)
      router.tellQuery(view, line)
    }
  })
}
