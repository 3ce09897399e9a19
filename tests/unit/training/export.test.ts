/**
 * Networks for other programs. TensorFlow.js reads its own form here; PyTorch's text and ONNX' graph are held against files that
 * `tests/oracle/check_exports.py` has run with torch and onnxruntime. It takes the folder that this test writes where PLATEAU_EXPORTS names one.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sizeOfShape } from '../../../src-main/recipes/data-source'
import type { LayerSpec, Shape } from '../../../src-main/recipes/layer'
import { parameterLayouts } from '../../../src-main/recipes/layer-exports'
import { activationKinds } from '../../../src-main/recipes/registry/activations'
import { presetArchitecture, presetArchitectures } from '../../../src-main/recipes/registry/architectures'
import { everyLayer, layerKinds, layerWords } from '../../../src-main/recipes/registry/layers'
import { encodeSafetensorsHeader } from '../../../src-main/contract/safetensors'
import { fromTorch, torchShape, toTorch } from '../../../src-main/recipes/parameter-layouts'
import { onnxGraph, onnxModel } from '../../../src-main/training/export/onnx'
import { tfjsName } from '../../../src-main/contract/initial-weights'
import { readTfjs } from '../../../src-main/training/export/read-tfjs'
import { tfjsArtifacts, tfjsFiles } from '../../../src-main/training/export/tfjs'
import { torchModule } from '../../../src-main/training/export/torch-module'
import { parametersOf } from '../../../src-main/recipes/layer-parameters'
import { torchLayers } from '../../../src-main/training/export/walk'
import { createChain } from '../../../src-main/training/chain'
import { createLayers } from '../../../src-main/training/layers'
import { createRandom } from '../../../src-main/maths/random'
import { propertyCases } from '../../support/property'
import { loadWasm } from './backends'
import { readFixture, uniform } from './oracle'

type Case = { name: string; layers: readonly LayerSpec[]; input: Shape }
const fixture = readFixture<{ cases: { layer: LayerSpec; input: number[] }[]; steps: { layers: LayerSpec[] } }>(
  'layers.json',
)
const cases: Case[] = [
  ...fixture.cases.map(({ layer, input }) => ({
    name: `${layerWords(layer)} of ${input.join(' x ')}`,
    layers: [layer],
    input,
  })),
  ...activationKinds.map((activation) => ({
    name: `activation ${activation}`,
    layers: [{ kind: 'activation' as const, activation }],
    input: [4, 4, 2],
  })),
  { name: 'dropout', layers: [{ kind: 'dropout' as const }], input: [4] },
  { name: 'a reshape of units', layers: [{ kind: 'reshape' as const, shape: [4] }, { kind: 'flatten' }], input: [4] },
  { name: 'the network of every kind', layers: fixture.steps.layers, input: [32, 32, 3] },
]

/** Networks that people train; their text is made of what the golden files have. An MLP has a weight for each pixel and unit: of small images. */
const built: Case[] = presetArchitectures.map((name) => {
  const shapes = name === 'mlp' ? { input: [8, 8, 3], target: [4, 4, 1] } : { input: [32, 32, 3], target: [28, 28, 1] }
  return { name: `the architecture ${name}`, layers: presetArchitecture(name)!.layers(shapes), input: shapes.input }
})

/** Every parameter with a value that no other has, of a size that keeps outputs small; running variances above 0. */
function tensorsOf({ layers, input }: Pick<Case, 'layers' | 'input'>) {
  const named = parametersOf(layers, input).map(({ name, shape }, index) => {
    const size = sizeOfShape(shape)
    const bound = shape.length === 1 ? 0.5 : Math.min(0.5, Math.sqrt(shape.at(-1)! / size))
    const middle = name.endsWith('running_var') ? 1 : 0
    return [name, { shape, values: uniform(index + 1, size, middle - bound, middle + bound) }] as const
  })
  return new Map(named)
}

const [wasm] = await loadWasm()
const { tf, kernels } = wasm

