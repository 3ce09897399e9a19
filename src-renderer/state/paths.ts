/**
 * The window's address: the project by name and what is shown of it, as in `/p/cifar10-flip-grey/runs?q=loss%20!=%20mse`. A bookmark, a second window
 * and a copied link show what it names; nothing is started or changed by opening one. The history of the browser has the whole route.
 */
import { bandKinds, relativeKinds } from '@contract/workspace'
import { compareTools, usualChoices, type CompareChoices, type Route } from './routes'

export type Place = {
  /** By name, as it was when the address was made; null where it names none. */
  readonly project: string | null
  readonly route: Route
  /** The line that runs are found by, in views that have one; null where the address says nothing of it. */
  readonly query: string | null
}

/** What of a URL says what is shown. */
export type Address = { readonly pathname: string; readonly search: string; readonly hash: string }

/** Views that are nothing but their name. */
const plain = ['welcome', 'settings', 'projects'] as const

/** A host does not get what stands behind the #, and takes no more than 16 KB of all else: a thousand runs are named there. */
const mostSent = 4_000

/** Half a surrogate pair has no place in an address. */
const wellFormed = (text: string): string => text.replaceAll(/\p{Surrogate}/gu, '\uFFFD')

/** A part that is nothing but dots is a folder to every browser, written as percent signs too: a tilde before it keeps it a name. */
const writePart = (part: string): string => encodeURIComponent(wellFormed(/^~*\.{1,2}$/.test(part) ? `~${part}` : part))
const readPart = (part: string): string => {
  const read = decodeURIComponent(part)
  return /^~+\.{1,2}$/.test(read) ? read.slice(1) : read
}

/** Views of runs that a line finds, each with its own. */
export const queryViews = ['runs', 'workspace'] as const
export type QueryView = (typeof queryViews)[number]
/** Which of them it is; null for a view without a line. */
export const queryViewOf = ({ view }: Route): QueryView | null => queryViews.find((one) => one === view) ?? null

type Said = { readonly parts: readonly string[]; readonly search?: Readonly<Record<string, string | undefined>> }

function saidOf(route: Route): Said {
  switch (route.view) {
    case 'run':
      return { parts: ['run', route.run] }
    case 'runs':
      return { parts: ['runs', ...(route.place === undefined ? [] : [route.place])] }
    case 'workspace':
      return { parts: ['workspace', ...(route.panel === undefined ? [] : [route.panel])] }
    case 'new-run':
      return { parts: ['new-run'], search: { from: route.parentRun ?? undefined } }
    case 'architecture':
      return { parts: ['architecture'], search: { name: route.name ?? undefined, from: route.parentRun ?? undefined } }
    case 'compare':
      return {
        parts: ['compare', ...(route.tool === undefined || route.tool === 'grid' ? [] : [route.tool])],
        search: { runs: route.runs.length === 0 ? undefined : route.runs.join(','), ...choicesSaid(route.choices) },
      }
    case 'reports':
      return { parts: ['reports', ...(route.report === null ? [] : [route.report])] }
    default:
      return { parts: [route.view] }
  }
}

/** How a comparison stands, where it is not as usual. */
function choicesSaid(choices: CompareChoices = usualChoices): Record<string, string> {
  const keys = Object.keys(usualChoices) as (keyof CompareChoices)[]
  return Object.fromEntries(
    keys.flatMap((key) => (choices[key] === usualChoices[key] ? [] : [[key, String(choices[key])]])),
  )
}

/**
 * @param project its name; null before one is open
 * @param query the line that the view finds runs by
 */
export function pathOf(route: Route, project: string | null, query = ''): string {
  if (route.view === 'unknown') return route.address
  const { parts, search = {} } = route.view === 'home' ? { parts: [] } : saidOf(route)
  const path = `/${(project === null ? parts : ['p', project, ...parts]).map(writePart).join('/')}`
  const said = new URLSearchParams()
  if (queryViewOf(route) !== null && query !== '') said.set('q', wellFormed(query))
  for (const [key, value] of Object.entries(search)) if (value !== undefined) said.set(key, wellFormed(value))
  if (said.size === 0) return path
  return `${path}${path.length + said.toString().length > mostSent ? '#?' : '?'}${said.toString()}`
}

