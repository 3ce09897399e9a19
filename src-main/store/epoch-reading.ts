/** Epochs as they are read, wherever they lie: rows of runs that train, columns of those that have ended. */
import type { ClockField, createEpochColumns } from './epoch-columns'
import type { createEpochRows, EpochClock, EpochColumn, EpochRow } from './epoch-rows'
import type { SeriesRepository } from './series'

type Parts = {
  readonly series: SeriesRepository
  readonly rows: ReturnType<typeof createEpochRows>
  readonly columns: ReturnType<typeof createEpochColumns>
}

/** Fields of every epoch that are read as series, too. */
const clockKeys: Readonly<Record<string, ClockField>> = {
  epoch_seconds: 'seconds',
  images_per_second: 'imagesPerSecond',
}

export function createEpochReading({ series, rows, columns }: Parts) {
  const list = (run: string): EpochRow[] =>
    (columns.isPacked(run) ? columns.epochs(run) : rows.epochs(run)).map(({ endedAt: _, ...row }) => row)
  const pointsOf = (id: number): EpochColumn => {
    const { epochs, values } = columns.read(id) ?? rows.points(id)
    return { epochs, values }
  }
  const readAll = (id: number) => () => {
    const { epochs, values } = pointsOf(id)
    return [{ steps: epochs, values }]
  }

  function clock(run: string, field: ClockField): EpochColumn | null {
    const found = columns.isPacked(run) ? columns.clock(run, field) : rowsClock(rows.epochs(run), field)
    return found.epochs.length === 0 ? null : found
  }

  function column(run: string, key: string): EpochColumn | null {
    const id = series.find(run, key)
    const points = id === null ? null : pointsOf(id)
    if (points !== null && points.epochs.length > 0) return points
    const field = Object.hasOwn(clockKeys, key) ? clockKeys[key] : undefined
    const kept = field === undefined ? null : clock(run, field)
    // Runs of others have no speed and no seconds of an epoch: stored as NaN, and nothing that anybody measured.
    return kept === null || kept.values.every(Number.isNaN) ? null : kept
  }

  const metrics = (run: string): Map<string, EpochColumn> =>
    new Map(
      series.ofRun(run).flatMap(({ id, key, digest }) => {
        const points = digest?.by === 'step' ? null : pointsOf(id)
        return points === null || points.epochs.length === 0 ? [] : [[key, points] as const]
      }),
    )

  return {
    /** Every point of a series, as a digest is made of them. */
    readAll,
    /** A number that is missing or none is NaN. */
    list,
    /** One number of every epoch; null for a run without any. */
    clock,
    /** One column of a run's epochs: a metric, `epoch_seconds` or `images_per_second`; null where it has none of it. */
    column,
    /** Every metric of a run, in the order in which they were first written. */
    metrics,
    /** Values by series key, each an array of [epoch, value] in ascending epochs. */
    values: (run: string): Map<string, [epoch: number, value: number][]> =>
      new Map(
        [...metrics(run)].map(([key, { epochs, values }]) => [
          key,
          Array.from(epochs, (epoch, index) => [epoch, values[index] ?? Number.NaN]),
        ]),
      ),
    /** Values that cannot be read: rows that no version can have written, and damaged columns. */
    countUnreadable: (run: string): number =>
      // Nobody reads the rows of a packed run.
      columns.countUnreadable(run) + (columns.isPacked(run) ? 0 : rows.countUnreadable(run)),
  }
}

const rowsClock = (epochs: readonly EpochClock[], field: ClockField): EpochColumn => ({
  epochs: Int32Array.from(epochs, ({ epoch }) => epoch),
  values: Float64Array.from(epochs, (row) => row[field]),
})
