/** Every view and the figure dialog, each with a script of its own, and which of them a route shows. */
import { LatePart } from '../state/late-part.svelte'
import type { Route } from '../state/routes'

/** In the order in which they are loaded once the window stands: what is often opened next comes first. */
export const views = {
  workspace: new LatePart('The workspace', () => import('./workspace/WorkspaceView.svelte')),
  runs: new LatePart('Runs', () => import('./runs/RunsView.svelte')),
  run: new LatePart('The run', () => import('./run/RunView.svelte')),
  compare: new LatePart('The comparison', () => import('./compare/CompareView.svelte')),
  newRun: new LatePart('New run', () => import('./new-run/NewRunView.svelte')),
  figure: new LatePart('The export of figures', () => import('./figure/FigureDialog.svelte')),
  queue: new LatePart('The queue', () => import('./queue/QueueView.svelte')),
  reports: new LatePart('Reports', () => import('./reports/ReportsView.svelte')),
  welcome: new LatePart('The start', () => import('./welcome/WelcomeView.svelte')),
  samples: new LatePart('Samples', () => import('./samples/SampleDiffView.svelte')),
  whatIf: new LatePart('What if', () => import('./what-if/WhatIfView.svelte')),
  losses: new LatePart('Losses', () => import('./losses/LossesView.svelte')),
  architecture: new LatePart('The architecture editor', () => import('./architecture/ArchitectureView.svelte')),
  projects: new LatePart('Projects', () => import('./projects/ProjectsView.svelte')),
  settings: new LatePart('Settings', () => import('./settings/SettingsView.svelte')),
  unknown: new LatePart('This page', () => import('./unknown/UnknownView.svelte')),
} as const

const tools = { grid: 'compare', samples: 'samples', 'what-if': 'whatIf', losses: 'losses' } as const

/** The view that a route shows. A window that opens without one goes to the workspace, or to the start where there is no run yet. */
export function viewOf(route: Route): LatePart<unknown> {
  if (route.view === 'compare') return views[tools[route.tool ?? 'grid']]
  if (route.view === 'home') return views.workspace
  return views[route.view === 'new-run' ? 'newRun' : route.view]
}
