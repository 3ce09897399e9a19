import { shapesOf, sampleSizesOf } from '../../../src-main/contract/run-data'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { buildLayers, countParameters } from '../../../src-main/contract/architecture'
import { requireRunConfig } from '../../../src-main/contract/config'
import { migrate, migrations, readVersion } from '../../../src-main/store/migrate'
import type { Database } from '../../../src-main/store/database'
import { openDatabase } from '../../../src-main/store/open'
import { createStore, type Store } from '../../../src-main/store/store'

let home: string
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

function addRun(id: string, name = `calm-bay-${id}`): void {
  const config = requireRunConfig({ loss: 'smooth-l1', beta: 0.1 })
  const layers = buildLayers(config)
  store.runs.insert({
    id,
    project: store.projects.findOrMake('p'),
    name,
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
  })
}

const sizes = sampleSizesOf({}, 8)
const values = { train_loss: 0.1, validation_loss: 0.2, val_mse: 0.2, val_mae: 0.3, val_psnr: 7, val_ssim: 0.5 }
const epoch = (number: number, changed: Partial<typeof values> = {}) => ({
  epoch: number,
  seconds: 1,
  elapsedSeconds: number,
  imagesPerSecond: 100,
  values: { ...values, ...changed },
})

describe('the database', () => {
  it('is in WAL mode, synced fully, with foreign keys', () => {
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal')
    expect(database.pragma('synchronous', { simple: true })).toBe(2)
    expect(database.pragma('foreign_keys', { simple: true })).toBe(1)
    expect(readVersion(database)).toBe(migrations.length)
  })

  it('refuses one that is newer, and leaves it alone', () => {
    database.pragma(`user_version = ${migrations.length + 1}`)
    database.close()
    expect(() => openDatabase(home)).toThrow(expect.objectContaining({ code: 'database-newer' }))
    database = new Sqlite(join(home, 'plateau.sqlite'))
    expect(readVersion(database)).toBe(migrations.length + 1)
  })

  it('applies a migration whole or not at all', () => {
    const broken = [
      ...migrations,
      { version: migrations.length + 1, name: 'broken', sql: 'CREATE TABLE half (a); INSERT INTO nowhere VALUES (1);' },
    ]
    expect(() => migrate(database, broken)).toThrow()
    expect(readVersion(database)).toBe(migrations.length)
    expect(database.prepare("SELECT count(*) AS n FROM sqlite_master WHERE name = 'half'").get()).toEqual({ n: 0 })
  })

  it('says that a file which is no database is damaged', () => {
    const other = mkdtempSync(join(tmpdir(), 'plateau-store-'))
    writeFileSync(join(other, 'plateau.sqlite'), 'not a database at all, but long enough to be read as one'.repeat(50))
    expect(() => openDatabase(other)).toThrow(expect.objectContaining({ code: 'database-corrupt' }))
    rmSync(other, { recursive: true })
  })

  it('numbers its migrations from 1 without gaps', () => {
    const files = readdirSync(join(import.meta.dirname, '../../../migrations')).filter((name) => name.endsWith('.sql'))
    expect(migrations.map(({ name }) => name)).toEqual(files.sort())
  })
})

