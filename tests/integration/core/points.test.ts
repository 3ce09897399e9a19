import { execFile, spawnSync } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { PlateauEvent } from '../../../src-main/contract/events'
import type { Client } from '../../../src-main/contract/transport'
import { ended, launch, readRun, small, useCore, waitFor } from '../../support/core'

const core = useCore()
const root = join(import.meta.dirname, '../../..')

/** A run that has ended, with three epochs. */
async function trainOne(client: Client): Promise<string> {
  const { id } = await launch(client, { ...small, epochs: 3 })
  await waitFor(() => ended(client, id))
  return id
}
const append = (client: Client, run: string, key: string, steps: number[], values = steps) =>
  client.request('points.append', { run, series: [{ key, steps, values }] })

describe('points.append', () => {
  it('stores points of runs that train and of ended ones, tells of them, and shows them as lines', async () => {
    const client = await core.connect()
    const events: PlateauEvent[] = []
    client.onEvent((event) => events.push(event))
    const before = Date.now()
    const { id } = await launch(client, { ...small, epochs: 200 })
    await waitFor(async () => (await readRun(client, id)).epochs >= 1)
    expect(await append(client, id, 'train/grad_norm', [0, 1, 2], [1, Number.NaN, Number.POSITIVE_INFINITY])).toEqual({
      counts: { 'train/grad_norm': 3 },
    })
    expect((await readRun(client, id)).series).toHaveProperty(['train/grad_norm', 'count'], 3)
    await client.request('runs.stop', { runs: [id] })
    await waitFor(() => ended(client, id))
    expect(await append(client, id, 'train/grad_norm', [5])).toEqual({ counts: { 'train/grad_norm': 4 } })
    const { lines } = await client.request('series.lines', {
      series: [
        { run: id, key: 'train/grad_norm' },
        { run: id, key: 'val_mse' },
        { run: id, key: 'batch_loss' },
      ],
      x: 'step',
      buckets: 100,
    })
    expect(lines[0]).toMatchObject({
      x: Float64Array.of(0, 1, 2, 5),
      y: Float64Array.of(1, Number.NaN, Number.POSITIVE_INFINITY, 5),
    })
    const { epochs } = await readRun(client, id)
    expect(lines[1]!.pointCount).toBe(epochs)
    expect(lines[2]!.pointCount).toBeGreaterThanOrEqual(epochs)
    // The clock at each epoch's end was recorded.
    const wall = await client.request('series.lines', {
      series: [{ run: id, key: 'val_mse' }],
      x: 'wall',
      buckets: 100,
    })
    expect(wall.lines[0]!.x!.at(-1)!).toBeGreaterThanOrEqual(before)
    expect(wall.lines[0]!.x!.at(-1)!).toBeLessThanOrEqual(Date.now())
    expect(events.filter(({ event, payload }) => event === 'run-changed' && payload.run === id).length).toBeGreaterThan(
      0,
    )
    await waitFor(() =>
      events.some(
        ({ event, payload }) => event === 'points-appended' && payload.key === 'train/grad_norm' && payload.count === 4,
      ),
    )
  })

  it('refuses the whole request when one series of it is not valid', async () => {
    const client = await core.connect()
    const id = await trainOne(client)
    await append(client, id, 'k', [10])
    const refused = async (series: { key: string; steps: number[]; values: number[]; seconds?: number[] }) => {
      const request = client.request('points.append', {
        run: id,
        series: [{ key: 'good', steps: [1], values: [1] }, series],
      })
      await expect(request).rejects.toMatchObject({ code: 'invalid-input' })
    }
    for (const key of ['batch_loss', 'val_mse', 'cpu_percent', 'images_per_second', '', 'a\u0000b'])
      await refused({ key, steps: [1], values: [1] })
    await refused({ key: 'k', steps: [10], values: [1] })
    await refused({ key: 'k', steps: [11, 11], values: [1, 1] })
    await refused({ key: 'k', steps: [11.5], values: [1] })
    await refused({ key: 'new', steps: [-1], values: [1] })
    await refused({ key: 'new', steps: [1, 2], values: [1] })
    await refused({ key: 'new', steps: [1], values: [1], seconds: [1, 2] })
    await refused({ key: 'new', steps: [1, 2], values: [1, 1], seconds: [2, 1] })
    await refused({ key: 'new', steps: new Array<number>(1_000_001).fill(1), values: [] })
    await refused({ key: 'new', steps: [1], values: [1], seconds: [1e12] })
    const keys = Object.keys((await readRun(client, id)).series)
    expect(keys).toContain('k')
    expect(keys).not.toContain('good')
    await client.request('runs.bin', { runs: [id] })
    await expect(append(client, id, 'k', [20])).rejects.toMatchObject({ code: 'invalid-input' })
  })

  it('takes keys of any script, and names the key and the rule where it refuses one', async () => {
    const client = await core.connect()
    const id = await trainOne(client)
    const keys = [
      'Verlust/größte Änderung',
      '損失/学習',
      'потеря',
      'خسارة',
      'e\u0301',
      '🙂'.repeat(200),
      '/x',
      ' ',
      '__proto__',
      'constructor',
      'prototype',
      'toString',
    ]
    for (const key of keys.filter((one) => one.trim() !== '')) {
      const { counts } = await append(client, id, key, [1, 2])
      expect(Object.entries(counts)).toEqual([[key, 2]])
      const { lines } = await client.request('series.lines', { series: [{ run: id, key }], x: 'step', buckets: 10 })
      expect(lines[0]).toMatchObject({ key, x: Float64Array.of(1, 2), y: Float64Array.of(1, 2) })
    }
    const rule = 'A key has 1 to 200 printable characters of any script.'
    const sayings = [
      ['bell\u0007', '"bell␇" cannot be a series key: it contains the control character BEL (U+0007).'],
      ['x'.repeat(201), `"${'x'.repeat(40)}…" cannot be a series key: it has 201 characters.`],
      ['', '"" cannot be a series key: it is empty.'],
      [' ', '" " cannot be a series key: it has no visible character.'],
    ] as const
    for (const [key, saying] of sayings) await expect(append(client, id, key, [1])).rejects.toThrow(`${saying} ${rule}`)
    await expect(
      client.request('points.append', {
        run: id,
        series: [{ key: 'late', steps: [1, 2], values: [1, 2], seconds: [1, 1e12] }],
      }),
    ).rejects.toThrow("late: Second 1000000000000 after the run's start is later than the year 9999.")
  })

  it('tells of a series as it grows, and of its last point at last', async () => {
    const client = await core.connect()
    const id = await trainOne(client)
    const counts: number[] = []
    client.onEvent(({ event, payload }) => {
      if (event === 'points-appended' && payload.key === 'fast') counts.push(payload.count)
    })
    for (let step = 0; step < 500; step += 1) await append(client, id, 'fast', [step])
    await waitFor(() => counts.at(-1) === 500)
    expect(counts[0]).toBe(1)
    expect(counts).toEqual([...new Set(counts)].sort((a, b) => a - b))
  })
})

/** Set PLATEAU_PYTHON to one that has msgpack where the ordinary one has not. */
const python = process.env.PLATEAU_PYTHON ?? 'python3'
const hasMsgpack = spawnSync(python, ['-c', 'import msgpack']).status === 0

describe('the Python client of docs/points-append.md', () => {
  it.skipIf(!hasMsgpack)('logs into a run of a real core (needs python3 with msgpack)', async () => {
    const client = await core.connect()
    const id = await trainOne(client)
    const script = join(root, 'docs', 'examples', 'log_points.py')
    const { stdout } = await promisify(execFile)(python, [script, realpathSync(core.home()), id])
    expect(stdout).toContain("{'python/loss': 1000}")
    const { lines } = await client.request('series.lines', {
      series: [{ run: id, key: 'python/loss' }],
      x: 'step',
      buckets: 1_000,
    })
    expect(lines[0]!.x).toEqual(Float64Array.from({ length: 1_000 }, (_, step) => step))
    expect(lines[0]!.y[9]).toBe(1 / 10)
    await expect(promisify(execFile)(python, [script, realpathSync(core.home()), 'zebra'])).rejects.toThrow(
      'There is no run zebra.',
    )
  })
})
