/**
 * Runs that decide on what is stable in a panel or a comparison: colours, styles and choices are places among the values of all runs of a project,
 * hidden ones too. Of very many runs one stands for all that have the same values of the settings that the panel reads.
 */
import { columnValue } from '../../contract/run-query'
import type { FigureSource } from '../../contract/figure'
import type { RunSummary } from '../../contract/run'
import { identityOfValue } from '../../model/column-values'
import { columnOfGroupKey } from '../../model/grouping'
import { isMadeBefore } from '../../model/looks'
import { metricOfColour } from '../../panels/workspace/metric-colours'
import { quantitiesOf } from '../../panels/workspace/quantities'
import type { StoredRun } from '../../store/runs'
import { everyRun } from '../../store/run-query'
import { noDirections } from '../../store/series-columns'
import type { Store } from '../../store/store'
import { createIndexing, type Indexing } from '../history/indexing'
import { findRuns } from '../history/references'
import { atOnce } from '../turns'

type StableSource = Extract<FigureSource, { kind: 'panel' | 'comparison' }>

/** Keys of settings whose values in other runs change what the figure draws. */
export function settingsOfAll(source: StableSource): string[] {
  // An overlay has each run as it looks everywhere.
  if (source.kind === 'comparison') return source.form === 'overlay' ? [] : [...new Set([source.rows, source.columns])]
  const { panel, settings, groupBy } = source
  const { colourBy, dashBy } = settings
  return [
    ...new Set([
      ...(colourBy === null || metricOfColour(colourBy) !== null ? [] : [colourBy]),
      // Losses have their dashes everywhere.
      ...(dashBy === null || dashBy === 'loss' ? [] : [dashBy]),
      ...(settings.groupBy ?? groupBy),
      ...quantitiesOf(panel).flatMap((quantity) => (quantity.kind === 'config' ? [quantity.key] : [])),
    ]),
  ]
}

/**
 * @param runs those that are drawn.
 * @returns them, the baseline and runs of references, and of all others of their projects one for each combination of values.
 * @throws PlateauError when the baseline is gone
 */
export function readStableRuns(
  store: Store,
  source: StableSource,
  runs: readonly RunSummary[],
  summaries: (runs: readonly StoredRun[]) => RunSummary[],
): RunSummary[] {
  const references = source.kind === 'panel' ? source.settings.references : []
  const named = references.flatMap((reference) => (reference.kind === 'best' ? [reference.run] : []))
  const known = new Set(runs.map(({ id }) => id))
  const others = [
    ...(source.baseline === null ? [] : findRuns(store, [source.baseline])),
    ...named.flatMap((id) => store.runs.get(id) ?? []),
    ...representatives(store, source, runs).flatMap((id) => store.runs.get(id) ?? []),
  ].filter(({ id }) => !known.has(id) && known.add(id).size > 0)
  return [...runs, ...summaries(others)]
}

/** Of each history, so that what cannot be indexed is not tried for each figure. */
const indexings = new WeakMap<Store, Indexing>()

/** What keeps the index of a history, for figures of it. */
export function indexingOf(store: Store): Indexing {
  const known = indexings.get(store) ?? createIndexing(store)
  indexings.set(store, known)
  return known
}

/** Ids of runs that have between them every combination of values: of each the run that was made first, since groups look by that. */
function representatives(store: Store, source: StableSource, runs: readonly RunSummary[]): string[] {
  const keys = settingsOfAll(source)
  if (keys.length === 0) return []
  atOnce(indexingOf(store).complete())
  const columns = keys.map(columnOfGroupKey)
  const ids: string[] = []
  for (const project of new Set(runs.map((run) => run.project))) {
    const numbers = store.runQueries.find({ project, archived: 'with', isBin: false }, everyRun)
    const read = atOnce(store.runQueries.columns(numbers, [...columns, 'run:id', 'run:createdAt'], noDirections))
    const valueAt = (column: string, place: number) => {
      const data = read[column]
      return data && columnValue(data, place)
    }
    const firsts = new Map<string, { readonly id: string; readonly createdAt: string }>()
    for (let place = 0; place < numbers.length; place += 1) {
      const combination = columns.map((column) => identityOfValue(valueAt(column, place))).join('\n')
      const [id, createdAt] = [valueAt('run:id', place), valueAt('run:createdAt', place)]
      if (typeof id !== 'string' || typeof createdAt !== 'string') continue
      const run = { id, createdAt }
      const first = firsts.get(combination)
      if (first === undefined || isMadeBefore(run, first)) firsts.set(combination, run)
    }
    ids.push(...[...firsts.values()].map(({ id }) => id))
  }
  return ids
}
