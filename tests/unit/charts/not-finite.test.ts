import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countNotFinite, edgeMarks, notFiniteOf, notFiniteWords } from '../../../src-main/charts/not-finite'
import type { PanelSpec } from '../../../src-main/charts/panel'
import { reduceToBuckets } from '../../../src-main/maths/buckets'
import { describeHidden } from '../../../src-renderer/charts/describe'
import { propertyCases } from '../../support/property'

const specOf = (y: number[]): PanelSpec => ({
  title: '',
  xTitle: '',
  format: String,
  series: [{ id: 'a', label: 'a', colour: 'c1', x: y.map((_, index) => index), y }],
})
const doubles = fc.array(fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Infinity, -Infinity)), { maxLength: 50 })

describe('values that are no numbers', () => {
  it('are counted by their kind, whatever the line is', () => {
    fc.assert(
      fc.property(doubles, (y) => {
        expect(countNotFinite(specOf(y), [0, 1_000])).toEqual({
          nan: y.filter(Number.isNaN).length,
          above: y.filter((value) => value === Infinity).length,
          below: y.filter((value) => value === -Infinity).length,
        })
        const marks = edgeMarks(specOf(y), [0, 1_000], (x) => 7 * x, { top: 0, bottom: 100 })
        expect(marks.length).toBe(y.filter((value) => !Number.isFinite(value)).length)
        for (const { kind, y: at } of marks) expect(kind === 'up' ? at : 100 - at).toBeLessThan(10)
      }),
      { numRuns: propertyCases(500) },
    )
  })

  it('are seen as infinities within buckets too', () => {
    const { x, last, low, high } = reduceToBuckets([0, 1, 2, 3], [1, Infinity, -Infinity, 2], 4)
    expect(notFiniteOf(x, last, low, high).map(({ value }) => value)).toEqual([Infinity, -Infinity])
  })

  it('stand below a panel of the window, of what is shown of it', () => {
    const spec = specOf([1, Number.NaN, 2, -Infinity, Number.NaN])
    const view = { x: [0, 3], y: [0, 3] } as const
    expect(describeHidden(spec, view, true).words).toEqual([
      '1 point is not a number',
      '1 point is −Infinity',
      'zoomed',
    ])
    const logarithmic = describeHidden({ ...spec, logY: true }, { x: [0, 4], y: [1, 3] }, false).words
    // Each is told once.
    expect(logarithmic).toEqual(['log', '2 points are not numbers', '1 point is −Infinity'])
  })

  it('are told in words, each kind by its own', () => {
    expect(notFiniteWords({ nan: 3, above: 0, below: 0 })).toEqual(['3 points are not numbers'])
    expect(notFiniteWords({ nan: 1, above: 1, below: 2_000 })).toEqual([
      '1 point is not a number',
      '1 point is +Infinity',
      '2,000 points are −Infinity',
    ])
    expect(notFiniteWords({ nan: 0, above: 0, below: 0 })).toEqual([])
    expect(notFiniteWords({ nan: 2, above: 0, below: 0, isAtLeast: true })).toEqual([
      'at least 2 points are not numbers',
    ])
  })
})
