/** Runs that begin with the weights of others: a real core, real training, to the bit. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { requireRunConfig, type RunConfigInput } from '../../../src-main/contract/config'
import type { Client } from '../../../src-main/contract/transport'
import { encodeSafetensorsHeader } from '../../../src-main/contract/safetensors'
import { decodeSafetensors } from '../../../src-main/training/checkpoints/safetensors'
import { ended, launch, readRun, small, useCore, waitFor } from '../../support/core'

const { home, connect } = useCore()
const folder = mkdtempSync(join(tmpdir(), 'plateau-weights-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function trained(client: Client, config: RunConfigInput): Promise<string> {
  const { id } = await launch(client, config)
  await waitFor(() => ended(client, id))
  const { endReason, endMessage } = await readRun(client, id)
  expect(endReason, endMessage ?? '').toBe('completed')
  return id
}
const seriesOf = async (client: Client, run: string) =>
  (await client.request('series.epochs', { runs: [run] })).runs[0]!.values
async function weightsOf(client: Client, run: string) {
  const path = join(folder, `${run}-${Math.random()}.safetensors`)
  const target = { kind: 'model', run, format: 'safetensors' } as const
  await client.request('exports.write', { id: path.slice(-50), path, replace: false, target })
  return { path, tensors: decodeSafetensors(readFileSync(path)).tensors }
}

describe('a run that begins with weights', () => {
  it('of a run or of a file with torch’s names trains on the same bits, resumes and is verified exactly, and keeps frozen layers', async () => {
    const client = await connect('cli')
    await client.request('preferences.set', { keepCheckpoints: 'whole' })
    const first = await trained(client, { ...small, epochs: 2 })
    const kept = await client.request('weights.keep', { run: first })
    const { path, tensors } = await weightsOf(client, first)
    const fromFile = await client.request('weights.keep', { path })
    expect(readdirSync(join(home(), 'weights')).sort()).toEqual(
      [kept.hash, fromFile.hash].map((hash) => `${hash}.safetensors`).sort(),
    )

    const config = { ...small, epochs: 4, seed: 9, initialWeights: kept.hash, freeze: '1 2' }
    const whole = await trained(client, config)
    expect((await readRun(client, whole)).config).toMatchObject({ initialWeights: kept.hash, freeze: '1 2' })
    const again = await trained(client, { ...config, initialWeights: fromFile.hash })
    const model = join(folder, 'tfjs')
    await client.request('exports.write', {
      ...{ id: 'tfjs', path: model, replace: false },
      target: { kind: 'model', run: first, format: 'tfjs' },
    })
    const fromTfjs = await client.request('weights.keep', { path: join(model, 'model.json') })
    const fromModel = { ...config, epochs: 1, initialWeights: fromTfjs.hash }
    // What fits of it is not known before the trainer has read it.
    const { misfits } = await client.request('weights.misfits', { config: requireRunConfig(fromModel) })
    expect(misfits).toBeNull()
    const third = await trained(client, fromModel)
    const { epoch_seconds: _, images_per_second: __, ...values } = await seriesOf(client, whole)
    const { epoch_seconds: ___, images_per_second: ____, ...others } = await seriesOf(client, again)
    expect(others).toEqual(values)
    expect((await seriesOf(client, third)).val_mse?.[0]).toBe(values.val_mse?.[0])

    const short = await trained(client, { ...config, epochs: 2 })
    await client.request('runs.continue', { run: short, epochs: 2 })
    await waitFor(async () => (await readRun(client, short)).epochs === 4 && (await ended(client, short)))
    expect((await seriesOf(client, short)).train_loss).toEqual(values.train_loss)
    expect((await seriesOf(client, short)).val_mse).toEqual(values.val_mse)
    const { run } = await client.request('runs.verify', { run: whole })
    await waitFor(() => ended(client, run.id))
    expect(await client.request('runs.verification', { run: run.id })).toMatchObject({ result: 'same' })

    const after = (await weightsOf(client, whole)).tensors
    expect(after.get('layers.0.weight')).toEqual(tensors.get('layers.0.weight'))
    expect(after.get('layers.1.bias')).toEqual(tensors.get('layers.1.bias'))
    expect(after.get('layers.4.weight')).not.toEqual(tensors.get('layers.4.weight'))
    // Running statistics follow the images, as with `requires_grad_(False)`.
    expect(after.get('layers.1.running_mean')).not.toEqual(tensors.get('layers.1.running_mean'))

    // Deleted for good, the runs take the weights with them that no other begins with.
    await client.request('runs.bin', { runs: [again] })
    await client.request('runs.purge', { runs: [again] })
    await waitFor(() => !existsSync(join(home(), 'weights', `${fromFile.hash}.safetensors`)))
    expect(existsSync(join(home(), 'weights', `${kept.hash}.safetensors`))).toBe(true)
  })

  it('is refused at its layer where they do not fit, and nothing is queued', async () => {
    const client = await connect('cli')
    const first = await trained(client, { ...small, epochs: 1 })
    const { hash } = await client.request('weights.keep', { run: first })
    const why = (config: RunConfigInput) =>
      launch(client, { ...small, ...config }).then(
        () => 'launched',
        (error: unknown) => (error as Error).message,
      )
    expect(await why({ initialWeights: hash, filters: [4, 8] })).toBe(
      'The weights are those of another network: layer 5 has layers.4.weight of 3 × 3 × 4 × 4 in the file and 3 × 3 × 4 × 8 in the run; layer 5 has layers.4.bias of 4 in the file and 8 in the run; layer 6 has layers.5.weight of 4 in the file and 8 in the run; and 4 more.',
    )
    const config = requireRunConfig({ ...small, initialWeights: hash, filters: [4, 8] })
    const { misfits } = await client.request('weights.misfits', { config })
    expect(misfits).toHaveLength(7)
    expect(misfits?.[0]).toEqual({
      layer: '5',
      why: 'has layers.4.weight of 3 × 3 × 4 × 4 in the file and 3 × 3 × 4 × 8 in the run',
    })
    expect(await client.request('weights.misfits', { config: requireRunConfig(small) })).toEqual({ misfits: [] })
    expect(await why({ initialWeights: '0'.repeat(64) })).toContain('are not in this home')
    expect(await why({ freeze: '1 99' })).toMatch(/^freeze names the layer 99, and there are 1, 2, 3,/)
    expect(await why({ freeze: '1 2 5 6 10 12' })).toBe('freeze leaves no layer that could be trained.')

    const write = (name: string, bytes: Uint8Array) => {
      writeFileSync(join(folder, name), bytes)
      return client.request('weights.keep', { path: join(folder, name) }).then(
        () => 'kept',
        (error: unknown) => (error as Error).message,
      )
    }
    expect(await write('text.safetensors', Buffer.from('no weights'))).toMatch(
      /^text\.safetensors cannot be used\. .*header/,
    )
    const lies = Buffer.alloc(64)
    lies.writeBigUInt64LE(1_000_000n)
    expect(await write('lies.safetensors', lies)).toContain('truncated in its header')
    // One that was cut where its values are, or has more of them, is found out before a run waits for it.
    const whole = Buffer.concat([encodeSafetensorsHeader([{ name: 'a', shape: [40] }], new Map()), Buffer.alloc(160)])
    const keptBefore = readdirSync(join(home(), 'weights'))
    for (let cut = 1; cut <= 160; cut += 13)
      expect(await write('cut.safetensors', whole.subarray(0, -cut))).toContain('it is truncated in a.')
    expect(await write('more.safetensors', Buffer.concat([whole, Buffer.alloc(4)]))).toContain(
      'longer than its tensors',
    )
    expect(readdirSync(join(home(), 'weights'))).toEqual(keptBefore)
    // Weights of something else are weights: it is said at the launch.
    const other = encodeSafetensorsHeader([{ name: 'other', shape: [1] }], new Map())
    expect(await write('other.safetensors', Buffer.concat([other, Buffer.alloc(4)]))).toBe('kept')
    expect((await client.request('runs.list', {})).runs).toHaveLength(1)
  })
})
