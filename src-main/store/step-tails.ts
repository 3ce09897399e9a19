/** The open tails of series by step: the points since the last chunk, as rows. */
import { fromStored, isStored, toStored } from './numbers'
import type { Database } from './database'
import type { StepColumns, StepPoints } from './step-columns'

type TailRow = [step: number, seconds: number, value: number | null, kind: number, negativeZero: number]

/** Prepared statements over `batch_tail`. */
export function createStepTails(database: Database) {
  const insert = database.prepare(
    'INSERT INTO batch_tail (series_id, step, elapsed_seconds, value, kind, negative_zero) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const all = database
    .prepare<[number], TailRow>(
      'SELECT step, elapsed_seconds, value, kind, negative_zero FROM batch_tail WHERE series_id = ? ORDER BY step',
    )
    .raw()
  const start = database
    .prepare<[number], [step: number, seconds: number]>(
      'SELECT step, elapsed_seconds FROM batch_tail WHERE series_id = ? ORDER BY step LIMIT 1',
    )
    .raw()
  const end = database
    .prepare<[number], [value: number | null, kind: number, negativeZero: number]>(
      'SELECT value, kind, negative_zero FROM batch_tail WHERE series_id = ? ORDER BY step DESC LIMIT 1',
    )
    .raw()
  const clear = database.prepare('DELETE FROM batch_tail WHERE series_id = ?')
  const unreadable = database
    .prepare<[number], number>(
      `SELECT count(*) FROM batch_tail
      WHERE series_id = ? AND (kind IS NULL OR kind NOT BETWEEN 0 AND 3 OR (kind = 0) <> (value IS NOT NULL))`,
    )
    .pluck()

  return {
    /** A row that no version can have written is left out. */
    read: (series: number): StepColumns => {
      const rows = all.all(series).filter(([, , value, kind]) => isStored(value, kind))
      return {
        steps: Float64Array.from(rows, ([step]) => step),
        seconds: Float64Array.from(rows, ([, seconds]) => seconds),
        values: Float64Array.from(rows, ([, , value, kind, negativeZero]) => fromStored(value, kind, negativeZero)),
      }
    },
    add(series: number, { steps, seconds, values }: StepPoints): void {
      for (let index = 0; index < steps.length; index += 1) {
        const stored = toStored(values[index] ?? Number.NaN)
        insert.run(series, steps[index], seconds[index], stored.value, stored.kind, stored.negativeZero)
      }
    },
    clear: (series: number): void => void clear.run(series),
    /** The first point's step and time, and the last value, without the points between. Null for an empty tail. */
    ends(series: number): { readonly firstStep: number; readonly firstSeconds: number; readonly last: number } | null {
      const first = start.get(series)
      const last = end.get(series)
      if (first === undefined || last === undefined) return null
      return {
        firstStep: first[0],
        firstSeconds: first[1],
        last: isStored(last[0], last[1]) ? fromStored(...last) : Number.NaN,
      }
    },
    countUnreadable: (series: number): number => unreadable.get(series) ?? 0,
  }
}

export type StepTails = ReturnType<typeof createStepTails>
