import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { requireRunConfig } from '../../../src-main/contract/config'
import { packEnded, readDigest } from '../../../src-main/core/history/digests'
import { migrate, migrations } from '../../../src-main/store/migrate'
import { openDatabase } from '../../../src-main/store/open'
import { createStore } from '../../../src-main/store/store'
import { encodeOldChunk } from '../../support/old-chunks'

let home: string
beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'plateau-migration-'))))
afterEach(() => rmSync(home, { recursive: true, force: true }))

const range = (from: number, to: number) => Float64Array.from({ length: to - from }, (_, index) => from + index)

describe('migration 6', () => {
  it('keeps chunks, tails and epochs of earlier versions, gives chunks their summaries, and goes on behind them', () => {
    const old = new Sqlite(join(home, 'plateau.sqlite'))
    migrate(old, migrations.slice(0, 5))
    old
      .prepare(
        `INSERT INTO runs (id, project, name, state, end_reason, config, layers, parameters, colour_slot, created_at, started_at,
          ended_at) VALUES ('a', 'p', 'calm-bay-1', 'ended', 'completed', ?, '[]', 1, 0, 't', 't', 't')`,
      )
      .run(JSON.stringify(requireRunConfig({})))
    old.exec(`INSERT INTO series (id, run_id, key) VALUES (1, 'a', 'batch_loss'), (2, 'a', 'cpu_percent'), (3, 'a', 'memory_bytes'),
        (4, 'a', 'val_mse');
      INSERT INTO epochs VALUES ('a', 1, 2, 2, 100), ('a', 2, 2, 4, 100);
      INSERT INTO epoch_points (series_id, epoch, value, kind) VALUES (4, 1, 0.5, 0), (4, 2, NULL, 1);
      INSERT INTO batch_tail (series_id, step, elapsed_seconds, value, kind) VALUES (1, 1025, 1025, 7, 0), (1, 1026, 1026, NULL, 2),
        (2, 5, 1.5, 100, 0);`)
    const insertChunk = old.prepare(
      `INSERT INTO batch_chunks (series_id, first_step, last_step, point_count, minimum, maximum, last_value, points)
      VALUES (?, 1, 1024, 1024, 1, 1023, NULL, ?)`,
    )
    const steps = range(1, 1_025)
    const values = steps.map((step) => (step === 1_024 ? Number.POSITIVE_INFINITY : step))
    for (const series of [1, 3]) insertChunk.run(series, encodeOldChunk({ steps, seconds: steps, values }))
    old.close()

    const store = createStore(openDatabase(home))
    try {
      expect(store.batches.keys('a')).toEqual(['batch_loss', 'cpu_percent', 'memory_bytes'])
      expect(store.batches.endOf('a', 'batch_loss')).toMatchObject({ pointCount: 1_026, lastStep: 1_026 })
      expect(store.batches.endOf('a', 'cpu_percent')).toMatchObject({ pointCount: 1, lastStep: 5, lastSeconds: 1.5 })
      expect(store.batches.endOf('a', 'memory_bytes')).toMatchObject({ pointCount: 1_024, lastStep: 1_024 })
      const series = store.batches.find('a', 'batch_loss')!
      expect(store.batches.summaries(series)).toEqual([
        {
          firstStep: 1,
          lastStep: 1_024,
          firstSeconds: 1,
          lastSeconds: 1_024,
          count: 1_024,
          low: 1,
          high: Number.POSITIVE_INFINITY,
          last: Number.POSITIVE_INFINITY,
        },
        // The tail, packed as the run has ended.
        {
          firstStep: 1_025,
          lastStep: 1_026,
          firstSeconds: 1_025,
          lastSeconds: 1_026,
          count: 2,
          low: 7,
          high: Number.POSITIVE_INFINITY,
          last: Number.POSITIVE_INFINITY,
        },
      ])
      const more = range(1_027, 3_000)
      store.batches.append('a', 'batch_loss', { steps: more, seconds: more, values: more })
      const read = store.batches.read(series)
      expect(read.steps).toEqual(range(1, 3_000))
      expect(read.values.subarray(1_022, 1_027)).toEqual(
        Float64Array.of(1_023, Number.POSITIVE_INFINITY, 7, Number.POSITIVE_INFINITY, 1_027),
      )
      packEnded(store, store.runs.list())
      expect(store.epochs.clock('a', 'endedAt')!.values).toEqual(Float64Array.of(Number.NaN, Number.NaN))
      expect(store.epochs.values('a').get('val_mse')).toEqual([
        [1, 0.5],
        [2, Number.NaN],
      ])
      expect(readDigest(store, 'a')).toMatchObject({
        epochs: 2,
        series: { val_mse: { minimum: 0.5, last: Number.NaN } },
      })
      expect(readdirSync(home)).toContain('backup-v5.sqlite')
    } finally {
      store.close()
    }
  })
})
