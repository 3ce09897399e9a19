import { describe, expect, it } from 'vitest'
import { fromSentLines, toSentLines, type Line } from '../../../src-main/contract/lines'

const line = (...x: number[]): Line => ({
  run: 'a',
  key: 'val_mse',
  x: Float64Array.from(x),
  y: Float64Array.from(x),
  low: null,
  high: null,
  width: null,
  pointCount: x.length,
})

describe('lines that are sent', () => {
  it('tell the same x once, and are as before where they arrive', () => {
    const lines = [
      line(1, 2),
      line(1, 2),
      line(1, 2, 3),
      line(1, 2),
      line(),
      line(),
      line(Number.NaN),
      line(Number.NaN),
    ]
    const sent = toSentLines(lines)
    expect(sent.map(({ x }) => x === null)).toEqual([false, true, false, false, false, true, false, true])
    const arrived = fromSentLines(sent)
    expect(arrived).toEqual(lines)
    expect(arrived[1]!.x).toBe(arrived[0]!.x)
  })
  it('need an x at first', () => {
    expect(() => fromSentLines([{ ...line(1), x: null }])).toThrow('The first line has no x')
    expect(fromSentLines(toSentLines([]))).toEqual([])
  })
})
