/** What the window is called: what it shows, what trains, and in which project. */
import { epochUnderWay } from '@panels/words/run-look'
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
    case 'architecture':
      return 'Architecture'
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
    case 'unknown':
      return 'Unknown address'
  }
}

/** Of the run's page: while it trains the title says how far it is in any case. */
const runTitle = ({ runs }: Pick<App, 'runs'>, id: string): string => runs.get(id)?.name ?? 'Run'

/** "run 23/100" while one trains, named where it is not the one that is shown; "3 training" while several do. */
function trainingTitle({ runs, router }: Pick<App, 'runs' | 'router'>): string {
  const { running } = runs
  const { route } = router
  const shown = route.view === 'run' ? running.find(({ id }) => id === route.run) : undefined
  const run = shown ?? (running.length === 1 ? running[0] : undefined)
  if (run === undefined) return running.length === 0 ? '' : `${running.length} training`
  const progress = run.plannedEpochs === null ? `${run.epochs}` : `${epochUnderWay(run)}/${run.plannedEpochs}`
  return shown === undefined ? `${run.name} ${progress}` : progress
}

/** "Runs · calm-bay-3 23/100 · cifar10-flip-grey · Plateau". */
export function titleOf(app: Pick<App, 'runs' | 'reports' | 'projects' | 'router'>): string {
  const { route } = app.router
  const isOfNone = route.view === 'projects' || route.view === 'unknown'
  const project = isOfNone ? '' : (app.projects.current?.name ?? '')
  const training = trainingTitle(app)
  const isOfRun = route.view === 'run' && /^\d/.test(training)
  const view = [viewOf(app, route), ...(isOfRun ? [training] : [])].join(' ')
  return [view, isOfRun ? '' : training, project, 'Plateau'].filter((part) => part !== '').join(' · ')
}
