/** Which validation images are looked at. */
import { describe, expect, it } from 'vitest'
import { chooseImages } from '../../../src-main/maths/image-choice'

const losses = Float64Array.of(0.2, Number.NaN, 0.5, 0.1, 0.5, Infinity)
const measured = { losses, classes: null }
const chosen = (...of: Parameters<typeof chooseImages>) => [...chooseImages(...of)]

describe('images that are looked at', () => {
  it('are the worst or the best, equal ones by their place, and no number is the worst', () => {
    expect(chosen({ by: 'worst', count: 4 }, measured)).toEqual([1, 5, 2, 4])
    expect(chosen({ by: 'best', count: 3 }, measured)).toEqual([3, 0, 2])
    expect(chosen({ by: 'best', count: 16 }, measured)).toHaveLength(6)
  })

  it('are the same for the same seed, each once, and others for another', () => {
    const many = { losses: new Float64Array(100), classes: null }
    const first = chosen({ by: 'random', seed: 1, count: 16 }, many)
    expect(chosen({ by: 'random', seed: 1, count: 16 }, many)).toEqual(first)
    expect(new Set(first).size).toBe(16)
    expect(chosen({ by: 'random', seed: 2, count: 16 }, many)).not.toEqual(first)
  })

  it('are those of the wrong class that were said most surely', () => {
    const classes = {
      labels: Uint16Array.of(0, 1, 2, 1, 0, 2),
      said: Uint16Array.of(0, 2, 1, 0, 1, 2),
      sureness: Float32Array.of(0.99, 0.5, 0.75, 0.75, 0.875, 1),
    }
    expect(chosen({ by: 'mistakes', count: 3 }, { losses, classes })).toEqual([4, 2, 3])
    expect(chosen({ by: 'mistakes', count: 3 }, measured)).toEqual([])
  })

  it('are those that were named, in their order', () => {
    expect(chosen({ by: 'places', places: [4, 0, 4] }, measured)).toEqual([4, 0, 4])
  })
})
