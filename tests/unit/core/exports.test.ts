import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { unzipSync } from 'fflate'
import { parquetMetadata, parquetReadObjects } from 'hyparquet'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Provenance } from '../../../src-main/contract/figure'
import { createEventBus } from '../../../src-main/core/events'
import { createExportService, type ExportServiceOptions } from '../../../src-main/core/exports/service'
import type { PlateauEvent } from '../../../src-main/contract/events'
import type { NewMedium } from '../../../src-main/store/media'
import { mount, needsMount, unmount } from '../../support/mounts'
import { addStoredRun, epochOf, useStore } from '../../support/store'
import { stepPoints } from '../../support/step-points'

const provenance: Provenance = {
  format: 'plateau-figure',
  version: 1,
  appVersion: '0.1.0',
  time: '2026-01-01T00:00:00.000Z',
  runs: [{ id: 'a', name: 'calm-bay-a', configHash: 'c0ffee', engineVersion: '2' }],
}
const session = { id: 1, client: 'cli' } as const

const { store } = useStore()
let folder = ''
let told: PlateauEvent[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plateau-exports-'))
  told = []
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function serve(changes: Partial<ExportServiceOptions> = {}) {
  const events = createEventBus()
  events.subscribe((event) => told.push(event))
  const refuse = () => Promise.reject(new Error('Not asked for here'))
  return createExportService({
    store: store(),
    events,
    figures: { prepare: () => Promise.resolve(), render: refuse, numbers: () => ({ columns: [], total: 0, rows: [] }) },
    contentPath: (sha256) => join(folder, 'contents', sha256),
    provenanceOf: () => provenance,
    reportFiles: refuse,
    models: { write: refuse },
    modelCard: () => '',
    ...changes,
  })
}

type Exported = { step: number; value: number; elapsed_seconds: number; key: string }

const write = (format: 'csv' | 'json' | 'parquet', changes: object = {}, replace = true) =>
  serve().write(
    {
      id: 'one',
      path: join(folder, `points.${format}`),
      replace,
      target: { kind: 'runs', runs: ['a'], format, hasProvenance: false, ...changes },
    },
    session,
  )

function readCsv(text: string): Record<string, string>[] {
  const [header = '', ...lines] = text.trimEnd().split('\r\n')
  const names = header.split(',')
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, index) => [names[index] ?? '', cell])))
}

async function readBack(format: 'csv' | 'json' | 'parquet'): Promise<Exported[]> {
  const file = readFileSync(join(folder, `points.${format}`))
  if (format === 'csv')
    return readCsv(file.toString()).map((row) => ({
      step: Number(row.step),
      value: Number(row.value),
      elapsed_seconds: Number(row.elapsed_seconds),
      key: row.key ?? '',
    }))
  if (format === 'json') {
    const { columns, rows } = JSON.parse(file.toString()) as { columns: string[]; rows: (number | string)[][] }
    const place = (name: string) => columns.indexOf(name)
    return rows.map((row) => ({
      step: Number(row[place('step')]),
      value: Number(row[place('value')]),
      elapsed_seconds: Number(row[place('elapsed_seconds')]),
      key: String(row[place('key')]),
    }))
  }
  const buffer = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength)
  const rows = await parquetReadObjects({ file: buffer })
  return rows.map((row) => ({
    step: Number(row.step),
    value: row.value as number,
    elapsed_seconds: row.elapsed_seconds as number,
    key: row.key as string,
  }))
}

