/** Opening the runs behind an exported figure: what its file says of them, and the view that shows them. */
import { formatBytes } from '@panels/words/format'
import { PlateauError, toWireError } from '@contract/errors'
import type { FigureSource, Provenance } from '@contract/figure'
import type { RunSummary } from '@contract/run'
import { visibleLine } from '@contract/text'
import type { PanelDefinition, WorkspaceLayout } from '@contract/workspace'
import { findPanel, seriesOf, toSections } from '@panels/workspace/panels'
import { parseSearch } from '@panels/words/run-search'
import type { App } from './app.svelte'
import type { CompareChoices, Route } from './router.svelte'
import { openProject } from './projects'
import { offer } from './taking-back'
import type { Change } from './undo.svelte'
import type { LayoutChange } from './workspace.svelte'

/** Figures are smaller; a frame to the core is not much larger. */
const largestBytes = 12 * 1024 * 1024
/** Text says where it comes from in its first lines, however long it is. */
const textBytes = 256 * 1024
const isText = (fileName: string): boolean => /\.(csv|tex|svg)$/i.test(fileName)

/** Which view shows what a figure was of, with the runs that are left. */
export function routeOf(source: FigureSource | undefined, runs: readonly string[], usual: CompareChoices): Route {
  const [first] = runs
  switch (source?.kind) {
    case 'early-stopping':
    case 'chosen-images':
    case 'confusion':
    case 'architecture':
      if (first !== undefined) return { view: 'run', run: first }
      break
    case 'what-if':
      return { view: 'compare', runs, tool: 'what-if', rule: source.rule }
    case 'samples':
      return { view: 'compare', runs, tool: 'samples' }
    case 'losses':
      return { view: 'compare', runs, tool: 'losses' }
    case 'comparison': {
      const { form, metric, rows, columns, band, relative, by = usual.by } = source
      const { includeUnfinished: includesUnfinished = false } = source
      const scale =
        metric === 'validation_loss' ? ({ scale: 'own' } as const) : ({ scale: 'common', common: metric } as const)
      return {
        view: 'compare',
        runs,
        tool: 'grid',
        // The figure's own settings and runs, whatever would be usual for them.
        choices: {
          ...{ ...usual, layout: form, rows, columns, keepsKeys: true, band, relative, by },
          ...{ includesUnfinished, includesFailed: true, ...scale },
        },
      }
    }
    default:
  }
  return { view: 'compare', runs, tool: 'grid' }
}

/** What a panel draws, wherever it stands and however it is set. */
function contentOf(panel: PanelDefinition): unknown {
  switch (panel.kind) {
    case 'line':
      return panel.keys
    case 'scatter':
      return [panel.horizontal, panel.vertical]
    case 'bar':
      return [panel.quantity, panel.by]
    case 'parallel':
      return panel.axes
  }
}

/** The workspace's panel that a figure was of; null when it is not there, or draws something else by now. */
export function panelOf(
  source: FigureSource | undefined,
  keys: readonly string[],
  layout: Pick<WorkspaceLayout, 'sections' | 'panels'>,
): string | null {
  if (source?.kind !== 'panel') return null
  const panel = findPanel(toSections(keys, layout), source.panel.id)
  const isSame =
    panel?.kind === source.panel.kind && JSON.stringify(contentOf(panel)) === JSON.stringify(contentOf(source.panel))
  return isSame ? panel.id : null
}

/** What makes the workspace show these runs and no others; null when it does. */
export function showOnly(
  runs: readonly Pick<RunSummary, 'id' | 'isArchived'>[],
  /** Those of them that the list has. */
  listed: readonly { readonly id: string }[],
  layout: Pick<WorkspaceLayout, 'showsArchived' | 'hiddenRuns'>,
  wanted: ReadonlySet<string>,
): LayoutChange | null {
  const hidden = new Set(layout.hiddenRuns)
  const shown = listed.filter(({ id }) => !hidden.has(id))
  if (shown.length === wanted.size && shown.every(({ id }) => wanted.has(id))) return null
  return {
    search: '',
    showsArchived: layout.showsArchived || runs.some(({ id, isArchived }) => isArchived && wanted.has(id)),
    hiddenRuns: runs.flatMap(({ id }) => (wanted.has(id) ? [] : [id])),
  }
}

