import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readTfjsModel } from '../../../src-main/core/foreign/tfjs-model'
import { writeTfjsWeights } from '../../../src-main/core/jobs/tfjs-weights'
import { decodeSafetensors } from '../../../src-main/training/checkpoints/safetensors'

const folder = mkdtempSync(join(tmpdir(), 'plateau-tfjs-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const weight = { name: 'dense/kernel', shape: [2, 1], dtype: 'float32' }
const model = (change: object = {}, group: object = {}) =>
  JSON.stringify({ modelTopology: {}, weightsManifest: [{ paths: ['a.bin'], weights: [weight], ...group }], ...change })

async function written(json: string, values: Uint8Array | null = new Uint8Array(Float32Array.of(1.5, -2).buffer)) {
  const into = join(folder, 'made.part')
  rmSync(into, { force: true })
  writeFileSync(join(folder, 'model.json'), json)
  rmSync(join(folder, 'a.bin'), { force: true })
  if (values !== null) writeFileSync(join(folder, 'a.bin'), values)
  await writeTfjsWeights(join(folder, 'model.json'), into, {
    readModel: (bytes, name) => Promise.resolve().then(() => readTfjsModel(bytes, name)),
  })
  return decodeSafetensors(readFileSync(into))
}

describe('weights of TensorFlow.js', () => {
  it('become one file in their order', async () => {
    const { metadata, tensors } = await written(model())
    expect(metadata.get('format')).toBe('tfjs-layers-model')
    expect([...tensors]).toEqual([['weight.0', { shape: [2, 1], values: Float32Array.of(1.5, -2) }]])
  })

  it.each<[string, string, string, Uint8Array?]>([
    ['text', '{', 'is not valid JSON'],
    ['other JSON', '{"a": 1}', 'is no layers model of TensorFlow.js'],
    ['a path that leads elsewhere', model({}, { paths: ['../a.bin'] }), 'is no layers model of TensorFlow.js'],
    ['a missing part', model({}, { paths: ['b.bin'] }), 'needs b.bin beside it'],
    ['whole numbers', model({}, { weights: [{ ...weight, dtype: 'int32' }] }), 'has dense/kernel in another form'],
    ['a cut part', model(), 'has 5 bytes of weights, and says 8', new Uint8Array(5)],
    [
      'more weights than a network has',
      model({}, { weights: Array.from({ length: 20_001 }, () => weight) }),
      'is no layers model',
    ],
    ['a shape that lies', model({}, { weights: [{ ...weight, shape: [4_000_000_000, 9] }] }), 'has 8 bytes of weights'],
  ])('%s is refused in words, and nothing is left', async (_, json, why, values) => {
    await expect(written(json, values)).rejects.toThrow(why)
    expect(readdirSync(folder)).not.toContain('made.part')
  })
})
