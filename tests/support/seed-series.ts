/** Histories of many points, written in bulk: for what is measured and shown at sizes that no test would train. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { epochMetricKeys, type EpochMetricKey } from '../../src-main/contract/metrics'
import { createSeriesRepository } from '../../src-main/store/series'
import { openDatabase } from '../../src-main/store/open'
import { createStore } from '../../src-main/store/store'
import { packEnded } from '../../src-main/core/history/digests'
import { addRun, endRun } from './seed-runs'

/** SQL of metrics, given the run's validation MSE at an epoch; of others, that itself. */
const formulas: Readonly<Partial<Record<EpochMetricKey, string>>> = {
  train_loss: '0.93 * mse',
  validation_loss: 'mse',
  val_mse: 'mse',
  val_mae: '0.7 * sqrt(mse)',
  val_psnr: '-10 * log10(mse)',
  val_ssim: '1 - 6 * mse',
}

/**
 * Adds ended runs with every epoch metric to the history of a home without a core. Curves fall and settle, each at a height and a
 * speed of its own, with noise that is the same at each call.
 * @returns the ids of the runs, in the order in which they were made.
 */
export function seedLongRuns(home: string, { runs, epochs }: { runs: number; epochs: number }): string[] {
  mkdirSync(join(home, 'runs'), { recursive: true })
  const database = openDatabase(home)
  // A seeded home that a power cut spoils is seeded again.
  database.pragma('synchronous = OFF')
  const store = createStore(database)
  database.exec('CREATE TEMP TABLE curve (epoch INTEGER PRIMARY KEY, mse REAL NOT NULL)')
  const clearCurve = database.prepare('DELETE FROM curve')
  const draw = database.prepare(`
    WITH RECURSIVE counted (epoch) AS (SELECT 1 UNION ALL SELECT epoch + 1 FROM counted WHERE epoch < @epochs)
    INSERT INTO curve SELECT epoch, @height + 0.05 * exp(-epoch / @speed)
      * (1 + 0.2 * ((epoch * 7919 + @run * 104729) % 1009 / 1009.0 - 0.5)) FROM counted`)
  const addEpochs = database.prepare(`
    INSERT INTO epochs (run_id, epoch, seconds, elapsed_seconds, images_per_second)
    SELECT ?, epoch, 2, 2.0 * epoch, 1500 + epoch % 7 FROM curve`)
  const seriesIds = createSeriesRepository(database)
  const addPoints = Object.fromEntries(
    epochMetricKeys.map((key) => [
      key,
      database.prepare(
        `INSERT INTO epoch_points (series_id, epoch, value, kind) SELECT ?, epoch, ${formulas[key] ?? 'mse'}, 0 FROM curve`,
      ),
    ]),
  )
  const first = store.runs.count()
  const ids = Array.from({ length: runs }, (_, offset) => {
    const index = first + offset
    return store.transaction(() => {
      const id = addRun(store, index, epochs)
      clearCurve.run()
      draw.run({ epochs, run: index, height: 0.008 + (index % 37) / 4_000, speed: 20 + (index % 23) * 6 })
      addEpochs.run(id)
      for (const key of epochMetricKeys) addPoints[key]?.run(seriesIds.findOrMake(id, key))
      endRun(store, id, index, epochs)
      return id
    })
  })
  // As the core does at each run's end.
  packEnded(store, store.runs.list())
  store.close()
  return ids
}

/** Adds a series by step, as a client would have logged it: one point a step from 1 on, 200 a second. */
export function seedStepSeries(home: string, run: string, key: string, points: number): void {
  const database = openDatabase(home)
  database.pragma('synchronous = OFF')
  const store = createStore(database)
  const atOnce = 131_072
  for (let first = 1; first <= points; first += atOnce) {
    const steps = Float64Array.from({ length: Math.min(atOnce, points - first + 1) }, (_, index) => first + index)
    store.batches.append(run, key, { steps, seconds: steps.map((step) => step / 200), values: steps.map(valueAt) })
  }
  store.close()
}

/** Slow waves and a fast one, with a spike at every 999,983rd step that no decimation may lose. */
const valueAt = (step: number): number =>
  step % 999_983 === 0 ? 10 : Math.sin(step / 400_000) + 0.2 * Math.sin(step * 1.7)