/** Evaluation mode, as Plateau trains and predicts. */
function evaluate({ layers, input }: Case, images: Float32Array) {
  const making = { tf, kernels, random: createRandom(0, 'unused'), mask: () => tf.ones([1]) }
  const made = createLayers(making, layers, input, 'layers')
  const tensors = tensorsOf({ layers, input })
  made.layers.forEach(({ named }, index) => {
    for (const [name, parameter] of named) {
      const { values } = tensors.get(`layers.${index}.${name}`)!
      tf.tidy(() => parameter.assign(tf.tensor(values, [...parameter.shape])))
    }
  })
  return tf.tidy(() => {
    const output = createChain(made.layers).evaluate(tf.tensor(images, [2, ...input]))
    return { values: output.dataSync<'float32'>(), shape: output.shape.slice(1) }
  })
}
const imagesFor = ({ input }: Case) => uniform(301, 2 * sizeOfShape(input), -1, 1)
const largest = (left: ArrayLike<number>, right: ArrayLike<number>) =>
  Array.from(left).reduce((most, value, index) => Math.max(most, Math.abs(value - right[index]!)), 0)

const about = (one: Case, shape: Shape) => ({
  layers: one.layers,
  input: one.input,
  target: shape.length === 3 ? shape : null,
  title: one.name,
})

it('every kind of layer, and every activation, is among what is exported', () => {
  const kinds = new Set(cases.flatMap(({ layers }) => everyLayer(layers)).map(({ kind }) => kind))
  expect(layerKinds.filter((kind) => !kinds.has(kind))).toEqual([])
  const functions = new Set(
    cases.flatMap(({ layers }) => layers).map((layer) => 'activation' in layer && layer.activation),
  )
  expect(activationKinds.filter((kind) => !functions.has(kind))).toEqual([])
})

describe('TensorFlow.js', () => {
  it.each([...cases, ...built].map((one) => [one.name, one] as const))(
    'reads %s, and gives the same to 1e-5',
    async (_, one) => {
      const images = imagesFor(one)
      const { values, shape } = evaluate(one, images)
      const artifacts = await tfjsArtifacts(tf, { ...about(one, shape), tensors: tensorsOf(one) })
      const [model, weights] = tfjsFiles(artifacts).map(({ bytes }) => bytes)
      const json = JSON.parse(Buffer.from(model!).toString()) as {
        modelTopology: object
        weightsManifest: { weights: { name: string; shape: number[]; dtype: 'float32' }[] }[]
      }
      const read = await tf.loadLayersModel(
        tf.io.fromMemory({
          modelTopology: json.modelTopology,
          weightSpecs: json.weightsManifest[0]!.weights,
          weightData: Uint8Array.from(weights!).buffer,
        }),
      )
      const found = tf.tidy(() =>
        (read.predict(tf.tensor(images, [2, ...one.input])) as ReturnType<typeof tf.tensor>).dataSync<'float32'>(),
      )
      expect(found).toHaveLength(values.length)
      expect(largest(found, values)).toBeLessThan(1e-5)
      read.dispose()

      // And back, to the bit, whatever the layers are written as.
      let from = 0
      const given = json.weightsManifest[0]!.weights.map(({ shape: own }: { shape: number[] }, at) => {
        const count = sizeOfShape(own)
        const stored = new Float32Array(Uint8Array.from(weights!.subarray(from, from + 4 * count)).buffer)
        from += 4 * count
        return [tfjsName(at), { shape: own, values: stored }] as const
      })
      const back = await readTfjs(tf, one, new Map(given))
      const own = tensorsOf(one)
      for (const { name } of parametersOf(one.layers, one.input))
        expect(back.get(name)?.values, name).toEqual(own.get(name)!.values)
      if (given.length > 0)
        await expect(readTfjs(tf, one, new Map(given.slice(1)))).rejects.toThrow(
          'The weights are those of another network',
        )
    },
  )
})