describe('migration 3', () => {
  /** A run as version 0.1.0 stored it. */
  function addOldRun(id: string, config: Record<string, unknown>): void {
    database
      .prepare(
        `INSERT INTO runs (id, project, name, state, config, layers, parameters, colour_slot, created_at)
        VALUES (?, 'p', ?, 'queued', ?, '[]', 1, 0, '2026-01-01T00:00:00.000Z')`,
      )
      .run(id, `calm-bay-${id}`, JSON.stringify(config))
  }
  const withoutNewSettings = (input: Parameters<typeof requireRunConfig>[0]) => {
    const { weightDecay: _, nesterov: __, ...old } = requireRunConfig(input)
    return old
  }

  it('gives configs of version 0.1.0 the settings they trained with, and keeps their epochs', () => {
    database.close()
    rmSync(join(home, 'plateau.sqlite'))
    database = new Sqlite(join(home, 'plateau.sqlite'))
    migrate(database, migrations.slice(0, 2))
    const inputs = {
      a: { optimizer: 'adam' },
      b: { optimizer: 'sgd', momentum: 0.9 },
      c: { optimizer: 'sgd', momentum: 0 },
      d: { optimizer: 'rmsprop', momentum: 0.9 },
    } as const
    for (const [id, input] of Object.entries(inputs)) addOldRun(id, withoutNewSettings(input))
    database.exec(`INSERT INTO epochs VALUES ('a', 1, 1, 1, 100);
      INSERT INTO series (id, run_id, key) VALUES (1, 'a', 'val_mse');
      INSERT INTO epoch_points (series_id, epoch, value) VALUES (1, 1, 0.2);`)
    database.close()

    database = openDatabase(home)
    store = createStore(database)
    expect(readVersion(database)).toBe(migrations.length)
    for (const [id, input] of Object.entries(inputs))
      expect(store.runs.get(id)?.config).toEqual(requireRunConfig(input))
    expect(store.runs.get('b')?.config.nesterov).toBe(false)
    expect(store.epochs.values('a').has('val_ssim')).toBe(false)
    expect(database.prepare('SELECT run, val_mse, val_ssim FROM epoch_losses').all()).toEqual([
      { run: 'calm-bay-a', val_mse: 0.2, val_ssim: null },
    ])
    expect(database.prepare("SELECT best_val_mse FROM run_summary WHERE id = 'a'").get()).toEqual({ best_val_mse: 0.2 })
    expect(readdirSync(home)).toContain('backup-v2.sqlite')
  })
})

describe('migration 4', () => {
  it('keeps the order of the queue, the outputs of both epochs to the bit, the theme, and makes one attempt of each run', () => {
    database.close()
    rmSync(join(home, 'plateau.sqlite'))
    database = new Sqlite(join(home, 'plateau.sqlite'))
    migrate(database, migrations.slice(0, 3))
    const insert = database.prepare(
      `INSERT INTO runs (id, project, name, state, end_reason, config, layers, parameters, colour_slot, created_at, started_at,
        ended_at) VALUES (?, 'p', ?, ?, ?, ?, '[]', 1, 0, '2026-01-01T00:00:00.000Z', ?, ?)`,
    )
    const config = JSON.stringify(requireRunConfig({}))
    insert.run('done', 'calm-bay-1', 'ended', 'completed', config, 'began', 'ended')
    insert.run('waits', 'calm-bay-2', 'queued', null, config, null, null)
    insert.run('waits2', 'calm-bay-3', 'queued', null, config, null, null)
    const outputs = new Float32Array(8 * 784).fill(0.1)
    outputs[1] = -3.7
    const keep = database.prepare('INSERT INTO sample_outputs (run_id, role, epoch, outputs) VALUES (?, ?, ?, ?)')
    keep.run('done', 'best', 2, Buffer.from(outputs.buffer))
    keep.run('done', 'last', 3, Buffer.from(outputs.buffer))
    database.exec("INSERT INTO settings VALUES ('theme', 'dark'), ('core.kept', 'x')")
    database.close()

    database = openDatabase(home)
    store = createStore(database)
    expect(store.runs.listWaiting().map(({ id }) => id)).toEqual(['waits', 'waits2'])
    expect(store.attempts.list('done')).toMatchObject([
      { attempt: 1, kind: 'start', fromEpoch: 0, endReason: 'completed' },
    ])
    expect(store.attempts.list('waits')).toEqual([])
    expect(store.samples.epochs('done', sizes)).toEqual([2, 3])
    expect(store.samples.getOutputs('done', 2, sizes)).toEqual({ epoch: 2, outputs })
    expect(store.settings.all()).toEqual({ 'preference.theme': '"dark"', 'core.kept': 'x' })
    expect(readdirSync(home)).toContain('backup-v3.sqlite')
  })
})