/** "fox-1 and owl-2 are in the bin, 3 runs were deleted." Empty when all are there. */
export function describeMissing(binned: readonly string[], deleted: readonly string[]): string {
  const named = (names: readonly string[]) =>
    names.length <= 3 ? names.join(' and ').replace(/ and (?=.* and )/g, ', ') : `${names.length} runs`
  const parts = [
    ...(binned.length > 0 ? [`${named(binned)} ${binned.length === 1 ? 'is' : 'are'} in the bin`] : []),
    ...(deleted.length > 0 ? [`${named(deleted)} ${deleted.length === 1 ? 'was' : 'were'} deleted`] : []),
  ]
  return parts.length === 0 ? '' : `${parts.join(', ')}.`
}

/** Reads a file that was dropped or chosen, and opens what it shows; says what is gone, or why it cannot be opened. */
export async function openFigure(app: App, file: File): Promise<void> {
  // As it is said, which may not be what it is called.
  const name = visibleLine(file.name)
  try {
    const part = isText(file.name) ? file.slice(0, textBytes) : file
    if (part.size > largestBytes) {
      throw new PlateauError(
        'no-provenance',
        `${name} is larger than ${formatBytes(largestBytes)}, so it is not a Plateau figure.`,
      )
    }
    const bytes = new Uint8Array(await part.arrayBuffer())
    const { provenance } = await app.client.request('figures.provenance', { bytes, fileName: name.slice(-500) })
    await show(app, name, provenance)
  } catch (error) {
    app.toasts.fail(error)
  }
}

/**
 * Opens the project that most of the runs are in.
 * @returns ids of those that the history has, whatever project they are in
 */
async function openTheirProject(app: App, runs: Provenance['runs']): Promise<ReadonlySet<string>> {
  const projects = new Map<string, string>()
  const ask = async (ids: readonly string[]): Promise<void> => {
    const answer = await app.client.request('runs.resolve', { runs: [...ids] })
    for (const run of answer.runs) if (ids.includes(run.id) && run.binnedAt === null) projects.set(run.id, run.project)
  }
  const ids = runs.map(({ id }) => id)
  try {
    await ask(ids)
  } catch (error) {
    // One that is gone refuses them all.
    if (toWireError(error).code !== 'run-not-found') throw error
    for (const id of ids)
      await ask([id]).catch((one: unknown) => {
        if (toWireError(one).code !== 'run-not-found') throw one
      })
  }
  const counts = Map.groupBy(projects.values(), (project) => project)
  const [most] = [...counts].sort(([, left], [, right]) => right.length - left.length)
  const isHere = counts.get(app.projects.id)?.length === most?.[1].length
  if (most !== undefined && !isHere) await openProject(app, most[0], { view: 'workspace' })
  return new Set(projects.keys())
}

async function show(app: App, fileName: string, { runs, source }: Provenance): Promise<void> {
  const there = await openTheirProject(app, runs)
  const left = runs.filter(({ id }) => there.has(id))
  const gone = runs.filter(({ id }) => !there.has(id))
  if (gone.length > 0) await app.runs.bin.load()
  const isBinned = ({ id }: { id: string }) => app.runs.bin.rows.some((run) => run.id === id)
  const missing = describeMissing(
    gone.filter(isBinned).map(({ name }) => name),
    gone.filter((run) => !isBinned(run)).map(({ name }) => name),
  )
  if (left.length === 0) {
    throw new PlateauError('run-not-found', `None of the runs in ${fileName} are in the run history. ${missing}`.trim())
  }
  if (source?.kind === 'comparison' && source.relative !== 'none' && source.baseline !== null) {
    if (app.runs.get(source.baseline)) app.workspace.setBaseline(source.baseline)
  }
  const ids = left.map(({ id }) => id)
  const panel = panelOf(source, seriesOf(app.runs.keys), app.workspace.layout)
  if (panel === null) app.router.go(routeOf(source, ids, app.router.compareChoices))
  else app.router.go({ view: 'workspace', panel })
  const text = `Showing the runs in ${fileName}. ${missing}`.trim()
  const change = panel === null ? null : await showInWorkspace(app, ids)
  if (change === null) app.toasts.say(text)
  else await offer(app, change, text)
}

/** @returns the change; null when the workspace showed just these runs. */
async function showInWorkspace({ client, runs, workspace }: App, ids: readonly string[]): Promise<Change | null> {
  const { layout } = workspace
  const { where, matches } = parseSearch(layout.search, layout.isRegex)
  const { order } = await client.request('runs.query', {
    where,
    archived: layout.showsArchived ? 'with' : 'without',
    ...(runs.project === null ? {} : { project: runs.project }),
  })
  const listed = runs.byNumbers(order).filter(matches)
  const change = showOnly(runs.all, listed, layout, new Set(ids))
  return change === null ? null : workspace.change('Runs in a figure shown', change)
}