describe('points of runs as files', () => {
  it.each(['csv', 'json', 'parquet'] as const)('every stored value comes back from %s, to the bit', async (format) => {
    addStoredRun(store(), 'a')
    let key = 0
    await fc.assert(
      fc.asyncProperty(stepPoints({ minLength: 1, maxLength: 3_000 }), async (points) => {
        key += 1
        const name = `logged/series-${key}`
        store().batches.append('a', name, points)
        // What is stored: times are rounded there.
        const stored = store().batches.read(store().batches.find('a', name) ?? -1)
        const { rows } = await write(format, { keys: [name] })
        const read = await readBack(format)
        stored.values.forEach((value, at) => {
          if (!Object.is(value, points.values[at])) expect(value).toBe(points.values[at])
        })
        expect(rows).toBe(points.steps.length)
        expect(read).toHaveLength(points.steps.length)
        expect(read.every((row) => row.key === name)).toBe(true)
        for (const [index, row] of read.entries()) {
          if (row.step !== stored.steps[index]) expect(row.step).toBe(stored.steps[index])
          if (!Object.is(row.value, stored.values[index])) expect(row.value).toBe(stored.values[index])
          if (row.elapsed_seconds !== stored.seconds[index]) expect(row.elapsed_seconds).toBe(stored.seconds[index])
        }
      }),
      { numRuns: 12 },
    )
  })

  it.each(['csv', 'json', 'parquet'] as const)('%s keeps what is no ordinary number', async (format) => {
    addStoredRun(store(), 'a')
    const kinds = [
      -0,
      0,
      Number.NaN,
      Infinity,
      -Infinity,
      Number.MIN_VALUE,
      -Number.MIN_VALUE,
      2 ** -1022,
      0.1 + 0.2,
      Number.MAX_VALUE,
    ]
    const values = Float64Array.from({ length: 1_024 }, (_, index) => kinds[index % kinds.length] ?? 0)
    const steps = values.map((_, index) => index * 7)
    store().batches.append('a', 'x', { steps, seconds: steps, values })
    await write(format)
    const read = await readBack(format)
    expect(read.map(({ value }) => value)).toEqual([...values])
    expect(Object.is(read[0]?.value, -0)).toBe(true)
  })

  it('every series by epoch and by step stands in it, with its place in steps, epochs and time', async () => {
    addStoredRun(store(), 'a', {}, { trainSize: 640, batchSize: 64 })
    store().runs.markStarted('a', '2026-01-01T00:00:10.000Z')
    store().epochs.commit('a', epochOf(1, 0.5, { endedAt: Date.UTC(2026, 0, 1, 0, 1) }))
    store().epochs.commit('a', {
      ...epochOf(2, Number.NaN),
      values: { ...epochOf(2, 0.25).values, val_mse: Number.NaN },
    })
    store().batches.append('a', 'client/loss', { steps: [5, 15], seconds: [1, 3], values: [1, 2] })
    const { rows } = await write('csv')
    const read = readCsv(readFileSync(join(folder, 'points.csv'), 'utf8'))
    expect(rows).toBe(read.length)
    const keys = [...new Set(read.map((row) => row.key))]
    expect(keys).toEqual([
      'train_loss',
      'validation_loss',
      'val_mse',
      'val_mae',
      'val_psnr',
      'val_ssim',
      'images_per_second',
      'epoch_seconds',
      'client/loss',
    ])
    expect(read.filter(({ key }) => key === 'val_mse')).toEqual([
      {
        run_id: 'a',
        run: 'calm-bay-a',
        key: 'val_mse',
        step: '10',
        epoch: '1',
        elapsed_seconds: '2',
        wall_time: '2026-01-01T00:01:00.000Z',
        value: '0.5',
      },
      {
        run_id: 'a',
        run: 'calm-bay-a',
        key: 'val_mse',
        step: '20',
        epoch: '2',
        elapsed_seconds: '4',
        wall_time: '2026-01-01T00:01:00.000Z',
        value: 'NaN',
      },
    ])
    expect(
      read.filter(({ key }) => key === 'client/loss').map(({ step, epoch, wall_time: at }) => [step, epoch, at]),
    ).toEqual([
      ['5', '0.5', '2026-01-01T00:00:11.000Z'],
      ['15', '1.5', '2026-01-01T00:00:13.000Z'],
    ])
  })

  it('says where it comes from: in CSV when asked to, in JSON and Parquet as a field of its own', async () => {
    addStoredRun(store(), 'a')
    store().epochs.commit('a', epochOf(1, 0.5))
    await write('csv', { hasProvenance: true })
    const [first = '', second = ''] = readFileSync(join(folder, 'points.csv'), 'utf8').split('\r\n')
    expect(JSON.parse(first.replace('# plateau-figure: ', ''))).toEqual(provenance)
    expect(second).toBe('run_id,run,key,step,epoch,elapsed_seconds,wall_time,value')
    await write('json')
    expect(JSON.parse(readFileSync(join(folder, 'points.json'), 'utf8'))).toMatchObject({
      format: 'plateau-points',
      provenance,
    })
    await write('parquet')
    const file = readFileSync(join(folder, 'points.parquet'))
    const metadata = parquetMetadata(file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength))
    const text = metadata.key_value_metadata?.find(({ key }) => key === 'plateau-figure')?.value
    expect(JSON.parse(text ?? '')).toEqual(provenance)
  })

  it('texts that a spreadsheet or the format would misread are harmless', async () => {
    // Line ends in names are from earlier versions, and are symbols wherever they are read.
    addStoredRun(store(), 'a', { name: '=1+"x",y\nz' })
    store().epochs.commit('a', epochOf(1, 0.5))
    await write('csv', { keys: ['val_mse'] })
    expect(readFileSync(join(folder, 'points.csv'), 'utf8')).toContain(`a,"'=1+""x"",y␊z",val_mse,`)
    await write('json', { keys: ['val_mse'] })
    const { rows } = JSON.parse(readFileSync(join(folder, 'points.json'), 'utf8')) as { rows: unknown[][] }
    expect(rows[0]?.[1]).toBe('=1+"x",y␊z')
  })

  it('refuses what has no points, in words', async () => {
    addStoredRun(store(), 'a')
    await expect(write('csv')).rejects.toThrow('calm-bay-a has no stored points.')
    await expect(write('csv', { keys: ['x', 'y'] })).rejects.toThrow('calm-bay-a has no stored points of x, y.')
    expect(await readdir(folder)).toEqual([])
  })
})

