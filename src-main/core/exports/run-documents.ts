/** Runs as text for other programs (definitions: "JSON and CSV"). */
import { epochMetricKeys } from '../../contract/metrics'
import { exactText, stringifyJson } from '../../contract/numbers'
import { shownState, type RunSummary } from '../../contract/run'
import type { LayerSpec } from '../../contract/architecture'
import { metricsOf } from '../../model/digests'
import type { EpochRow } from '../../store/epochs'
import { csvText } from './csv'

export type ExportedRun = {
  readonly summary: RunSummary
  readonly layers: readonly LayerSpec[]
  readonly epochs: readonly EpochRow[]
  /** By series key, values by epoch. */
  readonly values: ReadonlyMap<string, ReadonlyMap<number, number>>
}

/** What Plateau measures of its own runs stands first; then what others logged by epoch, in the order in which it first stands. */
function metricColumns(runs: readonly ExportedRun[]): readonly string[] {
  const keys = new Set(runs.flatMap(({ values }) => [...values.keys()]))
  const isOwn = keys.size === 0 || epochMetricKeys.some((key) => keys.has(key))
  return [...new Set([...(isOwn ? epochMetricKeys : []), ...keys])]
}

/** NaN and the infinities by name; absent is empty. */
const csvNumber = (value: number | undefined): string => (value === undefined ? '' : exactText(value))

/** Runs of others have no such number, which is stored as NaN. */
const known = (value: number): number | undefined => (Number.isNaN(value) ? undefined : value)

/** One row per run and epoch, a header first, CRLF as RFC 4180 has it. */
export function toCsv(runs: readonly ExportedRun[]): string {
  const keys = metricColumns(runs)
  const columns = ['run', 'epoch', 'elapsed_seconds', ...keys.map(csvText), 'images_per_second']
  const rows = runs.flatMap(({ summary, epochs, values }) =>
    epochs.map((row) =>
      [
        csvText(summary.name),
        String(row.epoch),
        csvNumber(row.elapsedSeconds),
        ...keys.map((key) => csvNumber(values.get(key)?.get(row.epoch))),
        csvNumber(summary.recipe === null ? known(row.imagesPerSecond) : row.imagesPerSecond),
      ].join(','),
    ),
  )
  return [columns.join(','), ...rows, ''].join('\r\n')
}

/** One document: every run with its config, environment and epochs. */
export function toJson(runs: readonly ExportedRun[]): string {
  const document = {
    runs: runs.map(({ summary, layers, epochs, values }) => {
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
    }),
  }
  return `${stringifyJson(document, 2)}\n`
}