/** What an address leads to: for one that nobody knows, the view that says so. */
export function readPlace({ pathname, search, hash }: Address): Place {
  // As it was written before views had paths of their own.
  const path = hash.startsWith('#/') ? hash.slice(1) : pathname
  const unknown: Place = {
    project: null,
    route: { view: 'unknown', address: `${pathname}${search}${hash}` },
    query: null,
  }
  const parts: string[] = []
  for (const part of path.slice(1).split('/')) {
    try {
      parts.push(readPart(part))
    } catch {
      // Not made by a browser; no name is guessed.
      return unknown
    }
  }
  const hasProject = parts[0] === 'p' && parts.length >= 2 && parts[1] !== ''
  const project = hasProject ? (parts[1] ?? null) : null
  const said = new URLSearchParams(hash.startsWith('#?') ? hash.slice(1) : search)
  const route = routeOf(hasProject ? parts.slice(2) : parts, said)
  return route === null ? unknown : { project, route, query: queryViewOf(route) === null ? null : said.get('q') }
}

function routeOf([view = '', first, second, ...more]: readonly string[], said: URLSearchParams): Route | null {
  // As it was written before: what is compared as a part of the path.
  if (view === 'compare') return more.length > 0 ? null : comparisonOf(first, second, said)
  if (second !== undefined) return null
  if (view === 'run') return first === undefined || first === '' ? null : { view: 'run', run: first }
  if (view === 'workspace') return first === undefined ? { view: 'workspace' } : { view: 'workspace', panel: first }
  if (view === 'reports') return { view: 'reports', report: first ?? null }
  if (view === 'runs' && first === 'bin') return { view: 'runs', place: 'bin' }
  if (first !== undefined) return null
  if (view === '' || view === 'index.html') return { view: 'home' }
  if (view === 'runs') return { view: 'runs' }
  if (view === 'new-run') return { view: 'new-run', parentRun: said.get('from') }
  if (view === 'architecture') return { view, name: said.get('name'), parentRun: said.get('from') }
  if (view === 'queue') return { view: 'queue', grid: null }
  const named = plain.find((one) => one === view)
  return named === undefined ? null : { view: named }
}

function comparisonOf(first: string | undefined, second: string | undefined, said: URLSearchParams): Route | null {
  const tool = compareTools.find((one) => one === first)
  if (first !== undefined && tool === undefined) return null
  const choices = choicesOf(said)
  return {
    view: 'compare',
    runs: (said.get('runs') ?? second ?? '').split(',').filter((run) => run !== ''),
    ...(tool === undefined || tool === 'grid' ? {} : { tool }),
    ...(choices === null ? {} : { choices }),
  }
}

/** @returns null where the address says nothing of how a comparison stands. */
function choicesOf(said: URLSearchParams): CompareChoices | null {
  const oneOf = <Word extends string>(key: keyof CompareChoices, words: readonly Word[], usual: Word): Word =>
    words.find((word) => word === said.get(key)) ?? usual
  const choices: CompareChoices = {
    rows: said.get('rows') ?? usualChoices.rows,
    columns: said.get('columns') ?? usualChoices.columns,
    common: said.get('common') ?? usualChoices.common,
    band: oneOf('band', bandKinds, usualChoices.band),
    relative: oneOf('relative', relativeKinds, usualChoices.relative),
    layout: oneOf('layout', ['grid', 'overlay'], usualChoices.layout),
    scale: oneOf('scale', ['common', 'own'], usualChoices.scale),
    by: oneOf('by', ['epoch', 'step'], usualChoices.by),
    keepsKeys: said.get('keepsKeys') === 'true',
    includesUnfinished: said.get('includesUnfinished') === 'true',
    includesFailed: said.get('includesFailed') === 'true',
  }
  return Object.keys(choicesSaid(choices)).length === 0 ? null : choices
}

/** Where a link leads that somebody pasted, copied from a window or a page of Plateau; null for any other text. */
export function addressOfLink(text: string): string | null {
  const link = text.trim()
  const isOurs =
    /^(?:app:\/\/plateau|https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?)\/\S*$/i.test(link) ||
    /^\/p\/\S+$/.test(link)
  if (!isOurs) return null
  const { pathname, search, hash } = new URL(link, 'http://127.0.0.1')
  const address = { pathname, search, hash: hash.startsWith('#token=') ? '' : hash }
  return readPlace(address).route.view === 'unknown' ? null : `${address.pathname}${address.search}${address.hash}`
}