describe('PyTorch and ONNX', () => {
  const golden = (name: string) => join(import.meta.dirname, '..', '..', 'oracle', 'fixtures', 'exports', name)

  it('has the text of every kind that torch has run', async () => {
    const text = cases.map((one) => `# ${one.name}\n${torchLayers(one.layers, one.input).text}\n`).join('\n')
    await expect(text).toMatchFileSnapshot(golden('layers.py.txt'))
    const whole = cases.at(-1)!
    const module = torchModule({ ...about(whole, [28, 28, 1]), weights: 'every-kind.safetensors' })
    await expect(module).toMatchFileSnapshot(golden('every-kind.py'))
    // A name is a name, whatever it has in it.
    const odd = torchModule({ ...about(whole, [28, 28, 1]), title: 'a """ \\ b\nimport os', weights: 'w"\\.x' })
    expect(odd.split('\n')[0]).toBe(
      `"""a ''' ' b import os, as Plateau exported it. It needs PyTorch and nothing else.`,
    )
    expect(odd).toContain(String.raw`with_name("w\"\\.x")`)
  })

  it('has the nodes of every kind that onnxruntime has run', async () => {
    const text = cases.map((one) => {
      const { shape } = { shape: evaluate(one, imagesFor(one)).shape }
      const { nodes } = onnxGraph({ ...about(one, shape), tensors: tensorsOf(one), producerVersion: '0' })
      const lines = nodes.map(
        ({ operation, inputs, output, attributes }) =>
          `  ${output} = ${operation}(${inputs.join(', ')}) ${JSON.stringify(attributes)}\n`,
      )
      return `${one.name}\n${lines.join('')}`
    })
    await expect(text.join('\n')).toMatchFileSnapshot(golden('layers.onnx.txt'))
  })

  it('gives every parameter back that went to torch’s layout', () => {
    const sides = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 4, maxLength: 4 })
    fc.assert(
      fc.property(sides, fc.constantFrom(...parameterLayouts), (all, layout) => {
        const shape = layout === 'matrix' ? all.slice(0, 2) : layout === 'same' ? all.slice(0, 1) : all
        const values = uniform(1, sizeOfShape(shape))
        const there = toTorch({ shape, values }, layout)
        expect(there.shape).toEqual(torchShape(shape, layout))
        expect(fromTorch(there, shape, layout)).toEqual({ shape, values })
      }),
      { numRuns: propertyCases(100) },
    )
    expect(Array.from(toTorch({ shape: [2, 3], values: Float32Array.of(1, 2, 3, 4, 5, 6) }, 'matrix').values)).toEqual([
      1, 4, 2, 5, 3, 6,
    ])
  })

  it.runIf(process.env.PLATEAU_EXPORTS)('is written for torch and onnxruntime to run', () => {
    const folder = process.env.PLATEAU_EXPORTS ?? ''
    ;[...cases, ...built].forEach((one, index) => {
      const images = imagesFor(one)
      const { values, shape } = evaluate(one, images)
      const tensors = tensorsOf(one)
      const place = join(folder, String(index))
      mkdirSync(place, { recursive: true })
      const torch = parametersOf(one.layers, one.input).map(({ name, layout }) => ({
        name,
        ...toTorch(tensors.get(name)!, layout),
      }))
      const header = encodeSafetensorsHeader(torch, new Map())
      const bytes = torch.map((tensor) => Buffer.from(tensor.values.buffer))
      writeFileSync(join(place, 'weights.safetensors'), Buffer.concat([header, ...bytes]))
      writeFileSync(join(place, 'model.py'), torchModule({ ...about(one, shape), weights: 'weights.safetensors' }))
      const model = onnxModel({ ...about(one, shape), tensors, producerVersion: '0' })
      writeFileSync(join(place, 'model.onnx'), model)
      writeFileSync(
        join(place, 'case.json'),
        JSON.stringify({ name: one.name, input: one.input, images: [...images], output: shape, values: [...values] }),
      )
    })
  })
})
