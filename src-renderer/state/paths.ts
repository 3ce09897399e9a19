/**
 * What stands behind the # of the window's address: the project by name and what is shown of it, as in `#/p/cifar10-flip-grey/runs`. For bookmarks,
 * and for people who read it; the history of the browser has the whole route.
 */
import { compareTools, type Route } from './routes'

export type Place = {
  /** By name, as it was when the address was made; null where it names none. */
  readonly project: string | null
  readonly route: Route
}

/** Views that are nothing but their name. */
const plain = ['welcome', 'runs', 'workspace', 'settings', 'projects'] as const

function partsOf(route: Route): readonly string[] {
  switch (route.view) {
    case 'run':
      return ['run', route.run]
    case 'workspace':
      return ['workspace', ...(route.panel === undefined ? [] : [route.panel])]
    case 'compare':
      return ['compare', route.tool ?? 'grid', route.runs.join(',')]
    case 'reports':
      return ['reports', ...(route.report === null ? [] : [route.report])]
    default:
      return [route.view]
  }
}

/** @param project its name; null before one is open */
export function pathOf(route: Route, project: string | null): string {
  const parts = route.view === 'home' ? [] : partsOf(route)
  const all = project === null ? parts : ['p', project, ...parts]
  return `#/${all.map(encodeURIComponent).join('/')}`
}

/** @returns null for an address that names nothing that is known here. */
export function readPath(hash: string): Place | null {
  if (!hash.startsWith('#/')) return null
  const parts: string[] = []
  for (const part of hash.slice(2).split('/')) {
    try {
      parts.push(decodeURIComponent(part))
    } catch {
      // Not made by a browser; no name is guessed.
      return null
    }
  }
  const hasProject = parts[0] === 'p' && parts.length >= 2 && parts[1] !== ''
  const project = hasProject ? (parts[1] ?? null) : null
  const [view = '', first, second] = hasProject ? parts.slice(2) : parts
  const route = routeOf(view, first, second)
  return route === null ? null : { project, route }
}

function routeOf(view: string, first: string | undefined, second: string | undefined): Route | null {
  if (view === '') return { view: 'home' }
  if (view === 'run') return first === undefined || first === '' ? null : { view: 'run', run: first }
  if (view === 'workspace' && first !== undefined) return { view: 'workspace', panel: first }
  if (view === 'new-run') return { view: 'new-run', parentRun: null }
  if (view === 'queue') return { view: 'queue', grid: null }
  if (view === 'reports') return { view: 'reports', report: first ?? null }
  if (view === 'compare') {
    const tool = compareTools.find((one) => one === first)
    const runs = (second ?? '').split(',').filter((run) => run !== '')
    return { view: 'compare', runs, ...(tool === undefined || tool === 'grid' ? {} : { tool }) }
  }
  const named = plain.find((one) => one === view)
  return named === undefined ? null : { view: named }
}
