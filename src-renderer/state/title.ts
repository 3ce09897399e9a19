/** What the window is called: what it shows, and in which project. */
import { epochUnderWay, plannedEpochs } from '@panels/words/run-look'
import type { App } from './app.svelte'
import type { CompareTool, Route } from './routes'

const toolNames: Readonly<Record<CompareTool, string>> = {
  grid: 'Compare',
  samples: 'Sample diff',
  'what-if': 'What if',
  losses: 'Losses',
}

function viewOf(app: Pick<App, 'runs' | 'reports'>, route: Route): string {
  switch (route.view) {
    case 'home':
      return ''
    case 'welcome':
      return 'Reproduce the report'
    case 'runs':
      return route.place === 'bin' ? 'Bin' : 'Runs'
    case 'new-run':
      return 'New run'
    case 'run':
      return runTitle(app, route.run)
    case 'workspace':
      return 'Workspace'
    case 'compare':
      return toolNames[route.tool ?? 'grid']
    case 'queue':
      return 'Queue'
    case 'reports':
      return app.reports.list.find(({ id }) => id === route.report)?.title ?? 'Reports'
    case 'projects':
      return 'All projects'
    case 'settings':
      return 'Settings'
  }
}

/** "calm-bay-3", and while it trains how far it is. */
function runTitle({ runs }: Pick<App, 'runs'>, id: string): string {
  const run = runs.get(id)
  if (run === undefined) return 'Run'
  return run.state === 'running' ? `${run.name} ${epochUnderWay(run)}/${plannedEpochs(run)}` : run.name
}

/** "Runs · cifar10-flip-grey · Plateau". */
export function titleOf(app: Pick<App, 'runs' | 'reports' | 'projects' | 'router'>): string {
  const { route } = app.router
  // It is of all of them.
  const project = route.view === 'projects' ? '' : (app.projects.current?.name ?? '')
  return [viewOf(app, route), project, 'Plateau'].filter((part) => part !== '').join(' · ')
}