describe('runs', () => {
  it('come back as they were stored', () => {
    addRun('a')
    expect(store.runs.get('a')).toMatchObject({
      id: 'a',
      state: 'queued',
      endReason: null,
      config: { loss: 'smooth-l1', beta: 0.1 },
    })
  })

  it('end once: the first reason stays', () => {
    addRun('a')
    expect(store.runs.markEnded('a', 'failed', 'first', 't1')).toBe(true)
    expect(store.runs.markEnded('a', 'completed', 'second', 't2')).toBe(false)
    expect(store.runs.get('a')).toMatchObject({ state: 'ended', endReason: 'failed', endMessage: 'first' })
  })

  it('are found by id, name and beginning; wildcards are plain text', () => {
    addRun('abc', 'calm-bay-1')
    addRun('abd', 'calm-bay-2')
    expect(store.runs.get('abc')?.id).toBe('abc')
    expect(store.runs.named('calm-bay-2')[0]?.id).toBe('abd')
    expect(store.runs.named('calm')).toEqual([])
    expect(store.runs.beginningWith('calm')).toHaveLength(2)
    expect(store.runs.beginningWith('*')).toHaveLength(0)
    expect(store.runs.beginningWith('c?lm')).toHaveLength(0)
    expect(store.runs.beginningWith("' OR 1=1 --")).toHaveLength(0)
  })
})

describe('epochs', () => {
  it('are committed whole, with whatever is written alongside, or not at all', () => {
    addRun('a')
    store.epochs.commit('a', epoch(1))
    expect(() =>
      store.epochs.commit('a', epoch(2), () => {
        throw new Error('disk')
      }),
    ).toThrow('disk')
    expect(store.epochs.list('a').map((row) => row.epoch)).toEqual([1])
    expect(store.epochs.values('a').get('val_mse')).toEqual([[1, 0.2]])
  })

  it('keep NaN and both infinities apart', () => {
    addRun('a')
    store.epochs.commit(
      'a',
      epoch(1, { train_loss: Number.NaN, val_psnr: Number.POSITIVE_INFINITY, val_mse: Number.NEGATIVE_INFINITY }),
    )
    const read = store.epochs.values('a')
    expect(read.get('train_loss')).toEqual([[1, Number.NaN]])
    expect(read.get('val_psnr')).toEqual([[1, Number.POSITIVE_INFINITY]])
    expect(read.get('val_mse')).toEqual([[1, Number.NEGATIVE_INFINITY]])
  })

  it('show in the views for people with the sqlite3 shell', () => {
    addRun('a', 'calm-bay-1')
    store.epochs.commit('a', epoch(1))
    store.epochs.commit('a', epoch(2, { val_mse: 0.15 }))
    expect(database.prepare('SELECT run, epoch, val_mse, val_ssim FROM epoch_losses ORDER BY epoch').all()).toEqual([
      { run: 'calm-bay-1', epoch: 1, val_mse: 0.2, val_ssim: 0.5 },
      { run: 'calm-bay-1', epoch: 2, val_mse: 0.15, val_ssim: 0.5 },
    ])
    expect(database.prepare('SELECT name, epochs, best_val_mse, loss FROM run_summary').get()).toEqual({
      name: 'calm-bay-1',
      epochs: 2,
      best_val_mse: 0.15,
      loss: 'smooth-l1',
    })
  })
})

