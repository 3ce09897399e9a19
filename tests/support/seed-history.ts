/**
 * Homes of very many runs, the same for the same seed: for benchmarks, tests and for use by hand. Runs differ in settings, in what was measured and
 * in how they ended, and curves fall each at a height and a speed of its own.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { epochMetricKeys } from '../../src-main/contract/metrics'
import { packEnded } from '../../src-main/core/history/digests'
import { createIndexing } from '../../src-main/core/history/indexing'
import { atOnce } from '../../src-main/core/turns'
import { createRandom } from '../../src-main/maths/random'
import { createSeriesRepository } from '../../src-main/store/series'
import { openDatabase } from '../../src-main/store/open'
import { createStore } from '../../src-main/store/store'
import { addRun, endRun } from './seed-runs'

export type HistorySize = { readonly runs: number; readonly series: number; readonly epochs: number }

/** Keys of a run's series: those of training first, then others, some of which only a part of the runs has. */
export function seriesKeysOf(index: number, count: number): string[] {
  const others = Array.from({ length: count }, (_, place) => {
    const shared = place % 3 !== 0
    return shared ? `val/score_${place}` : `probe_${index % 7}/${place % 2 === 0 ? 'loss' : 'accuracy'}_${place}`
  })
  return [...epochMetricKeys, ...others].slice(0, count)
}

/** A falling curve with noise, one value an epoch from 1 on. */
export function curveOf(index: number, key: string, epochs: number): Float64Array {
  const random = createRandom(index, key)
  const height = 0.01 + 0.05 * random.uniform()
  const speed = 2 + 20 * random.uniform()
  return Float64Array.from(
    { length: epochs },
    (_, epoch) => height + 0.2 * Math.exp(-(epoch + 1) / speed) * (1 + 0.1 * (random.uniform() - 0.5)),
  )
}

/** Six of ten runs come from elsewhere, with settings of their own: what their authors would have sent. Null for one that Plateau trained. */
export function describeElsewhere(index: number): { readonly origin: string; readonly config: string } | null {
  const kind = (
    [
      'trained',
      'logged',
      'trained',
      'program',
      'logged',
      'trained',
      'imported',
      'logged',
      'trained',
      'program',
    ] as const
  )[index % 10]
  if (kind === undefined || kind === 'trained') return null
  const random = createRandom(index, 'settings')
  const family = random.below(4)
  const config = [
    {
      model: { name: 'resnet', depth: [18, 34, 50][random.below(3)] },
      optimizer: { name: 'sgd', lr: 0.1 / (1 + random.below(4)) },
      seed: index,
    },
    {
      arch: 'vit',
      'patch.size': 16,
      lr: random.below(2) === 0 ? 3e-4 : 'auto',
      mixup: random.below(2) === 0,
      random_state: index,
    },
    {
      Loss: 'focal',
      loss: 'focal',
      gamma: random.below(3),
      layers: [64, 128],
      tags: { note: `sweep ${random.below(30)}` },
      lr: null,
    },
    { criterion: 'cross_entropy', [`own_${index % 50}`]: random.uniform(), lr: 10 ** -random.below(5) },
  ][family]
  return { origin: JSON.stringify({ kind, facts: { host: `gpu-box-${index % 5}` } }), config: JSON.stringify(config) }
}

/** Adds ended runs with series by epoch to the history of a home without a core. @returns their ids. */
export function seedHistory(home: string, { runs, series, epochs }: HistorySize): string[] {
  mkdirSync(join(home, 'runs'), { recursive: true })
  const database = openDatabase(home)
  // A seeded home that a power cut spoils is seeded again.
  database.pragma('synchronous = OFF')
  const store = createStore(database)
  const addEpoch = database.prepare(`
    INSERT INTO epochs (run_id, epoch, seconds, elapsed_seconds, images_per_second) VALUES (?, ?, 2, ?, 1500)`)
  const seriesIds = createSeriesRepository(database)
  const addPoint = database.prepare('INSERT INTO epoch_points (series_id, epoch, value, kind) VALUES (?, ?, ?, 0)')
  const describe = database.prepare(
    'UPDATE runs SET origin = @origin, config = @config, recipe = NULL, data_set = NULL, parameters = NULL WHERE id = @id',
  )
  const ids: string[] = []
  const runsAtOnce = 200
  for (let from = 0; from < runs; from += runsAtOnce) {
    const made: string[] = []
    store.transaction(() => {
      for (let index = from; index < Math.min(runs, from + runsAtOnce); index += 1) {
        const id = addRun(store, index, epochs)
        const elsewhere = describeElsewhere(index)
        if (elsewhere !== null) describe.run({ id, ...elsewhere })
        for (let epoch = 1; epoch <= epochs; epoch += 1) addEpoch.run(id, epoch, 2 * epoch)
        for (const key of seriesKeysOf(index, series)) {
          const seriesId = seriesIds.findOrMake(id, key)
          curveOf(index, key, epochs).forEach((value, epoch) => addPoint.run(seriesId, epoch + 1, value))
        }
        endRun(store, id, index, epochs)
        made.push(id)
      }
    })
    // As the core does at each run's end.
    packEnded(
      store,
      made.map((id) => ({ id, state: 'ended' })),
    )
    ids.push(...made)
  }
  // As the core does before it is first asked for a list.
  atOnce(createIndexing(store).complete())
  // The window opens on it.
  const project = ids[0] === undefined ? null : store.runs.get(ids[0])?.project
  if (project !== null && project !== undefined)
    store.projects.markUsed(project, new Date(Date.UTC(2026, 0, 1)).toISOString())
  store.close()
  return ids
}