describe('whole or not at all', () => {
  function addPoints(count: number) {
    addStoredRun(store(), 'a')
    const steps = Float64Array.from({ length: count }, (_, index) => index)
    store().batches.append('a', 'x', { steps, seconds: steps, values: steps.map(Math.sin) })
  }

  it('does not replace what is there unless told to, and says why a place cannot be written', async () => {
    addPoints(10)
    await write('csv')
    const path = join(folder, 'points.csv')
    await expect(write('csv', {}, false)).rejects.toMatchObject({
      code: 'file-exists',
      message: `${path} already exists.`,
    })
    const at = (place: string) =>
      serve().write(
        {
          id: 'x',
          path: place,
          replace: true,
          target: { kind: 'runs', runs: ['a'], format: 'csv', hasProvenance: false },
        },
        session,
      )
    await expect(at(join(folder, 'none', 'points.csv'))).rejects.toMatchObject({
      code: 'file-unwritable',
      message: /its folder does not exist/,
    })
    await expect(at(folder)).rejects.toMatchObject({ code: 'file-unwritable', message: /it is a folder/ })
    await expect(at('points.csv')).rejects.toMatchObject({ code: 'invalid-input' })
    expect(await readdir(folder)).toEqual(['points.csv'])
  })

  it('a full disk leaves nothing', async ({ skip }) => {
    const disk = join(folder, 'disk')
    if (!mount(disk, 'size=200k')) skip(needsMount)
    try {
      addPoints(20_000)
      await expect(
        serve().write(
          {
            id: 'x',
            path: join(disk, 'points.csv'),
            replace: true,
            target: { kind: 'runs', runs: ['a'], format: 'csv', hasProvenance: false },
          },
          session,
        ),
      ).rejects.toMatchObject({ code: 'disk-full' })
      expect(await readdir(disk)).toEqual([])
    } finally {
      await unmount(disk)
    }
  })

  it('tells how far it is, ten times a second at most, and ends when cancelled', async () => {
    addPoints(200_000)
    const exports = serve()
    // A clock that goes on by three hundredths of a second whenever it is looked at.
    let clock = 0
    vi.spyOn(performance, 'now').mockImplementation(() => (clock += 30))
    const write = exports.write(
      {
        id: 'long',
        path: join(folder, 'long.csv'),
        replace: false,
        target: { kind: 'runs', runs: ['a'], format: 'csv', hasProvenance: false },
      },
      session,
    )
    const other = exports.write(
      {
        id: 'left',
        path: join(folder, 'left.csv'),
        replace: false,
        target: { kind: 'runs', runs: ['a'], format: 'csv', hasProvenance: false },
      },
      { id: 2, client: 'cli' },
    )
    exports.leave({ id: 2, client: 'cli' })
    await expect(other).rejects.toMatchObject({ code: 'cancelled' })
    expect((await write).rows).toBe(200_000)
    const progress = told.flatMap(({ event, payload }) =>
      event === 'export-progress' && payload.id === 'long' ? [payload] : [],
    )
    expect(progress[0]).toEqual({ id: 'long', done: 0, total: 200_000 })
    expect(progress.at(-1)).toEqual({ id: 'long', done: 200_000, total: 200_000 })
    vi.restoreAllMocks()
    expect(progress.length).toBeGreaterThan(3)
    expect(progress.length).toBeLessThanOrEqual(3 + clock / 100)
    const again = exports.write(
      {
        id: 'long',
        path: join(folder, 'again.csv'),
        replace: false,
        target: { kind: 'runs', runs: ['a'], format: 'csv', hasProvenance: false },
      },
      session,
    )
    exports.cancel('long')
    await expect(again).rejects.toMatchObject({ code: 'cancelled' })
    exports.cancel('nobody')
    expect(await readdir(folder)).toEqual(['long.csv'])
  })

  it('takes away what is half written when the core ends', async () => {
    addPoints(200_000)
    const exports = serve()
    const write = exports.write(
      {
        id: 'long',
        path: join(folder, 'long.csv'),
        replace: false,
        target: { kind: 'runs', runs: ['a'], format: 'csv', hasProvenance: false },
      },
      session,
    )
    const refused = expect(write).rejects.toMatchObject({ code: 'cancelled' })
    while ((await readdir(folder)).length === 0) await new Promise((done) => setImmediate(done))
    exports.close()
    expect(await readdir(folder)).toEqual([])
    await refused
  })

  it('a folder is moved to its place whole, and keeps what somebody put into it', async () => {
    const place = join(folder, 'report')
    const fill = (text: string) =>
      serve({
        reportFiles: () =>
          Promise.resolve([
            { path: 'report.md', bytes: Buffer.from(text) },
            { path: 'figures/1.svg', bytes: Buffer.from('<svg/>') },
          ]),
      })
    const request = { id: 'r', path: place, target: { kind: 'report', report: 'r', format: 'md' } } as const
    expect(await fill('one').write({ ...request, replace: false }, session)).toEqual({
      path: place,
      bytes: 9,
      rows: null,
      remarks: [],
    })
    await writeFile(join(place, 'notes.txt'), 'mine')
    await expect(fill('two').write({ ...request, replace: false }, session)).rejects.toMatchObject({
      code: 'file-exists',
    })
    await fill('three').write({ ...request, replace: true }, session)
    expect(readFileSync(join(place, 'report.md'), 'utf8')).toBe('three')
    expect(readFileSync(join(place, 'notes.txt'), 'utf8')).toBe('mine')
    const failing = serve({ reportFiles: () => Promise.reject(new Error('Halfway')) })
    await expect(failing.write({ ...request, path: join(folder, 'other'), replace: false }, session)).rejects.toThrow(
      'Halfway',
    )
    expect(await readdir(folder)).toEqual(['report'])
    await fill('zipped').write({ ...request, path: join(folder, 'report.zip'), replace: false }, session)
    const files = unzipSync(readFileSync(join(folder, 'report.zip')))
    expect(Object.keys(files)).toEqual(['report.md', 'figures/1.svg'])
    expect(Buffer.from(files['report.md'] ?? []).toString()).toBe('zipped')
  })
})

