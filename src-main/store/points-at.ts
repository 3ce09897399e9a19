/** One series of all runs at one epoch or step: for questions such as `val_mse.at(20) < 0.02`. */
import type { createBatchRepository } from './batches'
import type { Database } from './database'
import { valueInBlobs } from './epoch-columns'
import { fromStored } from './numbers'

/** Runs that are read at once. */
const runsAtOnce = 250

type Row = [run: number, id: number, isByStep: number, epochs: unknown, numbers: unknown, checksum: unknown]

/** Prepared statements over series, wherever their points lie. */
export function createPointReader(
  database: Database,
  batches: Pick<ReturnType<typeof createBatchRepository>, 'summaries' | 'chunk' | 'tail'>,
) {
  const page = database
    .prepare<[number, number, number, number, number], Row>(
      `SELECT series.run, series.id, is_by_step, epoch_columns.epochs, numbers, checksum
      FROM series LEFT JOIN epoch_columns ON epoch_columns.series = series.id
      WHERE key = ? AND count > 0 AND first_step <= ? AND last_step >= ? AND run > ? ORDER BY run LIMIT ?`,
    )
    .raw()
  const one = database.prepare<[number, number], { value: number | null; kind: number; zero: number }>(
    'SELECT value, kind, negative_zero AS zero FROM epoch_points WHERE series_id = ? AND epoch = ?',
  )
  const keyId = database.prepare<[string], number>("SELECT id FROM keys WHERE kind = 'series' AND key = ?").pluck()

  function byStep(series: number, step: number): number | undefined {
    const chunk = batches.summaries(series).find(({ firstStep, lastStep }) => firstStep <= step && step <= lastStep)
    const { steps, values } = chunk === undefined ? batches.tail(series) : batches.chunk(series, chunk.firstStep)
    return values[steps.indexOf(step)]
  }
  function byEpoch(id: number, epoch: number): number | undefined {
    const found = one.get(id, epoch)
    return found && fromStored(found.value, found.kind, found.zero)
  }

  return {
    /** By the runs' short names; runs without a point there are not in it. A step of the work for each few hundred runs. */
    *read(key: string, step: number): Generator<undefined, Map<number, number>, undefined> {
      const found = new Map<number, number>()
      const id = keyId.get(key) ?? -1
      for (let after = -1; ;) {
        const rows = page.all(id, step, step, after, runsAtOnce)
        for (const [run, series, isByStep, epochs, numbers, checksum] of rows) {
          const value =
            isByStep === 1
              ? byStep(series, step)
              : numbers === null
                ? byEpoch(series, step)
                : valueInBlobs({ epochs, numbers, checksum }, step)
          if (value !== undefined) found.set(run, value)
        }
        const last = rows.at(-1)
        if (last === undefined || rows.length < runsAtOnce) return found
        after = last[0]
        yield
      }
    },
  }
}
