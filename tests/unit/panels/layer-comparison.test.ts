/** Two architectures held against each other: rows, strips and what one costs beside the other. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { requireRunConfig } from '../../../src-main/contract/config'
import { shapesOf } from '../../../src-main/contract/run-data'
import { diffLayers } from '../../../src-main/model/layer-diff'
import {
  alignStrips,
  changeInShort,
  comparedSettings,
  comparisonNote,
  comparisonRows,
  comparisonText,
  costLines,
  describeCost,
  percentMore,
} from '../../../src-main/panels/architecture/layer-comparison'
import { inferRun } from '../../../src-main/panels/architecture/layer-words'
import { stripOf } from '../../../src-main/panels/architecture/strip'
import { formatBytes } from '../../../src-main/panels/words/format'
import { inferLayers } from '../../../src-main/recipes/infer-layers'
import type { LayerSpec } from '../../../src-main/recipes/layer'
import { propertyCases } from '../../support/property'

const conv = (filters: number, kernelSize = 3): LayerSpec => ({ kind: 'convolution', filters, kernelSize })
const relu: LayerSpec = { kind: 'activation', activation: 'relu' }
const norm: LayerSpec = { kind: 'batch-normalization' }
const pool: LayerSpec = { kind: 'max-pooling', size: 2 }
const drop: LayerSpec = { kind: 'dropout', rate: 0.2 }
const flat: LayerSpec = { kind: 'flatten' }
const dense = (units: number): LayerSpec => ({ kind: 'dense', units })
const of = (...layers: LayerSpec[]) => inferLayers(layers, [32, 32, 3])

const left = of(conv(32, 7), norm, relu, pool, conv(64), relu, flat, dense(1024), relu, dense(784))
const right = of(conv(48, 5), norm, relu, pool, conv(96), relu, flat, drop, dense(768), relu, dense(784))
const pairs = diffLayers(left.rows, right.rows)

describe('the rows of a comparison', () => {
  const shown = (folds: boolean, opened: readonly string[] = []) =>
    comparisonRows(pairs, folds, new Set(opened)).map(({ pairs: several }) =>
      [several[0].change, ...several.map((pair) => pair.right?.at ?? pair.left?.at)].join(' '),
    )

  it('fold neighbours that only follow, and open where somebody wants that', () => {
    expect(shown(true)).toEqual([
      ...['changed 1', 'follows 2 3 4', 'changed 5', 'follows 6 7'],
      ...['added 8', 'changed 9', 'follows 10 11'],
    ])
    expect(shown(true, ['2|2'])).toEqual(expect.arrayContaining(['follows 2', 'follows 3', 'follows 4', 'follows 6 7']))
    expect(shown(false)).toHaveLength(pairs.length)
  })

  it('say what differs of a pair, also where one side is as usual', () => {
    expect(pairs.map(changeInShort).filter((words) => words !== '')).toEqual([
      '32 → 48, 7 → 5',
      '64 → 96',
      '1024 → 768',
    ])
    const [strided] = diffLayers(of({ ...conv(8), stride: 2 } as LayerSpec).rows, of(conv(8)).rows)
    const sides = comparedSettings(strided!)
    const strideOf = (side: typeof sides.left) => side.find(({ label }) => label === 'stride')
    expect([strideOf(sides.left), strideOf(sides.right)]).toMatchObject([
      { value: '2', isOther: true },
      { value: '1', isOther: true },
    ])
  })

  it('have each pair once and in its order, folded or not', () => {
    const layer = fc.constantFrom(conv(2), conv(3), relu, norm, drop)
    const list = fc.array(layer, { maxLength: 12 })
    fc.assert(
      fc.property(list, list, fc.boolean(), (one, other, folds) => {
        const made = diffLayers(of(...one).rows, of(...other).rows)
        const rows = comparisonRows(made, folds, new Set())
        expect(rows.flatMap(({ pairs: several }) => several)).toEqual(made)
        expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length)
      }),
      { numRuns: propertyCases(200) },
    )
  })
})

describe('two strips', () => {
  const placesOf = (first: string, second: string) => {
    const [one, other] = [first, second].map((architecture) => requireRunConfig({ architecture }))
    const [before, after] = [inferRun(one!), inferRun(other!)]
    const boxes = [stripOf(before, shapesOf(one!)), stripOf(after, shapesOf(other!))] as const
    return { boxes, places: alignStrips(boxes[0], boxes[1], diffLayers(before.rows, after.rows)) }
  }

  it.each([
    ['plain', 'pooled'],
    ['pooled', 'plain'],
    ['resnet', 'unet'],
    ['mlp', 'convnext'],
    ['unet', 'unet'],
  ])('of %s and %s have every box of either, in its order, and their ends below each other', (one, other) => {
    const { boxes, places } = placesOf(one, other)
    expect(places.flatMap((place) => place.left ?? [])).toEqual(boxes[0])
    expect(places.flatMap((place) => place.right ?? [])).toEqual(boxes[1])
    for (const end of [places[0], places.at(-1)]) expect([end?.left?.kind, end?.right?.kind]).toEqual(['end', 'end'])
    if (one === other) expect(places.every((place) => place.change === '' && place.left && place.right)).toBe(true)
  })

  it('have the changes between them where they are', () => {
    expect(
      placesOf('plain', 'pooled')
        .places.map(({ change }) => change)
        .filter((change) => change !== ''),
    ).toContain('128 → 1024')
  })
})

describe('what one costs beside the other', () => {
  it('is said in a sentence', () => {
    expect(describeCost(left, right)).toMatch(
      /^has [\d,]+ (more|fewer) parameters and does \d\.\d\d times the work per image$/,
    )
    expect(describeCost(left, left)).toBe('has as many parameters and does as much work per image')
    expect(percentMore(200, 211.8)).toBe('+5.9 %')
    expect(percentMore(4, 1)).toBe('−75.0 %')
    expect([percentMore(0, 3), percentMore(3, 3), percentMore(1e9, 1e9 + 1)]).toEqual(['', '', ''])
  })

  it('has parameters by kind that sum up to all of them, those of blocks by what is in them', () => {
    const resnet = inferRun(requireRunConfig({ architecture: 'resnet' }))
    const [all, ...others] = costLines(left, resnet, [1e6, 2e6], 64)
    const parts = others.filter(({ isPart }) => isPart)
    const sumOf = (side: 'left' | 'right') =>
      parts.reduce((sum, line) => sum + Number(line[side].replaceAll(',', '')), 0)
    expect([sumOf('left'), sumOf('right')]).toEqual([left.parameters, resnet.parameters])
    expect(all).toMatchObject({ label: 'Parameters', isPart: false })
    expect(others.at(-1)).toMatchObject({ label: 'Memory', note: 'batch of 64', left: formatBytes(1e6) })
  })

  it('says whose training loss reads higher', () => {
    const sides = [
      { name: 'old', inferred: left },
      { name: 'new', inferred: right },
    ] as const
    expect(comparisonNote(sides[0], sides[1], 'val_mse')).toBe(
      'Only new has dropout, so its training loss reads higher than that of old at equal quality. Compare the two by val_mse.',
    )
    expect(comparisonNote(sides[0], sides[0], 'val_mse')).toBeNull()
    expect(comparisonText(sides[0], sides[1], pairs).split('\n')).toHaveLength(pairs.length + 4)
  })
})
