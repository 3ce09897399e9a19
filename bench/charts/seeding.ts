/** Histories of many points, written through the store. */
import { openDatabase } from '../../src-main/store/open'
import { createStore } from '../../src-main/store/store'
import { seedRuns } from '../../tests/support/seed-runs'

/** @returns the ids of the runs, each with `epochs` of every epoch metric. */
export function seedLongRuns(home: string, { runs, epochs }: { runs: number; epochs: number }): string[] {
  seedRuns(home, runs)
  const database = openDatabase(home)
  database.pragma('synchronous = OFF')
  const store = createStore(database)
  const ids = Array.from({ length: runs }, (_, index) => `seeded${String(index).padStart(6, '0')}`)
  store.transaction(() => {
    for (const [index, id] of ids.entries())
      for (let epoch = 31; epoch <= epochs; epoch += 1) {
        const loss = 0.2 / epoch + index / 1e6
        store.epochs.commit(id, {
          epoch,
          seconds: 2,
          elapsedSeconds: 2 * epoch,
          imagesPerSecond: 1_500,
          values: {
            train_loss: loss,
            validation_loss: loss,
            val_mse: loss,
            val_mae: Math.sqrt(loss),
            val_psnr: -10 * Math.log10(loss),
            val_ssim: 1 - loss,
          },
        })
      }
  })
  store.close()
  return ids
}

/** A series by step: one point a step from 1 on, 200 a second. */
export function seedStepSeries(home: string, run: string, key: string, points: number): void {
  const database = openDatabase(home)
  database.pragma('synchronous = OFF')
  const store = createStore(database)
  const atOnce = 131_072
  for (let first = 1; first <= points; first += atOnce)
    store.batches.append(
      run,
      key,
      Array.from({ length: Math.min(atOnce, points - first + 1) }, (_, index) => {
        const step = first + index
        return { step, elapsedSeconds: step / 200, value: Math.sin(step / 400_000) + 0.2 * Math.sin(step * 1.7) }
      }),
    )
  store.close()
}
