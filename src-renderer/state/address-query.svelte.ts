import type { App } from './app.svelte'

/**
 * Keeps the line that runs are found by and the address as one: what the address or a step of the history has goes to the workspace of its project, and
 * what is typed there to the address. To be called once, where effects may be made.
 */
export function followQuery(app: Pick<App, 'router' | 'workspace' | 'projects'>): void {
  $effect(() => {
    const { router, workspace, projects } = app
    // A step to another project has its line before that project is open.
    if (!workspace.isLoaded || projects.current === null || router.project !== projects.current.id) return
    const line = router.wantedQuery ?? workspace.layout.runQuery
    if (line !== workspace.layout.runQuery) workspace.change('Query', { runQuery: line }, { isUndoable: false })
    router.tellQuery(line)
  })
}