describe('samples', () => {
  it('keep images bit by bit, and outputs of every epoch to eleven bits', () => {
    addRun('a')
    const imagesOf = (...first: number[]) => {
      const numbers = new Float32Array(8 * 784)
      numbers.set(first)
      return numbers
    }
    const inputs = Uint8Array.from({ length: 8 * 3_072 }, (_, index) => index)
    store.samples.keepSet('set', inputs, imagesOf(0.1, Number.NaN))
    expect(store.samples.getSet('set', sizes)).toEqual({ inputs, targets: imagesOf(0.1, Number.NaN) })
    store.samples.keepOutputs('a', 1, imagesOf(1, -0.25, Number.NaN))
    store.samples.keepOutputs('a', 2, imagesOf(0.1, 0.7))
    store.samples.keepOutputs('a', 2, imagesOf(0.3, 0.9))
    expect(store.samples.epochs('a', sizes)).toEqual([1, 2])
    expect(store.samples.getOutputs('a', 1, sizes)).toEqual({
      epoch: 1,
      outputs: imagesOf(1, -0.25, Number.NaN),
    })
    const [first = 0, second = 0] = store.samples.getOutputs('a', 2, sizes)!.outputs
    expect(Math.abs(first / 0.3 - 1)).toBeLessThan(2 ** -11)
    expect(Math.abs(second / 0.9 - 1)).toBeLessThan(2 ** -11)
    expect(store.samples.getOutputs('a', 3, sizes)).toBe(null)
  })
})

describe('the queue', () => {
  it('begins in the order of launch, in any other that was given, and leaves held runs out', () => {
    for (const id of ['a', 'b', 'c', 'd']) addRun(id)
    const order = () => store.runs.listWaiting().map(({ id }) => id)
    expect(order()).toEqual(['a', 'b', 'c', 'd'])
    store.runs.setOrder(['c', 'a', 'd', 'b'])
    expect(order()).toEqual(['c', 'a', 'd', 'b'])
    store.runs.setHeld('a', true)
    expect(order()).toEqual(['c', 'd', 'b'])
    store.runs.setHeld('a', false)
    expect(order()).toEqual(['c', 'd', 'b', 'a'])
    store.runs.markStarted('c', '2026-01-01T00:00:01.000Z')
    store.runs.markEnded('c', 'stopped', null, '2026-01-01T00:00:02.000Z')
    store.runs.markQueued('c', { next: 'resume', held: false, detached: true })
    expect(order()).toEqual(['d', 'b', 'a', 'c'])
    expect(store.runs.get('c')).toMatchObject({ endReason: null, endedAt: null, nextAttempt: 'resume', detached: true })
    expect(store.runs.get('c')!.startedAt).toBe('2026-01-01T00:00:01.000Z')
  })
})

describe('attempts and checkpoints', () => {
  it('are counted up, begin ready or not, and end once', () => {
    addRun('a')
    expect(store.attempts.begin('a', 'start', 't1')).toBe(1)
    store.attempts.end('a', 't2', 'interrupted')
    expect(store.attempts.begin('a', 'resume', 't3')).toBe(2)
    store.attempts.end('a', 't4', 'completed')
    store.attempts.end('a', 't5', 'failed')
    expect(store.attempts.list('a').map(({ endedAt, endReason }) => [endedAt, endReason])).toEqual([
      ['t2', 'interrupted'],
      ['t4', 'completed'],
    ])
  })

  it('stand newest first, whole before weights, one of a kind an epoch', () => {
    addRun('a')
    const file = (epoch: number, kind: 'whole' | 'weights', name: string) =>
      ({ epoch, kind, file: name, bytes: 1, sha256: 'ab'.repeat(32) }) as const
    store.checkpoints.keep('a', file(1, 'whole', '1/a'), 't')
    store.checkpoints.keep('a', file(2, 'weights', '1/b'), 't')
    store.checkpoints.keep('a', file(2, 'whole', '1/c'), 't')
    store.checkpoints.keep('a', file(2, 'whole', '2/c'), 't')
    expect(store.checkpoints.list('a').map((one) => one.file)).toEqual(['2/c', '1/b', '1/a'])
    store.checkpoints.forget('a', file(2, 'whole', ''))
    expect(store.checkpoints.list('a').map((one) => one.file)).toEqual(['1/b', '1/a'])
  })
})
