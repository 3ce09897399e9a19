/** Histories as version 8 stored them, by SQL alone: for what migrations do to homes of many runs. */
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { requireRunConfig } from '../../src-main/contract/config'
import { migrate, migrations } from '../../src-main/store/migrate'
import { databaseFileName } from '../../src-main/store/open'
import { curveOf, seriesKeysOf, type HistorySize } from './seed-history'

/** Makes a history of ended runs with series by epoch, each curve of {@link curveOf}. */
export function seedOldHistory(home: string, { runs, series, epochs }: HistorySize): void {
  const old = new Sqlite(join(home, databaseFileName))
  old.pragma('journal_mode = WAL')
  old.pragma('synchronous = OFF')
  migrate(old, migrations.slice(0, 8))
  const addRun = old.prepare(`
    INSERT INTO runs (id, project, name, state, end_reason, config, layers, parameters, colour_slot, created_at, started_at, ended_at)
    VALUES (?, 'cifar10-flip-grey', ?, 'ended', 'completed', ?, '[]', 1000, ?, ?, ?, ?)`)
  const addEpoch = old.prepare(`
    INSERT INTO epochs (run_id, epoch, seconds, elapsed_seconds, images_per_second) VALUES (?, ?, 2, ?, 1500)`)
  const addSeries = old.prepare('INSERT INTO series (run_id, key) VALUES (?, ?)')
  const addPoint = old.prepare('INSERT INTO epoch_points (series_id, epoch, value) VALUES (?, ?, ?)')
  const seed = old.transaction(() => {
    for (let index = 0; index < runs; index += 1) {
      const id = `old${String(index).padStart(9, '0')}`
      const at = new Date(Date.UTC(2026, 0, 1) + index * 60_000).toISOString()
      const config = JSON.stringify(requireRunConfig({ seed: index }))
      addRun.run(id, `calm-bay-${index + 1}`, config, index % 8, at, at, at)
      for (let epoch = 1; epoch <= epochs; epoch += 1) addEpoch.run(id, epoch, 2 * epoch)
      for (const key of seriesKeysOf(index, series)) {
        const { lastInsertRowid } = addSeries.run(id, key)
        curveOf(index, key, epochs).forEach((value, at) => addPoint.run(lastInsertRowid, at + 1, value))
      }
    }
  })
  seed()
  old.close()
}
