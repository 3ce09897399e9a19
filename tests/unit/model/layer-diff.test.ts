import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diffLayers, type LayerPair } from '../../../src-main/model/layer-diff'
import { inferLayers, type LayerRow } from '../../../src-main/recipes/infer-layers'
import type { LayerSpec } from '../../../src-main/recipes/layer'
import { presetArchitecture, presetArchitectures } from '../../../src-main/recipes/registry/architectures'
import { propertyCases } from '../../support/property'

const input = [32, 32, 3]
const rowsOf = (layers: readonly LayerSpec[]): readonly LayerRow[] => inferLayers(layers, input).rows
const conv = (filters: number): LayerSpec => ({ kind: 'convolution', filters, kernelSize: 3 })
const relu: LayerSpec = { kind: 'activation', activation: 'relu' }
const norm: LayerSpec = { kind: 'batch-normalization' }
const residual = (...layers: LayerSpec[]): LayerSpec => ({ kind: 'residual', layers })
const words = (pairs: readonly LayerPair[]): string[] =>
  pairs.map(({ change, left, right }) => `${left?.at ?? '-'} ${change} ${right?.at ?? '-'}`)
const diff = (left: readonly LayerSpec[], right: readonly LayerSpec[]) => words(diffLayers(rowsOf(left), rowsOf(right)))

describe('a layer diff', () => {
  it('says what was changed, added and removed, and what only follows', () => {
    expect(diff([conv(8), relu, conv(16), relu], [conv(12), relu, norm, conv(16)])).toEqual([
      '1 changed 1',
      '2 follows 2',
      '- added 3',
      '3 follows 4',
      '4 removed -',
    ])
  })

  it('sees a setting with its default as the same', () => {
    expect(diff([{ kind: 'convolution', filters: 8, kernelSize: 3, stride: 1, padding: 'same' }], [conv(8)])).toEqual([
      '1 same 1',
    ])
  })

  it('tells changes within a block from those of the block', () => {
    expect(diff([residual(conv(3), relu)], [residual(conv(3), norm, relu)])).toEqual([
      '1 follows 1',
      '1.1 same 1.1',
      '- added 1.2',
      '1.2 same 1.3',
    ])
    const projected: LayerSpec = { kind: 'residual', layers: [conv(8)], shortcut: [conv(8)] }
    expect(diff([projected], [{ ...projected, shortcut: [conv(8), norm] }])).toEqual([
      '1 follows 1',
      '1.1 same 1.1',
      '1.s1 same 1.s1',
      '- added 1.s2',
    ])
  })
})

/** Layers that take any image and keep its sides, so that any list of them is a network. */
const layer = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 1, max: 3 }).map((filters) => conv(filters)) },
  { weight: 4, arbitrary: fc.constantFrom(relu, norm) },
  { weight: 1, arbitrary: fc.constantFrom(residual(relu, norm), residual(relu), residual(norm, relu)) },
)
const list = fc.array(layer, { maxLength: 12 })
const costs = { same: 0, follows: 0, changed: 1, added: 1, removed: 1 }
const costOf = (pairs: readonly LayerPair[]): number => pairs.reduce((sum, { change }) => sum + costs[change], 0)
const property = <Values extends [unknown, ...unknown[]]>(
  ...given: [...arbitraries: { [At in keyof Values]: fc.Arbitrary<Values[At]> }, check: (...values: Values) => void]
) => fc.assert(fc.property(...given), { numRuns: propertyCases(300) })

describe('any two networks', () => {
  it('stand in it whole, each in its order', () => {
    property<[LayerSpec[], LayerSpec[]]>(list, list, (left, right) => {
      const [a, b] = [rowsOf(left), rowsOf(right)]
      const pairs = diffLayers(a, b)
      expect(pairs.flatMap((pair) => (pair.left === null ? [] : [pair.left]))).toEqual(a)
      expect(pairs.flatMap((pair) => (pair.right === null ? [] : [pair.right]))).toEqual(b)
      for (const { left: one, right: other } of pairs) if (one && other) expect(one.layer.kind).toBe(other.layer.kind)
    })
  })

  it('have no difference exactly where they are the same', () => {
    property<[LayerSpec[], LayerSpec[]]>(list, list, (left, right) => {
      expect(diffLayers(rowsOf(left), rowsOf(left)).every(({ change }) => change === 'same')).toBe(true)
      const isSame = diffLayers(rowsOf(left), rowsOf(right)).every(({ change }) => change === 'same')
      expect(isSame).toBe(JSON.stringify(left) === JSON.stringify(right))
    })
  })

  it('differ by as much the other way round', () => {
    property<[LayerSpec[], LayerSpec[]]>(list, list, (left, right) => {
      const [forth, back] = [diffLayers(rowsOf(left), rowsOf(right)), diffLayers(rowsOf(right), rowsOf(left))]
      expect(costOf(back)).toBe(costOf(forth))
    })
  })

  it('differ by no more than what was done to one', () => {
    const edit = fc.record({ at: fc.nat(), what: fc.constantFrom('remove', 'add', 'widen'), layer })
    property<[LayerSpec[], { at: number; what: string; layer: LayerSpec }[]]>(
      list,
      fc.array(edit, { maxLength: 5 }),
      (start, edits) => {
        const now = [...start]
        let done = 0
        for (const { at, what, layer: added } of edits) {
          const place = at % (now.length + 1)
          const there = now[place]
          const size = (one: LayerSpec) => rowsOf([one]).length
          if (what === 'add') {
            now.splice(place, 0, added)
            done += size(added)
          } else if (there !== undefined && what === 'remove') {
            now.splice(place, 1)
            done += size(there)
          } else if (there?.kind === 'convolution') {
            now[place] = conv(there.filters + 1)
            done += 1
          }
        }
        expect(costOf(diffLayers(rowsOf(start), rowsOf(now)))).toBeLessThanOrEqual(done)
      },
    )
  })

  it('of two thousand layers are compared in one table', () => {
    const long = (filters: number) => Array.from({ length: 1_000 }, (_, at) => [conv((at % 7) + filters), relu]).flat()
    expect(costOf(diffLayers(rowsOf(long(1)), rowsOf(long(2))))).toBeLessThanOrEqual(1_000)
    for (const kind of presetArchitectures) {
      const rows = rowsOf(presetArchitecture(kind)!.layers({ input, target: [28, 28, 1] }))
      expect(costOf(diffLayers(rows, []))).toBe(rows.length)
    }
  })
})
