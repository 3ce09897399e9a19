/** Images of one's own through a run's network: a real core, real training, real weights. */
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { encode } from 'fast-png'
import { describe, expect, it } from 'vitest'
import type { FigureSource } from '../../../src-main/contract/figure'
import type { ImageChoice } from '../../../src-main/contract/inside'
import type { PlateauEvent } from '../../../src-main/contract/events'
import { buildLayers } from '../../../src-main/contract/architecture'
import { requireRunConfig } from '../../../src-main/contract/config'
import type { FigureData } from '../../../src-main/panels/figure/figure'
import { createTrainerWork } from '../../../src-main/core/jobs/trainer-work'
import { inferLayers } from '../../../src-main/recipes/infer-layers'
import { spawnNode } from '../../../src-main/platform/spawn-node'
import { ended, launch, processesOf, small, useCore, waitFor } from '../../support/core'

const { home, connect } = useCore()
const picture = (name: string): Uint8Array =>
  readFileSync(join(import.meta.dirname, '..', '..', 'oracle', 'fixtures', 'pictures', name))

describe('predictions of a run', () => {
  it('are what was stored of its samples, from any kept checkpoint, and say which image cannot be used', async () => {
    const client = await connect()
    const { id } = await launch(client, { ...small, epochs: 2, learningRate: 0.003 })
    await waitFor(() => ended(client, id))
    const samples = await client.request('samples.get', { run: id })
    const size = 32 * 32 * 3
    const data = samples.inputs!.subarray(size, 2 * size)
    const file = encode({ width: 32, height: 32, data, channels: 3, depth: 8 })

    const made = await client.request('predictions.make', {
      run: id,
      images: [file, picture('plain.png').subarray(0, 60)],
    })
    expect(made).toMatchObject({ epoch: samples.best!.epoch, isBest: true, task: 'image-to-image', classes: [] })
    const [predicted, second] = made.predictions
    expect(second).toEqual({ isRefused: true, reason: 'is cut short: its end is missing' })
    if (predicted === undefined || predicted.isRefused) throw new Error('The first image was refused.')
    expect(predicted.remarks).toEqual([])
    expect(Array.from(predicted.input)).toEqual(Array.from(data))
    // Kept in half precision, which has three digits.
    const stored = samples.best!.outputs.subarray(784, 2 * 784)
    const off = predicted.output.reduce((most, value, index) => Math.max(most, Math.abs(value - stored[index]!)), 0)
    expect(off).toBeLessThan(5e-4)
    expect(predicted.milliseconds).toBeGreaterThan(0)
    expect(Buffer.from(predicted.png!.subarray(1, 4)).toString()).toBe('PNG')

    const { checkpoints } = await client.request('runs.get', { run: id })
    for (const { epoch } of checkpoints) {
      const other = await client.request('predictions.make', { run: id, epoch, images: [file] })
      expect(other.epoch).toBe(epoch)
    }

    // A look inside: every image's loss, whose mean is what was stored, and images of choice at every kept epoch.
    const told: PlateauEvent[] = []
    client.onEvent((event) => event.event === 'inside-progress' && told.push(event))
    const looked = await client.request('inside.images', { run: id, choice: { by: 'worst', count: 3 } })
    expect(told.map(({ payload }) => payload)).toEqual([{ run: id, done: 64, total: 64 }])
    const { losses } = looked.measured
    const { runs } = await client.request('series.epochs', { runs: [id] })
    const stored64 = runs[0]!.values.validation_loss![looked.epoch - 1]!
    expect(Math.abs(losses.reduce((sum, loss) => sum + loss, 0) / 64 / stored64 - 1)).toBeLessThan(1e-12)
    expect([...looked.places]).toEqual([...losses.keys()].sort((a, b) => losses[b]! - losses[a]!).slice(0, 3))
    expect(looked.at.map(({ epoch }) => epoch)).toEqual([...new Set(checkpoints.map(({ epoch }) => epoch))].sort())
    const atBest = looked.at.find(({ epoch }) => epoch === looked.epoch)!
    atBest.losses.forEach((loss, index) => expect(loss / losses[looked.places[index]!]!).toBeCloseTo(1, 5))
    // The same as a figure, at an epoch of choice: what its worst images are is known by now.
    const other = checkpoints[0]!.epoch
    const source: FigureSource = {
      ...{ kind: 'chosen-images', run: id, choice: { by: 'worst', count: 3 } },
      ...{ by: 'best', at: other, errors: 'none' },
    }
    const drawn = (await client.request('figures.data', { source })).data as FigureData
    const atOther = looked.at.find(({ epoch }) => epoch === other)!
    expect(drawn.chosen).toEqual({
      ...{ places: [...looked.places], losses: atOther.losses, by: looked.epoch, total: 64 },
    })
    expect(drawn.samples[0]!.shown).toEqual({ epoch: other, outputs: atOther.outputs })
    const again = await client.request('inside.images', { run: id, choice: { by: 'places', places: [1] } })
    // What is known is not measured again.
    expect(told).toHaveLength(1)
    expect(again.measured.losses).toEqual(losses)
    expect(Array.from(again.inputs)).toEqual(Array.from(data))
    expect(Array.from(again.targets)).toEqual(Array.from(samples.targets!.subarray(784, 2 * 784)))
    const isOff = again.at
      .find(({ epoch }) => epoch === looked.epoch)!
      .outputs.some((value, index) => Math.abs(value - stored[index]!) > 5e-4)
    expect(isOff).toBe(false)
    const refusedChoices: ImageChoice[] = [
      { by: 'mistakes', count: 1 },
      { by: 'places', places: [64] },
    ]
    for (const choice of refusedChoices)
      await expect(client.request('inside.images', { run: id, choice })).rejects.toMatchObject({
        code: 'invalid-input',
      })
    // A layer: the last one gives what the network gives, and only convolutions have filters.
    const { epoch: best } = looked
    const first = 'layers.0'
    const start = await client.request('inside.layer', { run: id, place: 1, layer: first })
    expect(start).toMatchObject({ epoch: best, maps: { height: 32, width: 32, total: 4 } })
    expect(start.filters).toMatchObject({ height: 3, width: 3, total: 4, channels: 3, inputs: 3 })
    expect(start.filters!.values).toHaveLength(4 * 27)
    const rows = inferLayers(buildLayers(requireRunConfig(small)), [32, 32, 3]).rows
    const end = await client.request('inside.layer', { run: id, place: 1, layer: rows.at(-1)!.name })
    expect(end.filters).toBeNull()
    expect(end.maps.values.some((value, index) => Math.abs(value - stored[index]!) > 5e-4)).toBe(false)
    const unknown = client.request('inside.layer', { run: id, place: 1, layer: 'layers.99' })
    await expect(unknown).rejects.toMatchObject({ code: 'invalid-input' })

    const cancelled = client.request('inside.images', { run: id, choice: { by: 'random', seed: 1, count: 1 } })
    const [, refused] = await Promise.allSettled([client.request('inside.cancel', {}), cancelled])
    expect(refused).toMatchObject({ status: 'rejected', reason: { code: 'cancelled' } })

    await expect(client.request('predictions.make', { run: id, epoch: 9, images: [file] })).rejects.toMatchObject({
      code: 'weights-missing',
      message: expect.stringMatching(/at epoch 9 are no longer on the disk\. There are those of epoch \d/) as string,
    })
    await waitFor(() => processesOf('trainer.js', home()).length === 0)
    rmSync(join(home(), 'runs', id), { recursive: true })
    await expect(client.request('predictions.make', { run: id, images: [file] })).rejects.toMatchObject({
      code: 'weights-missing',
    })
    await expect(client.request('figures.data', { source })).rejects.toMatchObject({ code: 'weights-missing' })
    const gone = client.request('inside.images', { run: id, choice: { by: 'best', count: 1 } })
    await expect(gone).rejects.toMatchObject({ code: 'weights-missing' })
  })
})

it('that take too long are ended, and what was asked meanwhile has its turn', async () => {
  const spawn = () => spawnNode('trainer', { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  const work = createTrainerWork(spawn, 1)
  const command = () => ({
    type: 'predict' as const,
    ...{ run: 'none', config: requireRunConfig(small), threads: 1, directory: home() },
    checkpoint: { kind: 'weights' as const, epoch: 1, file: '1/none', bytes: 1, sha256: '0'.repeat(64) },
    images: [picture('plain.png')],
    fit: 'stretch' as const,
  })
  const asked = ['The first', 'The second'].map((name) => work.do({ name, command, onMessage: () => undefined }))
  for (const [index, name] of ['The first', 'The second'].entries())
    await expect(asked[index]).rejects.toMatchObject({
      code: 'cancelled',
      message: `${name} took longer than 0 seconds and was ended.`,
    })
})
