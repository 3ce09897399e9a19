/** A history in a home of its own for each test, and runs to put into it. */
import { shapesOf } from '../../src-main/contract/run-data'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { buildLayers, countParameters } from '../../src-main/contract/architecture'
import { requireRunConfig, type RunConfigInput } from '../../src-main/contract/config'
import type { Database } from '../../src-main/store/database'
import { openDatabase } from '../../src-main/store/open'
import type { NewRun } from '../../src-main/store/runs'
import { createStore, type Store } from '../../src-main/store/store'

/** To be called once a test file. */
export function useStore() {
  let home = ''
  let database: Database
  let store: Store
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'plateau-store-'))
    database = openDatabase(home)
    store = createStore(database)
  })
  afterEach(() => {
    database.close()
    rmSync(home, { recursive: true, force: true })
  })
  return { store: (): Store => store, database: (): Database => database }
}

/** Adds a queued run named `calm-bay-ID`, with what is given instead; `project` is a name, of a project that is made where there is none. */
export function addStoredRun(
  store: Store,
  id: string,
  changes: Partial<NewRun> = {},
  settings: RunConfigInput = {},
): void {
  const config = requireRunConfig(settings)
  const layers = buildLayers(config)
  store.runs.insert({
    id,
    name: `calm-bay-${id}`,
    config,
    layers,
    parameters: countParameters(layers, shapesOf({}).input),
    colourSlot: 0,
    launchGroup: null,
    parentRun: null,
    detached: false,
    verifies: null,
    lastEpoch: null,
    held: false,
    createdAt: '2026-01-01T00:00:00.000Z',
    ...changes,
    project: store.projects.findOrMake(changes.project ?? 'p'),
  })
}

/** Ends a run of {@link addStoredRun}. */
export function endStoredRun(store: Store, id: string): void {
  store.runs.markStarted(id, '2026-01-01T00:00:01.000Z')
  store.runs.markEnded(id, 'completed', null, '2026-01-01T01:00:00.000Z')
}

/** An epoch of two seconds whose metrics are all the same number, with what is given instead. */
export const epochOf = (epoch: number, value: number, changes: { seconds?: number; endedAt?: number } = {}) => ({
  epoch,
  seconds: 2,
  elapsedSeconds: 2 * epoch,
  imagesPerSecond: 100,
  values: {
    train_loss: value,
    validation_loss: value,
    val_mse: value,
    val_mae: value,
    val_psnr: value,
    val_ssim: value,
  },
  ...changes,
})
