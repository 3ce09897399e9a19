import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeChunk, encodeChunk, type StepColumns } from '../../../src-main/store/batch-chunks'
import { stepPoints } from '../../support/step-points'

const columns = (steps: number[], seconds: number[], values: number[]): StepColumns => ({
  steps: Float64Array.from(steps),
  seconds: Float64Array.from(seconds),
  values: Float64Array.from(values),
})

describe('chunks of points by step', () => {
  it('keep every step, near or far from the one before, and every bit of every value', () => {
    fc.assert(
      fc.property(stepPoints({ maxLength: 200 }), (points) => {
        const back = decodeChunk(encodeChunk(points))
        expect(back.steps).toEqual(points.steps)
        back.values.forEach((value, index) => expect(Object.is(value, points.values[index])).toBe(true))
      }),
    )
  })

  it('keep times to a millisecond over a long run, and never let them go back', () => {
    const count = 1_024
    const points = columns(
      Array.from({ length: count }, (_, index) => index),
      Array.from({ length: count }, (_, index) => 7_200 + Math.floor(index / 3) * 0.1037),
      new Array<number>(count).fill(1),
    )
    decodeChunk(encodeChunk(points)).seconds.forEach((seconds, index, all) => {
      expect(Math.abs(seconds - points.seconds[index]!)).toBeLessThan(1e-3)
      expect(seconds).toBeGreaterThanOrEqual(all[index - 1] ?? 0)
    })
  })

  it('take 16 bytes a point, and 20 where steps lie further apart than a uint32 holds', () => {
    expect(encodeChunk(columns([0, 0xffff_ffff], [0, 1], [1, 2])).length).toBe(4 + 2 * 16)
    expect(encodeChunk(columns([0, 0x1_0000_0000], [0, 1], [1, 2])).length).toBe(4 + 2 * 20)
  })

  it('refuse steps that do not ascend from 0 on', () => {
    expect(() => encodeChunk(columns([2, 2], [0, 0], [1, 1]))).toThrow(RangeError)
    expect(() => encodeChunk(columns([-1], [0], [1]))).toThrow(RangeError)
  })

  it('notice a cut blob', () => {
    const bytes = encodeChunk(columns([1], [0], [1]))
    expect(() => decodeChunk(bytes.subarray(0, bytes.length - 1))).toThrow(RangeError)
    expect(() => decodeChunk(new Uint8Array(2))).toThrow(RangeError)
  })
})
