/** Runs as text for other programs (definitions: "JSON and CSV"). */
import { epochMetricsOf, tasksWithMetrics } from '../../contract/metrics'
import { exactText, stringifyJson } from '../../contract/numbers'
import { shownState, type RunSummary } from '../../contract/run'
import type { LayerSpec } from '../../contract/architecture'
import { metricsOf } from '../../model/digests'
import type { EpochRow } from '../../store/epochs'
import { usualTask } from '../../recipes/registry/tasks'
import { atOnce, type Steps } from '../turns'
import { csvText } from './csv'

export type ExportedRun = {
  readonly summary: RunSummary
  readonly layers: readonly LayerSpec[]
  readonly epochs: readonly EpochRow[]
  /** By series key, values by epoch. */
  readonly values: ReadonlyMap<string, ReadonlyMap<number, number>>
}

/** What Plateau measures of its own runs stands first; then what others logged by epoch, in the order in which it first stands. */
function metricColumns(keys: ReadonlySet<string>): readonly string[] {
  const own = tasksWithMetrics(keys).flatMap((task) => epochMetricsOf(task))
  return [...new Set([...(keys.size === 0 ? epochMetricsOf(usualTask) : own), ...keys])]
}

/** NaN and the infinities by name; absent is empty. */
const csvNumber = (value: number | undefined): string => (value === undefined ? '' : exactText(value))

/** Runs of others have no such number, which is stored as NaN. */
const known = (value: number): number | undefined => (Number.isNaN(value) ? undefined : value)

/** One row per run and epoch, a header first, CRLF as RFC 4180 has it. */
export const toCsv = (runs: readonly ExportedRun[]): string => atOnce(textOfRuns(runs, (run) => run, 'csv'))

/** One document: every run with its config, environment and epochs. */
export const toJson = (runs: readonly ExportedRun[]): string => atOnce(textOfRuns(runs, (run) => run, 'json'))

/**
 * The same of any number of runs, run by run.
 * @param read is asked twice for each run of a table, whose columns are known once all were read: no more than one is kept.
 * @param columns of a table that is a part of one, as {@link columnsOfRuns} has those of all
 */
export function* textOfRuns<Item>(
  items: readonly Item[],
  read: (item: Item) => ExportedRun,
  format: 'csv' | 'json',
  columns?: readonly string[],
): Steps<string> {
  if (format === 'json') {
    const documents: string[] = []
    for (const item of items) {
      documents.push(`    ${stringifyJson(documentOf(read(item)), 2).replaceAll('\n', '\n    ')}`)
      yield
    }
    return `{\n  "runs": [${documents.length === 0 ? '' : `\n${documents.join(',\n')}\n  `}]\n}\n`
  }
  const keys = columns ?? (yield* columnsOfRuns(items, (item) => read(item).values.keys()))
  const lines = [['run', 'epoch', 'elapsed_seconds', ...keys.map(csvText), 'images_per_second'].join(',')]
  for (const item of items) {
    lines.push(...csvRows(read(item), keys))
    yield
  }
  return [...lines, ''].join('\r\n')
}

/** Columns of values that a table of runs has. @param keysOf what a run has by epoch */
export function* columnsOfRuns<Item>(
  items: readonly Item[],
  keysOf: (item: Item) => Iterable<string>,
): Steps<readonly string[]> {
  const found = new Set<string>()
  for (const item of items) {
    for (const key of keysOf(item)) found.add(key)
    yield
  }
  return metricColumns(found)
}

const csvRows = ({ summary, epochs, values }: ExportedRun, keys: readonly string[]): string[] =>
  epochs.map((row) =>
    [
      csvText(summary.name),
      String(row.epoch),
      csvNumber(row.elapsedSeconds),
      ...keys.map((key) => csvNumber(values.get(key)?.get(row.epoch))),
      csvNumber(summary.recipe === null ? known(row.imagesPerSecond) : row.imagesPerSecond),
    ].join(','),
  )

function documentOf({ summary, layers, epochs, values }: ExportedRun): object {
  const { state: _, sparkline: __, ...facts } = summary
  return {
    ...facts,
    metrics: metricsOf(summary),
    state: shownState(summary),
    layers,
    epochSeries: epochs.map((row) => ({
      epoch: row.epoch,
      elapsedSeconds: row.elapsedSeconds,
      seconds: row.seconds,
      imagesPerSecond: row.imagesPerSecond,
      ...Object.fromEntries([...values].map(([key, byEpoch]) => [key, byEpoch.get(row.epoch) ?? null])),
    })),
  }
}