describe('media of runs', () => {
  const sha256 = 'a'.repeat(64)
  const medium = { step: 1, place: 0, time: 1_000, sha256: null, bytes: 0 }
  const add = (run: string, more: Partial<NewMedium> & Pick<NewMedium, 'kind' | 'key'>) =>
    store().media.put({ run: store().runs.get(run)!.number, ...medium, details: '{}', ...more })
  const media = (path: string, replace = false) =>
    serve().write({ id: 'one', path, replace, target: { kind: 'media', runs: ['a', 'b'], format: 'csv' } }, session)

  it('are a folder of contents by their hash, each once, with a table of who has them where', async () => {
    for (const id of ['a', 'b']) addStoredRun(store(), id)
    mkdirSync(join(folder, 'contents'))
    await writeFile(join(folder, 'contents', sha256), 'picture')
    const picture = JSON.stringify({ format: 'png', caption: '=a "cat"' })
    for (const run of ['a', 'b']) add(run, { kind: 'image', key: 'p', step: 7, sha256, details: picture })
    add('a', { kind: 'image', key: 'gone', sha256: 'b'.repeat(64), details: picture })
    add('a', { kind: 'text', key: 't', details: JSON.stringify({ text: 'Ünï' }) })
    add('a', { kind: 'histogram', key: 'h', details: JSON.stringify({ edges: [0, 1], counts: [2] }) })
    add('a', { kind: 'file', key: '../../w.bin', sha256, details: '{}' })
    add('a', { kind: 'file', key: 'far', details: JSON.stringify({ path: '/elsewhere' }) })
    const path = join(folder, 'runs-media')
    expect(await media(path)).toMatchObject({ rows: 7, path })
    const rows = readCsv(readFileSync(join(path, 'media.csv'), 'utf8'))
    const fileOf = (key: string) => rows.find((row) => row.key === key)?.file ?? ''
    expect(rows.map(({ run_id, kind, key, step }) => [run_id, kind, key, step].join(' '))).toEqual([
      ...['a file ../../w.bin 1', 'a file far 1', 'a histogram h 1', 'a image gone 1', 'a image p 7', 'a text t 1'],
      'b image p 7',
    ])
    expect([fileOf('p'), fileOf('gone'), fileOf('far')]).toEqual([`files/${sha256}.png`, '', ''])
    expect(fileOf('../../w.bin')).toBe(`files/${sha256}.bin`)
    expect(readFileSync(join(path, fileOf('p')), 'utf8')).toBe('picture')
    expect(readFileSync(join(path, fileOf('t')), 'utf8')).toBe('Ünï')
    expect(JSON.parse(readFileSync(join(path, fileOf('h')), 'utf8'))).toEqual({ edges: [0, 1], counts: [2] })
    expect(await readdir(join(path, 'files'))).toHaveLength(4)
    await expect(media(path)).rejects.toMatchObject({ code: 'file-exists' })
    await expect(media(path, true)).resolves.toMatchObject({ rows: 7 })
  })

  it('that there are none of need no folder', async () => {
    for (const id of ['a', 'b']) addStoredRun(store(), id)
    expect(await media(join(folder, 'none'))).toMatchObject({ rows: 0, bytes: 0 })
    expect(await readdir(folder)).toEqual([])
  })
})
