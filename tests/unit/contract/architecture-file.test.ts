import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { architectureJsonSchema, readArchitecture } from '../../../src-main/contract/architecture-file'
import { presetArchitecture, presetArchitectures } from '../../../src-main/recipes/registry/architectures'
import { propertyCases } from '../../support/property'

const shapes = { input: [32, 32, 3], target: [28, 28, 1] }
const presets = presetArchitectures.map((kind) => ({
  name: `my ${kind}`,
  layers: presetArchitecture(kind)!.layers(shapes),
}))
const flatten = { kind: 'flatten' }
const reasonsOf = (value: unknown): readonly string[] => {
  const read = readArchitecture(value)
  return read.ok ? [] : read.reasons
}
const layersOf = (...layers: unknown[]) => reasonsOf({ name: 'own', layers })
/** One object in the other, as often as asked. */
const nested = (depth: number, wrap: (inner: unknown) => unknown): unknown => {
  let layer: unknown = flatten
  for (let at = 0; at < depth; at += 1) layer = wrap(layer)
  return layer
}

function expectSentences(reasons: readonly string[]) {
  expect(reasons.length).toBeGreaterThan(0)
  expect(reasons.length).toBeLessThanOrEqual(20)
  for (const reason of reasons) {
    expect(reason).toMatch(/^[^\n]+\.$/)
    expect(reason.length).toBeLessThan(400)
  }
}

describe('a file of an architecture', () => {
  it.each(presets)('reads back $name', (architecture) => {
    const read = readArchitecture(JSON.parse(JSON.stringify(architecture)))
    expect(read).toEqual({ ok: true, architecture })
  })

  it('may name its schema, which takes it too', () => {
    const published = z.fromJSONSchema(
      JSON.parse(JSON.stringify(architectureJsonSchema())) as z.core.JSONSchema.JSONSchema,
    )
    for (const architecture of presets) {
      const file = { $schema: 'architecture.schema.json', ...architecture }
      expect(readArchitecture(file)).toEqual({ ok: true, architecture })
      expect(published.safeParse(file).error).toBeUndefined()
    }
    expect(published.safeParse({ name: 'own', layers: [{ kind: 'dense' }] }).success).toBe(false)
  })

  it.each([
    [[{ kind: 'dense' }], 'At 1: units is missing. Give it units.'],
    [[flatten, {}], 'At 2: It does not say its kind. Give it a kind, such as "convolution".'],
    [[{ kind: 'maxpool', size: 2 }], 'At 1: There is no kind of layer "maxpool". Write "max-pooling".'],
    [[{ kind: 'convolution', filters: 0, kernelSize: 3 }], 'At 1: filters must be at least 1. Set filters to 1.'],
    [
      [{ kind: 'convolution', filters: 8, kernelSize: 99 }],
      'At 1: kernelSize must be at most 63. Set kernelSize to 63.',
    ],
    [[{ kind: 'dense', units: 2, bias: true }], 'At 1: It has no setting "bias". Remove it.'],
    [[flatten, { kind: 'residual', layers: [flatten, { kind: 'dense' }] }], 'At 2.2: units is missing. Give it units.'],
    [[{ kind: 'residual', layers: [], shortcut: [{ kind: 'dense' }] }], 'At 1.s1: units is missing. Give it units.'],
    [
      [{ kind: 'concatenation', branches: [[], [flatten, { kind: 'dense' }]] }],
      'At 1.b2: units is missing. Give it units.',
    ],
    [[7], 'At 1: A layer must be an object. Write it as an object with its kind.'],
  ])('says what is wrong, where, and one fix: %j', (layers, sentence) => {
    expect(layersOf(...layers)).toEqual([sentence])
  })

  it('says every mistake, up to twenty', () => {
    expect(layersOf({ kind: 'dense' }, flatten, { kind: 'dense', units: -1 })).toHaveLength(2)
    expect(layersOf(...Array.from({ length: 100 }, () => ({ kind: 'dense' })))).toHaveLength(20)
  })

  it.each([
    [
      'ten thousand layers',
      Array.from({ length: 10_000 }, () => flatten),
      /^It has 10,000 layers.*2,000 is the most\. /,
    ],
    ['blocks within blocks', [nested(60_000, (inner) => ({ kind: 'residual', layers: [inner] }))], /more than 8 deep/],
    [
      'branches within branches',
      [nested(9, (inner) => ({ kind: 'concatenation', branches: [[inner], []] }))],
      /more than 8 deep/,
    ],
    ['lists within lists', [nested(60_000, (inner) => [inner])], /^At 1: /],
    [
      'very long names of settings',
      [{ kind: 'dense', units: 1, ['a'.repeat(1e6)]: 1 }],
      /^At 1: It has no setting "a{60}"\. /,
    ],
    ['very long names of kinds', [{ kind: 'k'.repeat(1e6) }], /^At 1: There is no kind of layer "k{60}"\. /],
  ])('is bounded: %s', (_, layers, sentence) => {
    const reasons = layersOf(...layers)
    expectSentences(reasons)
    expect(reasons[0]).toMatch(sentence)
  })

  it('takes names of any script, in one form of their characters, and no built-in one', () => {
    const named = (name: unknown) => readArchitecture({ name, layers: [flatten] })
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), (text) => {
        const read = named(text)
        if (read.ok) expect(read.architecture.name).toBe(text.normalize('NFC').trim())
        else expectSentences(read.reasons)
      }),
      { numRuns: propertyCases(300) },
    )
    for (const name of ['ネットワーク', 'сеть', 'شبكة', 'e\u0301'])
      expect(named(name)).toMatchObject({ ok: true, architecture: { name: name.normalize('NFC') } })
    for (const name of ['', '  ', 'a,b', 'a\nb', 'a\u202eb', 7, null, 'x'.repeat(61), 'resnet', 'plain'])
      expectSentences(reasonsOf({ name, layers: [flatten] }))
  })

  it('says of any value what is wrong in sentences, and throws for none', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.jsonValue(), fc.record({ name: fc.constant('own'), layers: fc.jsonValue() })),
        (value) => {
          const read = readArchitecture(value)
          if (!read.ok) expectSentences(read.reasons)
        },
      ),
      { numRuns: propertyCases(500) },
    )
  })

  it('says of an architecture with any one value exchanged where that is', () => {
    fc.assert(
      fc.property(fc.constantFrom(...presets), fc.nat(), fc.jsonValue({ maxDepth: 2 }), (architecture, at, value) => {
        const layers = JSON.parse(JSON.stringify(architecture.layers)) as unknown[]
        const places = placesIn(layers)
        const place = places[at % places.length]!
        place.set(value)
        const reasons = layersOf(...layers)
        if (reasons.length === 0) return
        expectSentences(reasons)
        expect(reasons[0]).toMatch(new RegExp(`^(?:At ${place.layer}[:.]|Blocks lie)`))
      }),
      { numRuns: propertyCases(500) },
    )
  })
})

/** Every place of a value, with the number of the layer that it lies in. */
function placesIn(layers: unknown[]) {
  const places: { layer: number; set: (value: unknown) => void }[] = []
  const walk = (holder: Record<string, unknown> | unknown[], layer: number) => {
    for (const [key, value] of Object.entries(holder)) {
      places.push({ layer, set: (other) => void Object.assign(holder, { [key]: other }) })
      if (typeof value === 'object' && value !== null) walk(value as Record<string, unknown>, layer)
    }
  }
  for (const [index, layer] of layers.entries()) walk(layer as Record<string, unknown>, index + 1)
  return places
}
