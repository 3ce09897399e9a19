import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeChunk, encodeChunk, type BatchPoint } from '../../../src-main/store/batch-chunks'

const points: fc.Arbitrary<BatchPoint[]> = fc
  .array(
    fc.record({
      gap: fc.integer({ min: 1, max: 5_000 }),
      pause: fc.double({ min: 0, max: 60, noNaN: true }),
      value: fc.double(),
    }),
    { maxLength: 200 },
  )
  .map((entries) => {
    let step = 0
    let elapsedSeconds = 0
    return entries.map(({ gap, pause, value }) => {
      step += gap
      elapsedSeconds += pause
      return { step, elapsedSeconds, value }
    })
  })

describe('chunks of per-batch points', () => {
  it('keep every step and every bit of every value', () => {
    fc.assert(
      fc.property(points, (list) => {
        const back = decodeChunk(encodeChunk(list))
        expect(back.map(({ step }) => step)).toEqual(list.map(({ step }) => step))
        back.forEach(({ value }, index) => expect(Object.is(value, list[index]!.value)).toBe(true))
      }),
    )
  })

  it('keep times to a millisecond over a long run', () => {
    const list = Array.from({ length: 1_024 }, (_, index) => ({
      step: index + 1,
      elapsedSeconds: 7_200 + index * 0.1037,
      value: 1,
    }))
    decodeChunk(encodeChunk(list)).forEach(({ elapsedSeconds }, index) => {
      expect(Math.abs(elapsedSeconds - list[index]!.elapsedSeconds)).toBeLessThan(1e-3)
    })
  })

  it('refuse steps that do not ascend', () => {
    expect(() =>
      encodeChunk([
        { step: 2, elapsedSeconds: 0, value: 1 },
        { step: 2, elapsedSeconds: 0, value: 1 },
      ]),
    ).toThrow(RangeError)
  })

  it('notice a cut blob', () => {
    const bytes = encodeChunk([{ step: 1, elapsedSeconds: 0, value: 1 }])
    expect(() => decodeChunk(bytes.subarray(0, bytes.length - 1))).toThrow(RangeError)
    expect(() => decodeChunk(new Uint8Array(2))).toThrow(RangeError)
  })
})
