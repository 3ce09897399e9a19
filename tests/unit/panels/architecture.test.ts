import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { requireRunConfig, builtInArchitectures } from '../../../src-main/contract/config'
import { shapesOf } from '../../../src-main/contract/run-data'
import { diffLayers } from '../../../src-main/model/layer-diff'
import { describeDiff, inferRun } from '../../../src-main/panels/architecture/layer-words'
import { colourOfArchitecture, labelLines, silhouetteOf, stripOf } from '../../../src-main/panels/architecture/strip'
import { taskKinds } from '../../../src-main/recipes/registry/tasks'

const wordsOf = (left: string, right: string): string => {
  const [before, after] = [left, right].map((architecture) => inferRun(requireRunConfig({ architecture })))
  return describeDiff(diffLayers(before!.rows, after!.rows), before!.parameters, after!.parameters)
}
const labelsOf = (architecture: string): string[] => {
  const config = requireRunConfig({ architecture })
  return stripOf(inferRun(config), shapesOf(config)).map(({ label }) => label)
}

describe('the words of a layer diff', () => {
  it('count the layers by what became of them, and parameters', () => {
    expect(wordsOf('resnet', 'resnet')).toBe('Every layer is the same. Both have the same number of parameters.')
    expect(wordsOf('plain', 'pooled')).toBe('3 changed, 8 added, 5 follow. 1,301,344 fewer parameters on the right.')
    expect(wordsOf('pooled', 'plain')).toMatch(/^3 changed, 8 removed, 5 follow\. 1,301,344 more parameters/)
  })
})

describe('the strip of a network', () => {
  it('has labels of which none touches another, whatever their number and room, and names both ends first', () => {
    const label = fc.string({ minLength: 1, maxLength: 9 })
    fc.assert(
      fc.property(
        fc.array(label, { minLength: 1, maxLength: 60 }),
        fc.double({ min: 2, max: 120, noNaN: true }),
        (labels, slot) => {
          const widthOf = (text: string): number => text.length * 6.4
          const lines = labelLines(
            labels.map((text) => ({ label: text })),
            slot,
            widthOf,
          )
          for (const line of [0, 1]) {
            const edges = labels.flatMap((text, index) => {
              const [middle, half] = [slot * (index + 0.5), widthOf(text) / 2]
              return lines[index] === line ? [middle - half, middle + half] : []
            })
            expect(edges).toEqual(edges.toSorted((left, right) => left - right))
          }
          expect(lines[0]).toBe(0)
          if (Math.max(...labels.map(widthOf)) + 6 <= slot) expect(new Set(lines)).toEqual(new Set([0]))
        },
      ),
    )
  })

  it('has a box wherever the shape changes, between what goes in and what comes out', () => {
    expect(labelsOf('plain')).toEqual(['32²×3', '32²×16', '32²×32', '128', '784', '28²'])
    expect(labelsOf('pooled')).toEqual(['32²×3', '16²×32', '8²×64', '4²×128', '1024', '784', '28²'])
    expect(labelsOf('mlp')).toEqual(['32²×3', '512', '512', '784', '28²'])
  })

  it('fits every built-in network of every task', () => {
    for (const architecture of builtInArchitectures)
      for (const task of taskKinds) {
        const config = requireRunConfig({ architecture, task })
        for (const { height, width } of stripOf(inferRun(config), shapesOf(config))) {
          expect(height).toBeLessThanOrEqual(68)
          expect(width).toBeLessThanOrEqual(62)
        }
      }
  })

  it('has a colour for each, and one for all others', () => {
    const colours = builtInArchitectures.map(colourOfArchitecture)
    expect(new Set(colours).size).toBe(builtInArchitectures.length)
    expect(colours).not.toContain(colourOfArchitecture('somebody’s own'))
  })
})

describe('the silhouette of an architecture', () => {
  const barsOf = (architecture: string) => {
    const config = requireRunConfig({ architecture })
    return silhouetteOf(stripOf(inferRun(config), shapesOf(config)))
  }

  it.each(builtInArchitectures)('of %s has few bars beside each other, all within it', (architecture) => {
    const bars = barsOf(architecture)
    expect(bars.length).toBeGreaterThan(0)
    expect(bars.length).toBeLessThanOrEqual(6)
    let end = 0
    for (const { x, width, height } of bars) {
      expect(x).toBeGreaterThanOrEqual(end)
      expect(height).toBeGreaterThan(0)
      expect(height).toBeLessThanOrEqual(1)
      end = x + width
    }
    expect(end).toBeCloseTo(1, 12)
  })

  it('tells built-in ones apart', () => {
    const drawn = builtInArchitectures.map((architecture) => JSON.stringify(barsOf(architecture)))
    expect(new Set(drawn).size).toBe(builtInArchitectures.length)
  })

  it('is empty where there is no layer', () => {
    expect(silhouetteOf(stripOf({ rows: [], mistake: null }, shapesOf({})))).toEqual([])
  })
})
