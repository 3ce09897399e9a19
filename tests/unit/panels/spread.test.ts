/** Which of many runs stand for all of them, and the words about it. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { spreadFromBest } from '../../../src-main/panels/compare/spread'
import { describeFailed, describeTaken } from '../../../src-main/panels/compare/taken-words'
import { propertyCases } from '../../support/property'

describe('a spread', () => {
  it('has the best, the worst and even places between them, best first', () => {
    const bests = [5, 1, 4, 2, 3]
    expect(spreadFromBest(bests, 3, 'lower').map((place) => bests[place])).toEqual([1, 3, 5])
    expect(spreadFromBest(bests, 2, 'higher').map((place) => bests[place])).toEqual([5, 1])
    expect(spreadFromBest([null, 2, undefined, NaN, 1], 3, 'lower')).toEqual([4, 1, 0])
  })

  it('is of as many runs as are asked for, each once, in order, whatever their values', () => {
    const best = fc.option(fc.double(), { nil: undefined })
    fc.assert(
      fc.property(fc.array(best), fc.nat({ max: 12 }), fc.constantFrom('lower', 'higher'), (bests, most, direction) => {
        const places = spreadFromBest(bests, most, direction)
        expect(places).toHaveLength(Math.min(most, bests.length))
        expect(new Set(places).size).toBe(places.length)
        const known = bests.filter((value) => value !== undefined && Number.isFinite(value)) as number[]
        const taken = places.map((place) => bests[place]).filter((value) => known.includes(value!)) as number[]
        expect(taken).toEqual(taken.toSorted((a, b) => (direction === 'lower' ? a - b : b - a)))
        if (most > 1 && known.length >= most)
          expect([Math.min(...taken), Math.max(...taken)]).toEqual([Math.min(...known), Math.max(...known)])
      }),
      { numRuns: propertyCases(200) },
    )
  })
})

describe('words about which runs are taken', () => {
  it('say how many of all, or of those that were chosen', () => {
    expect(describeTaken({ shown: 6, of: 60, isSpread: false })).toBe('6 of 60 runs')
    expect(describeTaken({ shown: 1, of: 1, isSpread: false })).toBe('1 of 1 run')
    expect(describeTaken({ shown: 100, of: 10_000, isSpread: true })).toBe('100 of 10,000 runs, from best to worst')
  })
  it('name a few of those that failed, and count the others', () => {
    const run = (name: string, endReason: 'failed' | 'diverged') => ({ name, endReason })
    expect(describeFailed([run('a', 'failed')])).toBe('1 run failed: a')
    expect(describeFailed([run('a', 'failed'), run('b', 'diverged'), run('c', 'failed')])).toBe(
      '2 runs failed and 1 diverged: a, b, c',
    )
    expect(describeFailed(Array.from({ length: 8 }, (_, at) => run(`r${at}`, 'diverged')))).toBe(
      '8 runs diverged: r0, r1, r2, r3, r4, r5 and 2 more',
    )
  })
})
