import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { errorBins } from '../../../src-main/maths/error-histogram'
import type { Database } from '../../../src-main/store/database'
import { openDatabase } from '../../../src-main/store/open'
import { createStore, type Store } from '../../../src-main/store/store'
import { seedRuns } from '../../support/seed-runs'

let home: string
let database: Database
let store: Store
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'plateau-store-'))
  seedRuns(home, 1)
  database = openDatabase(home)
  store = createStore(database)
})
afterEach(() => {
  database.close()
  rmSync(home, { recursive: true, force: true })
})
const counts = (value: number) => new Float64Array(errorBins.count).fill(value)

it('keeps one measurement a run, exact up to all pixels of all images in one bin', () => {
  expect(store.residuals.get('seeded000000')).toBeNull()
  store.residuals.keep('seeded000000', { epoch: 3, images: 8, counts: counts(1) })
  const all = counts(0)
  all[2_000] = 10_000 * 784
  store.residuals.keep('seeded000000', { epoch: 4, images: 10_000, counts: all })
  expect(store.residuals.get('seeded000000')).toEqual({ epoch: 4, images: 10_000, counts: all })
})

it('refuses counts that do not fit, and runs that are not there', () => {
  expect(() => store.residuals.keep('seeded000000', { epoch: 3, images: 8, counts: counts(2 ** 32) })).toThrow(
    RangeError,
  )
  expect(() => store.residuals.keep('gone', { epoch: 3, images: 8, counts: counts(1) })).toThrow(/FOREIGN KEY/)
})
